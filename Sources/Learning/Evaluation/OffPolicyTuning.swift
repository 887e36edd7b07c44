/// How the threshold of weights is chosen above which an estimator leaves the decisions to the model.
///
/// Thresholds are tried from infinite, where nothing is biased, downwards by halves. The one is taken whose squared error plus squared distance from the estimate without a
/// threshold is least: that distance is what the data say of the bias, so the sum bounds the mean squared error. The chosen estimate is never further from the one without a
/// threshold than that one's standard error. Source: Su, Dimakopoulou, Krishnamurthy, Dudík, "Doubly robust off-policy evaluation with
/// shrinkage", 2020 (model selection by the estimated bias and variance).
enum OffPolicyTuning {
  /// How often the greatest weight is halved, at most.
  private static let halvesMax = 16

  /// The threshold for the estimator; infinite where nothing is gained, or no weight is above 1.
  static func threshold(_ estimator: OffPolicyEstimator, _ log: OffPolicyLog, _ clusters: Clusters) -> Double {
    let plain = estimator.value(of: log)
    let plainError = clusters.standardErrorOfMean(estimator.influences(in: log))
    guard plainError.isFinite else { return .infinity }
    var chosen = (threshold: Double.infinity, error: plainError * plainError)
    for threshold in candidates(log) {
      let distance = estimator.value(of: log, threshold: threshold) - plain
      let error = clusters.standardErrorOfMean(estimator.influences(in: log, threshold: threshold))
      let whole = error * error + distance * distance
      if whole < chosen.error { chosen = (threshold, whole) }
    }
    return chosen.threshold
  }

  /// The greatest weight and its halves, down to 1.
  private static func candidates(_ log: OffPolicyLog) -> [Double] {
    var threshold = (0..<log.count).reduce(0) { max($0, log.weight($1)) }
    var candidates: [Double] = []
    while threshold > 1, candidates.count < halvesMax {
      candidates.append(threshold)
      threshold /= 2
    }
    return candidates
  }
}
