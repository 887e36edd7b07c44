import Decisions
import Journeys
import Times

/// The customer's journeys: they hear of what happened after it is in the log, and what they ask for is decided after
/// their own entry is. In between lies a timer that is due, or an occasion that waits, so that a crash at any point loses
/// nothing and does nothing twice.
extension Authority {
  /// What one look at a customer's journeys came to.
  private enum Look: Sendable {
    /// It is on disk; these occasions are to be decided.
    case done([OccasionRow])
    /// They must be brought in first.
    case absent
    case failed(HubError)
  }

  /// Lets a customer's journeys hear what happened and see what time it is, and decides what they ask for.
  func attend(_ rung: Alarms.Rung) async throws(HubError) {
    var number = rung.customer
    while true {
      do throws(HubError) {
        number = try await bringIn(number)
      } catch {
        // Who is not there any more took their timer along.
        if error.code == "customer.unknown" { return }
        throw error
      }
      let pending = PendingAnswer<Look>()
      residents.withStripe(of: number) { stripe in look(at: number, &stripe) { pending.bring($0) } }
      switch await pending.value() {
      case .absent: continue
      case .failed(let error): throw error
      case .done(let occasions):
        measures.countLook()
        var failure: HubError?
        for row in occasions {
          do throws(HubError) { try await decide(row, since: rung.since) } catch { failure = error }
        }
        if let failure { throw failure }
        return
      }
    }
  }

  private func look(
    at number: CustomerNumber, _ stripe: inout Residents.Stripe, _ answer: @escaping @Sendable (Look) -> Void
  ) {
    guard let standing = regimes.current else { return answer(.failed(Authority.noCharter)) }
    guard case .resident(let resident)? = stripe.slots[number], let regime = standing.bound(resident.generation) else {
      return answer(.absent)
    }
    guard let plan = regime.journeys else { return clear(number, answer) }
    guard let before = resident.journeying.decoded else { return answer(.failed(Authority.damaged)) }
    var state = before
    let now = clock.nowMilliseconds
    let moment = Instant(secondsSince1970: now / 1000)
    resident.packed.unpack(into: &stripe.unpacked, id: resident.id.value)
    let effects = plan.advance(&state, resident.journeying.signals, &stripe.unpacked, now: moment)
    let bytes = state.bytes
    let next = plan.nextTimer(of: state, customer: stripe.unpacked.customer)
    let news = effects.compactMap(JourneyRecord.News.init) + regime.news(from: before, to: state)
    let record = JourneyRecord(state: bytes, news: news)
    let isNew = !record.news.isEmpty || bytes != resident.journeying.state
    let opened = effects.compactMap { effect in
      if case .openOccasion(let opened) = effect { return opened }
      return nil
    }
    let body = isNew ? EntryBody.journeys(record).encode() : []
    let (inFlight, measures) = (occasionsInFlight, measures)
    do throws(StoreError) {
      let rows = OccasionRows()
      let position = try committer.enqueue(
        entries: isNew ? 1 : 0,
        { position, _ in
          var commit = Commit()
          if isNew {
            commit.entries = [
              Entry(
                position: position, customer: number, previous: resident.head, atMilliseconds: now, kind: .journeys,
                body: body)
            ]
          }
          // What is due was looked at, so the next one lies in the future.
          commit.timers = [(number, next.map { max($0.secondsSince1970, moment.secondsSince1970 + 1) })]
          commit.segments = record.news.compactMap(\.segmentGrowth)
          commit.occasionsAdded = opened.enumerated().map { place, opened in
            OccasionRow(
              key: OccasionRow.Key(opened: position, place: place), customer: number, source: opened.source,
              expiresSeconds: opened.expiresAt.secondsSince1970)
          }
          rows.set(commit.occasionsAdded)
          inFlight.enter(commit.occasionsAdded)
          return commit
        },
        done: { _, error in
          if let error {
            inFlight.leave(rows.get)
            return answer(.failed(HubError(error)))
          }
          measures.count(record.news)
          answer(.done(rows.get))
        }
      ).position
      if isNew { resident.head = position }
    } catch {
      return answer(.failed(HubError(error)))
    }
    resident.journeying = Journeying(state: bytes, contexts: plan.contexts(of: state))
  }

  /// Takes away the timer of somebody whose charter has nothing that is always on any more.
  private func clear(_ number: CustomerNumber, _ answer: @escaping @Sendable (Look) -> Void) {
    do throws(StoreError) {
      _ = try committer.enqueue(
        entries: 0,
        { _, _ in
          var commit = Commit()
          commit.timers = [(number, nil)]
          return commit
        }, done: { _, error in answer(error.map { .failed(HubError($0)) } ?? .done([])) })
    } catch {
      answer(.failed(HubError(error)))
    }
  }

  // MARK: Occasions

  /// Decides an occasion that is in flight; the decision closes it. What the charter no longer has, and what comes too
  /// late, is given up.
  private func decide(_ row: OccasionRow, since: ContinuousClock.Instant) async throws(HubError) {
    defer { occasionsInFlight.leave([row]) }
    let number = try await bringIn(row.customer)
    let found: (identity: Identity, regime: Regime)? = residents.withStripe(of: number) { stripe in
      guard case .resident(let resident)? = stripe.slots[number] else { return nil }
      return regimes.current?.bound(resident.generation).map { (resident.id, $0) }
    }
    // Put out of memory in this moment, or bound anew: the next look over what waits finds it.
    guard let (identity, regime) = found else { return }
    guard let occasion = regime.journeys?.occasion(of: row.source) else {
      return try await giveUp(row, "source_gone")
    }
    guard row.expiresSeconds >= clock.nowMilliseconds / 1000 else {
      return try await giveUp(row, AbandonReason.stale.name)
    }
    var request = DecisionRequest(customer: identity, occasion: occasion)
    request.closing = row.key
    _ = try await decide(request)
    measures.countOccasion(seconds: (ContinuousClock.now - since).seconds)
  }

  private func giveUp(_ row: OccasionRow, _ reason: String) async throws(HubError) {
    let pending = PendingWrites()
    pending.begin()
    do throws(StoreError) {
      _ = try committer.enqueue(
        entries: 0,
        { _, _ in
          var commit = Commit()
          commit.occasionsRemoved = [row.key]
          return commit
        }, done: { _, error in pending.end(error) })
    } catch {
      throw HubError(error)
    }
    if let error = await pending.finished() { throw HubError(error) }
    measures.countAbandoned(reason)
  }

  // MARK: Time

  /// Rings for everybody whose timer is due, decides what waits from before, and goes on with the look over everybody.
  func ringDue() async throws(HubError) {
    guard regimes.current?.isAlwaysOn ?? false else { return }
    try await reviewSome()
    var last: TimerRow?
    while alarms.count < Authority.alarmsWaitingMax {
      let (from, now) = (last, clock.nowMilliseconds / 1000)
      let rows = try await reading { () async throws(StoreError) in
        try await store.timers(dueUpToSeconds: now, after: from, countMax: Authority.timersPerPage)
      }
      for row in rows { alarms.ring(row.customer, isNews: false) }
      guard rows.count == Authority.timersPerPage else { break }
      last = rows.last
    }
    try await decideWaiting()
  }

  /// Decides the occasions that wait and that nobody is deciding. One that cannot be decided keeps none of the others
  /// from it.
  private func decideWaiting() async throws(HubError) {
    occasionsInFlight.beginLook()
    defer { occasionsInFlight.endLook() }
    var reached: OccasionRow.Key?
    var failure: HubError?
    while true {
      let from = reached
      let rows = try await reading { () async throws(StoreError) in
        try await store.occasions(after: from, countMax: Authority.timersPerPage)
      }
      for row in rows where occasionsInFlight.tryToEnter(row) {
        do throws(HubError) { try await decide(row, since: .now) } catch { failure = error }
      }
      guard rows.count == Authority.timersPerPage else { break }
      reached = rows.last?.key
    }
    if let failure { throw failure }
  }

  /// A charter with something new that is always on asks for a look at everybody: some of them now.
  private func reviewSome() async throws(HubError) {
    guard let key = regimes.current?.reviewKey, alarms.count < Authority.alarmsWaitingMax else { return }
    var mark = try await reading { () async throws(StoreError) in try await store.review }
    if mark?.planKey != key {
      mark = ReviewMark(planKey: key, reached: CustomerNumber(rawValue: 0), isDone: false)
    }
    guard var mark, !mark.isDone else { return }
    let from = mark.reached
    let numbers = try await reading { () async throws(StoreError) in
      try await store.customers(after: from, countMax: Authority.timersPerPage)
    }
    mark.isDone = numbers.count < Authority.timersPerPage
    mark.reached = numbers.last ?? from
    let (next, now) = (mark, clock.nowMilliseconds / 1000)
    try await reading { () async throws(StoreError) in
      try await store.advance(next, timers: numbers.map { TimerRow(customer: $0, dueSeconds: now) })
    }
  }

  /// Attends to everything that is due now, one after the other; for tests, and for programs that end.
  /// - Throws: the store's codes; what was not attended to is still due.
  public func attendToAll() async throws(HubError) {
    repeat {
      try await ringDue()
      while let rung = alarms.nextNow() {
        defer { alarms.done(rung.customer) }
        try await attend(rung)
      }
    } while alarms.count > 0
  }

  /// Attends to journeys until the task is cancelled.
  /// - Parameter workersMax: how many customers at once.
  public func attend(workersMax: Int = 16) async {
    await withTaskCancellationHandler {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<workersMax {
          group.addTask {
            while let rung = await self.alarms.next() {
              do throws(HubError) {
                try await self.attend(rung)
              } catch {
                // Their timer is still due, or the occasion still waits: the next look finds it.
                self.measures.countLookFailed()
              }
              self.alarms.done(rung.customer)
            }
          }
        }
        group.addTask {
          while !Task.isCancelled {
            do throws(HubError) { try await self.ringDue() } catch { self.measures.countLookFailed() }
            try? await Task.sleep(for: .milliseconds(Authority.timerMilliseconds))
          }
        }
      }
    } onCancel: {
      alarms.stop()
    }
  }

  /// Timers read at once.
  static let timersPerPage = 1_000
  /// Customers who may wait to be attended to; more stay in the store.
  static let alarmsWaitingMax = 4_000
  /// How often due timers are looked for.
  static let timerMilliseconds = 250
}
