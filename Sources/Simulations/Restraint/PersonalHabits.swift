import Decisions

/// What is believed of one customer's habits: their log odds of answering beside the population's, and what SMS adds to
/// them beside e-mail; normally distributed, several opinions side by side.
///
/// An opinion is how much customers differ. One message moves each as one step of Laplace's approximation does.
struct PersonalHabits: Sendable {
  /// A belief about level and role: means, variances and covariance.
  struct Belief: Sendable {
    var level = 0.0
    var role = 0.0
    var levelVariance: Double
    var roleVariance: Double
    var covariance = 0.0

    /// Where a channel lies between them: e-mail has half of the role less, SMS half of it more.
    private static func side(_ channel: Int) -> Double { channel == 0 ? -0.5 : 0.5 }

    /// The log odds on a channel.
    func mean(_ channel: Int) -> Double { level + Belief.side(channel) * role }

    /// Their variance.
    func variance(_ channel: Int) -> Double {
      let side = Belief.side(channel)
      return max(0, levelVariance + 2 * side * covariance + side * side * roleVariance)
    }

    /// Learns whether a message was answered.
    /// - Parameter logit: of an answer by the population.
    mutating func learn(_ channel: Int, logit: Double, isAnswered: Bool) {
      let side = Belief.side(channel)
      let chance = Elementary.sigmoid(logit + mean(channel))
      let information = chance * (1 - chance)
      let gain = (level: levelVariance + side * covariance, role: covariance + side * roleVariance)
      let scale = 1 / (1 + information * variance(channel))
      let step = ((isAnswered ? 1 : 0) - chance) * scale
      level += gain.level * step
      role += gain.role * step
      levelVariance -= information * scale * gain.level * gain.level
      roleVariance -= information * scale * gain.role * gain.role
      covariance -= information * scale * gain.level * gain.role
    }
  }

  var beliefs = HabitMixture.opinions.map { Belief(levelVariance: $0.level, roleVariance: $0.role) }
}

/// How much customers differ, as their answers have shown: opinions weighed by how well they predicted, which is Bayes'
/// rule over the opinions of all customers together.
struct HabitMixture: Sendable {
  /// The variances of log odds that an opinion holds: of customers' levels, and of what channels are to them.
  static let opinions: [(level: Double, role: Double)] = [0.03, 0.1, 0.3, 0.9].flatMap { level in
    [0.01, 0.03, 0.1, 0.3].map { (level, $0) }
  }
  private var logWeights = [Double](repeating: 0, count: opinions.count)
  private(set) var weights = [Double](repeating: 1 / Double(opinions.count), count: opinions.count)

  /// Learns whether a customer answered, about them and about how much customers differ.
  mutating func learn(_ person: inout PersonalHabits, _ channel: Int, logit: Double, isAnswered: Bool) {
    for index in person.beliefs.indices {
      let chance = HabitMixture.chance(person.beliefs[index], channel, logit: logit)
      logWeights[index] += Elementary.logarithm(isAnswered ? chance : 1 - chance)
      person.beliefs[index].learn(channel, logit: logit, isAnswered: isAnswered)
    }
  }

  /// Works the weights out anew; they hold until the next time.
  mutating func publish() {
    let most = logWeights.max() ?? 0
    var sum = 0.0
    for index in weights.indices {
      logWeights[index] -= most
      weights[index] = Elementary.exponential(max(-40, logWeights[index]))
      sum += weights[index]
    }
    for index in weights.indices { weights[index] /= sum }
  }

  /// The log odds on a channel, and their variance.
  func shift(_ person: PersonalHabits, _ channel: Int) -> (mean: Double, variance: Double) {
    var (mean, square) = (0.0, 0.0)
    for (weight, belief) in zip(weights, person.beliefs) {
      let own = belief.mean(channel)
      mean += weight * own
      square += weight * (own * own + belief.variance(channel))
    }
    return (mean, max(0, square - mean * mean))
  }

  /// The chance under a normal belief. Source: MacKay, "The evidence framework applied to classification networks",
  /// Neural Computation 4, 1992.
  private static func chance(_ belief: PersonalHabits.Belief, _ channel: Int, logit: Double) -> Double {
    let mean = logit + belief.mean(channel)
    let chance = Elementary.sigmoid(mean)
    // To the second order in the deviation.
    let curve = chance * (1 - chance) * (1 - 2 * chance)
    return min(0.999, max(0.000_1, chance + 0.5 * belief.variance(channel) * curve))
  }
}
