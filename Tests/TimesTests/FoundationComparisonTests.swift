import Foundation
import Testing
import Times

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
        let seconds = Int64.random(in: 0...2_145_916_800, using: &generator)  // 1970 … 2037
        let expected = foundation.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        let actual = Int(zone.offsetSeconds(at: Instant(secondsSince1970: seconds)))
        #expect(actual == expected, "\(name) at \(seconds), seed \(seed)")
        compared += 1
      }
    }
    #expect(compared > 100_000)
  }
}
