import Statistics

/// An estimate and how far it may be off.
public struct OffPolicyEstimate: Hashable, Sendable {
  /// How it was made.
  public var estimator: OffPolicyEstimator
  /// The mean reward per decision.
  public var value: Double
  /// The standard error of the value, by the delta method; decisions of one customer are not taken for independent.
  public var standardError: Double
  /// The weight above which the model alone is believed; infinite where it never is.
  public var threshold = Double.infinity
  /// How far the threshold has moved the value, which may be bias; intervals are wider by it.
  public var shift = 0.0
  /// The standard error without the threshold, which intervals rest on: what a threshold saves of it may have become bias.
  public var plainError = Double.infinity
  /// The value less that of the logging policy, the mean of the rewards.
  public var difference = 0.0
  /// The standard error of the difference, which is known better than either: both rest on the same decisions.
  public var differenceError = 0.0
  /// The standard error of the difference without the threshold.
  public var plainDifferenceError = Double.infinity
}

/// What a log tells about a policy: all estimates, how much they rest on, and whether to believe them.
public struct OffPolicyEvaluation: Sendable {
  /// Fewer effective decisions than this, or effective customers, tell nothing.
  public static let effectiveSizeMin = 100.0
  /// Differences of more standard errors than this are not chance: of the seven comparisons (six pairs of four estimators, and the weights with 1)
  /// one is beyond it in about one log of 2,500. The direct method takes part where its model was there before the log: one that is learned from the log
  /// is drawn in, so it errs by more than its standard error, and the doubly robust estimate corrects just that.
  public static let disagreementErrors = 4.0
  /// The share of the target policy's answers that may be without support.
  public static let unsupportedShareMax = 0.01
  /// Weights are heavy when less than this share of the log is effective.
  public static let effectiveShareHeavy = 0.1

  /// The estimates, in the order of ``OffPolicyEstimator``.
  public let estimates: [OffPolicyEstimate]
  /// How many decisions there are.
  public let count: Int
  /// How many customers there are.
  public let customersCount: Int
  /// How many decisions of the target policy itself the log is worth: (Σ w)² / Σ w². Source: Kish, "Survey sampling", 1965.
  public let effectiveSize: Double
  /// The same of customers, w being the sum over each customer's decisions.
  public let effectiveCustomers: Double
  /// The largest weight of one decision.
  public let weightMax: Double
  /// The mean weight; 1 but for chance.
  public let weightMean: Double
  /// The mean reward: the value of the policy that logged.
  public let loggedValue: Double
  /// The standard error of that.
  public let loggedError: Double
  /// The share of the target policy's answers that the logging policy could not have given, where that is known; else 0.
  public let unsupportedShare: Double
  /// Why the estimates are not to be believed; none where they are.
  public let refusals: [OffPolicyRefusal]

  /// Why the estimates are not to be believed, or `nil`.
  public var refusal: OffPolicyRefusal? { refusals.first }
  /// Whether few decisions carry most of the weight, so that ``reading`` is the shrunk estimate.
  public var isHeavy: Bool { effectiveSize < Self.effectiveShareHeavy * Double(count) }
  /// The estimate to read: doubly robust, with shrunk weights where they are heavy.
  public var reading: OffPolicyEstimate { self[isHeavy ? .shrunkDoublyRobust : .doublyRobust] }

  /// Evaluates the target policy of a log.
  /// - Parameter unsupportedShare: the share of the target policy's answers that the logging policy could not have given, where that is known.
  public init(_ log: OffPolicyLog, unsupportedShare: Double = 0) {
    let clusters = Clusters(log.clusters)
    let weights = (0..<log.count).map { log.weight($0) }
    count = log.count
    customersCount = clusters.count
    effectiveSize = Self.effectiveSize(weights)
    effectiveCustomers = Self.effectiveSize(clusters.sums(weights))
    weightMax = weights.max() ?? 0
    weightMean = CompensatedSum.of(weights) / Double(log.count)
    let mean = CompensatedSum.of(log.rewards) / Double(log.count)
    loggedValue = mean
    loggedError = clusters.standardErrorOfMean(log.rewards)
    self.unsupportedShare = unsupportedShare
    let judged = OffPolicyEstimator.allCases.map { Self.judge($0, log, clusters, mean) }
    estimates = judged.map(\.estimate)
    var refusals: [OffPolicyRefusal] = []
    let effective = min(effectiveSize, effectiveCustomers)
    if effective < Self.effectiveSizeMin {
      refusals.append(.tooFewEffective(size: effective, needed: Self.effectiveSizeMin))
    }
    if unsupportedShare > Self.unsupportedShareMax {
      refusals.append(.unsupported(share: unsupportedShare, allowed: Self.unsupportedShareMax))
    }
    // Of so little nothing can be tested either.
    if effective >= Self.effectiveSizeMin {
      let isModelLearned = log.leverages.contains { $0 != 0 }
      let compared = judged.filter {
        !$0.estimate.estimator.isTuned && !(isModelLearned && $0.estimate.estimator == .directMethod)
      }
      refusals += Self.disagreements(compared, weights, clusters)
    }
    self.refusals = refusals
  }

  /// The estimate by one of the estimators.
  public subscript(estimator: OffPolicyEstimator) -> OffPolicyEstimate {
    for estimate in estimates where estimate.estimator == estimator { return estimate }
    return OffPolicyEstimate(estimator: estimator, value: .nan, standardError: .infinity)
  }

  /// The interval of an estimate's value when the log is looked at once.
  public func interval(_ estimate: OffPolicyEstimate, alpha: Double = 0.05) -> Interval {
    Self.interval(estimate.value, estimate.plainError, Self.normal(alpha), estimate.shift)
  }

  /// The interval of an estimate's difference to the logging policy when the log is looked at once.
  public func differenceInterval(_ estimate: OffPolicyEstimate, alpha: Double = 0.05) -> Interval {
    Self.interval(estimate.difference, estimate.plainDifferenceError, Self.normal(alpha), estimate.shift)
  }

  /// The interval of an estimate's value when the log is looked at again and again: with a chance of 1 − `alpha` no look is ever wrong.
  /// - Parameter customers: how many customers the log will about hold when it is decided upon; the interval is tightest there.
  public func intervalAtEveryLook(
    _ estimate: OffPolicyEstimate, alpha: Double = 0.05, tightestAt customers: Double = lookUsual
  ) -> Interval {
    Self.interval(estimate.value, estimate.plainError, multiplier(alpha, customers), estimate.shift)
  }

  /// The interval of an estimate's difference to the logging policy when the log is looked at again and again.
  public func differenceIntervalAtEveryLook(
    _ estimate: OffPolicyEstimate, alpha: Double = 0.05, tightestAt customers: Double = lookUsual
  ) -> Interval {
    Self.interval(estimate.difference, estimate.plainDifferenceError, multiplier(alpha, customers), estimate.shift)
  }

  /// How many customers a log is taken to hold when it is decided upon, where nobody says otherwise.
  public static let lookUsual = 10_000.0
}

extension OffPolicyEvaluation {
  private typealias Judged = (estimate: OffPolicyEstimate, influences: [Double])

  private static func judge(
    _ estimator: OffPolicyEstimator, _ log: OffPolicyLog, _ clusters: Clusters, _ loggedValue: Double
  ) -> Judged {
    func errors(_ influences: [Double]) -> (value: Double, difference: Double) {
      let differences = zip(influences, log.rewards).map { $0 - ($1 - loggedValue) }
      return (clusters.standardErrorOfMean(influences), clusters.standardErrorOfMean(differences))
    }
    let threshold = estimator.isTuned ? OffPolicyTuning.threshold(estimator, log, clusters) : .infinity
    let value = estimator.value(of: log, threshold: threshold)
    let influences = estimator.influences(in: log, threshold: threshold)
    let own = errors(influences)
    let plain = threshold.isFinite ? errors(estimator.influences(in: log)) : own
    let shift = threshold.isFinite ? (value - estimator.value(of: log)).magnitude : 0
    let estimate = OffPolicyEstimate(
      estimator: estimator, value: value, standardError: own.value, threshold: threshold, shift: shift,
      plainError: plain.value, difference: value - loggedValue, differenceError: own.difference,
      plainDifferenceError: plain.difference)
    return (estimate, influences)
  }

  private static func effectiveSize(_ weights: [Double]) -> Double {
    var sum = CompensatedSum()
    var squares = CompensatedSum()
    for weight in weights {
      sum.add(weight)
      squares.add(weight * weight)
    }
    return squares.value > 0 ? sum.value * sum.value / squares.value : 0
  }

  private static func disagreements(
    _ judged: [Judged], _ weights: [Double], _ clusters: Clusters
  ) -> [OffPolicyRefusal] {
    let weightMean = CompensatedSum.of(weights) / Double(weights.count)
    let weightError = clusters.standardErrorOfMean(weights)
    if isBeyond(weightMean - 1, weightError) { return [.weightsOff(mean: weightMean, standardError: weightError)] }
    var worst: (errors: Double, refusal: OffPolicyRefusal)?
    for (place, first) in judged.enumerated() {
      for second in judged.dropFirst(place + 1) {
        // The two share decisions, so their difference errs less than both apart.
        let difference = first.estimate.value - second.estimate.value
        let error = clusters.standardErrorOfMean(zip(first.influences, second.influences).map { $0 - $1 })
        guard isBeyond(difference, error), difference.magnitude / error > worst?.errors ?? 0 else { continue }
        let refusal = OffPolicyRefusal.disagreement(
          first.estimate.estimator, second.estimate.estimator, difference: difference, standardError: error)
        worst = (difference.magnitude / error, refusal)
      }
    }
    return worst.map { [$0.refusal] } ?? []
  }

  /// The last term forgives rounding where there is no chance at all.
  private static func isBeyond(_ difference: Double, _ error: Double) -> Bool {
    difference.magnitude > disagreementErrors * error + 1e-9
  }

  private static func normal(_ alpha: Double) -> Double { Elementary.normalQuantile(1 - alpha / 2) }

  private func multiplier(_ alpha: Double, _ customers: Double) -> Double {
    ConfidenceSequence(alpha: alpha, tightestAt: customers).multiplier(count: Double(customersCount))
  }

  private static func interval(_ value: Double, _ error: Double, _ errors: Double, _ shift: Double) -> Interval {
    let width = errors * error + shift
    return width.isFinite && value.isFinite ? Interval(value - width, value + width) : .everything
  }
}
