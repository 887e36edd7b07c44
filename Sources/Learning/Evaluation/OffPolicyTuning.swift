/// How the threshold of weights is chosen above which an estimator leaves the decisions to the model.
///
/// Thresholds are tried from infinite, where nothing is biased, downwards by halves. One is taken as long as the estimate has not left those of
/// all higher thresholds by more than ``errorsMax`` standard errors of their difference: as long as there is no sign of bias, less variance is better. It is the
/// rule of Lepski as Su, Srinath and Krishnamurthy use it ("Adaptive estimator selection for off-policy evaluation", 2020: SLOPE), with the
/// error of the difference itself, from the influences of both, where they add the widths of both: the two share their decisions, so their difference is
/// known better than either, and bias shows sooner.
enum OffPolicyTuning {
  /// How many standard errors of a difference are not a sign of bias.
  static let errorsMax = 2.0
  /// How often the greatest weight is halved, at most.
  private static let halvesMax = 16

  /// The threshold for the estimator; infinite where nothing is gained, or no weight is above 1.
  static func threshold(_ estimator: OffPolicyEstimator, _ log: OffPolicyLog, _ clusters: Clusters) -> Double {
    var chosen = (threshold: Double.infinity, error: 0.0)
    var kept = [Candidate(estimator, log, .infinity)]
    chosen.error = clusters.standardErrorOfMean(kept[0].influences)
    for threshold in candidates(log) {
      let candidate = Candidate(estimator, log, threshold)
      let isBiased = kept.contains { other in
        let error = clusters.standardErrorOfMean(zip(candidate.influences, other.influences).map { $0 - $1 })
        return (candidate.value - other.value).magnitude > errorsMax * error + 1e-12
      }
      if isBiased { break }
      let error = clusters.standardErrorOfMean(candidate.influences)
      if error < chosen.error { chosen = (threshold, error) }
      kept.append(candidate)
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

  private struct Candidate {
    var value: Double
    var influences: [Double]

    init(_ estimator: OffPolicyEstimator, _ log: OffPolicyLog, _ threshold: Double) {
      value = estimator.value(of: log, threshold: threshold)
      influences = estimator.influences(in: log, threshold: threshold)
    }
  }
}
