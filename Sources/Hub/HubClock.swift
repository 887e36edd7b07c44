import Times

/// What time it is, for the hub. Two readings never go backwards.
public protocol HubClock: Sendable {
  /// Milliseconds since 1970.
  var nowMilliseconds: Int64 { get }
  /// How far the machine's wall clock is ahead of this one, in seconds, as of now; negative: behind.
  var deviationSeconds: Double { get }
}

extension HubClock {
  /// The moment, in whole seconds.
  public var now: Instant { Instant(secondsSince1970: nowMilliseconds / 1000) }
}
