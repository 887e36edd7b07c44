/// How much a treated arm differs from control, on one metric: plain or capped, adjusted for what was before or not.
public struct ArmEffect: Hashable, Sendable {
  /// What of the outcomes is compared, and how: one of the readings that are shown side by side.
  public struct View: Hashable, Sendable {
    /// Whether outcomes are cut at the cap that was declared beforehand.
    public var isCapped: Bool
    /// How the arms are made comparable by what was before.
    public var adjustment: Adjustment

    /// Makes a view.
    public init(isCapped: Bool = false, adjustment: Adjustment = .none) {
      self.isCapped = isCapped
      self.adjustment = adjustment
    }
  }

  /// How chance differences of what was before the experiment are taken out of the outcomes. None of them can make an effect where there is none; they
  /// take away noise.
  public enum Adjustment: Hashable, Sendable {
    /// Not at all.
    case none
    /// By one slope for both arms. Source: Deng, Xu, Kohavi, Walker, "Improving the sensitivity of online controlled experiments by
    /// utilizing pre-experiment data", WSDM 2013 (CUPED).
    case pooledSlope
    /// By a slope for each arm, as a regression with interactions has it: never less precise than none, as the arms grow. Source: Lin, "Agnostic notes on
    /// regression adjustments to experimental data", Annals of Applied Statistics, 2013.
    case slopePerArm
  }

  /// The mean of the treated arm, adjusted where that was asked.
  public let treated: Estimate
  /// The mean of control.
  public let control: Estimate
  /// The difference, treated less control.
  public let difference: Estimate
  /// The share of the variance that the adjustment took away, 0 … 1: the R² to plan with.
  public let explained: Double

  /// Compares two arms.
  public init(treated: ArmSummary, control: ArmSummary, _ view: View = View()) {
    let outcome = view.isCapped ? ArmSummary.Part.capped : .value
    let slopes = Self.slopes(treated, control, outcome, view.adjustment)
    let sizes = treated.sum(.size) + control.sum(.size)
    let before = sizes > 0 ? (treated.sum(.before) + control.sum(.before)) / sizes : 0
    var means = [
      Self.adjusted(treated, outcome, slopes.treated, before), Self.adjusted(control, outcome, slopes.control, before),
    ]
    // Slopes that differ carry the chance of the common mean of what was before into the difference.
    let gap = slopes.treated - slopes.control
    if gap != 0 {
      let units = treated.count + control.count
      let variance =
        (treated.count * treated.covariance(.before, .before) + control.count * control.covariance(.before, .before))
        / (units * units)
      let error = means[0].standardError
      means[0].standardError = (error * error + gap * gap * variance).squareRoot()
    }
    self.treated = means[0]
    self.control = means[1]
    difference = Estimate(treated: means[0], control: means[1])
    let plain = Estimate(
      treated: Self.adjusted(treated, outcome, 0, 0), control: Self.adjusted(control, outcome, 0, 0))
    let left = difference.standardError / plain.standardError
    explained = view.adjustment == .none || !plain.isUsable ? 0 : min(1, max(0, 1 - left * left))
  }

  private static func slopes(
    _ treated: ArmSummary, _ control: ArmSummary, _ outcome: ArmSummary.Part, _ adjustment: Adjustment
  ) -> (treated: Double, control: Double) {
    func slope(_ arms: [ArmSummary]) -> Double {
      let together = arms.reduce(0) { $0 + ($1.count - 1) * $1.covariance(outcome, .before) }
      let spread = arms.reduce(0) { $0 + ($1.count - 1) * $1.covariance(.before, .before) }
      return spread > 0 ? together / spread : 0
    }
    switch adjustment {
    case .none: return (0, 0)
    case .pooledSlope:
      let both = slope([treated, control])
      return (both, both)
    case .slopePerArm: return (slope([treated]), slope([control]))
    }
  }

  /// The mean of an arm, had its units been like those of all arms before.
  private static func adjusted(
    _ arm: ArmSummary, _ outcome: ArmSummary.Part, _ slope: Double, _ before: Double
  ) -> Estimate {
    let degrees = arm.count - (slope == 0 ? 1 : 2)
    let variance =
      arm.covariance(outcome, outcome) - 2 * slope * arm.covariance(outcome, .before)
      + slope * slope * arm.covariance(.before, .before)
    let error = degrees > 0 ? (max(0, variance) * (arm.count - 1) / degrees / arm.count).squareRoot() : .infinity
    return Estimate(
      value: arm.ratio(outcome) - slope * (arm.ratio(.before) - before), standardError: error, count: arm.count,
      degrees: degrees)
  }

  /// The difference over the control's mean: 0.2 is 20 % more. `nil` when the control's mean is not above 0.
  public var relative: Double? { control.value > 0 ? difference.value / control.value : nil }

  /// The relative differences that lie within so many standard errors; everything when the control's mean may be 0.
  ///
  /// It holds 0 exactly when the interval of the difference does. Source: Fieller, "Some problems in interval estimation", 1954.
  public func relativeInterval(multiplier: Double) -> Interval {
    guard difference.isUsable, multiplier.isFinite, control.value > 0 else { return .everything }
    let reach = difference.reach(multiplier)
    let squares = (
      treated: reach * reach * treated.standardError * treated.standardError,
      control: reach * reach * control.standardError * control.standardError
    )
    let lead = control.value * control.value - squares.control
    guard lead > 0 else { return .everything }
    let inner =
      squares.treated * control.value * control.value + squares.control * treated.value * treated.value
      - squares.treated * squares.control
    let middle = treated.value * control.value
    let root = max(0, inner).squareRoot()
    return Interval((middle - root) / lead - 1, (middle + root) / lead - 1)
  }
}
