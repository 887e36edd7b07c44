/// A number learned from data, with how far it may be off, and how much data it rests on.
///
/// All readings begin here: a mean, a difference, an adjusted or clustered or relative one each have these three.
public struct Estimate: Hashable, Sendable {
  /// The number.
  public var value: Double
  /// Its standard error; infinite when nothing can be said.
  public var standardError: Double
  /// How many independent units it rests on, in all arms together: customers, or clusters where those were assigned.
  public var count: Double

  /// Makes one.
  public init(value: Double, standardError: Double, count: Double) {
    self.value = value
    self.standardError = standardError
    self.count = count
  }

  /// The mean of some numbers.
  public init(mean moments: Moments) {
    self.init(value: moments.mean, standardError: moments.standardError, count: moments.count)
  }

  /// The mean of treated units less that of control ones; variances need not be equal (Welch, 1947).
  public init(treated: Moments, control: Moments) {
    let errors = (treated.standardError, control.standardError)
    self.init(
      value: treated.mean - control.mean, standardError: (errors.0 * errors.0 + errors.1 * errors.1).squareRoot(),
      count: treated.count + control.count)
  }

  /// How many standard errors it lies from a value; 0 when nothing can be said.
  public func zValue(against null: Double = 0) -> Double {
    guard standardError.isFinite else { return 0 }
    let distance = value - null
    if standardError > 0 { return distance / standardError }
    // Numbers without any spread: no error is known, and none is claimed.
    return 0
  }

  /// Whether an error is known at all: at least two different numbers on each side.
  public var isUsable: Bool { standardError > 0 && standardError.isFinite && value.isFinite }

  /// The range that holds the true value with a confidence of 1 − α, when it is looked at **once**, at a time fixed beforehand.
  public func fixedInterval(alpha: Double) -> Interval {
    guard isUsable else { return .everything }
    let width = NormalDistribution.quantile(1 - alpha / 2) * standardError
    return Interval(value - width, value + width)
  }

  /// The p-value against a value, two-sided, when it is looked at **once**; 1 when nothing can be said.
  public func fixedPValue(against null: Double = 0) -> Double {
    isUsable ? NormalDistribution.beyond(zValue(against: null)) : 1
  }
}
