import Decisions
import Seeds
import Statistics
import Sweeps
import Testing
import Times

/// Seeds are printed with what fails.
@Suite("Levers that steer") struct LeverSteeringTests {
  static let monday = CivilDate(daysSince1970: 20_780).firstOfWeek

  private static func lever(
    plan: Double = 700, _ bounds: ClosedRange<Double> = -0.3...0.5, window: CalendarWindow? = .week,
    from first: CivilDate? = nil, until last: CivilDate? = nil
  ) -> AutomaticLever {
    AutomaticLever(
      plan: plan, window: window, least: bounds.lowerBound, most: bounds.upperBound, firstDay: first, lastDay: last)
  }

  /// A made world: so much a day at lever 0 by weekday, a drift a week, noise, and a power of 1 + lever.
  private static func steer(
    _ lever: AutomaticLever, days: Int, power: Double, driftPerWeek: Double, noise: Double, seed: UInt64
  ) -> [LeverDay] {
    let steering = LeverSteering(lever)
    let shape = [1.6, 1.2, 1, 1, 0.9, 0.8, 0.5]
    var (past, current): ([LeverDay], Double) = ([], 0)
    for day in 0..<days {
      current = steering.next(on: monday.adding(days: day), past: past, current: current)
      let luck = (Chance.uniform(seed, salt: UInt64(day)) - 0.5) * 2 * noise
      let amount =
        100 * shape[day % 7] * Elementary.exponential(driftPerWeek * Double(day) / 7 + luck)
        * Elementary.exponential(power * Elementary.logarithm(1 + current))
      past.append(LeverDay(lever: current, amount: amount))
    }
    return past
  }

  @Test("weeks reach their plan within 3 % under drift, whatever the power of the lever", arguments: [1.5, 3, 5, 8])
  func reaches(power: Double) {
    for seed in UInt64(1)...5 {
      let past = Self.steer(
        Self.lever(plan: 770), days: 70, power: power, driftPerWeek: -0.04, noise: 0.03, seed: seed)
      let weeks = (1..<10).map { week in past[week * 7..<week * 7 + 7].reduce(0) { $0 + $1.amount } / 770 }
      #expect(abs(weeks.reduce(0, +) / 9 - 1) <= 0.03, "seed \(seed): \(weeks)")
      #expect(weeks.count { abs($0 - 1) <= 0.03 } >= 6, "seed \(seed): \(weeks)")
    }
  }

  @Test("no day ever leaves the bounds, however absurd the past", arguments: 1...200)
  func bounds(seed: Int) {
    func chance(_ salt: UInt64) -> Double { Chance.uniform(UInt64(seed), salt: salt) }
    let least = chance(1) * 1.5 - 1
    let lever = Self.lever(plan: 1 + chance(2) * 1e6, least...(least + chance(3) * 5))
    let past = (0..<Int(chance(4) * 60)).map { day in
      LeverDay(lever: chance(100 + UInt64(day)) * 6 - 1, amount: chance(200 + UInt64(day)) < 0.3 ? 0 : chance(5) * 1e9)
    }
    let day = Self.monday.adding(days: past.count)
    let next = LeverSteering(lever).next(on: day, past: past, current: chance(6) * 20 - 5)
    #expect(next >= max(lever.least, -0.99) - 1e-12 && next <= max(lever.most, -0.99) + 1e-12, "seed \(seed): \(next)")
  }

  @Test("a plan out of reach ends at the bound, and stays there")
  func outOfReach() {
    let high = Self.steer(Self.lever(plan: 7_000), days: 28, power: 2, driftPerWeek: 0, noise: 0.05, seed: 1)
    #expect(high.suffix(20).allSatisfy { $0.lever == 0.5 })
    let low = Self.steer(Self.lever(plan: 7), days: 28, power: 2, driftPerWeek: 0, noise: 0.05, seed: 1)
    #expect(low.suffix(20).allSatisfy { $0.lever == -0.3 })
  }

  @Test("nothing moves within the deadband, nor outside the days that it steers")
  func rest() {
    let lever = Self.lever(plan: 700, from: Self.monday.adding(days: 7), until: Self.monday.adding(days: 20))
    let steering = LeverSteering(lever)
    let even = (0..<7).map { _ in LeverDay(lever: 0, amount: 100) }
    #expect(steering.next(on: Self.monday, past: [], current: 0.2) == 0)
    #expect(steering.next(on: Self.monday.adding(days: 7), past: even, current: 0) == 0)
    #expect(steering.next(on: Self.monday.adding(days: 21), past: even, current: 0.2) == 0)
    #expect(
      steering.next(
        on: Self.monday.adding(days: 7), past: even.map { .init(lever: 0, amount: $0.amount * 0.9) }, current: 0) > 0)
    #expect(
      steering.next(
        on: Self.monday.adding(days: 7), past: even.map { .init(lever: 0, amount: $0.amount * 1.1) }, current: 0) < 0)
  }

  @Test("a window that is cut short has its share of the plan; without a window, the days from first to last are one")
  func windows() throws {
    let cut = Self.lever(plan: 700, from: Self.monday.adding(days: 4))
    let days = try #require(cut.days(around: Self.monday.adding(days: 5)))
    #expect(days == Self.monday.adding(days: 4)...Self.monday.adding(days: 6))
    #expect(cut.plan(for: days) == 300)
    let whole = Self.lever(plan: 900, window: nil, from: Self.monday, until: Self.monday.adding(days: 29))
    let all = try #require(whole.days(around: Self.monday.adding(days: 12)))
    #expect(all == Self.monday...Self.monday.adding(days: 29) && whole.plan(for: all) == 900)
    #expect(whole.days(around: Self.monday.adding(days: 30)) == nil)
  }
}
