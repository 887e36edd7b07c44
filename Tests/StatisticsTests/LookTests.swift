import Seeds
@testable import Statistics
import Testing

/// Boundaries against published tables, and against chance itself.
@Suite struct LookTests {
  /// Five even looks at 5 %, two-sided: Reboussin, DeMets, Kim, Lan, "Computations for group sequential boundaries using the Lan-DeMets
  /// spending function method", 2000, and the boundaries that gsDesign and ldbounds print.
  @Test(arguments: [
    (AlphaSpending.obrienFleming, [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]),
    (.pocock, [2.4380, 2.4268, 2.4101, 2.3966, 2.3859]),
  ])
  func boundariesAreThePublishedOnes(spending: AlphaSpending, published: [Double]) {
    let plan = PlannedLooks(alpha: 0.05, spending: spending, plannedCount: 5_000)
    let found = plan.boundaries(counts: [1_000, 2_000, 3_000, 4_000, 5_000])
    for (found, published) in zip(found, published) { #expect(abs(found - published) < 2e-4) }
  }

  /// The constants of Pocock (1977) and of O'Brien and Fleming (1979) as Jennison and Turnbull (2000) print them in tables 2.1 and 2.3, which
  /// spend exactly 5 %.
  @Test(arguments: [(2, 2.178, 1.977), (5, 2.413, 2.040), (10, 2.555, 2.087)])
  func classicalConstantsSpendFivePercent(looks: Int, pocock: Double, obrienFleming: Double) {
    let times = (1...looks).map { Double($0) / Double(looks) }
    let constants = [times.map { _ in pocock }, times.map { obrienFleming / $0.squareRoot() }]
    for boundaries in constants {
      let crossing = LookDensity.crossings(boundaries, at: times, drifts: [0])[0]
      #expect(abs(crossing.upper + crossing.lower - 0.05) < 1e-4)
    }
  }

  /// Inflation factors of five looks for a power of 0.9: tables 2.2 and 2.4 of the same book.
  @Test func powerIsThePublishedOne() {
    let times = (1...5).map { Double($0) / 5 }
    let fixed = 1.959963984540054 + 1.2815515655446004
    for (boundaries, inflation) in [
      (times.map { _ in 2.413 }, 1.206), (times.map { 2.040 / $0.squareRoot() }, 1.026),
    ] {
      let drift = fixed * inflation.squareRoot()
      let power = LookDensity.crossings(boundaries, at: times, drifts: [drift])[0].upper
      #expect(abs(power - 0.9) < 1e-3)
    }
  }

  /// Uneven looks, one of them with nobody new and one beyond the plan, beside 5,000 seeded walks.
  @Test func unevenLooksSpendAlphaInAll() {
    let counts = [150.0, 400, 400, 430, 900, 1_000, 1_200]
    let plan = PlannedLooks(alpha: 0.1, spending: .pocock, plannedCount: 1_000)
    let boundaries = plan.boundaries(counts: counts)
    #expect(boundaries[2] == .infinity && boundaries[6] == .infinity)
    var random = SeededGenerator(seed: 11)
    let runs = 5_000
    var called = 0
    for _ in 0..<runs {
      var place = 0.0
      var time = 0.0
      var isCalled = false
      for (count, boundary) in zip(counts, boundaries) {
        place += (count - time).squareRoot() * NormalDistribution.quantile(random.double(1e-12...1 - 1e-12))
        time = count
        isCalled = isCalled || abs(place) / time.squareRoot() >= boundary
      }
      called += isCalled ? 1 : 0
    }
    let share = Double(called) / Double(runs)
    #expect(abs(share - 0.1) < 4 * (0.1 * 0.9 / Double(runs)).squareRoot())
  }

  @Test func spendingEndsAtAlpha() {
    for spending in AlphaSpending.allCases {
      #expect(spending.spent(alpha: 0.05, at: 0) == 0)
      #expect(abs(spending.spent(alpha: 0.05, at: 0.999_999_9) - 0.05) < 1e-7)
      #expect(spending.spent(alpha: 0.05, at: 2) == 0.05)
    }
  }
}
