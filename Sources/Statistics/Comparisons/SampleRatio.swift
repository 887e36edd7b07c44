/// Whether the arms have as many units as the assignment should have given them. If not, something loses units on the way of one arm,
/// and nothing else that is compared between the arms can be believed.
///
/// Sources: Fabijan et al., "Diagnosing sample ratio mismatch in online controlled experiments", KDD 2019; looked at often: Lindon, Malek,
/// "Anytime-valid inference for multinomial count data", NeurIPS 2022.
public struct SampleRatio: Hashable, Sendable {
  /// How sure the prior of the sequential check is that the shares are nearly right, as a number of units.
  public static let concentration = 1_000.0
  /// Below so many expected units an arm, the chi-square distribution is too rough, and the sequential check, which is exact, stands in.
  public static let expectedMin = 5.0

  /// How the check is looked at.
  public enum Looking: Hashable, Sendable {
    /// Once, at a time fixed beforehand: by chi-square.
    case once
    /// As often as one likes: by the sequential check.
    case often
  }

  /// The units of each arm.
  public let counts: [Double]
  /// The share that each arm should have, 1 together.
  public let shares: [Double]
  /// Pearson's statistic: Σ (count − expected)² / expected.
  public let chiSquare: Double
  /// The p-value of the statistic, when it is looked at once.
  public let pValue: Double
  /// The natural logarithm of the Bayes factor of other shares over those expected: an e-process, exact at any number of units.
  public let logEValue: Double

  /// Compares counts with shares.
  /// - Parameters:
  ///   - counts: by arm, of all units assigned.
  ///   - shares: by arm, above 0, in any measure. An arm beyond the shorter list is left out.
  public init(counts: [Double], shares: [Double]) {
    let length = min(counts.count, shares.count)
    self.counts = counts.prefix(length).map { max(0, $0) }
    let whole = shares.prefix(length).reduce(0) { $0 + max(0, $1) }
    self.shares = shares.prefix(length).map { whole > 0 ? max(0, $0) / whole : 0 }
    let total = self.counts.reduce(0, +)
    var statistic = 0.0
    var evidence = GammaFunctions.logGamma(Self.concentration) - GammaFunctions.logGamma(Self.concentration + total)
    for (count, share) in zip(self.counts, self.shares) where count > 0 || share > 0 {
      guard share > 0 else {
        // Units where there should be none at all.
        (statistic, evidence) = (.infinity, .infinity)
        break
      }
      statistic += (count - share * total) * (count - share * total) / max(share * total, 1e-300)
      let prior = Self.concentration * share
      evidence +=
        GammaFunctions.logGamma(prior + count) - GammaFunctions.logGamma(prior) - count * Elementary.logarithm(share)
    }
    chiSquare = total > 0 ? statistic : 0
    let degrees = Double(self.shares.filter { $0 > 0 }.count - 1)
    pValue =
      degrees > 0 && total > 0 ? ChiSquareDistribution(degrees: degrees).above(chiSquare) : chiSquare == 0 ? 1 : 0
    logEValue = evidence
  }

  /// Whether the counts may be trusted.
  /// - Parameter alpha: the chance that sound counts are refused; 0.001 is usual, because a mismatch shows strongly.
  public func isSound(_ looking: Looking, alpha: Double = 0.001) -> Bool {
    let total = counts.reduce(0, +)
    let isRough = shares.contains { $0 > 0 && $0 * total < Self.expectedMin }
    switch looking {
    case .once where !isRough: return pValue >= alpha
    default: return logEValue < -Elementary.logarithm(alpha)
    }
  }
}
