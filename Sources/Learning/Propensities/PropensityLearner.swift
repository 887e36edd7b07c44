import Decisions

/// Learns how likely customers are to accept each action on each channel, one response after the other.
///
/// Four logistic models that forget differently, each on top of its own hierarchical rate, and the four rates by
/// themselves, mixed in log odds. A model has weights that all actions share, and weights of an action on a channel that
/// start at zero under a tighter prior: a new action begins with what is known of its channel and of customers in general.
/// Bounded in memory: what it keeps lies in tables of fixed size, into which names are hashed. The same responses in the
/// same order give the same bits. docs/LEARNING.md says why it has this shape.
public struct PropensityLearner: Sendable {
  /// The chance of acceptance before anything is known.
  public let firstRate: Double
  var scales = FeatureScales()
  var rates = HierarchicalRates()
  var shared = TokenWeights(count: PropensityLearner.sharedCount)
  var specific = TokenWeights(count: PropensityLearner.specificCount)
  var mixture = ExpertMixture()
  /// How many responses have been learned.
  public internal(set) var responseCount: Int64 = 0
  private var list = TokenList()

  static let sharedCount = 1 << 16
  static let specificCount = 1 << 18

  /// Variance of the log odds over a whole row before anything is known, by forgetting; it is shared out to the tokens.
  static let sharedVariance = SIMD4<Float>(1, 0.3, 0.3, 0.1)
  static let specificVariance = SIMD4<Float>(0.1, 0.03, 0.05, 0.03)
  /// What remains of old responses after one more: in the weights, and in the rates.
  static let weightKeep = SIMD4<Float>(0.999_75, 0.999_75, 0.999_75, 1)
  static let rateKeep = SIMD4<Double>(0.999, 1, 0.983_471_453_821_617_4, 1)

  /// Makes a learner that knows nothing.
  /// - Parameter firstRate: the chance of acceptance before anything is known, above 0 and below 1.
  public init(firstRate: Double = 0.05) { self.firstRate = min(0.999, max(0.001, firstRate)) }

  /// The chance that a customer accepts, as believed before anything further is learned.
  public mutating func predict(_ features: FeatureList, _ key: ModelKey) -> Double {
    scales.tokens(of: features, into: &list)
    return opinion(key).chance
  }

  /// Learns a response, and gives the chance of acceptance that was believed before it.
  /// - Parameters:
  ///   - features: what was known of the customer when it was decided.
  ///   - key: the action on its channel.
  ///   - response: what came of it; a weight that is not above 0, or above 1,000, changes nothing.
  @discardableResult
  public mutating func learn(_ features: FeatureList, _ key: ModelKey, _ response: Response) -> Double {
    let isUsable = response.weight > 0 && response.weight <= 1000
    scales.tokens(of: features, into: &list)
    let opinion = opinion(key)
    guard isUsable else { return opinion.chance }
    scales.learn(features)
    let target = response.isPositive ? 1.0 : 0.0
    mixture.learn(opinion.chances, positive: response.isPositive, weight: response.weight)
    var step = SIMD4<Float>.zero
    var curvature = SIMD4<Float>.zero
    for lane in 0..<4 {
      let (lanes, bend) = PropensityLearner.step(
        mean: opinion.means[lane], variance: opinion.variances[lane], target: target, weight: response.weight)
      step[lane] = Float(lanes)
      curvature[lane] = Float(bend)
    }
    let share = list.share
    shared.learn(
      list, salt: 0, prior: PropensityLearner.sharedVariance * share, step: step, curvature: curvature,
      keep: PropensityLearner.weightKeep)
    specific.learn(
      list, salt: key.salt, prior: PropensityLearner.specificVariance * share, step: step, curvature: curvature,
      keep: PropensityLearner.weightKeep)
    rates.learn(key, positive: target, weight: response.weight, keep: PropensityLearner.rateKeep)
    responseCount += 1
    return opinion.chance
  }

  /// What is believed of a row.
  struct Opinion {
    /// Log odds of each model, and their variances.
    var means: SIMD4<Double>
    var variances: SIMD4<Double>
    /// What each of the mixed opinions gives.
    var chances: SIMD8<Double>
    /// The mixture's log odds, their variance, and its chance.
    var logit: Double
    var variance: Double
    var chance: Double
  }

  private func opinion(_ key: ModelKey) -> Opinion {
    let share = list.share
    let common = shared.sums(list, salt: 0, prior: PropensityLearner.sharedVariance * share)
    let own = specific.sums(list, salt: key.salt, prior: PropensityLearner.specificVariance * share)
    let rates = rates.rates(key, first: firstRate)
    let weights = mixture.weights
    var means = SIMD4<Double>(common.mean + own.mean)
    let variances = SIMD4<Double>(common.variance + own.variance)
    var chances = SIMD8<Double>.zero
    var logit = 0.0
    var variance = 0.0
    for lane in 0..<4 {
      let offset = Elementary.logit(rates[lane])
      means[lane] += offset
      chances[lane] = PropensityLearner.moderated(means[lane], variances[lane])
      chances[lane + 4] = PropensityLearner.bounded(rates[lane])
      logit += weights[lane] * means[lane] + weights[lane + 4] * offset
      variance += weights[lane] * variances[lane]
    }
    return Opinion(
      means: means, variances: variances, chances: chances, logit: logit, variance: variance,
      chance: PropensityLearner.moderated(logit, variance))
  }

  /// The chance behind normal log odds. Source: D. MacKay, "The evidence framework applied to classification networks",
  /// Neural Computation 4, 1992, equation 18.
  @inline(__always) static func moderated(_ mean: Double, _ variance: Double) -> Double {
    bounded(Elementary.sigmoid(mean / (1 + 0.392_699_081_698_724_14 * variance).squareRoot()))
  }

  /// A chance that no single response makes certain.
  @inline(__always) static func bounded(_ chance: Double) -> Double { max(1e-6, min(1 - 1e-6, chance)) }

  /// How far along its variance a response moves the log odds, and the curvature where they come to rest: the mode of
  /// the belief times the likelihood, by Newton's method, which four steps bring closer than Float can tell.
  static func step(
    mean: Double, variance: Double, target: Double, weight: Double
  ) -> (step: Double, curvature: Double) {
    var step = 0.0
    var curvature = 0.0
    for _ in 0..<4 {
      let chance = Elementary.sigmoid(mean + variance * step)
      curvature = weight * chance * (1 - chance)
      step += (weight * (target - chance) - step) / (1 + variance * curvature)
    }
    return (step, curvature)
  }
}

extension ModelKey {
  /// What tells the weights of this treatment from those of others; never 0, which stands for all.
  @inline(__always) var salt: UInt32 { UInt32(truncatingIfNeeded: treatment) | 1 }
}
