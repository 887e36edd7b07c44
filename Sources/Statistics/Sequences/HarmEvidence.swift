/// A guard-rail on any mean, looked at as often as one likes: is the treated arm worse than a tolerance allows, or surely not?
///
/// Each side is a one-sided e-process: the mean likelihood ratio of drifts drawn from the half of a normal prior that lies on its side. While its hypothesis holds, its mean
/// never grows, so the chance that it ever reaches 1 / α is α at most (Ville). It is asymptotic like ``ConfidenceSequence``; for rates of rare
/// outcomes ``RateEvidence`` is exact.
///
/// Source: Waudby-Smith et al., 2024, one-sided sequences; Howard, Ramdas, McAuliffe, Sekhon, "Time-uniform, nonparametric, nonasymptotic
/// confidence sequences", Annals of Statistics, 2021, one-sided normal mixture.
public struct HarmEvidence: Hashable, Sendable {
  /// By how much the treated mean may lie on the bad side of the control's, in the metric's unit, at least 0.
  public let tolerance: Double
  /// Whether more is worse, as with complaints; otherwise less is, as with satisfaction.
  public let isMoreWorse: Bool
  private let spread: Double

  /// Makes a guard-rail.
  /// - Parameter count: of units in all arms together, about where it should be sharpest.
  public init(tolerance: Double, isMoreWorse: Bool, tightestAt count: Double) {
    self.tolerance = max(0, tolerance)
    self.isMoreWorse = isMoreWorse
    // About what makes the boundary tightest there for risks of a few in a hundred.
    spread = 6 / max(1, count)
  }

  /// The natural logarithm of the e-value against "it is no worse than the tolerance allows"; 0 when there is too little.
  public func logHarm(_ effect: Estimate) -> Double { logHalf(effect, isHarm: true) }

  /// The natural logarithm of the e-value against "it is worse than the tolerance, or just as bad"; 0 when there is too little.
  public func logSafety(_ effect: Estimate) -> Double { logHalf(effect, isHarm: false) }

  private func logHalf(_ effect: Estimate, isHarm: Bool) -> Double {
    guard effect.isUsable, effect.count >= ConfidenceSequence.countMin else { return 0 }
    let z = effect.zValue(against: isMoreWorse ? tolerance : -tolerance)
    let distance = isHarm == isMoreWorse ? z : -z
    let x = effect.count * spread
    let share = (x / (1 + x)).squareRoot()
    // 2 (1 + x)^(−1/2) exp(x z² / (2 (1 + x))) Φ(z √(x / (1 + x)))
    return 0.693_147_180_559_945_3 - 0.5 * Elementary.logarithm(1 + x) + 0.5 * share * share * distance * distance
      + NormalDistribution.logBelow(distance * share)
  }
}
