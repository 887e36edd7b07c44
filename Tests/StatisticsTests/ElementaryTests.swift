import Foundation
import Statistics
import Testing

/// Own arithmetic beside the C library's, and beside values from tables.
@Suite("Elementary functions") struct ElementaryTests {
  @Test func `exponential and logarithm are the C library's, to a few units in the last place`() {
    for step in -7000...7080 {
      let x = Double(step) / 10
      let expected = Foundation.exp(x)
      #expect(abs(Elementary.exponential(x) - expected) <= 1e-14 * expected, "e^\(x)")
    }
    for step in 1...4000 {
      let x = Double(step) * Double(step) / 7e4
      #expect(abs(Elementary.logarithm(x) - Foundation.log(x)) <= 1e-14 * max(1, abs(Foundation.log(x))), "ln \(x)")
    }
  }

  @Test func `the ends are what they should be`() {
    #expect(Elementary.exponential(-800) == 0 && Elementary.exponential(800) == .infinity)
    #expect(Elementary.exponential(0) == 1 && Elementary.logarithm(1) == 0)
    #expect(Elementary.logarithm(0) == -.infinity && Elementary.logarithm(-1).isNaN)
    #expect(Elementary.exponential(.nan).isNaN && Elementary.logarithm(.nan).isNaN)
    #expect(Elementary.sigmoid(1000) == 1 && Elementary.sigmoid(-1000) == 0 && Elementary.sigmoid(0) == 0.5)
  }

  @Test(arguments: [(0.0, 0.5), (1.0, 0.841_344_746), (-1.96, 0.024_997_895), (3.0, 0.998_650_102)])
  func `the normal distribution has its known values`(x: Double, below: Double) {
    #expect(abs(Elementary.normalBelow(x) - below) < 1e-7)
    #expect(abs(Elementary.normalQuantile(below) - x) < 1e-6)
  }

  @Test func `log odds and chances turn into one another`() {
    for step in -300...300 {
      let logit = Double(step) / 10
      #expect(abs(Elementary.logit(Elementary.sigmoid(logit)) - logit) < 1e-2 || abs(logit) > 25, "\(logit)")
    }
    for step in 1..<1000 {
      let chance = Double(step) / 1000
      #expect(abs(Elementary.normalBelow(Elementary.normalQuantile(chance)) - chance) < 2e-7)
    }
  }
}
