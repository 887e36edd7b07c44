import Decisions
import Seeds
import Testing
import Times

@testable import Learning

/// The circle of the week, its clocks, and what fades on it.
@Suite("The circle of the week") struct WeekCircleTests {
  private static func values(_ generator: inout SeededGenerator) -> [Double] {
    (0..<168).map { _ in generator.chance(0.3) ? generator.double(0...9) : 0 }
  }

  @Test func `turning what is smoothed turns the result, to the bit`() {
    for seed in 1...20 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let values = Self.values(&generator)
      let turn = generator.int(0...167)
      let turned = (0..<168).map { values[($0 + turn) % 168] }
      for hour in 0..<168 {
        let there = WeekCircle.smoothed(values, around: (hour + turn) % 168)
        #expect(WeekCircle.smoothed(turned, around: hour).bitPattern == there.bitPattern, "seed \(seed), hour \(hour)")
      }
    }
  }

  @Test func `each hour tells of the hours around it and of the same hours of other days, both ways`() {
    /// As the words say it: so many days and hours apart, the nearer way around.
    func weight(_ a: Int, _ b: Int) -> Double {
      let hours = min((a - b + 168) % 24, 24 - (a - b + 168) % 24)
      guard hours <= 3 else { return 0 }
      // The day whose same hour is nearest.
      let days = (0..<7).min { one, other in
        func apart(_ day: Int) -> Int {
          let gap = (a - b - 24 * day + 336) % 168
          return min(gap, 168 - gap)
        }
        return apart(one) < apart(other)
      }!
      return [1, 0.85, 0.5, 0.2][hours] * [1, 0.7, 0.6, 0.6][min(days, 7 - days)]
    }
    for source in 0..<168 {
      var values = [Double](repeating: 0, count: 168)
      values[source] = 1
      for hour in 0..<168 {
        #expect(WeekCircle.smoothed(values, around: hour) == weight(hour, source), "\(source) at \(hour)")
      }
    }
  }

  @Test func `waves are those of the circle`() {
    for hour in 0..<168 {
      let waves = HourWaves.table[hour]
      for place in [0, 2, 4, 6] {
        #expect(abs(waves[place] * waves[place] + waves[place + 1] * waves[place + 1] - 1) < 1e-12)
      }
      // The same hour of another day differs in the wave of the week alone; six hours later the day's wave is a quarter on.
      let tomorrow = HourWaves.table[(hour + 24) % 168]
      for place in 0..<6 { #expect(abs(waves[place] - tomorrow[place]) < 1e-12) }
      let later = HourWaves.table[(hour + 6) % 168]
      #expect(abs(later[0] + waves[1]) < 1e-12 && abs(later[1] - waves[0]) < 1e-12)
    }
  }

  @Test func `clocks show the local hour of the week, through both changes of clocks`() {
    let paris = Zone(
      name: "Europe/Paris", initialOffsetSeconds: 3600,
      transitions: [
        .init(at: 1_774_746_000, offsetSeconds: 7200),  // 2026-03-29 02:00 becomes 03:00
        .init(at: 1_792_890_000, offsetSeconds: 3600),  // 2026-10-25 03:00 becomes 02:00
      ])
    let clock = LocalClock(zones: [paris])
    func hours(from monday: CivilDate?, count: Int) -> [Int?] {
      let start = paris.startOfDay(monday!)
      return (0..<count).map { clock.hour(at: start + Int64($0) * 3600) }
    }
    // Sunday's hours are 144 … 167; in spring the third of them is not shown, in autumn it is shown twice.
    let spring = hours(from: CivilDate(year: 2026, month: 3, day: 23), count: 168)
    #expect(spring == Array(0..<146) + Array(147..<168) + [0])
    let autumn = hours(from: CivilDate(year: 2026, month: 10, day: 19), count: 170)
    #expect(autumn == Array(0...146) + Array(146..<168) + [0])
    let earlier = LocalClock(zones: [.utc]).hour(at: Instant(secondsSince1970: -1))
    #expect(earlier == 2 * 24 + 23, "1969-12-31 was a Wednesday")
    #expect(LocalClock(zones: [paris, .utc]).hour(at: Instant(secondsSince1970: 0)) == nil, "zones do not agree")
    #expect(LocalClock(zones: [.utc, .utc]).hour(at: Instant(secondsSince1970: 0)) == 72)
    #expect(LocalClock(zones: []).hour(at: Instant(secondsSince1970: 0)) == nil)
  }

  @Test func `what fades is the same in whatever order it comes, and as its half-life says`() {
    for seed in 1...10 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let days = generator.pick([0.5, 30, 480, Double.infinity])
      let entries = (0..<60).map { _ in
        (
          hour: generator.int(0...167), isPositive: generator.chance(0.4), expected: generator.double(0.01...0.9),
          at: Int64(generator.int(1_600_000_000...1_700_000_000))
        )
      }
      func learned(_ entries: [(hour: Int, isPositive: Bool, expected: Double, at: Int64)]) -> [Double] {
        var weeks = FadingWeeks(halfLifeSeconds: days * 86_400)
        for entry in entries {
          weeks.add(
            circles: [0], hour: entry.hour, isPositive: entry.isPositive, expected: entry.expected, at: entry.at)
        }
        return (0..<168).flatMap { [weeks.scale * weeks.answers[$0], weeks.scale * weeks.expected[$0]] }
      }
      let latest = entries.map(\.at).max()!
      var sums = [Double](repeating: 0, count: 336)
      for entry in entries {
        let kept = Elementary.exponential(-0.693_147_180_559_945_3 * Double(latest - entry.at) / 86_400 / days)
        sums[2 * entry.hour] += entry.isPositive ? kept : 0
        sums[2 * entry.hour + 1] += kept * entry.expected
      }
      for order in [entries, entries.reversed(), entries.shuffled(using: &generator)] {
        for (found, sum) in zip(learned(order), sums) { #expect(abs(found - sum) < 1e-9, "seed \(seed), \(days) days") }
      }
    }
  }
}
