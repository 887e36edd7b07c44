import Testing
import Times
import Seeds

/// Days, weeks and months of a calendar as stretches of time.
@Suite(.enabled(if: ZoneFiles.arePresent, "tzdata is not installed"))
struct CalendarWindowTests {
  @Test(arguments: [
    // zone, moment, day, week, month: each from and to, local
    (
      "Europe/Paris", "2026-03-29T12:00:00Z", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00",
      "2026-03-23T00:00:00+01:00", "2026-03-30T00:00:00+02:00", "2026-03-01T00:00:00+01:00",
      "2026-04-01T00:00:00+02:00"
    ),
    (
      "Europe/Paris", "2026-10-25T01:30:00Z", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00",
      "2026-10-19T00:00:00+02:00", "2026-10-26T00:00:00+01:00", "2026-10-01T00:00:00+02:00",
      "2026-11-01T00:00:00+01:00"
    ),
    (
      "Europe/Paris", "2024-02-29T23:00:00Z", "2024-03-01T00:00:00+01:00", "2024-03-02T00:00:00+01:00",
      "2024-02-26T00:00:00+01:00", "2024-03-04T00:00:00+01:00", "2024-03-01T00:00:00+01:00",
      "2024-04-01T00:00:00+02:00"
    ),
    (
      "Europe/Paris", "2026-12-31T22:59:59Z", "2026-12-31T00:00:00+01:00", "2027-01-01T00:00:00+01:00",
      "2026-12-28T00:00:00+01:00", "2027-01-04T00:00:00+01:00", "2026-12-01T00:00:00+01:00",
      "2027-01-01T00:00:00+01:00"
    ),
    (
      "Pacific/Kiritimati", "2026-12-31T10:00:00Z", "2027-01-01T00:00:00+14:00", "2027-01-02T00:00:00+14:00",
      "2026-12-28T00:00:00+14:00", "2027-01-04T00:00:00+14:00", "2027-01-01T00:00:00+14:00",
      "2027-02-01T00:00:00+14:00"
    ),
    (
      "Pacific/Pago_Pago", "2026-12-31T10:00:00Z", "2026-12-30T00:00:00-11:00", "2026-12-31T00:00:00-11:00",
      "2026-12-28T00:00:00-11:00", "2027-01-04T00:00:00-11:00", "2026-12-01T00:00:00-11:00",
      "2027-01-01T00:00:00-11:00"
    ),
    (
      "Pacific/Apia", "2011-12-30T09:00:00Z", "2011-12-29T00:00:00-10:00", "2011-12-31T00:00:00+14:00",
      "2011-12-26T00:00:00-10:00", "2012-01-02T00:00:00+14:00", "2011-12-01T00:00:00-10:00",
      "2012-01-01T00:00:00+14:00"
    ),
    // Midnight is skipped in Havana in spring, and shown twice in autumn.
    (
      "America/Havana", "2026-03-08T12:00:00Z", "2026-03-08T01:00:00-04:00", "2026-03-09T00:00:00-04:00",
      "2026-03-02T00:00:00-05:00", "2026-03-09T00:00:00-04:00", "2026-03-01T00:00:00-05:00",
      "2026-04-01T00:00:00-04:00"
    ),
    (
      "America/Havana", "2026-11-01T05:30:00Z", "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00",
      "2026-10-26T00:00:00-04:00", "2026-11-02T00:00:00-05:00", "2026-11-01T00:00:00-04:00",
      "2026-12-01T00:00:00-05:00"
    ),
    // In St John's clocks went from 00:01 back to 23:01; 7 November 2010 had begun and stayed begun.
    (
      "America/St_Johns", "2010-11-07T03:00:00Z", "2010-11-07T00:00:00-02:30", "2010-11-08T00:00:00-03:30",
      "2010-11-01T00:00:00-02:30", "2010-11-08T00:00:00-03:30", "2010-11-01T00:00:00-02:30",
      "2010-12-01T00:00:00-03:30"
    ),
  ])
  func windows(
    name: String, moment: String, day: String, nextDay: String, week: String, nextWeek: String, month: String,
    nextMonth: String
  ) throws {
    let zone = try ZoneFiles.zone(name)
    let instant = try instant(moment)
    #expect(zone.startOfDay(at: instant).iso8601(in: zone) == day)
    #expect(zone.startOfNextDay(at: instant).iso8601(in: zone) == nextDay)
    #expect(zone.startOfWeek(at: instant).iso8601(in: zone) == week)
    #expect(zone.startOfNextWeek(at: instant).iso8601(in: zone) == nextWeek)
    #expect(zone.startOfMonth(at: instant).iso8601(in: zone) == month)
    #expect(zone.startOfNextMonth(at: instant).iso8601(in: zone) == nextMonth)
    for (window, lower, upper) in [
      (CalendarWindow.day, day, nextDay), (.week, week, nextWeek), (.month, month, nextMonth),
    ] {
      let range = zone.window(window, containing: instant)
      #expect(range.lowerBound.iso8601(in: zone) == lower)
      #expect(range.upperBound.iso8601(in: zone) == upper)
    }
  }

  @Test func daysOfSpringAndAutumnHave23And25Hours() throws {
    let paris = try ZoneFiles.zone("Europe/Paris")
    for (day, hours) in [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)] {
      let range = paris.window(.day, containing: paris.startOfDay(try date(day)))
      #expect(range.upperBound - range.lowerBound == Int64(hours) * 3_600, "\(day)")
    }
  }

  @Test func windowsCutTimeWithoutGapOrOverlapInEveryZone() throws {
    let seed: UInt64 = 20_261_122
    var generator = SeededGenerator(seed: seed)
    for name in ZoneFiles.names {
      let zone = try ZoneFiles.zone(name)
      let around = zone.transitions.suffix(40).map(\.at)
      for _ in 0..<60 {
        let anywhere = Int64.random(in: -2_208_988_800...5_711_644_800, using: &generator)  // 1900 … 2150
        let near = (around.randomElement(using: &generator) ?? 0) + .random(in: -90_000...90_000, using: &generator)
        for seconds in [anywhere, near] {
          let moment = Instant(secondsSince1970: seconds)
          for window in CalendarWindow.allCases {
            let range = zone.window(window, containing: moment)
            let comment: Comment = "\(name), \(window) at \(seconds), seed \(seed)"
            #expect(range.contains(moment), comment)
            #expect(zone.window(window, containing: range.lowerBound) == range, comment)
            #expect(zone.window(window, containing: range.upperBound - 1) == range, comment)
            #expect(zone.window(window, containing: range.upperBound).lowerBound == range.upperBound, comment)
          }
        }
      }
    }
  }

  @Test func theEdgesOfTimeDoNotTrap() throws {
    for zone in [Zone.utc, try ZoneFiles.zone("Europe/Paris"), try ZoneFiles.zone("Pacific/Apia")] {
      for seconds in [Int64.min, .min + 1, -1, 0, .max - 1, .max] {
        let moment = Instant(secondsSince1970: seconds)
        for window in CalendarWindow.allCases { _ = zone.window(window, containing: moment) }
        _ = moment.iso8601(in: zone)
        _ = zone.firstInstant(atOrAfterLocal: seconds)
        #expect((0..<86_400).contains(zone.secondOfDay(at: moment)))
      }
    }
  }
}

@Test func secondOfDayIsWhatClocksShow() throws {
  let zone = try Zone(fixed: "-08:00")
  #expect(zone.secondOfDay(at: try instant("2026-11-22T08:00:00Z")) == 0)
  #expect(zone.secondOfDay(at: try instant("2026-11-22T07:59:59Z")) == 86_399)
  #expect(zone.secondOfDay(at: try instant("1969-12-31T23:59:59Z")) == 57_599)
}
