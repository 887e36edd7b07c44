/// What an experiment counts.
public struct Metric: Hashable, Sendable {
  /// Its name, one of a kind in an experiment.
  public var name: String
  /// Whether more of it is worse.
  public var isMoreWorse: Bool
  /// Whether outcomes are cut at a cap that was declared beforehand, so that both readings are shown, and the capped one leads.
  public var isCapped: Bool
  /// By how much the treated mean may be worse, in the metric's unit, where it is watched as a guard-rail.
  public var tolerance: Double?

  /// Makes a metric.
  public init(_ name: String, isMoreWorse: Bool = false, isCapped: Bool = false, tolerance: Double? = nil) {
    self.name = name
    self.isMoreWorse = isMoreWorse
    self.isCapped = isCapped
    self.tolerance = tolerance
  }

  /// Whether customers did what was wanted of them.
  public static let conversions = Metric("conversions")
  /// What they brought, in money; capped, because a few bring most.
  public static let value = Metric("value", isCapped: true)
  /// Consents withdrawn and opt-outs.
  public static let unsubscriptions = Metric("unsubscriptions", isMoreWorse: true)
  /// Complaints.
  public static let complaints = Metric("complaints", isMoreWorse: true)
  /// Calls to the service.
  public static let serviceCalls = Metric("service_calls", isMoreWorse: true)
  /// The score of an answer to a survey: its size is the number of answers.
  public static let satisfaction = Metric("satisfaction")

  /// The metrics of every experiment.
  public static let all = [conversions, value, unsubscriptions, complaints, serviceCalls, satisfaction]
}

/// Everything about an experiment that must be fixed before it starts.
public struct ExperimentDesign: Hashable, Sendable {
  /// An arm.
  public struct Arm: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// The share of units that it is given, in any measure; above 0.
    public var share: Double

    /// Makes an arm.
    public init(_ name: String, share: Double = 1) {
      self.name = name
      self.share = share
    }
  }

  /// The arms; the first one is control.
  public var arms: [Arm]
  /// What is counted.
  public var metrics: [Metric]
  /// How it is looked at.
  public var looking: Looking
  /// The units planned, in all arms together: customers, or clusters where those are assigned.
  public var plannedCount: Double
  /// The chance that a comparison without effect is ever called.
  public var alpha: Double
  /// How what was before is taken into account, where it is known.
  public var adjustment: ArmEffect.Adjustment
  /// The chance that arms of sound sizes are refused.
  public var sampleRatioAlpha: Double

  /// Makes a design.
  public init(
    arms: [Arm], metrics: [Metric] = Metric.all, looking: Looking = .always, plannedCount: Double, alpha: Double = 0.05,
    adjustment: ArmEffect.Adjustment = .slopePerArm, sampleRatioAlpha: Double = 0.001
  ) {
    self.arms = arms
    self.metrics = metrics
    self.looking = looking
    self.plannedCount = max(1, plannedCount)
    self.alpha = min(max(alpha, 1e-12), 0.999)
    self.adjustment = adjustment
    self.sampleRatioAlpha = sampleRatioAlpha
  }
}
