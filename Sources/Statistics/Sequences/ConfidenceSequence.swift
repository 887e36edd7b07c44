/// Intervals that may be looked at as often as one likes: with a chance of 1 − α all of them, over all time, hold the true value.
///
/// As the count t grows, sums of independent observations come near to a Brownian motion (strong approximation), whatever their distribution, if
/// only its variance is finite; so a boundary that a Brownian motion crosses with chance α at most gives an asymptotic
/// confidence sequence: value ± standard error × ``multiplier(count:)``. The boundary is that of a mixture: at every moment
/// the mean likelihood ratio of drifts drawn from a prior, over no drift, is an e-process, and what makes it 1 / α lies on the boundary.
///
/// Sources: Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences",
/// Annals of Statistics, 2024 (Theorem 2.2 for ``init(alpha:tightestAt:)``); Robbins, "Statistical methods related to the law of the iterated
/// logarithm", 1970 (mixtures). It is asymptotic: with few units, or few of them with any spend, an interval may say too much, so
/// nothing is read below ``countMin``.
public struct ConfidenceSequence: Hashable, Sendable {
  /// Fewer units than this, all arms together, are not read: the interval is everything.
  public static let countMin = 100.0

  /// The chance that the true value is ever outside.
  public let alpha: Double
  /// Where the two humps of the prior of drifts stand, ± around none, per √unit; 0 for one hump.
  let center: Double
  /// The variance of each hump.
  let spread: Double

  /// One normal prior around no drift, whose width makes the interval tightest at a count: the sequence of Waudby-Smith et al.
  ///
  /// Tightest is exact: x = tρ² solves x = −2 ln α + ln(1 + x).
  /// - Parameters:
  ///   - alpha: 0 … 1, not included.
  ///   - count: of units in all arms together, about where decisions will be taken; above 0.
  public init(alpha: Double, tightestAt count: Double) {
    self.alpha = min(max(alpha, 1e-12), 0.999)
    let base = -2 * Elementary.logarithm(self.alpha)
    var x = base + 1
    for _ in 0..<100 { x = base + Elementary.logarithm(1 + x) }
    center = 0
    spread = x / max(1, count)
  }

  /// Multiply the standard error of an estimate by this, on both sides.
  /// - Parameter count: of units in all arms together.
  public func multiplier(count: Double) -> Double {
    guard count >= Self.countMin else { return .infinity }
    let x = count * spread
    return ((x + 1) / x * (Elementary.logarithm(1 + x) - 2 * Elementary.logarithm(alpha))).squareRoot()
  }

  /// The interval at this moment; everything when there is too little.
  public func interval(_ estimate: Estimate) -> Interval {
    guard estimate.isUsable else { return .everything }
    let width = multiplier(count: estimate.count) * estimate.standardError
    return Interval(estimate.value - width, estimate.value + width)
  }

  /// The interval of a mean.
  public func interval(mean moments: Moments) -> Interval { interval(Estimate(mean: moments)) }

  /// The interval of a difference of means, treated less control.
  public func interval(treated: Moments, control: Moments) -> Interval {
    interval(Estimate(treated: treated, control: control))
  }
}
