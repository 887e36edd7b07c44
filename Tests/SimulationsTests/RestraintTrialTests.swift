import Simulations
import Testing

@Suite("Restraint against a planted truth") struct RestraintTrialTests {
  @Test func `learned restraint comes near the oracle and beats those that do not restrain themselves`() {
    let trial = RestraintTrial(seed: 1, customerCount: 100, dayCount: 150, pastDayCount: 150)
    let found = trial.results(of: [.oracle, .learned, .alwaysSend, .weeklyCap(1), .responseOnly(floor: 0)])
    for result in found { print(result) }
    #expect(found[1].value >= 0.95 * found[0].value)
    for other in found[2...] { #expect(found[1].value > other.value) }
  }
}
