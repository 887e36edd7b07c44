import Decisions
import Times

/// What the reference decides.
struct ReferenceDecision {
  /// What to say, best first.
  var choices: [ReferenceChoice]
  /// Why nothing; only without choices.
  var abstention: ReferenceAbstention?
  /// One a treatment.
  var fates: [Fate]
  /// How chance had a say.
  var draw: Draw
  /// What silence was worth.
  var silence: Double
  /// Where chance chose between silence and contact.
  var trial: Trial?
  /// In which arms the customer was.
  var assignments: [Assignment]
}

/// See ``Choice``.
struct ReferenceChoice {
  var treatment: Int
  var at: Instant
  var propensity: Double
  var value: Double
  var lever: Double
  var cost: Double
  /// After waiting.
  var net: Double
}

/// See ``Abstention``.
struct ReferenceAbstention {
  var reason: Reason
  var value: Double
  var forgone: Double
  var nextLook: Instant
}
