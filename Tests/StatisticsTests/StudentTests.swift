import Statistics
import Testing

/// Student's distribution against SciPy 1.17, and what few units do to estimates.
@Suite struct StudentTests {
  @Test(arguments: [
    (1.0, -1.0, 0.25000000000000006, -0.6744897501960816),
    (2.5, -3.0, 0.036288047774515914, -1.7954872927976784),
    (10.0, -2.228138851964939, 0.02500000000090432, -1.9599639845245815),
    (30.0, 1.5, 0.927967035435677, 1.4608160530856606),
    (98.0, -4.0, 6.149868886703754e-05, -3.840073705180855),
    (1500.0, -2.5, 0.006262701445054911, -2.4969856397092394),
  ])
  func knownValues(degrees: Double, t: Double, below: Double, score: Double) {
    let distribution = StudentDistribution(degrees: degrees)
    #expect(abs(distribution.below(t) / below - 1) < 1e-11)
    #expect(abs(distribution.quantile(below) - t) < 1e-9)
    #expect(abs(distribution.normalScore(of: t) - score) < 1e-9)
    #expect(abs(distribution.value(ofNormalScore: score) - t) < 1e-9)
  }

  @Test func manyDegreesAreNearlyNormalAndGoBothWays() {
    for degrees in [1_999.0, 2_001, 50_000, .infinity] {
      let distribution = StudentDistribution(degrees: degrees)
      for z in [-6.0, -1.96, 0, 0.5, 3.04] {
        let t = distribution.value(ofNormalScore: z)
        #expect(abs(distribution.normalScore(of: t) - z) < 1e-9)
        #expect(abs(t) >= abs(z))
        #expect(abs(distribution.below(t) - NormalDistribution.below(z)) < 1e-7)
      }
    }
  }

  /// SciPy: `ttest_ind(treated, control, equal_var=False)` and its interval.
  @Test func aDifferenceReadOnceIsWelchs() {
    let units = SmallExperiment.units
    let estimate = Estimate(
      treated: Moments(units.filter(\.isTreated).map(\.value)),
      control: Moments(units.filter { !$0.isTreated }.map(\.value)))
    #expect(abs(estimate.value - 2.448555555555555) < 1e-12)
    #expect(abs(estimate.degrees - 57.49891809616103) < 1e-9)
    #expect(abs(estimate.fixedPValue() - 0.005925461143926866) < 1e-12)
    let interval = estimate.fixedInterval(alpha: 0.05)
    #expect(abs(interval.lower - 0.733357085911537) < 1e-9)
    #expect(abs(interval.upper - 4.163754025199573) < 1e-9)
  }
}

/// Sixty made-up customers in two arms, the same ones that reference values were worked out from.
enum SmallExperiment {
  struct Unit {
    var isTreated: Bool
    var size: Double
    var before: Double
    var value: Double
  }

  static let units: [Unit] = (0..<60).map { i in
    let before = Double((i * 37) % 23) / 3
    let isTreated = i % 2 == 1
    let treated = isTreated ? 1.0 : 0
    let value = Double((i * 53) % 29) / 4 + 0.7 * before + treated * 0.9 * before * 0.3 + treated
    return Unit(isTreated: isTreated, size: Double(1 + (i * 11) % 4), before: before, value: value)
  }

  static func summary(treated: Bool, sized: Bool = false, cap: Double = .infinity) -> ArmSummary {
    ArmSummary(
      units.filter { $0.isTreated == treated }.map {
        UnitOutcome(size: sized ? $0.size : 1, value: $0.value, capped: min($0.value, cap), before: $0.before)
      })
  }
}
