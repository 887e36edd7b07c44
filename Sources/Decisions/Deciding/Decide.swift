import Expressions
import Times

/// What a decision reads besides the customer: the charter, the models and what is up, one immutable snapshot.
public final class Snapshot: Sendable {
  /// The charter, made ready.
  public let plan: CharterPlan
  /// The models.
  public let models: Models
  /// What is up, and what is left.
  public let availability: Availability
  let availabilityPlan: AvailabilityPlan

  /// Puts a snapshot together.
  public init(plan: CharterPlan, models: Models? = nil, availability: Availability = Availability()) {
    self.plan = plan
    self.models = models ?? Models(plan)
    self.availability = availability
    availabilityPlan = AvailabilityPlan(availability, plan: plan)
  }
}

/// Decides what to say to a customer, or to stay silent, and writes the reservations into their ledger.
///
/// Pure: the same state, occasion, snapshot and moment give the same decision and the same state after it, anywhere
/// and at any time. The steps and their order stand in docs/DECIDING.md.
///
/// - Parameters:
///   - state: the customer, their contacts and those that share an address or a household; reservations are added.
///   - occasion: why we decide now.
///   - snapshot: charter, models and availability.
///   - now: the moment of the decision.
///   - workspace: memory to work in; without one the decision allocates its own.
/// - Returns: the answer and the fate of every candidate.
public func decide(
  _ state: inout CustomerState, _ occasion: Occasion, _ snapshot: Snapshot, now: Instant,
  workspace: Workspace? = nil
) -> Decision {
  let plan = snapshot.plan.plan(for: state.customer)
  let stored = plan.settle(&state, now: now)
  let usable = workspace.flatMap { $0.fits(plan) ? $0 : nil } ?? Workspace(plan)
  var fates = [Fate](repeating: Fate(.notAsked), count: plan.treatments.count)
  let (answer, draw, silence, drawn, assignments) = fates.withUnsafeMutableBufferPointer { fates in
    let decider = Decider(
      plan: plan, snapshot: snapshot, occasion: occasion, now: now, state: state, work: usable, fates: fates)
    let answer = decider.answer(&state)
    return (answer, decider.draw, decider.silence, decider.trial, decider.assignments)
  }
  let trial = drawn ?? plan.holdoutTrial(answer, state, occasion, snapshot, now: now, work: usable)
  if let stored {
    state.ledger = stored
    if case .contact(let choices) = answer {
      for choice in choices { state.ledger.insert(plan.contact(for: choice, customer: state.customer)) }
    }
  }
  return Decision(
    answer: answer, fates: fates, charterVersion: plan.charter.version, modelVersion: snapshot.models.version,
    draw: draw, silenceValue: silence, trial: trial, assignments: assignments)
}

extension CharterPlan {
  /// Makes contacts without an answer ignored where the charter asks for it, and gives the ledger as it was before;
  /// nothing when it stayed as it is.
  func settle(_ state: inout CustomerState, now: Instant) -> Ledger? {
    guard let seconds = policy.ignoredAfterSeconds,
      state.ledger.changesWhenSettled(at: now, ignoredAfterSeconds: seconds)
    else { return nil }
    let stored = state.ledger
    state.ledger = stored.settled(at: now, ignoredAfterSeconds: seconds)
    return stored
  }
}

/// One decision on its way: each step narrows the candidates and gives those it drops their fate.
///
/// A class, because its steps hand it to many closures, and a copy of all that it holds would cost more than a step.
final class Decider {
  let plan: CharterPlan
  let snapshot: Snapshot
  let occasion: Occasion
  let now: Instant
  /// Attributes and derived features, by slot.
  let row: Row
  /// The customer; the zones that they may live in are never none.
  let customer: Customer
  let work: Workspace
  let fates: UnsafeMutableBufferPointer<Fate>
  let evaluator: ProgramEvaluator
  /// The rules outside the index, for this customer; made once, because making it counts references.
  var general: GeneralEvaluation
  /// The decaying sum of contacts that count, in points.
  var pressure = 0.0
  /// Whether the occasion or a stage boosts candidates, by ``Workspace/boosts``.
  var isBoosted = false
  /// What the best candidate below its floor lacked, in money.
  var leastShortfall = Double.infinity
  /// Whether the charter holds back by what was learned, and something was.
  let isRestrained: Bool
  /// Whether learned propensities may be drawn from what is believed of them.
  let mayDraw: Bool
  /// Whether the charter has experiments; without, nothing of what follows is looked at.
  let isExperimenting: Bool
  /// What silence is worth, in money: what later offers are expected to bring.
  var silence = 0.0
  /// The customer is tired, and the charter spaces what they hear.
  var isTired = false
  /// How chance had a say in the first choice.
  var draw = Draw.none
  /// The even draw that it was.
  var trial: Trial?
  /// Whether customers whom the holdout leaves alone are treated like all others: to see what would be said to them.
  let ignoresHoldout: Bool
  /// By experiment of the plan, the arm of the customer; −1: they take no part. Empty without experiments.
  var arms: [Int] = []
  /// The experiments that could have changed this decision.
  var exposed: UInt64 = 0
  /// What arms ask of arbitration, and what the candidates are ranked by once it is known who they are.
  var mode = ArbitrationMode.all
  var ranking = Ranking.net
  /// Whether arms change levers, switch contact rules off, or have floors of their own (then by treatment).
  var hasLeverArms = false
  var hasRulesOff = false
  var armFloors: [Double] = []
  /// Whether a plane of rules is not checked for marketing.
  var isSparingMarketing = false

  init(
    plan: CharterPlan, snapshot: Snapshot, occasion: Occasion, now: Instant, state: borrowing CustomerState,
    work: Workspace, fates: UnsafeMutableBufferPointer<Fate>, ignoresHoldout: Bool = false
  ) {
    self.ignoresHoldout = ignoresHoldout
    self.plan = plan
    self.snapshot = snapshot
    self.occasion = occasion
    self.now = now
    row = plan.row(of: state, now: now)
    var customer = state.customer
    if customer.zones.isEmpty { customer.zones = Array(plan.charter.zones.indices) }
    self.customer = customer
    self.work = work
    self.fates = fates
    isExperimenting = !plan.experiments.isEmpty
    mayDraw = snapshot.models.areLearned && plan.charter.exploration?.drawsFromBelief ?? false
    isRestrained = snapshot.models.restraint != nil && plan.charter.restraint != nil
    evaluator = ProgramEvaluator(plan.programs, now: now)
    general = GeneralEvaluation(evaluator: evaluator, row: row)
  }

  var words: Int { plan.treatmentWords }

  /// What models are asked about. Made where they are and let go before the first choice: a second holder of the ledger
  /// would make that copy it.
  func subject(_ state: CustomerState) -> Subject {
    Subject(customer: customer, row: row, now: now, ledger: state.ledger, occasion: occasion.kind)
  }

  func answer(_ state: inout CustomerState) -> Answer {
    weigh(state)
    return arbitrate(&state)
  }

  /// Everything up to arbitration: what is alive afterwards may be said now.
  func weigh(_ state: CustomerState) {
    if isExperimenting { enterExperiments() }
    ask()
    checkAvailability()
    restrict(to: state.contexts)
    if isExperimenting { leaveOutOtherArms() }
    checkEngagement()
    checkConsentAndReach()
    prepare(state)
    watchTiredness(state)
    if isExperimenting { expose(.policy) }
    holdBack(state)
    boost(by: state.contexts)
    let subject = subject(state)
    score(work.alive, subject)
    score(work.pool, subject)
    checkHierarchy()
    if isExperimenting { settleRanking() }
    checkFloor()
    rememberDrawable()
    checkConfidence()
    drawFromBelief()
  }

  /// Takes the candidates in `mask` out of the running, with one fate for all.
  @inline(__always) func drop(_ mask: [UInt64], _ fate: Fate) {
    mask.withUnsafeBufferPointer { mask in
      for word in 0..<words {
        var dead = work.alive[word] & mask[word]
        guard dead != 0 else { continue }
        work.alive[word] &= ~dead
        while dead != 0 {
          fates[word << 6 | dead.trailingZeroBitCount] = fate
          dead &= dead &- 1
        }
      }
    }
  }

  /// Takes one candidate out of the running.
  @inline(__always) func drop(_ treatment: Int, _ fate: Fate) {
    work.alive.clear(treatment)
    fates[treatment] = fate
  }
}
