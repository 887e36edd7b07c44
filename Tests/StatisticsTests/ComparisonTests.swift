import Statistics
import Testing

/// Sizes of arms, and many comparisons.
@Suite struct ComparisonTests {
  /// SciPy 1.17: `chisquare`, and the Bayes factor from `gammaln`.
  @Test(arguments: [
    ([5000.0, 5200], [0.5, 0.5], 3.9215686274509802, 0.0476703806561615, 0.5777841078670463),
    ([100, 300, 580], [0.1, 0.3, 0.6], 0.27210884353741494, 0.8727951321413941, -0.6230859873830923),
    (
      [10_050, 9_950, 20_400, 300], [0.25, 0.25, 0.49, 0.01], 45.11357368500226, 8.752475626711696e-10,
      17.90130412793951
    ),
  ])
  func sampleRatios(counts: [Double], shares: [Double], chiSquare: Double, pValue: Double, logEValue: Double) {
    let ratio = SampleRatio(counts: counts, shares: shares.map { $0 * 7 })
    #expect(abs(ratio.chiSquare - chiSquare) < 1e-9 * chiSquare)
    #expect(abs(ratio.pValue / pValue - 1) < 1e-9)
    #expect(abs(ratio.logEValue - logEValue) < 1e-9)
    #expect(ratio.isSound(.once) == (pValue >= 0.001))
    #expect(ratio.isSound(.often) == (logEValue < 6.9077))
  }

  @Test func oddSizes() {
    #expect(SampleRatio(counts: [0, 0], shares: [1, 1]).isSound(.once))
    #expect(SampleRatio(counts: [0, 0], shares: [1, 1]).isSound(.often))
    // Too few for chi-square, which would refuse: 4 of 4 in one arm of ten in a hundred has a chance of 1 in 10,000, and is called by the exact check late.
    #expect(!SampleRatio(counts: [5, 10], shares: [0, 1]).isSound(.often))
    #expect(!SampleRatio(counts: [5, 10], shares: [0, 1]).isSound(.once))
    #expect(SampleRatio(counts: [10], shares: [1]).isSound(.once))
  }

  /// Every small set of evidence, beside the definition: the greatest k with at least k values of K / (αk) or more.
  @Test func eBHIsItsDefinition() {
    let alpha = 0.1
    let values = [0.0, 5, 12, 25, 60]
    for code in 0..<625 {
      let evidence = [code % 5, code / 5 % 5, code / 25 % 5, code / 125].map { values[$0] }
      let k = (1...4).last { k in evidence.count { $0 >= 4 / (alpha * Double(k)) } >= k }
      let expected = k.map { k in evidence.indices.filter { evidence[$0] >= 4 / (alpha * Double(k)) } } ?? []
      #expect(
        ManyComparisons.called(logEValues: evidence.map { Elementary.logarithm($0 + 1e-9) }, alpha: alpha) == expected)
    }
    #expect(ManyComparisons.called(logEValues: [], alpha: 0.1).isEmpty)
    #expect(ManyComparisons.called(logEValues: [.nan, 50], alpha: 0.1) == [1])
    #expect(ManyComparisons.intervalAlpha(called: 3, of: 10, alpha: 0.05) == 0.05 * 3 / 10)
  }
}
