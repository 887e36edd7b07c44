/// The mixture sequential probability ratio test: its p-values are valid at any time one stops.
///
/// The prior of the effect is normal around none, with a deviation in the effect's own unit, which is chosen from what earlier tests found.
/// Sources: Robbins, 1970; Johari, Koomen, Pekelis, Walsh, "Always valid inference: continuous monitoring of A/B tests", Operations
/// Research, 2022.
public struct MixtureTest: Hashable, Sendable {
  /// The chance that a test without effect is ever called.
  public let alpha: Double
  /// The standard deviation of effects that are expected, above 0, in their unit.
  public let effectDeviation: Double

  /// Makes a test.
  public init(alpha: Double, effectDeviation: Double) {
    self.alpha = min(max(alpha, 1e-12), 0.999)
    self.effectDeviation = max(effectDeviation, 1e-300)
  }

  /// The natural logarithm of the mean likelihood ratio of effects, over none.
  public func logEValue(_ estimate: Estimate, against null: Double = 0) -> Double {
    guard estimate.isUsable, estimate.count >= ConfidenceSequence.countMin else { return 0 }
    return mixture.logE(z: estimate.zValue(against: null), time: information(estimate))
  }

  /// The p-value at this moment. What counts is the smallest so far: see ``RunningEvidence``.
  public func pValue(_ estimate: Estimate, against null: Double = 0) -> Double {
    min(1, Elementary.exponential(-logEValue(estimate, against: null)))
  }

  /// The values that the test does not reject at this moment.
  public func interval(_ estimate: Estimate) -> Interval {
    guard estimate.isUsable, estimate.count >= ConfidenceSequence.countMin else { return .everything }
    return estimate.interval(multiplier: mixture.multiplier(alpha: alpha, time: information(estimate)))
  }

  private var mixture: DriftMixture { DriftMixture(center: 0, spread: effectDeviation * effectDeviation) }

  private func information(_ estimate: Estimate) -> Double { 1 / (estimate.standardError * estimate.standardError) }
}

/// The most evidence that there ever was. Looking may stop at any time, so it may stop there.
public struct RunningEvidence: Hashable, Sendable {
  /// The natural logarithm of the greatest e-value so far, 0 at least.
  public private(set) var logEValueMax = 0.0

  /// No evidence yet.
  public init() {}

  /// Takes in the e-value of one more look.
  public mutating func observe(logEValue: Double) { logEValueMax = max(logEValueMax, logEValue) }

  /// The p-value that is valid at any time.
  public var pValue: Double { Elementary.exponential(-logEValueMax) }

  /// Whether the evidence ever reached 1 / α.
  public func isCalled(alpha: Double) -> Bool { logEValueMax >= -Elementary.logarithm(alpha) }
}
