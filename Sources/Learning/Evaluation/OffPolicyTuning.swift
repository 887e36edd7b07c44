/// How the threshold of weights is chosen above which an estimator leaves the decisions to the model.
///
/// Thresholds are tried from infinite, where nothing is biased, downwards by halves. The one is taken that has the least bound of its mean squared error: its squared
/// error, and the square of its bias at most. The bias is at most the distance from the estimate without a threshold and that distance's own error, from the influences of
/// both, as they share their decisions. So a threshold is taken where it surely helps, and the estimate never leaves the plain one by as much as that one's
/// standard error. Source: Su, Dimakopoulou, Krishnamurthy, Dudík, "Doubly robust off-policy evaluation with shrinkage", 2020
/// (model selection by bounds of bias and variance).
enum OffPolicyTuning {
  /// How often the greatest weight is halved, at most.
  private static let halvesMax = 16

  /// The threshold for the estimator; infinite where nothing is gained, or no weight is above 1.
  static func threshold(_ estimator: OffPolicyEstimator, _ log: OffPolicyLog, _ clusters: Clusters) -> Double {
    let plain = estimator.value(of: log)
    let plainInfluences = estimator.influences(in: log)
    let plainError = clusters.standardErrorOfMean(plainInfluences)
    guard plainError.isFinite else { return .infinity }
    var chosen = (threshold: Double.infinity, error: plainError * plainError)
    for threshold in candidates(log) {
      let influences = estimator.influences(in: log, threshold: threshold)
      let error = clusters.standardErrorOfMean(influences)
      let distanceError = clusters.standardErrorOfMean(zip(influences, plainInfluences).map { $0 - $1 })
      let bias = (estimator.value(of: log, threshold: threshold) - plain).magnitude + distanceError
      let whole = error * error + bias * bias
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
