/// An estimate and how far it may be off.
public struct OffPolicyEstimate: Hashable, Sendable {
  /// How it was made.
  public var estimator: OffPolicyEstimator
  /// The mean reward per decision.
  public var value: Double
  /// The standard error of the value, by the delta method.
  public var standardError: Double
}

/// Why a log does not tell the value of a policy.
public enum OffPolicyRefusal: Hashable, Sendable, CustomStringConvertible {
  /// The log holds too little that the target policy would have done.
  case tooFewEffective(size: Double, needed: Double)
  /// The weights should be 1 on average and are not: the logged probabilities are wrong, or some choices of the target policy were never logged.
  case weightsOff(mean: Double, standardError: Double)
  /// Two estimators differ by more than chance explains: the probabilities or the model are wrong.
  case disagreement(OffPolicyEstimator, OffPolicyEstimator, difference: Double, standardError: Double)

  /// A stable code.
  public var code: String {
    switch self {
    case .tooFewEffective: "offpolicy_too_few"
    case .weightsOff: "offpolicy_weights"
    case .disagreement: "offpolicy_disagreement"
    }
  }

  /// What is wrong, and what to do about it.
  public var description: String {
    switch self {
    case .tooFewEffective(let size, let needed):
      "the log is worth \(size) decisions of the policy, fewer than \(needed); log more, or explore more"
    case .weightsOff(let mean, let error):
      "the weights are \(mean) ± \(error) on average and should be 1; check the logged probabilities"
    case .disagreement(let first, let second, let difference, let error):
      "\(first) and \(second) differ by \(difference) ± \(error); check the logged probabilities and the model"
    }
  }
}

/// What a log tells about a policy: all estimates, how much they rest on, and whether to believe them.
public struct OffPolicyEvaluation: Sendable {
  /// Fewer effective decisions than this tell nothing.
  public static let effectiveSizeMin = 100.0
  /// Differences of more standard errors than this are not chance: of seven comparisons one is, in about one log of 2,500.
  public static let disagreementErrors = 4.0

  /// The estimates, in the order of ``OffPolicyEstimator``.
  public let estimates: [OffPolicyEstimate]
  /// How many decisions of the target policy itself the log is worth: (Σ w)² / Σ w². Source: Kish, "Survey sampling", 1965.
  public let effectiveSize: Double
  /// The largest weight of one decision.
  public let weightMax: Double
  /// Why the estimates are not to be believed, or `nil`.
  public let refusal: OffPolicyRefusal?

  /// Evaluates the target policy of a log.
  public init(_ log: OffPolicyLog) {
    let weights = (0..<log.count).map { log.weight($0) }
    var sum = CompensatedSum()
    var squares = CompensatedSum()
    for weight in weights {
      sum.add(weight)
      squares.add(weight * weight)
    }
    effectiveSize = squares.value > 0 ? sum.value * sum.value / squares.value : 0
    weightMax = weights.max() ?? 0
    let influences = OffPolicyEstimator.allCases.map { $0.influences(in: log) }
    estimates = OffPolicyEstimator.allCases.enumerated().map { index, estimator in
      OffPolicyEstimate(
        estimator: estimator, value: estimator.value(of: log),
        standardError: CompensatedSum.standardErrorOfMean(influences[index]))
    }
    refusal = Self.refusal(estimates, influences, weights, effectiveSize)
  }

  /// The estimate by one of the estimators.
  public subscript(estimator: OffPolicyEstimator) -> OffPolicyEstimate {
    for estimate in estimates where estimate.estimator == estimator { return estimate }
    return OffPolicyEstimate(estimator: estimator, value: .nan, standardError: .infinity)
  }

  private static func refusal(
    _ estimates: [OffPolicyEstimate], _ influences: [[Double]], _ weights: [Double], _ effectiveSize: Double
  ) -> OffPolicyRefusal? {
    guard effectiveSize >= effectiveSizeMin else {
      return .tooFewEffective(size: effectiveSize, needed: effectiveSizeMin)
    }
    let weightMean = weights.reduce(0, +) / Double(weights.count)
    let weightError = CompensatedSum.standardErrorOfMean(weights)
    if isBeyond(weightMean - 1, weightError) { return .weightsOff(mean: weightMean, standardError: weightError) }
    for first in estimates.indices {
      for second in estimates.indices.dropFirst(first + 1) {
        // The two share decisions, so their difference errs less than both apart.
        let difference = estimates[first].value - estimates[second].value
        let error = CompensatedSum.standardErrorOfMean(zip(influences[first], influences[second]).map { $0 - $1 })
        if isBeyond(difference, error) {
          return .disagreement(
            estimates[first].estimator, estimates[second].estimator, difference: difference, standardError: error)
        }
      }
    }
    return nil
  }

  /// The last term forgives rounding where there is no chance at all.
  private static func isBeyond(_ difference: Double, _ error: Double) -> Bool {
    difference.magnitude > disagreementErrors * error + 1e-9
  }
}
