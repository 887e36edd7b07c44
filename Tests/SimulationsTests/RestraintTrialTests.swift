import Simulations
import Testing

/// The seed is 1; the bars of the whole trial are printed by `make bench-learning`.
@Suite("Restraint against a planted truth") struct RestraintTrialTests {
  @Test func `learned restraint comes near the oracle and beats those that do not restrain themselves`() {
    let trial = RestraintTrial(seed: 1, customerCount: 100, dayCount: 150, pastDayCount: 150)
    let found = trial.results(of: [.oracle, .learned, .alwaysSend, .weeklyCap(1), .responseOnly(floor: 0)])
    // The oracle knows each customer's habits from the first day; the policy has to find them out.
    #expect(found[1].value >= 0.85 * found[0].value, "\(found)")
    for other in found[2...] { #expect(found[1].value > other.value) }
  }
}
