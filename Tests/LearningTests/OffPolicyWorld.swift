import Decisions
import Learning
import Seeds

/// Customers with a taste, seen once or several times; a policy with chance that logs, another that is to be valued, and the truth about both.
struct OffPolicyWorld {
  var customers = 1_000
  var decisionsPerCustomer = 1
  /// How much a customer's own level differs from the next one's: what makes their decisions dependent.
  var levelSpread = 0.0
  /// How often the logging policy explores.
  var exploration = 0.3
  /// Whether the logged probabilities say something else than what was done.
  var isMislogged = false
  /// Whether the reward depends on the context.
  var hasContexts = true

  static let arms = 4
  static let contexts = 3

  /// The chance of a reward.
  func chance(_ arm: Int, _ context: Int, level: Double = 0) -> Double {
    let best = hasContexts ? (arm == context ? 0.15 : 0) : (arm == 2 ? 0.1 : 0)
    return min(max(0.08 + best + 0.02 * Double(arm) + level, 0), 1)
  }

  /// What the logging policy does.
  func logged(_ context: Int) -> [Double] {
    (0..<Self.arms).map { ($0 == 0 ? 1 - exploration : 0) + exploration / Double(Self.arms) }
  }

  /// What the other policy would do: the best arm, but for one time in ten.
  func target(_ context: Int) -> [Double] {
    let best = hasContexts ? context : 2
    return (0..<Self.arms).map { ($0 == best ? 0.9 : 0) + 0.1 / Double(Self.arms) }
  }

  /// The mean reward of the other policy.
  var truth: Double { value(target) }
  /// The mean reward of the logging policy.
  var loggedTruth: Double { value(logged) }

  private func value(_ policy: (Int) -> [Double]) -> Double {
    (0..<Self.contexts).reduce(0) { sum, context in
      sum + zip(policy(context), 0..<Self.arms).reduce(0) { $0 + $1.0 * chance($1.1, context) } / Double(Self.contexts)
    }
  }

  /// A log.
  func choices(seed: UInt64) -> OffPolicyChoices {
    var generator = SeededGenerator(seed: seed)
    var choices = OffPolicyChoices()
    let policies = (0..<Self.contexts).map { context in
      choices.add(policy: target(context).enumerated().map { OffPolicyChoices.Answer(arm: $0, probability: $1) })
    }
    for customer in 0..<customers {
      let level = levelSpread * (generator.chance(0.5) ? 1 : -1)
      for _ in 0..<decisionsPerCustomer {
        let context = generator.int(0...(Self.contexts - 1))
        let shares = logged(context)
        var draw = generator.double(0...1)
        let arm =
          shares.firstIndex { share in
            draw -= share
            return draw < 0
          } ?? 0
        choices.append(
          OffPolicyChoices.Row(
            reward: generator.chance(chance(arm, context, level: level)) ? 1 : 0,
            loggedProbability: isMislogged ? 1 / Double(Self.arms) : shares[arm],
            targetProbability: target(context)[arm], arm: arm, context: context, cluster: UInt64(customer),
            policy: policies[context]))
      }
    }
    return choices
  }
}
