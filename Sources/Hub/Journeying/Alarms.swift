import Synchronization

/// Customers whose journeys have something to hear or to do now, each once.
///
/// What must survive lies in the store, as timers that are due; this is the short way from what happened to who attends
/// to it.
final class Alarms: Sendable {
  private struct State {
    var queue: [CustomerNumber] = []
    /// Up to here the queue was taken.
    var taken = 0
    /// Who waits in the queue or is attended to, and since when they were rung for again meanwhile.
    var inside: [CustomerNumber: ContinuousClock.Instant?] = [:]
    var waiting: [UnsafeContinuation<Rung?, Never>] = []
    var rungAt: [CustomerNumber: ContinuousClock.Instant] = [:]
    var isStopped = false
  }

  /// A customer to attend to, and since when.
  struct Rung: Hashable, Sendable {
    var customer: CustomerNumber
    var since: ContinuousClock.Instant
  }

  private let state = Mutex(State())

  /// How many wait.
  var count: Int { state.withLock { $0.queue.count - $0.taken } }

  /// Rings for a customer.
  /// - Parameter isNews: whether something happened, so that who is being attended to is attended to again.
  func ring(_ customer: CustomerNumber, isNews: Bool = true) { ring(customer, isNews: isNews, since: .now) }

  private func ring(_ customer: CustomerNumber, isNews: Bool, since now: ContinuousClock.Instant) {
    let waiting: UnsafeContinuation<Rung?, Never>? = state.withLock { state in
      guard !state.isStopped else { return nil }
      if let again = state.inside[customer] {
        if isNews, again == nil { state.inside[customer] = .some(now) }
        return nil
      }
      state.inside[customer] = .some(nil)
      state.rungAt[customer] = now
      if let waiting = state.waiting.popLast() { return waiting }
      state.queue.append(customer)
      return nil
    }
    waiting?.resume(returning: Rung(customer: customer, since: now))
  }

  /// The next customer to attend to, whom ``done(_:)`` must follow; nothing when it is over.
  func next() async -> Rung? {
    await withUnsafeContinuation { continuation in
      let rung: Rung?? = state.withLock { state in
        if state.isStopped { return .some(nil) }
        guard let rung = Alarms.take(&state) else {
          state.waiting.append(continuation)
          return nil
        }
        return .some(rung)
      }
      if let rung { continuation.resume(returning: rung) }
    }
  }

  /// The next customer, where one waits.
  func nextNow() -> Rung? { state.withLock { Alarms.take(&$0) } }

  private static func take(_ state: inout State) -> Rung? {
    guard state.taken < state.queue.count else { return nil }
    let customer = state.queue[state.taken]
    state.taken += 1
    if state.taken == state.queue.count || state.taken >= 4_096 {
      state.queue.removeFirst(state.taken)
      state.taken = 0
    }
    return Rung(customer: customer, since: state.rungAt[customer] ?? .now)
  }

  /// A customer was attended to; who was rung for meanwhile waits again.
  func done(_ customer: CustomerNumber) {
    let again: ContinuousClock.Instant? = state.withLock { state in
      state.rungAt[customer] = nil
      return state.inside.removeValue(forKey: customer) ?? nil
    }
    if let again { ring(customer, isNews: true, since: again) }
  }

  /// Lets everybody go who waits, and rings no more.
  func stop() {
    let waiting = state.withLock { state in
      state.isStopped = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume(returning: nil) }
  }
}
