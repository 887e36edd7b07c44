/// A moment on the UTC time line, in whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Decisions, ledgers and contact rules work in whole seconds: no contact rule is finer, and a ledger entry then
/// keeps its time in 32 bits.
public struct Instant: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z; negative before.
  public var secondsSince1970: Int64

  /// Makes the moment `secondsSince1970` seconds after the start of 1970, UTC.
  @inlinable public init(secondsSince1970: Int64) { self.secondsSince1970 = secondsSince1970 }

  /// Whether `a` is earlier.
  @inlinable public static func < (a: Instant, b: Instant) -> Bool { a.secondsSince1970 < b.secondsSince1970 }

  /// The moment `seconds` later; wraps at the edges of 64 bits, far outside any calendar.
  @inlinable public static func + (a: Instant, seconds: Int64) -> Instant {
    Instant(secondsSince1970: a.secondsSince1970 &+ seconds)
  }

  /// The moment `seconds` earlier.
  @inlinable public static func - (a: Instant, seconds: Int64) -> Instant {
    Instant(secondsSince1970: a.secondsSince1970 &- seconds)
  }

  /// Seconds from `b` to `a`.
  @inlinable public static func - (a: Instant, b: Instant) -> Int64 { a.secondsSince1970 &- b.secondsSince1970 }
}
