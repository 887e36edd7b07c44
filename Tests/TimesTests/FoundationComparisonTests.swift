import Foundation
import Testing
import Times
import Seeds

/// Our zones and calendars against Foundation's, which reads its own copy of the zone database.
@Suite(.enabled(if: ZoneFiles.arePresent, "tzdata is not installed"))
struct FoundationComparisonTests {
  @Test func offsetsAgreeInEveryZone() throws {
    let seed: UInt64 = 2026
    var generator = SeededGenerator(seed: seed)
    var compared = 0
    for name in ZoneFiles.names {
      guard let foundation = TimeZone(identifier: name) else { continue }
      let zone = try ZoneFiles.zone(name)
      for _ in 0..<400 {
        let seconds = Int64.random(in: 0...4_102_444_800, using: &generator)  // 1970 … 2100
        let expected = foundation.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        let actual = Int(zone.offsetSeconds(at: Instant(secondsSince1970: seconds)))
        #expect(actual == expected, "\(name) at \(seconds), seed \(seed)")
        compared += 1
      }
    }
    #expect(compared > 100_000)
  }

  @Test func daysWeeksAndMonthsAgree() throws {
    let seed: UInt64 = 2027
    var generator = SeededGenerator(seed: seed)
    // Zones whose clocks go back across midnight are left out: there our day, once begun, stays begun.
    for name in ["Europe/Paris", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati"] {
      let zone = try ZoneFiles.zone(name)
      var calendar = Calendar(identifier: .iso8601)
      calendar.timeZone = try #require(TimeZone(identifier: name))
      for _ in 0..<300 {
        let moment = Instant(secondsSince1970: .random(in: 0...4_102_444_800, using: &generator))
        for (window, component) in [
          (CalendarWindow.day, Calendar.Component.day), (.week, .weekOfYear), (.month, .month),
        ] {
          let date = Date(timeIntervalSince1970: Double(moment.secondsSince1970))
          let expected = try #require(calendar.dateInterval(of: component, for: date))
          let actual = zone.window(window, containing: moment)
          let comment: Comment = "\(name), \(window) at \(moment.secondsSince1970), seed \(seed)"
          #expect(Double(actual.lowerBound.secondsSince1970) == expected.start.timeIntervalSince1970, comment)
          #expect(Double(actual.upperBound.secondsSince1970) == expected.end.timeIntervalSince1970, comment)
        }
      }
    }
  }
}
