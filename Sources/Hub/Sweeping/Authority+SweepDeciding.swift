import Decisions
import Synchronization

extension Authority {
  /// The second pass: every lane decides for its customers, side by side with the others.
  /// - Returns: false when the task was cancelled before the end.
  func decide(_ row: SweepRow, _ settled: SettledSweep, _ regime: Regime) async throws(HubError) -> Bool {
    let results = await withTaskGroup(of: Result<Bool, HubError>.self) { group in
      for lane in 0..<row.laneCount {
        group.addTask { await self.outcome(ofLane: lane, of: row, settled, regime) }
      }
      var results: [Result<Bool, HubError>] = []
      for await result in group { results.append(result) }
      return results
    }
    var isDone = true
    for result in results { isDone = try result.get() && isDone }
    return isDone
  }

  /// What became of a lane, as a value: typed errors are not let into the closure of a task group (see ``look(at:_:_:_:)``).
  private func outcome(
    ofLane lane: Int, of row: SweepRow, _ settled: SettledSweep, _ regime: Regime
  ) async -> Result<Bool, HubError> {
    do throws(HubError) {
      return .success(try await decide(lane: lane, of: row, settled, regime))
    } catch {
      return .failure(error)
    }
  }

  /// Decisions that are on their way, and the customers who were brought into memory for them.
  private struct Page {
    var brought: [CustomerNumber]
    var writes = PendingWrites()
  }

  private func decide(
    lane number: Int, of row: SweepRow, _ settled: SettledSweep, _ regime: Regime
  ) async throws(HubError) -> Bool {
    let all = regime.all
    let lane = SweepLane(
      sweep: row.number, lane: number, generation: regime.generation,
      pricesOfOthers: all.indices.map { (all[$0].generation, settled.sweep.pricesOfOthers(plan: $0)) })
    var previous: Page?
    var next = 0
    while !Task.isCancelled {
      var positions: [Int] = []
      while positions.count < Authority.sweepPage, next < settled.customers.count {
        if row.lane(of: settled.customers[next]) == number { positions.append(next) }
        next += 1
      }
      if positions.isEmpty { break }
      let page = Page(brought: try await bringIn(page: positions.map { settled.customers[$0] }, regime))
      for position in positions {
        let side = Int(settled.sides[position])
        let request = lane.request(settled.sweep.prices(position, plan: side), all[side].generation)
        try await decide(settled.customers[position], request, lane, page.writes)
      }
      // While these are written, the next ones are decided; not more, so that others do not wait behind them for long.
      if let previous { await finish(previous, lane) }
      previous = page
      await Task.yield()
    }
    if let previous { await finish(previous, lane) }
    if let failure = lane.failure { throw failure }
    guard next == settled.customers.count, !Task.isCancelled else { return false }
    try await end(lane, row.last)
    return true
  }

  /// Waits until a page is on disk, and lets go of who was brought in for it.
  private func finish(_ page: Page, _ lane: SweepLane) async {
    _ = await page.writes.finished()
    let durable = committer.durable
    for number in page.brought {
      residents.withStripe(of: number) { stripe in
        guard case .resident(let resident)? = stripe.slots[number], resident.head <= durable else { return }
        stripe.slots[number] = nil
      }
    }
  }

  /// Decides for a customer, and returns when the decision is in the queue; whoever became part of somebody else or was
  /// erased is passed over.
  private func decide(
    _ number: CustomerNumber, _ request: DecisionRequest, _ lane: SweepLane, _ writes: PendingWrites
  ) async throws(HubError) {
    var linked: [CustomerNumber] = []
    while true {
      if let failure = lane.failure { throw failure }
      switch tryOnce(request, number, linked, lane, writes) {
      case nil, .decided: return
      case .failed(let error):
        guard error.code == "hub.overloaded" else { throw error }
        // The queue is emptied by a thread of its own; who asks over HTTP is told to come again, so do we.
        await committer.settled(committer.durable)
        try? await Task.sleep(for: .milliseconds(Authority.sweepPauseMilliseconds))
      case .absent:
        guard try await bringInIfKnown(number), isResident(number) else { return }
        for other in linked { _ = try await bringInIfKnown(other) }
      case .linked(let others):
        linked = others
        for other in linked { _ = try await bringInIfKnown(other) }
      // One answer never asks for more than there is for one.
      case .exhausted, .crowded: try await governor.refresh()
      }
    }
  }

  /// One try: nothing when the decision is in the queue, else what has to be done before the next.
  private func tryOnce(
    _ request: DecisionRequest, _ number: CustomerNumber, _ linked: [CustomerNumber], _ lane: SweepLane,
    _ writes: PendingWrites
  ) -> DecisionAttempt? {
    let first = FirstAnswer()
    writes.begin()
    attempt(request, number, linked) { attempt in
      switch attempt {
      case .decided: writes.end(nil)
      case .failed(let error) where error.code != "hub.overloaded":
        lane.fail(error)
        first.set(attempt)
        writes.end(StoreError(error.code, error.message))
      case .failed, .absent, .linked, .exhausted, .crowded:
        first.set(attempt)
        writes.end(nil)
      }
    }
    return first.value
  }

  /// Whether a customer is in memory as themselves; false for one who became part of another, who is decided by their
  /// own number.
  private func isResident(_ number: CustomerNumber) -> Bool {
    residents.withStripe(of: number) { stripe in
      if case .merged? = stripe.slots[number] { return false }
      return true
    }
  }

  /// Notes that nobody of a lane is left.
  private func end(_ lane: SweepLane, _ last: CustomerNumber) async throws(HubError) {
    let writes = PendingWrites()
    writes.begin()
    do throws(StoreError) {
      _ = try committer.enqueue(
        entries: 0,
        { _, _ in
          var commit = Commit()
          commit.sweepStep = lane.step(to: last, contactCount: 0, decisionCount: 0)
          return commit
        }, done: { _, error in writes.end(error) })
    } catch {
      throw HubError(error)
    }
    if let error = await writes.finished() { throw HubError(error) }
  }

  /// Brings those of a page into memory who are not there, with one read of the store.
  /// - Returns: who was brought in.
  func bringIn(page: [CustomerNumber], _ regime: Regime) async throws(HubError) -> [CustomerNumber] {
    var absent: [(number: CustomerNumber, epoch: Int)] = []
    for number in page {
      residents.withStripe(of: number) { stripe in
        guard stripe.slots[number] == nil else { return }
        residents.makeRoom(&stripe)
        stripe.slots[number] = .loading([])
        absent.append((number, stripe.epoch))
      }
    }
    var place = 0
    // Whoever could not be read must not keep others waiting for them.
    defer { for one in absent[place...] { settle(one.number, epoch: one.epoch, nil) } }
    let numbers = absent.map(\.number)
    let lives = try await reading { () async throws(StoreError) in try await store.lives(of: numbers) }
    for stored in lives {
      while absent[place].number != stored.customer {
        settle(absent[place].number, epoch: absent[place].epoch, nil)
        place += 1
      }
      guard let (life, regime) = try life(stored, under: regime) else { continue }
      let slot = try await slot(stored.customer, life, stored.identities, regime)
      settle(stored.customer, epoch: absent[place].epoch, slot)
      place += 1
    }
    return numbers
  }

  /// How long a sweep waits when the queue is full.
  private static let sweepPauseMilliseconds = 5
}

/// What a try came to before it was in the queue.
private final class FirstAnswer: Sendable {
  private let answer: Mutex<Authority.DecisionAttempt?> = Mutex(nil)

  var value: Authority.DecisionAttempt? { answer.withLock { $0 } }

  func set(_ attempt: Authority.DecisionAttempt) { answer.withLock { $0 = attempt } }
}
