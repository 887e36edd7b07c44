import Statistics

/// Bounds of what a policy is worth, decision by decision, that hold at every look and at every size of the log: no approximation, no model, no
/// limit of the weights. What they ask for is that the logged probabilities are right and that rewards lie between 0 and a maximum known beforehand.
///
/// With w the weight and r the reward over its maximum, these have the mean that is asked for, given all that was before, and cannot fall below −1 however great w is:
/// w r (value, from below); w (1 − r) (one less the value, from above); (w − 1) r (difference to the logging policy, from below);
/// (w − 1) (1 − r) (the same, from above, as the mean of w − 1 is 0). For X of mean μ and a guess x made before it with X − x ≥ −1, the product of
/// exp(λ (X − μ) + (ln(1 − λ) + λ) (X − x)²) is a supermartingale for every 0 ≤ λ < 1, also where μ changes from one decision to the next and depends
/// on those before; a mixture over λ is one as well, and exceeds 1 / α with chance α at most, ever (Ville). So the bounds are of the mean of all μ so far, and decisions of one
/// customer need not be independent, as long as chance was fresh in each.
///
/// Sources: Fan, Grama, Liu, "Exponential inequalities for martingales with applications", 2015; Howard, Ramdas, McAuliffe, Sekhon, "Time-uniform,
/// nonparametric, nonasymptotic confidence sequences", 2021 (Theorem 4); Waudby-Smith, Wu, Ramdas, Karampatziakis, Mineiro, "Anytime-valid
/// off-policy inference for contextual bandits", 2024 (one side at a time needs no limit of the weights).
public struct WeightedRewardSequence: Sendable {
  /// A one-sided sum and its variance.
  private struct Side {
    private(set) var sum = CompensatedSum()
    private(set) var variance = CompensatedSum()
    private(set) var count = 0.0
    let guesses: ClosedRange<Double>

    mutating func add(_ number: Double) {
      let guess = count > 0 ? min(max(sum.value / count, guesses.lowerBound), guesses.upperBound) : 0
      variance.add((number - guess) * (number - guess))
      sum.add(number)
      count += 1
    }

    /// The greatest mean that lies below all means that the numbers do not rule out.
    func lower(alpha: Double) -> Double {
      guard count > 0 else { return -.infinity }
      // The mixture falls as the mean grows, so the bound is where it passes 1 / α.
      let target = -Elementary.logarithm(alpha)
      var high = sum.value
      var step = 1.0
      while evidence(sumOfMeans: high - step) < target, step < 1e15 { step *= 2 }
      var low = high - step
      for _ in 0..<Side.halvesMax {
        let middle = (low + high) / 2
        if evidence(sumOfMeans: middle) < target { high = middle } else { low = middle }
      }
      return low / count
    }

    /// How often the place of a bound is halved: beyond the sixteenth digit.
    private static let halvesMax = 60

    /// The logarithm of the mixture of supermartingales.
    private func evidence(sumOfMeans: Double) -> Double {
      var greatest = -Double.infinity
      var terms: [Double] = []
      for bet in WeightedRewardSequence.bets {
        let term = bet.logShare + bet.rate * (sum.value - sumOfMeans) - bet.loss * variance.value
        terms.append(term)
        greatest = max(greatest, term)
      }
      return greatest + Elementary.logarithm(terms.reduce(0) { $0 + Elementary.exponential($1 - greatest) })
    }
  }

  /// What is bet: λ = 2^−k/2 of k = 1, 2, …, each with the share 1 / (k (k + 1)).
  fileprivate static let bets: [(rate: Double, loss: Double, logShare: Double)] = (1...48).map { index in
    let rate = Elementary.exponential(-Double(index) * 0.346_573_590_279_972_65)
    let share = 1 / Double(index * (index + 1))
    return (rate, -Elementary.logarithm(1 - rate) - rate, Elementary.logarithm(share))
  }

  /// The greatest reward that there may be, above 0.
  public let rewardMax: Double
  private var value = Side(guesses: 0...1)
  private var rest = Side(guesses: 0...1)
  private var gain = Side(guesses: -1...0)
  private var loss = Side(guesses: -1...0)

  /// Begins without decisions.
  /// - Parameter rewardMax: the greatest reward that there may be, above 0; greater ones count as much as this.
  public init(rewardMax: Double) { self.rewardMax = rewardMax }

  /// The bounds after all decisions of a log, in their order.
  public init(_ log: OffPolicyLog, rewardMax: Double) {
    self.init(rewardMax: rewardMax)
    for row in 0..<log.count { add(weight: log.weight(row), reward: log.rewards[row]) }
  }

  /// Adds the next decision.
  public mutating func add(weight: Double, reward: Double) {
    let share = min(max(reward / rewardMax, 0), 1)
    value.add(weight * share)
    rest.add(weight * (1 - share))
    gain.add((weight - 1) * share)
    loss.add((weight - 1) * (1 - share))
  }

  /// The mean value of the policy per decision, over the decisions so far.
  public func valueInterval(alpha: Double = 0.05) -> Interval {
    Interval(
      max(0, value.lower(alpha: alpha / 2)) * rewardMax, min(1, 1 - rest.lower(alpha: alpha / 2)) * rewardMax)
  }

  /// How much more the policy is worth per decision than the one that logged, over the decisions so far.
  public func differenceInterval(alpha: Double = 0.05) -> Interval {
    Interval(
      max(-1, gain.lower(alpha: alpha / 2)) * rewardMax, min(1, -loss.lower(alpha: alpha / 2)) * rewardMax)
  }
}
