import Expressions
import Times

/// Looks behind the fates of a decision: which rule, until when, what the factors are. Slow, for explanations.
public struct Inspection {
  private let plan: CharterPlan
  private let state: CustomerState
  private let decider: Decider
  private let now: Instant
  /// Keeps the memory that the decider points into.
  private let work: Workspace

  /// Prepares to look at the decision about a customer.
  public init(
    _ state: CustomerState, _ snapshot: Snapshot, now: Instant, occasion: Occasion = Occasion(kind: .outbound)
  ) {
    let plan = snapshot.plan.plan(for: state.customer)
    let work = Workspace(plan)
    var state = state
    _ = plan.settle(&state, now: now)
    self.plan = plan
    self.state = state
    self.now = now
    self.work = work
    let decider = Decider(
      plan: plan, snapshot: snapshot, occasion: occasion, now: now, state: state, work: work,
      fates: UnsafeMutableBufferPointer(start: nil, count: 0))
    decider.row.withPointers {
      plan.rules.index.evaluate($0, falseWords: work.falseBits, errorWords: work.errorBits)
    }
    if decider.isExperimenting { decider.enterExperiments() }
    decider.prepare(state)
    // Scored in the pool, where those that cannot be scored only leave the mask.
    for index in plan.treatments.indices { work.pool.set(index) }
    decider.boost(by: state.contexts)
    decider.score(work.pool, decider.subject(state))
    self.decider = decider
  }

  /// The factors of a treatment, whatever became of it; nothing when propensity or value is unknown.
  public func factors(_ treatment: Int) -> Choice? {
    work.pool.bit(treatment) ? decider.choice(treatment, at: now) : nil
  }

  /// What a candidate's cost is made of; nothing when propensity or value is unknown.
  public func costParts(_ treatment: Int) -> CostParts? {
    guard let factors = factors(treatment) else { return nil }
    let sending = plan.treatments[treatment].sendCost
    guard decider.isRestrained, let model = decider.snapshot.models.restraint else {
      return CostParts(sending: sending, wear: factors.cost - sending, hazards: [], later: 0)
    }
    let hazards =
      plan.treatments[treatment].contact.direction == .outbound
      ? model.hazards(of: treatment, for: decider.subject(state), lifetimeValue: decider.lifetimeValue) : []
    let later = work.laterCosts[treatment]
    return CostParts(
      sending: sending, wear: factors.cost - sending - work.hazards[treatment] - later, hazards: hazards, later: later)
  }

  /// The chances of the outcome between which what a contact adds lies; nothing where that is not learned.
  public func effectLevels(_ treatment: Int) -> EffectLevels? {
    decider.snapshot.models.effectLevels(of: treatment, for: decider.subject(state))
  }

  /// Until when the rule behind a fate of the contact policy forbids a treatment; nothing when nobody can say.
  public func end(of fate: Fate, treatment: Int) -> Instant? {
    guard fate.reason.step == 4 else { return nil }
    return decider.policyCheck(state).end(of: fate, for: plan.treatments[treatment], at: now)
  }

  /// The rule behind a fate: its text or name, and where the law behind it stands.
  public func rule(behind fate: Fate, treatment: Int) -> (text: String, citation: String)? {
    let charter = plan.charter
    let action = charter.actions[plan.treatments[treatment].action]
    let group = charter.groups[action.group]
    switch fate.reason {
    case .ineligibleByIssue, .eligibilityUnknownByIssue, .inapplicableByIssue, .applicabilityUnknownByIssue,
      .unsuitableByIssue, .suitabilityUnknownByIssue:
      return failing(charter.issues[group.issue].engagement, fate.reason)
    case .ineligibleByGroup, .eligibilityUnknownByGroup, .inapplicableByGroup, .applicabilityUnknownByGroup,
      .unsuitableByGroup, .suitabilityUnknownByGroup:
      return failing(group.engagement, fate.reason)
    case .ineligible, .eligibilityUnknown, .inapplicable, .applicabilityUnknown, .unsuitable, .suitabilityUnknown:
      return failing(action.engagement, fate.reason)
    case .silenced:
      let silence = charter.silences.first { !work.falseBits.bit(plan.rules.conditionBit($0.when)) }
      return silence.map { ("\($0.name): \($0.when.text)", "") }
    case .tierClosed:
      let tier = charter.hierarchy.first { $0.issues.contains(group.issue) }
      return tier.flatMap { tier in tier.when.map { ("\(tier.name): \($0.text)", "") } }
    case .heldOut, .otherArm:
      guard fate.rule != Fate.noRule else { return charter.holdout.map { ($0.name, "") } }
      return (charter.experiments[Int(fate.rule)].name, "")
    case .restrictedByStage:
      let contact = plan.treatments[treatment].contact
      return state.contexts.first { $0.excludes(contact) }.map { ($0.name, "") }
    default: return contactRule(fate).map { ($0.name, $0.jurisdiction.citation) }
    }
  }

  private func contactRule(_ fate: Fate) -> ContactRule? {
    guard fate.rule != Fate.noRule else { return nil }
    let policy = plan.charter.policy
    let index = Int(fate.rule)
    switch fate.reason {
    case .cap, .pressureCap, .addressCap, .householdCap, .legalCap: return policy.caps[index].rule
    case .spacing: return policy.spacings[index].rule
    case .quietHours, .legalHours: return policy.hours[index].rule
    case .suppressed, .legalSuppression: return policy.suppressions[index].rule
    case .pending: return policy.pendings[index].rule
    case .paused: return policy.pauses[index]
    default: return nil
    }
  }

  private func failing(_ policy: EngagementPolicy, _ reason: Reason) -> (text: String, citation: String)? {
    let rules: [Rule]
    switch reason.rawValue {
    case 200..<210: rules = policy.eligible
    case 210..<220: rules = policy.applicable
    default: rules = policy.suitable
    }
    var general = GeneralEvaluation(evaluator: decider.evaluator, row: decider.row)
    let failing = Condition.firstFailing(
      of: rules.map(\.condition), slotTypes: plan.charter.slotTypes, decider.row, general: &general)
    return failing.map { (rules[$0.place].text, "") }
  }
}

/// What a relational cost is made of, in money.
public struct CostParts: Hashable, Sendable {
  /// The price of the message.
  public var sending: Double
  /// What the charter asks for its weight, and for scarce slots.
  public var wear: Double
  /// What it may bring, by what was learned.
  public var hazards: [HazardShare]
  /// What it takes from later messages.
  public var later: Double
}
