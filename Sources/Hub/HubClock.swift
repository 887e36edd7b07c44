import Times

/// What time it is, for the hub. Two readings never go backwards.
public protocol HubClock: Sendable {
  /// Milliseconds since 1970.
  var nowMilliseconds: Int64 { get }
}

extension HubClock {
  /// The moment, in whole seconds.
  public var now: Instant { Instant(secondsSince1970: nowMilliseconds / 1000) }
}
