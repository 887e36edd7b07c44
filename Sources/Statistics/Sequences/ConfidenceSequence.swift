/// Intervals that may be looked at as often as one likes: with a chance of 1 − α all of them, over all time, hold the true value.
///
/// As the count t grows, sums of independent observations come near to a Brownian motion (strong approximation), whatever their distribution, if
/// only its variance is finite; so a boundary that a Brownian motion crosses with chance α at most gives an asymptotic
/// confidence sequence: value ± ``multiplier(count:)`` standard errors. The boundary is that of a mixture: at every moment
/// the mean likelihood ratio of drifts drawn from a prior, over no drift, is an e-process, and what makes it 1 / α lies on the boundary.
///
/// Source: Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences",
/// Annals of Statistics, 2024. It is asymptotic: with few units, or few of them with any spend, an interval may say too much, so
/// nothing is read below ``countMin``.
public struct ConfidenceSequence: Hashable, Sendable {
  /// Fewer units than this, all arms together, are not read: the interval is everything.
  public static let countMin = 100.0

  /// The chance that the true value is ever outside.
  public let alpha: Double
  private let mixture: DriftMixture

  /// One normal prior around no drift, as wide as makes the interval tightest at a count: the sequence of Waudby-Smith et al.,
  /// Theorem 2.2, with the exact ρ: x = tρ² solves x = −2 ln α + ln(1 + x).
  /// - Parameters:
  ///   - alpha: 0 … 1, not included.
  ///   - count: of units in all arms together, about where decisions will be taken; above 0.
  public init(alpha: Double, tightestAt count: Double) {
    self.alpha = min(max(alpha, 1e-12), 0.999)
    let base = -2 * Elementary.logarithm(self.alpha)
    var x = base + 1
    for _ in 0..<100 { x = base + Elementary.logarithm(1 + x) }
    mixture = DriftMixture(center: 0, spread: x / max(1, count))
  }

  /// Two normal humps, for an experiment whose size is planned: tighter from a quarter of the plan to three times it (2.86 instead of
  /// 3.04 standard errors at the plan, for α = 5 %), wider before and after, and as valid.
  ///
  /// The humps stand where Wald's straight boundary is tightest at the plan, ± √(2 ln(2 / α) / count); their widths, 0.4 of that, keep
  /// the interval shrinking when the plan is passed. Source: Robbins, 1970, for mixtures of any prior.
  /// - Parameters:
  ///   - alpha: 0 … 1, not included.
  ///   - count: of units in all arms together, at the planned end; above 0.
  public init(alpha: Double, plannedCount count: Double) {
    self.alpha = min(max(alpha, 1e-12), 0.999)
    let center = (2 * Elementary.logarithm(2 / self.alpha) / max(1, count)).squareRoot()
    mixture = DriftMixture(center: center, spread: 0.16 * center * center)
  }

  /// The same intervals at another level.
  public func at(alpha: Double) -> ConfidenceSequence {
    ConfidenceSequence(alpha: min(max(alpha, 1e-12), 0.999), mixture: mixture)
  }

  private init(alpha: Double, mixture: DriftMixture) {
    self.alpha = alpha
    self.mixture = mixture
  }

  /// How many standard errors an interval reaches on both sides; infinite below ``countMin``.
  /// - Parameter count: of units in all arms together.
  public func multiplier(count: Double) -> Double {
    count >= Self.countMin ? mixture.multiplier(alpha: alpha, time: count) : .infinity
  }

  /// The interval at this moment; everything when there is too little.
  public func interval(_ estimate: Estimate) -> Interval {
    estimate.interval(multiplier: multiplier(count: estimate.count))
  }

  /// The interval of a mean.
  public func interval(mean moments: Moments) -> Interval { interval(Estimate(mean: moments)) }

  /// The interval of a difference of means, treated less control.
  public func interval(treated: Moments, control: Moments) -> Interval {
    interval(Estimate(treated: treated, control: control))
  }

  /// The natural logarithm of the e-value against a value: evidence that may be looked at any time, averaged over experiments, and
  /// compared among many. It is ln 1 / α exactly where the interval ends; 0 when there is too little.
  public func logEValue(_ estimate: Estimate, against null: Double = 0) -> Double {
    guard estimate.isUsable, estimate.count >= Self.countMin else { return 0 }
    return mixture.logE(z: estimate.zValue(against: null), time: estimate.count)
  }
}
