/// A moment with nanoseconds, as the Common Expression Language has it (the range of `google.protobuf.Timestamp`:
/// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z).
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z; negative before.
  public var seconds: Int64
  /// Nanoseconds after `seconds`, 0 ..< 1_000_000_000, also before 1970.
  public var nanoseconds: Int32

  /// Makes a timestamp; `nanoseconds` must lie in 0 ..< 1_000_000_000.
  @inlinable public init(seconds: Int64, nanoseconds: Int32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// Whether `a` is earlier.
  @inlinable public static func < (a: Timestamp, b: Timestamp) -> Bool {
    (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds)
  }

  /// The last moment at or before this one that falls on a whole second.
  @inlinable public var instant: Instant { Instant(secondsSince1970: seconds) }
}
