import Statistics
import Testing

/// Mixtures, their e-values and their boundaries: one is where the other reaches 1 / α.
@Suite struct SequenceTests {
  private static let sequences = [
    ConfidenceSequence(alpha: 0.05, tightestAt: 10_000), ConfidenceSequence(alpha: 0.05, plannedCount: 10_000),
    ConfidenceSequence(alpha: 0.001, plannedCount: 500),
  ]

  @Test(arguments: sequences, [100.0, 2_000, 10_000, 1_000_000])
  func intervalsEndWhereTheEvidenceReachesOneOverAlpha(sequence: ConfidenceSequence, count: Double) {
    let estimate = Estimate(value: 3, standardError: 0.5, count: count)
    let interval = sequence.interval(estimate)
    for end in [interval.lower, interval.upper] {
      #expect(abs(sequence.logEValue(estimate, against: end) + Elementary.logarithm(sequence.alpha)) < 1e-9)
    }
    #expect(sequence.logEValue(estimate, against: 3) < 0)
  }

  /// The mean of E over what a motion without drift does is 1: integrated over a normal place.
  @Test(arguments: sequences, [200.0, 10_000, 90_000])
  func evidenceIsFairWithoutEffect(sequence: ConfidenceSequence, count: Double) {
    // Late and wide humps make a mean of what hardly ever happens, so far out.
    let step = 0.02
    let mean = stride(from: -250, through: 250, by: step).reduce(0.0) { sum, z in
      let estimate = Estimate(value: z, standardError: 1, count: count)
      return sum + step * Elementary.exponential(sequence.logEValue(estimate) - 0.5 * z * z - 0.918_938_533_204_672_7)
    }
    #expect(abs(mean - 1) < 1e-9)
  }

  @Test func twoHumpsAreTighterAboutThePlan() {
    let one = ConfidenceSequence(alpha: 0.05, tightestAt: 10_000)
    let two = ConfidenceSequence(alpha: 0.05, plannedCount: 10_000)
    for count in [2_500.0, 5_000, 10_000, 20_000, 30_000] {
      #expect(two.multiplier(count: count) < one.multiplier(count: count))
    }
    #expect(two.multiplier(count: 10_000) < 2.86 && one.multiplier(count: 10_000) > 3.03)
    #expect(two.multiplier(count: 500) > one.multiplier(count: 500))
  }

  /// Johari et al.: √(V / (V + τ²)) exp(τ² z² / (2 (V + τ²))) for an effect of z standard errors, V their square.
  @Test func theMixtureTestIsThePapers() {
    let test = MixtureTest(alpha: 0.05, effectDeviation: 0.02)
    let estimate = Estimate(value: 0.012, standardError: 0.004, count: 5_000)
    let (v, tau) = (0.004 * 0.004, 0.02 * 0.02)
    let ratio = (v / (v + tau)).squareRoot() * Elementary.exponential(tau * 9 / (2 * (v + tau)))
    #expect(abs(test.pValue(estimate) * ratio - 1) < 1e-12)
    var running = RunningEvidence()
    running.observe(logEValue: test.logEValue(estimate))
    running.observe(logEValue: -2)
    #expect(abs(running.pValue - test.pValue(estimate)) < 1e-15)
    #expect(running.isCalled(alpha: 0.1) == (ratio >= 10))
    let end = test.interval(estimate).lower
    #expect(abs(test.pValue(estimate, against: end) - 0.05) < 1e-9)
  }

  /// One-sided: fair at the border of the tolerance, and harm and safety are mirror images.
  @Test func guardRailsBetOnOneSide() {
    let rail = HarmEvidence(tolerance: 0.5, isMoreWorse: true, tightestAt: 1_000)
    func fair(_ read: (Estimate) -> Double) -> Double {
      stride(from: -12, through: 12, by: 0.001).reduce(0.0) { sum, z in
        sum + 0.001 * NormalDistribution.density(z)
          * Elementary.exponential(read(Estimate(value: 0.5 + z, standardError: 1, count: 800)))
      }
    }
    #expect(abs(fair(rail.logHarm) - 1) < 1e-3)
    #expect(abs(fair(rail.logSafety) - 1) < 1e-3)
    let bad = Estimate(value: 5, standardError: 1, count: 800)
    #expect(rail.logHarm(bad) > 3 && rail.logSafety(bad) < 0)
    let falls = HarmEvidence(tolerance: 0.5, isMoreWorse: false, tightestAt: 1_000)
    let fallen = Estimate(value: -5, standardError: 1, count: 800)
    #expect(abs(falls.logHarm(fallen) - rail.logHarm(bad)) < 1e-12)
    // Far beyond what an exponential holds it is still a number.
    #expect(rail.logSafety(Estimate(value: 80, standardError: 1, count: 800)).isFinite)
  }
}
