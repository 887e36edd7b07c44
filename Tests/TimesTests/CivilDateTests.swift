import Testing
import Times

@Test func daysAndDatesAreInverse() {
  for days in stride(from: -800_000, through: 3_000_000, by: 37) {
    #expect(CivilDate(daysSince1970: days).daysSince1970 == days)
  }
}

@Test func everyDayOfFourCenturiesFollowsTheOneBefore() throws {
  var expected = try date("1970-01-01")
  for days in 0..<146_097 {
    let actual = CivilDate(daysSince1970: days)
    #expect(actual == expected)
    #expect(Int(actual.weekday.rawValue) == (days + 3) % 7 + 1)
    let isMonthEnd = Int(expected.day) == CivilDate.dayCount(year: Int(expected.year), month: Int(expected.month))
    let next =
      isMonthEnd
      ? expected.firstOfNextMonth
      : CivilDate(year: Int(expected.year), month: Int(expected.month), day: Int(expected.day) + 1)
    expected = try #require(next)
  }
  #expect(expected.iso8601 == "2370-01-01")
}

@Test(arguments: [
  // date, weekday, day of the year, Monday of its week, first of the next month
  ("2024-02-29", Weekday.thursday, 59, "2024-02-26", "2024-03-01"),
  ("2026-02-28", .saturday, 58, "2026-02-23", "2026-03-01"),
  ("2026-01-01", .thursday, 0, "2025-12-29", "2026-02-01"),
  ("2026-12-31", .thursday, 364, "2026-12-28", "2027-01-01"),
  ("2024-12-31", .tuesday, 365, "2024-12-30", "2025-01-01"),
  ("2026-11-22", .sunday, 325, "2026-11-16", "2026-12-01"),
  ("2026-11-23", .monday, 326, "2026-11-23", "2026-12-01"),
  ("1970-01-01", .thursday, 0, "1969-12-29", "1970-02-01"),
  ("2100-02-28", .sunday, 58, "2100-02-22", "2100-03-01"),
  ("0000-02-29", .tuesday, 59, "0000-02-28", "0000-03-01"),
])
func calendarOf(text: String, weekday: Weekday, dayOfYear: Int, monday: String, nextMonth: String) throws {
  let date = try date(text)
  #expect(date.weekday == weekday)
  #expect(date.dayOfYear == dayOfYear)
  #expect(date.firstOfWeek.iso8601 == monday)
  #expect(date.firstOfNextMonth.iso8601 == nextMonth)
}

@Test(arguments: [(2026, 2, 29), (2100, 2, 29), (2026, 0, 1), (2026, 13, 1), (2026, 4, 31), (2026, 1, 0), (.max, 1, 1)])
func thereIsNoSuchDay(year: Int, month: Int, day: Int) {
  #expect(CivilDate(year: year, month: month, day: day) == nil)
}

@Test func datesAtTheEdgeOfTimeDoNotTrap() {
  for days in [Int.min, Int.min + 1, -1, 0, Int.max - 1, Int.max] {
    let date = CivilDate(daysSince1970: days)
    #expect(date.adding(days: .max) >= date)
    #expect(date.adding(days: .min) <= date)
    #expect(date.firstOfMonth <= date)
    #expect(date.firstOfNextMonth > date)
  }
}
