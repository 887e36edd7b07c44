import Times

/// Days as people write them.
enum DayText {
  /// A day counted from 1970, as 2026-11-23.
  static func of(day: Int) -> String {
    String(Instant(secondsSince1970: Int64(day) * 86_400).iso8601().prefix(10))
  }
}
