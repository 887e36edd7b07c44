import Statistics
import Testing

/// Distributions against values computed elsewhere to more digits than a double has.
@Suite struct DistributionTests {
  private func near(_ found: Double, _ known: Double, _ error: Double) -> Bool {
    abs(found - known) <= error * max(abs(known), 1e-300)
  }

  @Test(arguments: [
    (-30.0, 4.906713927147908e-198),
    (-8.0, 6.22096057427174e-16),
    (-5.5, 1.898956246588768e-08),
    (-3.0, 0.0013498980316300933),
    (-2.6, 0.004661188023718747),
    (-2.4, 0.008197535924596131),
    (-1.959963984540054, 0.025),
    (-1.0, 0.15865525393145707),
    (-0.3, 0.3820885778110474),
    (0.7, 0.758036347776927),
    (1.5, 0.9331927987311419),
    (2.5, 0.9937903346742238),
    (4.0, 0.9999683287581669),
  ])
  func normal(x: Double, below: Double) {
    #expect(near(NormalDistribution.below(x), below, 1e-12))
    #expect(near(NormalDistribution.above(-x), below, 1e-12))
    if below < 0.5 { #expect(near(NormalDistribution.quantile(below), x, 1e-13)) }
  }

  @Test func normalEnds() {
    #expect(NormalDistribution.below(0) == 0.5)
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
    #expect(NormalDistribution.quantile(-0.1).isNaN)
    #expect(NormalDistribution.below(.nan).isNaN)
    #expect(NormalDistribution.beyond(0) == 1)
  }

  @Test(arguments: [
    (1.0, 0.001, 0.02522712063003961, 0.9747728793699604),
    (1.0, 3.841458820694124, 0.9500000000000001, 0.04999999999999989),
    (1.0, 60.0, 0.9999999999999906, 9.485737571073857e-15),
    (2.0, 5.0, 0.9179150013761012, 0.0820849986238988),
    (3.0, 7.814727903251179, 0.9500000000000001, 0.04999999999999998),
    (7.0, 2.0, 0.04015963126989843, 0.9598403687301016),
    (7.0, 30.0, 0.9999050402749187, 9.495972508134177e-05),
    (40.0, 40.0, 0.5297427331607607, 0.4702572668392401),
    (200.0, 150.0, 0.0033524414981869932, 0.996647558501813),
    (200.0, 320.0, 0.999999855797755, 1.4420224505352197e-07),
  ])
  func chiSquare(degrees: Double, x: Double, below: Double, above: Double) {
    let distribution = ChiSquareDistribution(degrees: degrees)
    #expect(near(distribution.below(x), below, 1e-12))
    #expect(near(distribution.above(x), above, 1e-12))
    if below > 1e-9, above > 1e-3 { #expect(near(distribution.quantile(below), x, 1e-12)) }
  }
}
