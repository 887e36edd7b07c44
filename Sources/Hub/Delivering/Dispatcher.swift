import Decisions
import Logging
import Synchronization

/// Hands the messages of one channel over as they fall due: urgent ones first, as fast as the provider and the terms let
/// it, and nothing while the provider takes nothing.
///
/// Each channel has its own, so that one that is slow or down holds up no other.
public final class Dispatcher: Sendable {
  private struct State {
    var pace: DeliveryPace?
    var breaker: CircuitBreaker
    var inFlightCount = 0
    var finishing: UnsafeContinuation<Void, Never>?
  }

  /// One pass along the queue. What is held stays in the queue behind the marks, so that it is not examined again and
  /// again: the next round begins when nothing was held, or after a while.
  private struct Round {
    /// How far it got, by urgency.
    var marks: [Bool: OutboxMark] = [:]
    var hasHeld = false
    let beganSeconds: Double
  }

  private let authority: Authority
  private let channel: any MessageChannel
  private let terms: DeliveryTerms
  private let links: LinkSigner?
  private let state: Mutex<State>
  private let start = ContinuousClock.now

  /// The wait when there is nothing to do, in milliseconds.
  private static let pauseMilliseconds = 50

  /// How long a round goes on that held something, in seconds: what is held is examined again after it.
  private static let roundSeconds = 1.0

  /// Makes the dispatcher of a channel.
  public init(_ authority: Authority, _ channel: any MessageChannel, _ terms: DeliveryTerms, links: LinkSigner? = nil) {
    self.authority = authority
    self.channel = channel
    self.terms = terms
    self.links = links
    state = Mutex(
      State(
        pace: terms.messagesPerSecondMax.map { DeliveryPace(perSecond: $0, nowSeconds: 0) },
        breaker: CircuitBreaker(failuresToOpen: terms.failuresToOpen)))
  }

  /// Settles what was handed over before the hub stopped; to be called once, before any dispatcher runs.
  public static func settleUnanswered(
    _ authority: Authority, _ terms: [String: DeliveryTerms]
  ) async throws(HubError) -> Int {
    try await authority.settleUnanswered { terms[$0] ?? DeliveryTerms() }
  }

  /// Goes on until the task is cancelled; then waits for the answers of what was handed over, and closes the channel.
  public func run() async {
    await channel.open()
    await withDiscardingTaskGroup { group in
      var round = Round(beganSeconds: nowSeconds)
      while !Task.isCancelled {
        let isBusy = await handOverSome(&round, &group)
        // Cut short when the task is cancelled.
        if !isBusy { try? await Task.sleep(for: .milliseconds(Self.pauseMilliseconds)) }
      }
    }
    await channel.close()
  }

  private var nowSeconds: Double { (ContinuousClock.now - start).seconds }

  /// Hands over the next messages, as many as may go.
  /// - Returns: whether there may be more to do at once.
  private func handOverSome(_ round: inout Round, _ group: inout DiscardingTaskGroup) async -> Bool {
    let room = takeRoom()
    guard room > 0 else { return false }
    do throws(HubError) {
      let rows = try await nextRows(room, &round)
      guard !rows.isEmpty else {
        giveBack(room)
        if !round.hasHeld || nowSeconds - round.beganSeconds >= Self.roundSeconds {
          round = Round(beganSeconds: nowSeconds)
        }
        return false
      }
      let verdicts = try await authority.handOver(rows, terms, links)
      var handedCount = 0
      for verdict in verdicts {
        switch verdict {
        case .go(let handover):
          handedCount += 1
          group.addTask { await self.send(handover) }
        case .isHeld, .hasFailed: round.hasHeld = true
        case .waits, .isDropped, .isGone: break
        }
      }
      giveBack(room - handedCount)
      return true
    } catch {
      // The store's trouble; it says so itself, and the messages still wait.
      giveBack(room)
      return false
    }
  }

  /// The next messages of this round, urgent ones first.
  private func nextRows(_ countMax: Int, _ round: inout Round) async throws(HubError) -> [OutboxRow] {
    var rows: [OutboxRow] = []
    for isUrgent in [true, false] where rows.count < countMax {
      let more = try await authority.waiting(
        on: channel.name, isUrgent: isUrgent, after: round.marks[isUrgent], countMax: countMax - rows.count)
      if let last = more.last { round.marks[isUrgent] = OutboxMark(last) }
      rows += more
    }
    return rows
  }

  /// How many messages may go now; as many places are taken.
  private func takeRoom() -> Int {
    let now = nowSeconds
    return state.withLock { state in
      var room = min(terms.inFlightMax - state.inFlightCount, Authority.handoversMax)
      guard room > 0 else { return 0 }
      room = state.pace?.take(room, nowSeconds: now) ?? room
      let admitted = state.breaker.room(room, nowSeconds: now)
      state.pace?.giveBack(room - admitted)
      state.inFlightCount += admitted
      return admitted
    }
  }

  private func giveBack(_ count: Int) {
    guard count > 0 else { return }
    state.withLock { state in
      state.inFlightCount -= count
      state.pace?.giveBack(count)
      state.breaker.giveBackTry()
    }
  }

  private func send(_ handover: Handover) async {
    let delivery = DeliveryRow(
      message: handover.message, state: .handedOver, atMilliseconds: handover.at.secondsSince1970 * 1000)
    let answer = await channel.send(handover)
    let now = nowSeconds
    state.withLock { state in
      switch answer {
      case .accepted, .refused, .postponed: state.breaker.succeed()
      case .unavailable: state.breaker.fail(nowSeconds: now)
      case .unknown: state.breaker.fail(nowSeconds: now)
      }
    }
    while true {
      do throws(HubError) {
        try await authority.settle(answer, of: delivery, terms)
        break
      } catch {
        // What the provider said must not be lost while the disk is in trouble; the next start would call it unknown.
        guard case .unavailable = error.kind, error.code != "hub.stopping" else { break }
        try? await Task.sleep(for: .milliseconds(200))
        if Task.isCancelled { break }
      }
    }
    state.withLock { $0.inFlightCount -= 1 }
  }
}

extension Authority {
  /// Messages of a channel that are due, either the urgent ones or the others.
  func waiting(
    on channel: String, isUrgent: Bool, after: OutboxMark?, countMax: Int
  ) async throws(HubError) -> [OutboxRow] {
    let now = clock.nowMilliseconds / 1000
    return try await reading { () async throws(StoreError) in
      try await store.outbox(
        channel: channel, isUrgent: isUrgent, dueBeforeSeconds: now + 1, after: after, countMax: countMax)
    }
  }
}
