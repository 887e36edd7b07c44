import Decisions
import Testing
import Times

/// Windows of caps, to the second.
@Suite struct WindowTests {
  /// At most one contact in the window; one was made; another is wanted. Forbidden or not?
  static func isForbidden(_ window: Window, contact: Instant, now: Instant, zones: [Zone] = [Zones.paris]) -> Bool {
    var world = World()
    world.charter.zones = zones
    world.state.customer.zones = Array(zones.indices)
    world.offer("lamp")
    world.charter.policy.caps = [
      Cap(rule: ContactRule(name: "one"), measure: .contacts([Limit(max: 1, window: window)]))
    ]
    world.contacted("lamp", contact)
    return world.fate("lamp", now) == .cap
  }

  @Test func windowsInParis() {
    let week: Int64 = 604_800
    let table: [(window: Window, contact: String, now: String, isForbidden: Bool, why: String)] = [
      (.rolling(seconds: week), "2026-05-13 12:00:01", "2026-05-20 12:00:00", true, "a second less than seven days"),
      (.rolling(seconds: week), "2026-05-13 12:00:00", "2026-05-20 12:00:00", false, "exactly seven days"),
      (.rolling(seconds: week), "2026-05-27 11:59:59", "2026-05-20 12:00:00", true, "planned within seven days"),
      (.rolling(seconds: week), "2026-05-27 12:00:00", "2026-05-20 12:00:00", false, "planned in seven days"),
      (.rolling(seconds: week), "2026-05-20 12:00:00", "2026-05-20 12:00:00", true, "the same second"),
      (.day, "2026-05-20 00:00:00", "2026-05-20 23:59:59", true, "the first and the last second of a day"),
      (.day, "2026-05-19 23:59:59", "2026-05-20 00:00:00", false, "a second apart, on two days"),
      (.day, "2026-05-20 20:00:00", "2026-05-20 12:00:00", true, "planned for the evening"),
      (.week, "2026-05-18 00:00:00", "2026-05-24 23:59:59", true, "Monday to Sunday"),
      (.week, "2026-05-17 23:59:59", "2026-05-18 00:00:00", false, "Sunday, then Monday"),
      (.week, "2026-12-31 12:00:00", "2027-01-03 12:00:00", true, "a week across the year"),
      (.month, "2026-05-01 00:00:00", "2026-05-31 23:59:59", true, "the first and the last second of May"),
      (.month, "2026-04-30 23:59:59", "2026-05-01 00:00:00", false, "April, then May"),
      (.month, "2028-02-01 00:00:00", "2028-02-29 23:59:59", true, "a leap day is in February"),
      (.month, "2028-02-29 23:59:59", "2028-03-01 00:00:00", false, "the day after the leap day is in March"),
      (.day, "2028-02-29 00:00:00", "2028-02-29 23:59:59", true, "a leap day is a day"),
      (.month, "2026-12-31 23:59:59", "2027-01-01 00:00:00", false, "December, then January"),
      (.day, "2026-03-29 00:00:00", "2026-03-29 23:59:59", true, "a day of 23 hours"),
      (.day, "2026-03-28 23:59:59", "2026-03-29 00:00:00", false, "the day before it"),
      (.day, "2026-10-25 00:00:00", "2026-10-25 23:59:59", true, "a day of 25 hours"),
      (.day, "2026-10-25 23:59:59", "2026-10-26 00:00:00", false, "the day after it"),
      (.rolling(seconds: 86_400), "2026-03-28 12:00:00", "2026-03-29 12:00:00", true, "23 hours are not a day"),
      (.rolling(seconds: 86_400), "2026-03-28 12:00:00", "2026-03-29 13:00:00", false, "24 hours are"),
      (.rolling(seconds: 86_400), "2026-10-24 12:00:00", "2026-10-25 11:00:00", false, "nor has this one 25"),
      (.rolling(seconds: 86_400), "2026-10-24 12:00:01", "2026-10-25 11:00:00", true, "a second less than 24 hours"),
    ]
    for row in table {
      #expect(
        Self.isForbidden(row.window, contact: at(row.contact), now: at(row.now)) == row.isForbidden, "\(row.why)")
    }
  }

  /// Far east it is tomorrow while it is yesterday far west.
  @Test func daysAreTheCustomers() {
    let contact = utc(2026, 5, 20, 9, 59, 59)
    let now = utc(2026, 5, 20, 10)
    let table: [(zones: [Zone], isForbidden: Bool, why: String)] = [
      ([Zones.kiritimati], false, "at UTC+14 midnight lies between them"),
      ([Zones.pagoPago], true, "at UTC−11 both are on the 19th, at 22:59:59 and at 23:00"),
      ([Zones.paris], true, "in Paris both are at noon of the 20th"),
      ([Zones.kiritimati, Zones.paris], true, "where the zone is unknown, the fullest day counts"),
      ([Zones.kiritimati, Zones.kiritimati], false, "if all of them are free, it is"),
    ]
    for row in table {
      #expect(Self.isForbidden(.day, contact: contact, now: now, zones: row.zones) == row.isForbidden, "\(row.why)")
    }
    let west = utc(2026, 5, 20, 11)
    #expect(!Self.isForbidden(.day, contact: west - 1, now: west, zones: [Zones.pagoPago]))
    #expect(
      !Self.isForbidden(.week, contact: utc(2026, 5, 17, 9), now: utc(2026, 5, 17, 10), zones: [Zones.kiritimati]))
    #expect(
      Self.isForbidden(.week, contact: utc(2026, 5, 18, 10), now: utc(2026, 5, 18, 10, 30), zones: [Zones.pagoPago]))
  }

  /// Clocks that skip or repeat midnight itself leave no gap between two days, and no second in both.
  @Test func strangeMidnights() {
    let zones = [Zones.strangeMidnights]
    let skipped = utc(2026, 3, 28, 23)
    #expect(!Self.isForbidden(.day, contact: skipped - 1, now: skipped, zones: zones))
    // Clocks go from 01:00 on the 25th back to 23:00 on the 24th: the 25th begins at its first midnight.
    let repeated = utc(2026, 10, 24, 22)
    #expect(!Self.isForbidden(.day, contact: repeated - 1, now: repeated, zones: zones))
    #expect(Self.isForbidden(.day, contact: repeated, now: repeated + 3 * 3600, zones: zones))
  }

  /// Weights and pressure, in hundredths.
  @Test func weightsAndPressure() {
    let day: Int64 = 86_400
    let table: [(measure: CapMeasure, ages: [Int64], fate: Reason, why: String)] = [
      (.weights([Limit(max: 300, window: .rolling(seconds: day))]), [60, 120], .chosen, "1 + 1 + 1 is within 3"),
      (.weights([Limit(max: 299, window: .rolling(seconds: day))]), [60, 120], .pressureCap, "it is not within 2.99"),
      (.weights([Limit(max: 100, window: .rolling(seconds: day))]), [day], .chosen, "a day ago is not in the window"),
      (.weights([Limit(max: 99, window: .month)]), [], .pressureCap, "too heavy at any time"),
      (.pressure(maxHundredths: 150, halfLifeSeconds: day), [day], .chosen, "½ + 1 is within 1.5"),
      (.pressure(maxHundredths: 150, halfLifeSeconds: day), [day - 1], .pressureCap, "a second earlier it is not"),
      (.pressure(maxHundredths: 175, halfLifeSeconds: day), [day, 2 * day], .chosen, "½ + ¼ + 1 is within 1.75"),
      (.pressure(maxHundredths: 200, halfLifeSeconds: day), [-day], .chosen, "a planned contact weighs what it weighs"),
      (.pressure(maxHundredths: 199, halfLifeSeconds: day), [-day], .pressureCap, "and not more or less"),
    ]
    for row in table {
      var world = World()
      world.offer("lamp")
      world.charter.policy.caps = [Cap(rule: ContactRule(name: "weight"), measure: row.measure)]
      for age in row.ages { world.contacted("lamp", world.now - age) }
      #expect(world.fate("lamp") == row.fate, "\(row.why)")
    }
  }
}
