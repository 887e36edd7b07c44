import Glibc
import Seeds
import Sweeps
import Testing

/// How near a sweep comes to the greatest value there is, on contests that can be solved by trying everything.
///
/// The gap is that of the gain above what costs nothing scarce, which is harsher than that of the whole value.
@Suite struct SweepOptimumTests {
  static let seed = UInt64(getenv("MESURE_SEED").flatMap { Int64(String(cString: $0)) } ?? 2_026_004)

  /// The gap that the product promises.
  static let gapMax = 0.02

  struct Gaps {
    var worst = 0.0
    var sum = 0.0
    var count = 0
    var exact = 0
    var proven = 0
    var binding = 0
    var short = 0

    mutating func add(_ gap: Double, _ sweep: Sweep) {
      count += 1
      worst = max(worst, gap)
      sum += max(0, gap)
      exact += gap < 1e-5 ? 1 : 0
      proven += sweep.isOptimal ? 1 : 0
      binding += sweep.limits.contains { $0.price > 0 } ? 1 : 0
    }

    var text: String {
      "\(count) contests: worst gap \(worst * 100) %, mean \(sum / Double(max(1, count)) * 100) %, "
        + "\(exact) exact, \(proven) proven by the sweep itself, \(binding) with a price, \(short) where a floor cannot be reached"
    }
  }

  /// How many people, the most room, how many contests; `MESURE_LARGE` adds those that take minutes.
  static let sizes: [(people: ClosedRange<Int>, roomMax: Int, count: Int)] =
    [(1...9, 4, 2000), (10...26, 7, 400), (60...100, 12, 60)]
    + (getenv("MESURE_LARGE") == nil ? [] : [(120...300, 8, 250), (300...300, 14, 120)])

  @Test(arguments: sizes)
  func valueIsNearTheOptimum(people: ClosedRange<Int>, roomMax: Int, count: Int) throws {
    print("seed \(Self.seed)")
    var gaps = Gaps()
    for n in 0..<count {
      let rivalry = Rivalry.make(seed: Self.seed &+ UInt64(n), people: people, roomMax: roomMax)
      guard let optimum = ExactSolver(rivalry).optimum(statesMax: 60_000) else { continue }
      let sweep = Sweep(rivalry.contest())
      let treatments = rivalry.treatments(sweep)
      let gain = rivalry.gain(treatments)
      let gap = optimum.gain > 0 ? (optimum.gain - gain) / optimum.gain : 0
      let taken = rivalry.taken(treatments)
      let shortfall = zip(rivalry.kept, taken).reduce(0) { $0 + zip($1.0, $1.1).reduce(0) { $0 + max(0, $1.0 - $1.1) } }
      #expect(shortfall == optimum.shortfall, "contest \(n): floors lack \(shortfall), not \(optimum.shortfall)")
      gaps.short += shortfall > 0 ? 1 : 0
      gaps.add(gap, sweep)
      expectRulesHold(rivalry, sweep, treatments, n)
      #expect(gap <= Self.gapMax && gap > -1e-9, "contest \(n): \(gain) of \(optimum.gain)")
      if sweep.isOptimal { #expect(gap < 1e-5, "contest \(n) is said to be optimal: \(gain) of \(optimum.gain)") }
      let fallbacks = rivalry.people.reduce(0) { $0 + $1.fallback }
      #expect(sweep.valueBound >= (optimum.gain + fallbacks) * (1 - 1e-5), "contest \(n)")
      #expect(abs(sweep.value - gain - fallbacks) < 1e-4 * max(1, sweep.value), "contest \(n)")
    }
    print(gaps.text)
    #expect(gaps.count > count / 2)
    #expect(gaps.binding > count / 4)
  }

  /// No limit is passed, everybody gets something that they asked for, kept slots go to nobody else.
  private func expectRulesHold(_ rivalry: Rivalry, _ sweep: Sweep, _ treatments: [Int?], _ n: Int) {
    let taken = rivalry.taken(treatments)
    for (limit, settings) in rivalry.limits.enumerated() {
      let sum = taken[limit].reduce(0, +)
      #expect(sum <= settings.room, "contest \(n), \(settings.name)")
      #expect(sum == sweep.limits[limit].taken)
      for (index, report) in sweep.limits[limit].floors.enumerated() {
        #expect(report.taken == taken[limit][index])
        #expect(report.price <= sweep.limits[limit].price)
      }
    }
    for (person, treatment) in zip(rivalry.people, treatments) {
      guard let treatment else { continue }
      #expect(person.options.contains { $0.treatment == treatment && $0.worth > person.fallback })
    }
  }
}
