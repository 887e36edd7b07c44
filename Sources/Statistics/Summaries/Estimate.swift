/// A number learned from data, with how far it may be off, and how much data it rests on.
///
/// All readings begin here: a mean, a difference, an adjusted or a clustered one each have these four.
public struct Estimate: Hashable, Sendable {
  /// The number.
  public var value: Double
  /// Its standard error; infinite when nothing can be said.
  public var standardError: Double
  /// How many independent units it rests on, in all arms together: customers, or clusters where those were assigned.
  public var count: Double
  /// The degrees of freedom of the standard error: with few units it is itself unsure. Infinite when it is known.
  public var degrees: Double

  /// Makes one.
  public init(value: Double, standardError: Double, count: Double, degrees: Double = .infinity) {
    self.value = value
    self.standardError = standardError
    self.count = count
    self.degrees = degrees
  }

  /// The mean of some numbers.
  public init(mean moments: Moments) {
    self.init(
      value: moments.mean, standardError: moments.standardError, count: moments.count, degrees: moments.count - 1)
  }

  /// The mean of treated units less that of control ones; variances need not be equal. Source of the degrees of freedom: Welch, "The
  /// generalization of Student's problem when several different population variances are involved", 1947.
  public init(treated: Moments, control: Moments) {
    self.init(
      treated: Estimate(mean: treated), control: Estimate(mean: control))
  }

  /// The difference of two independent estimates, treated less control.
  public init(treated: Estimate, control: Estimate) {
    let variances = (treated.standardError * treated.standardError, control.standardError * control.standardError)
    let sum = variances.0 + variances.1
    let unsure = variances.0 * variances.0 / treated.degrees + variances.1 * variances.1 / control.degrees
    self.init(
      value: treated.value - control.value, standardError: sum.squareRoot(), count: treated.count + control.count,
      degrees: unsure > 0 ? sum * sum / unsure : .infinity)
  }

  /// How far it lies from a value, in standard errors, as a normal number would: with few units fewer than it seems. 0 when nothing can be said.
  public func zValue(against null: Double = 0) -> Double {
    isUsable ? StudentDistribution(degrees: degrees).normalScore(of: (value - null) / standardError) : 0
  }

  /// Whether an error is known at all: there are at least two units a side, and not all the same. Numbers without any spread show no error, and none is
  /// claimed.
  public var isUsable: Bool { standardError > 0 && standardError.isFinite && value.isFinite && degrees > 0 }

  /// The values within so many standard errors, as a normal number has them; with few units it is more of them.
  public func interval(multiplier: Double) -> Interval {
    guard isUsable, multiplier.isFinite else { return .everything }
    let width = reach(multiplier) * standardError
    return Interval(value - width, value + width)
  }

  /// The range that holds the true value with a confidence of 1 − α, when it is looked at **once**, at a time fixed beforehand.
  public func fixedInterval(alpha: Double) -> Interval {
    interval(multiplier: NormalDistribution.quantile(1 - alpha / 2))
  }

  /// The p-value against a value, two-sided, when it is looked at **once**; 1 when nothing can be said.
  public func fixedPValue(against null: Double = 0) -> Double {
    isUsable ? NormalDistribution.beyond(zValue(against: null)) : 1
  }

  /// So many standard errors of a normal number, in those of this one.
  func reach(_ multiplier: Double) -> Double { StudentDistribution(degrees: degrees).value(ofNormalScore: multiplier) }
}
