import Times

/// One answer: what to say, on which channel, when, and what it is worth.
public struct Choice: Hashable, Sendable {
  /// The number of the treatment in the plan; see ``CharterPlan/treatments``.
  public var treatment: Int
  /// When to say it: the moment of the decision, the next permitted one, or a better hour after it.
  public var at: Instant
  /// Chance that the customer accepts, 0 … 1.
  public var propensity: Double
  /// Worth in money if so.
  public var value: Double
  /// Sum of the levers; 0.5 = +50 %.
  public var lever: Double
  /// Relational cost, in money.
  public var cost: Double
  /// What waiting takes off the net value, as a factor from 0 to 1; 1 for now.
  public var patience: Double
  /// How sure the model was of the propensity: the standard deviation of its log odds; 0 where it is not learned.
  public var deviation = 0.0
  /// What a model said of the hour; nothing where the charter asks for none, or nobody knows.
  public var hour: HourChoice?

  /// Makes a choice.
  public init(
    treatment: Int, at: Instant, propensity: Double, value: Double, lever: Double, cost: Double, patience: Double
  ) {
    self.treatment = treatment
    self.at = at
    self.propensity = propensity
    self.value = value
    self.lever = lever
    self.cost = cost
    self.patience = patience
  }

  /// P × V × (1 + L), in money.
  @inlinable public var priority: Double { propensity * value * (1 + lever) }
  /// (priority − cost) × patience for what is worth something; what is not is worth no more for waiting.
  @inlinable public var net: Double {
    let net = priority - cost
    return net > 0 ? net * patience : net
  }
}

/// The decision to stay silent.
public struct Abstention: Hashable, Sendable {
  /// How far the candidate got that got furthest.
  public var reason: Reason
  /// What silence is worth, in money: what the best candidate that was permitted would have lost below the floor; 0
  /// when nothing was permitted.
  public var value: Double
  /// The net value of the best candidate that only the contact policy held back, in money; 0 when there was none.
  public var forgone: Double
  /// When something may have changed; the latest moment at which to look again.
  public var nextLook: Instant

  /// Makes an abstention.
  public init(reason: Reason, value: Double, forgone: Double, nextLook: Instant) {
    self.reason = reason
    self.value = value
    self.forgone = forgone
    self.nextLook = nextLook
  }
}

/// The answer of the hub.
public enum Answer: Sendable {
  /// What to say, best first; at least one.
  case contact([Choice])
  /// Silence.
  case abstain(Abstention)
}

/// How chance had a say in a decision: what estimates of other policies need to know of it.
public struct Draw: Hashable, Sendable {
  /// The chance with which the first answer, or silence, was given at this occasion, above 0, at most 1; 1 where chance
  /// had no say.
  public var probability: Double
  /// Whether it was drawn evenly: for the charter's floor of exploration, or in an arm of an experiment that chooses so.
  public var isEven: Bool

  /// Makes a draw.
  public init(probability: Double, isEven: Bool) {
    self.probability = probability
    self.isEven = isEven
  }

  /// Chance had no say.
  public static let none = Draw(probability: 1, isEven: false)
}

/// The answer, with the fate of every candidate.
public struct Decision: Sendable {
  /// What to say, or silence.
  public var answer: Answer
  /// One a treatment of the plan, in its order.
  public var fates: [Fate]
  /// The charter that decided.
  public var charterVersion: String
  /// The models that decided.
  public var modelVersion: String
  /// How chance had a say.
  public var draw = Draw.none
  /// What silence was worth, in money: what later offers were expected to bring; 0 where nobody has learned that.
  public var silenceValue = 0.0
  /// The trial that it is, where chance chose between silence and contact.
  public var trial: Trial?

  /// In which arms of the charter's experiments the customer was, in the charter's order; those in which they took no part are left
  /// out.
  public var assignments: [Assignment] = []

  /// What to say; empty for silence.
  public var choices: [Choice] {
    if case .contact(let choices) = answer { return choices }
    return []
  }
}
