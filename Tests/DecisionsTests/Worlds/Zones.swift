import Times

/// Zones written out, so that no test depends on the zone database of its machine.
enum Zones {
  /// Europe/Paris, 2025 to 2029: clocks change at 01:00 UTC on the last Sundays of March and October.
  static let paris = Zone(
    name: "Europe/Paris", initialOffsetSeconds: 3600,
    transitions: [
      change(2025, 3, 30, 1, 7200), change(2025, 10, 26, 1, 3600), change(2026, 3, 29, 1, 7200),
      change(2026, 10, 25, 1, 3600), change(2027, 3, 28, 1, 7200), change(2027, 10, 31, 1, 3600),
      change(2028, 3, 26, 1, 7200), change(2028, 10, 29, 1, 3600), change(2029, 3, 25, 1, 7200),
      change(2029, 10, 28, 1, 3600),
    ])
  /// America/New_York, 2026 and 2027: clocks change at 02:00 local.
  static let newYork = Zone(
    name: "America/New_York", initialOffsetSeconds: -18_000,
    transitions: [
      change(2026, 3, 8, 7, -14_400), change(2026, 11, 1, 6, -18_000), change(2027, 3, 14, 7, -14_400),
      change(2027, 11, 7, 6, -18_000),
    ])
  static let kiritimati = Zone(name: "Pacific/Kiritimati", initialOffsetSeconds: 14 * 3600)
  static let pagoPago = Zone(name: "Pacific/Pago_Pago", initialOffsetSeconds: -11 * 3600)
  static let kolkata = Zone(name: "Asia/Kolkata", initialOffsetSeconds: 19_800)
  /// No real one: clocks skip the midnight of 29 March 2026 and repeat that of 25 October 2026.
  static let strangeMidnights = Zone(
    name: "Test/Strange_Midnights", initialOffsetSeconds: 0,
    transitions: [change(2026, 3, 28, 23, 7200), change(2026, 10, 24, 23, 0)])

  static let all = [paris, .utc, kiritimati, pagoPago, kolkata, newYork, strangeMidnights]

  private static func change(_ year: Int, _ month: Int, _ day: Int, _ hour: Int64, _ offset: Int32) -> Zone.Transition {
    Zone.Transition(at: utc(year, month, day, hour).secondsSince1970, offsetSeconds: offset)
  }
}

/// A moment by its date and time in UTC. The date must exist.
func utc(_ year: Int, _ month: Int, _ day: Int, _ hour: Int64 = 0, _ minute: Int64 = 0, _ second: Int64 = 0) -> Instant
{
  let days = CivilDate(year: year, month: month, day: day)!.daysSince1970
  return Instant(secondsSince1970: Int64(days) * 86_400 + hour * 3600 + minute * 60 + second)
}
