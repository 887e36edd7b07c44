import Decisions
import Times

/// The contact policy of the synthetic charter: six caps, a spacing, quiet hours, a suppression, a rule about messages
/// on their way.
enum SyntheticPolicy {
  private static let day: Int64 = 86_400

  static func policy(isDense: Bool) -> ContactPolicy {
    // The dense charter has the same rules, but with so much room that they forbid nothing.
    let room = isDense ? 1000 : 1
    func contacts(_ max: Int, _ window: Window) -> Limit { Limit(max: max * room, window: window) }
    return ContactPolicy(
      caps: [
        Cap(
          rule: rule("all"),
          measure: .contacts([contacts(4, .rolling(seconds: 7 * day)), contacts(14, .rolling(seconds: 30 * day))])),
        Cap(rule: rule("sms", channels: ["sms"]), measure: .contacts([contacts(2, .rolling(seconds: 14 * day))])),
        Cap(rule: rule("calls", channels: ["call"]), measure: .contacts([contacts(2, .month)])),
        Cap(rule: rule("emails", channels: ["email"]), measure: .contacts([contacts(2, .week)])),
        Cap(rule: rule("weight"), measure: .weights([contacts(1600, .rolling(seconds: 7 * day))])),
        Cap(rule: rule("pressure"), measure: .pressure(maxHundredths: 1600 * room, halfLifeSeconds: 7 * day)),
      ],
      spacings: [Spacing(rule: rule("breath", channels: ["email", "sms"]), seconds: isDense ? 1 : 12 * 3600)],
      hours: [
        Hours(
          rule: rule("quiet", channels: ["sms", "call"]),
          allowed: [WeeklyHours(days: 0b011_1111, fromSeconds: 8 * 3600, toSeconds: 20 * 3600)],
          areHolidaysClosed: true)
      ],
      suppressions: [
        Suppression(
          rule: rule("refused"), after: isDense ? [.complained] : [.refused], forSeconds: 30 * day, level: .group)
      ],
      pendings: [Pending(rule: rule("on its way"), seconds: isDense ? 1 : 6 * 3600)])
  }

  /// The French public holidays of 2026 and 2027 that have a fixed date.
  static let holidays: [Holiday] = [2026, 2027].flatMap { year in
    [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)].compactMap { month, day in
      CivilDate(year: year, month: month, day: day).map { Holiday(date: $0) }
    }
  }

  private static func rule(_ name: String, channels: [String] = []) -> ContactRule {
    var scope = Scope()
    scope.channels = channels
    return ContactRule(name: name, limits: scope)
  }
}

/// Central European Time from 1996 to 2037, by its rule, so that the benchmark reads no file.
enum SyntheticZone {
  static let paris = Zone(
    name: "Europe/Paris", initialOffsetSeconds: 3600,
    transitions: (1996...2037).flatMap { year in
      [(month: 3, offset: Int32(7200)), (month: 10, offset: Int32(3600))].map { change in
        Zone.Transition(at: lastSunday(year, change.month) * 86_400 + 3600, offsetSeconds: change.offset)
      }
    })

  /// Days since 1970 of the last Sunday of a month of 31 days.
  private static func lastSunday(_ year: Int, _ month: Int) -> Int64 {
    guard let last = CivilDate(year: year, month: month, day: 31)?.daysSince1970 else { return 0 }
    // 1970-01-01 was a Thursday, so day 3 was a Sunday.
    return Int64(last - (last - 3) % 7)
  }
}
