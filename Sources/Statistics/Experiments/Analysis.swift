/// What an experiment says, or why it says nothing.
public enum Analysis: Hashable, Sendable {
  /// The arms are not as large as the assignment should have made them. No effect is shown, because none could be believed.
  case refused(SampleRatio)
  /// The arms are sound, and this is what was found.
  case shown(ExperimentReading)

  /// A stable code, where nothing is shown.
  public var code: String? {
    if case .refused = self { return "sample_ratio_mismatch" }
    return nil
  }
}

/// One way to look at an effect: plain or capped, adjusted or not. All of them are shown; which one leads was declared beforehand.
public struct ViewReading: Hashable, Sendable {
  /// Which way.
  public let view: ArmEffect.View
  /// The means of both arms, and their difference.
  public let effect: ArmEffect
  /// The differences that are not ruled out.
  public let interval: Interval
  /// The relative differences that are not ruled out.
  public let relativeInterval: Interval
  /// The p-value of this look alone; see ``Looking`` for when it may be read as one. At an open dashboard it is 1 / e, valid at any time.
  public let pValue: Double
  /// The natural logarithm of the e-value against no effect: valid at any time, and what many comparisons are made with.
  public let logEValue: Double
  /// Whether no effect is ruled out, at this look.
  public let isCalled: Bool
  /// What the treated arm had more than it would have had as control: conversions, money, complaints. For means of answers or contacts it is the
  /// sum over these.
  public let incremental: Double
  /// The range of it.
  public let incrementalInterval: Interval
}

/// A guard-rail's evidence: each is an e-value that may be looked at any time.
public struct GuardRailReading: Hashable, Sendable {
  /// By how much the arm may be worse.
  public let tolerance: Double
  /// The natural logarithm of the evidence that it is worse than that.
  public let logHarm: Double
  /// The natural logarithm of the evidence that it is not.
  public let logSafety: Double
}

/// One metric of one arm, beside control.
public struct MetricReading: Hashable, Sendable {
  /// The metric, by its position in the design.
  public let metric: Int
  /// The arm, by its position in the design; control is 0.
  public let arm: Int
  /// The units of the arm whose outcome is known.
  public let treatedCount: Double
  /// Those of control.
  public let controlCount: Double
  /// All ways to look at it.
  public let views: [ViewReading]
  /// The view that leads, by its position: capped where there is a cap, adjusted where the design says so and something is known of before.
  public let leading: Int
  /// The guard-rail, where the metric has a tolerance.
  public let guardRail: GuardRailReading?
  /// Whether it is believed among all comparisons of the experiment (e-BH).
  public let isCalledAmongMany: Bool

  /// The view that leads.
  public var lead: ViewReading { views[leading] }
}
