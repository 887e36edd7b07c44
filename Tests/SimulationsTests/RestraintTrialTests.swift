import Simulations
import Testing

/// The seed is 1; the bars of the whole trial are printed by `make bench-learning`.
@Suite("Restraint against a planted truth") struct RestraintTrialTests {
  @Test func `learned restraint comes near the oracle and beats those that do not restrain themselves`() {
    let found = Self.trial.results(of: [.oracle, .learned, .alwaysSend, .weeklyCap(1), .responseOnly(floor: 0)])
    // The oracle knows each customer's habits from the first day; the policy has to find them out.
    #expect(found[1].value >= 0.9 * found[0].value, "\(found)")
    for other in found[2...] { #expect(found[1].value > other.value) }
  }

  @Test func `who is given the population lacks mostly what a channel is to each customer`() {
    let found = Self.trial.results(of: [.oracle, .informed(.nothing), .informed(.level), .informed(.role)])
    let shares = found.map { $0.value / found[0].value }
    #expect(shares[1] > 0.92 && shares[1] < 0.98, "\(shares)")
    #expect(shares[3] > 0.98 && shares[3] <= 1.01, "\(shares)")
    #expect(shares[3] > shares[2], "\(shares)")
  }

  private static let trial = RestraintTrial(seed: 1, customerCount: 100, dayCount: 150, pastDayCount: 150)
}
