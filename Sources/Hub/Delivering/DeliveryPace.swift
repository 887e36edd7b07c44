import Decisions

/// Lets so many messages through a second, in bursts of at most a second's worth: a token bucket. Times are seconds on any
/// clock that does not go back.
struct DeliveryPace {
  /// Messages a second.
  let perSecond: Double
  private var tokens: Double
  private var refilledSeconds: Double

  init(perSecond: Double, nowSeconds: Double) {
    self.perSecond = perSecond
    tokens = max(1, perSecond)
    refilledSeconds = nowSeconds
  }

  /// How many messages may go now, at most `countMax`; they are taken.
  mutating func take(_ countMax: Int, nowSeconds: Double) -> Int {
    tokens = min(max(1, perSecond), tokens + max(0, nowSeconds - refilledSeconds) * perSecond)
    refilledSeconds = max(refilledSeconds, nowSeconds)
    let count = min(countMax, Int(tokens))
    tokens -= Double(count)
    return count
  }

  /// Gives back what was taken and not used.
  mutating func giveBack(_ count: Int) { tokens += Double(count) }
}

/// Keeps messages from a provider that takes nothing: a circuit breaker. Times are seconds on any clock that does not go back.
///
/// closed → open (so many failures in a row) → half open (after a wait: one message tries) → closed, or open for twice as long.
struct CircuitBreaker {
  private let failuresToOpen: Int
  private let waitSeconds: Double
  private let waitSecondsMax: Double
  private var failures = 0
  private var openings = 0
  private var opensUntilSeconds: Double?
  private var isTrying = false

  init(failuresToOpen: Int, waitSeconds: Double = 1, waitSecondsMax: Double = 60) {
    self.failuresToOpen = max(1, failuresToOpen)
    self.waitSeconds = waitSeconds
    self.waitSecondsMax = waitSecondsMax
  }

  /// Whether nothing, or only a try, goes through.
  var isOpen: Bool { opensUntilSeconds != nil }

  /// How many messages may go now, at most `countMax`.
  mutating func room(_ countMax: Int, nowSeconds: Double) -> Int {
    guard let until = opensUntilSeconds else { return countMax }
    guard nowSeconds >= until, !isTrying, countMax > 0 else { return 0 }
    isTrying = true
    return 1
  }

  /// The try was not made after all.
  mutating func giveBackTry() { isTrying = false }

  /// The provider took a message, or refused it: it works.
  mutating func succeed() {
    failures = 0
    openings = 0
    opensUntilSeconds = nil
    isTrying = false
  }

  /// It was unavailable.
  mutating func fail(nowSeconds: Double) {
    failures += 1
    // While it is open, only the try counts; messages that were under way before say nothing new.
    guard opensUntilSeconds == nil ? failures >= failuresToOpen : isTrying else { return }
    opensUntilSeconds = nowSeconds + min(waitSecondsMax, waitSeconds * Double(1 << min(openings, 20)))
    openings += 1
    isTrying = false
  }
}

extension DeliveryTerms {
  /// How long to wait before a message is tried again, in whole seconds: doubling, with a jitter of up to half of it
  /// taken off, which keyed chance draws, so that messages that failed together do not come again together.
  func waitSeconds(of row: OutboxRow) -> Int64 {
    let full = min(retrySecondsMax, retrySeconds * Double(1 << min(max(0, row.attempts), 30)))
    let draw = Chance.uniform(
      UInt64(bitPattern: row.decision.rawValue) &* 16 &+ UInt64(row.choice & 15), salt: UInt64(row.attempts))
    return max(1, Int64((full * (1 - draw / 2)).rounded()))
  }
}
