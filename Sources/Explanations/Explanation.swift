import Charters
import Decisions
import Expressions
import Times

/// One candidate of an explained decision.
public struct ExplainedCandidate: Sendable {
  /// The number of the treatment in the plan.
  public var treatment: Int
  /// The action.
  public var action: String
  /// The channel.
  public var channel: String
  /// What became of it.
  public var fate: Fate
  /// The rule behind the fate, as its author wrote it; the name of a contact rule; empty where no single rule decided.
  public var rule: String
  /// Where the law behind the fate can be read; empty for the charter's own rules.
  public var citation: String
  /// Until when the contact policy holds it back, where it does and anybody can say.
  public var until: Instant?
  /// What its cost is made of, where propensity and value are known.
  public var cost: CostParts?
  /// Its factors, where propensity and value are known.
  public var factors: Choice?
}

/// A decision with every reason: the funnel, each candidate's fate, the factors.
public struct Explanation: Sendable {
  /// What was decided.
  public var decision: Decision
  /// The candidates, chosen ones first in their order, then by how far they got and what they are worth.
  public var candidates: [ExplainedCandidate]
  /// How many candidates were left after each step, from "asked about" (0) on.
  public var funnel: [Int]
  /// The brought model that gives the propensity, by treatment.
  let broughtModels: [Int: String]
  /// Treatments whose P is what contact adds; the chances between which that lies, where they are learned.
  let effects: [Int: EffectLevels?]

  /// The chances between which what a contact adds lies; nothing where P is not that, or nothing is learned of it.
  public func effectLevels(of treatment: Int) -> EffectLevels? { effects[treatment] ?? nil }

  /// Explains the decision that `decide` makes for the same arguments; nothing changes.
  public init(_ state: CustomerState, _ occasion: Occasion, _ snapshot: Snapshot, now: Instant) {
    var after = state
    decision = decide(&after, occasion, snapshot, now: now)
    let inspection = Inspection(state, snapshot, now: now, occasion: occasion)
    let treatments = snapshot.plan.plan(for: state.customer).treatments
    var broughtModels: [Int: String] = [:]
    for (index, fate) in decision.fates.enumerated() where fate.reason != .notAsked {
      if case .model(let model) = treatments[index].propensity, !treatments[index].isLearned {
        broughtModels[index] = snapshot.plan.charter.models[model].name
      }
    }
    self.broughtModels = broughtModels
    var effects: [Int: EffectLevels?] = [:]
    for (index, fate) in decision.fates.enumerated() where fate.reason != .notAsked && treatments[index].meansEffect {
      effects[index] = .some(inspection.effectLevels(index))
    }
    self.effects = effects
    candidates = decision.fates.enumerated().compactMap { index, fate in
      guard fate.reason != .notAsked else { return nil }
      let rule = inspection.rule(behind: fate, treatment: index)
      return ExplainedCandidate(
        treatment: index, action: snapshot.plan.actionName(index), channel: snapshot.plan.channelName(index),
        fate: fate,
        rule: rule?.text ?? "", citation: rule?.citation ?? "", until: inspection.end(of: fate, treatment: index),
        cost: inspection.costParts(index), factors: inspection.factors(index))
    }
    for choice in decision.choices {
      if let place = candidates.firstIndex(where: { $0.treatment == choice.treatment }) {
        candidates[place].factors = choice
      }
    }
    let order = decision.choices.map(\.treatment)
    candidates.sort { a, b in
      let places = (order.firstIndex(of: a.treatment) ?? .max, order.firstIndex(of: b.treatment) ?? .max)
      if places.0 != places.1 { return places.0 < places.1 }
      if a.fate.reason.step != b.fate.reason.step { return a.fate.reason.step > b.fate.reason.step }
      let nets = (a.factors?.net ?? -.infinity, b.factors?.net ?? -.infinity)
      return nets.0 != nets.1 ? nets.0 > nets.1 : a.treatment < b.treatment
    }
    let steps = candidates.map(\.fate.reason.step)
    funnel = (0...7).map { step in steps.count { $0 == 0 || $0 > step } }
  }
}
