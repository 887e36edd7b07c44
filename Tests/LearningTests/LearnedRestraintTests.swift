import Decisions
import Expressions
import Learning
import Seeds
import Testing
import Times

/// What decisions read of restraint, learned from the contacts of customers who were made up.
@Suite("Learned restraint") struct LearnedRestraintTests {
  private static let start = Instant(secondsSince1970: 1_700_000_000)

  private static func contact(_ at: Instant, _ outcome: ContactOutcome = .none) -> Contact {
    Contact(
      at: at, action: Symbol("a"), group: Symbol("g"), issue: Symbol("i"), channel: Symbol("email"),
      channelKind: .email, direction: .outbound, purpose: Symbol("news"), purposeKind: .marketing, state: .delivered,
      outcome: outcome, outcomeAt: outcome == .none ? nil : at + 3600)
  }

  /// Customers who get mail every one to ten days, answer a tenth of it at rest and leave the more the more they get.
  private static func taught(customers: Int = 400, seed: UInt64 = 7) -> LearnedModels {
    var generator = SeededGenerator(seed: seed)
    var models = LearnedModels()
    for _ in 0..<customers {
      let days = generator.int(1...10)
      var ledger = Ledger()
      for number in 0..<30 {
        let at = start + Int64(number * days) * 86_400
        let isAnswered = generator.chance(days < 3 ? 0.05 : 0.15)
        let hasLeft = generator.chance(days < 3 ? 0.02 : 0.001)
        let outcome: ContactOutcome = hasLeft ? .unsubscribed : isAnswered ? .converted : .none
        let contact = contact(at, outcome)
        models.learn(
          SettledContact(contact: contact, outcome: outcome, worth: 10, sendCost: 0.01, isTracked: false),
          after: ledger)
        ledger.insert(contact)
        if hasLeft { break }
      }
    }
    return models
  }

  private static func charter(_ restraint: Restraint?) -> Charter {
    var charter = Charter()
    charter.slotTypes = [.bool]
    charter.purposes = [Purpose(name: "news", kind: .marketing, needsConsent: false)]
    charter.channels = [Channel(name: "email", kind: .email, direction: .outbound, needsAddress: false)]
    charter.issues = [Issue(name: "i")]
    charter.groups = [Group(name: "g", issue: 0)]
    charter.actions = [
      Action(
        name: "a", group: 0, purpose: 0, value: .constant(10),
        treatments: [Treatment(channel: 0, propensity: .constant(0.1))])
    ]
    charter.restraint = restraint
    return charter
  }

  private static let restraint = Restraint(
    prices: HazardPrices(unsubscribed: .init(amount: 20)), lifetimeValue: .constant(0))

  /// A customer who got mail every so many days until yesterday.
  private static func customer(everyDays days: Int, answers: Set<Int> = [], count: Int = 20) -> CustomerState {
    var state = CustomerState(customer: Customer(id: "anne", slotCount: 1, purposeCount: 1, channelCount: 1))
    for number in 0..<count {
      let at = start - Int64(1 + number * days) * 86_400
      state.ledger.insert(contact(at, answers.contains(number) ? .converted : .none))
    }
    return state
  }

  private static func decision(
    _ state: CustomerState, _ models: LearnedModels, _ restraint: Restraint? = restraint
  ) -> Decision {
    let charter = charter(restraint)
    let plan = CharterPlan(charter)
    var state = state
    let space = FeatureSpace(names: ["tracking"], charter)
    return decide(
      &state, Occasion(kind: .outbound), Snapshot(plan: plan, models: Models(plan, models, space: space)), now: start)
  }

  @Test func `whoever was pressed harder costs more, and the cost has its parts`() {
    let models = Self.taught()
    let costs = [10, 5, 2, 1].map { Self.decision(Self.customer(everyDays: $0), models).choices.first?.cost ?? -1 }
    #expect(costs == costs.sorted())
    // About one in 50 leaves at a mail a day, at 20 €: forty cents, and what later mail loses.
    #expect(costs[0] > 0 && costs[3] > 0.2 && costs[3] < 3)
  }

  @Test func `silence is worth what later mail brings, and mail now takes some of it`() {
    let models = Self.taught()
    let seeing = Self.decision(Self.customer(everyDays: 5), models)
    #expect(seeing.silenceValue > 0)
    var blind = Self.restraint
    blind.looksAhead = false
    let blindDecision = Self.decision(Self.customer(everyDays: 5), models, blind)
    #expect(blindDecision.silenceValue == 0)
    #expect((seeing.choices.first?.cost ?? 0) > (blindDecision.choices.first?.cost ?? 0))
  }

  @Test func `nothing is held back before anything was learned, or where the charter asks for nothing`() {
    let state = Self.customer(everyDays: 1)
    #expect(Self.decision(state, LearnedModels()).choices.map(\.cost) == [0])
    #expect(Self.decision(state, Self.taught(), nil).choices.map(\.cost) == [0])
  }

  @Test func `somebody who has stopped answering is left alone for a while`() {
    let models = Self.taught()
    var restraint = Self.restraint
    restraint.tiredSpacingSeconds = 14 * 86_400
    // The oldest half were all answered, the newest thirty were not.
    let tired = Self.customer(everyDays: 4, answers: Set(30..<60), count: 60)
    let rested = Self.customer(everyDays: 4, answers: Set(stride(from: 0, to: 60, by: 5)), count: 60)
    #expect(Self.decision(tired, models, restraint).fates.map(\.reason) == [.tired])
    #expect(Self.decision(rested, models, restraint).fates.map(\.reason) != [.tired])
  }

  @Test func `a saved state decides alike, and the same contacts give the same bits`() throws {
    let models = Self.taught()
    let bytes = models.encode()
    #expect(Self.taught().encode() == bytes)
    let read = try LearnedModels(decoding: bytes)
    #expect(read.restraint == models.restraint && read.version == models.version)
    let state = Self.customer(everyDays: 3)
    #expect(Self.decision(state, read).choices == Self.decision(state, models).choices)
    var damaged = bytes
    damaged[bytes.count - 200] ^= 1
    #expect(throws: StateError.self) { try LearnedModels(decoding: damaged) }
  }

  @Test func `openings say nothing of customers who did not agree to be watched`() {
    let opened = Self.contact(Self.start, .opened)
    func learned(_ isTracked: Bool, _ outcome: ContactOutcome) -> RestraintLearner {
      var learner = RestraintLearner()
      learner.learn(
        SettledContact(contact: opened, outcome: outcome, worth: 1, sendCost: 0, isTracked: isTracked),
        after: Ledger())
      return learner
    }
    #expect(learned(false, .opened) == learned(false, .none))
    #expect(learned(true, .opened) != learned(true, .none))
  }

  @Test func `worths that are no numbers leave the rates of offers as they were`() {
    var learner = RestraintLearner()
    for worth in [Double.nan, .infinity, -.infinity] {
      learner.learn(
        SettledContact(contact: Self.contact(Self.start), outcome: .none, worth: worth, sendCost: 0, isTracked: false),
        after: Ledger())
    }
    #expect(learner.offers == OfferRates())
    #expect(learner.count == 3)
  }
}
