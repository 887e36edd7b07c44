/// Why a log does not tell the value of a policy.
public enum OffPolicyRefusal: Hashable, Sendable, CustomStringConvertible {
  /// The log holds too little that the target policy would have done.
  case tooFewEffective(size: Double, needed: Double)
  /// The target policy often answers what was never answered: `share` of its answers, on average.
  case unsupported(share: Double, allowed: Double)
  /// The weights should be 1 on average and are not: the logged probabilities are wrong, or some choices of the target policy were never logged.
  case weightsOff(mean: Double, standardError: Double)
  /// Two estimators differ by more than chance explains: the probabilities or the model are wrong.
  case disagreement(OffPolicyEstimator, OffPolicyEstimator, difference: Double, standardError: Double)

  /// A stable code.
  public var code: String {
    switch self {
    case .tooFewEffective: "offpolicy_too_few"
    case .unsupported: "offpolicy_unsupported"
    case .weightsOff: "offpolicy_weights"
    case .disagreement: "offpolicy_disagreement"
    }
  }

  /// What is wrong, and what to do about it.
  public var description: String {
    switch self {
    case .tooFewEffective(let size, let needed):
      "the log is worth \(Self.text(size)) decisions of the policy, fewer than \(Self.text(needed)); "
        + "log more, or explore more"
    case .unsupported(let share, let allowed):
      "\(Self.text(100 * share)) % of what the policy would answer could never have been logged, more than "
        + "\(Self.text(100 * allowed)) %; let chance try it first, or simulate it"
    case .weightsOff(let mean, let error):
      "the weights are \(Self.text(mean)) ± \(Self.text(error)) on average and should be 1; "
        + "check the logged probabilities"
    case .disagreement(let first, let second, let difference, let error):
      "\(first) and \(second) differ by \(Self.text(difference)) ± \(Self.text(error)), more than chance explains; "
        + "check the logged probabilities and the model"
    }
  }

  /// Four significant digits or so, without the help of a locale.
  private static func text(_ number: Double) -> String {
    guard number.isFinite, number != 0 else { return "\(number)" }
    var scale = 1.0
    while number.magnitude * scale < 1_000, scale < 1e12 { scale *= 10 }
    let rounded = (number * scale).rounded() / scale
    return rounded == rounded.rounded() && rounded.magnitude < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }
}
