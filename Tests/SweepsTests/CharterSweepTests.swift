import Decisions
import Expressions
import Seeds
import Sweeps
import Testing
import Times

/// A whole sweep as a host runs it: what everybody could be told, the contest, then `decide` for each with its prices.
@Suite struct CharterSweepTests {
  static let now = Instant(secondsSince1970: 1_780_000_000)
  static let customerCount = 400

  /// Calls and e-mails of an offer, and a renewal on both; 25 calls, of which 5 for gold; slots: 0 the propensity of the
  /// offer by call, 1 by e-mail, 2 of the renewal, 3 whether gold.
  func charter(renewalTier: Bool) -> Charter {
    var charter = Charter()
    charter.slotTypes = [.double, .double, .double, .bool]
    charter.purposes = [Purpose(name: "news", kind: .marketing, needsConsent: false)]
    charter.channels = [
      Channel(name: "email", kind: .email, direction: .outbound, needsAddress: false),
      Channel(name: "call", kind: .call, direction: .outbound, needsAddress: false, sendCost: 0.5),
    ]
    charter.issues = [Issue(name: "sales"), Issue(name: "keep")]
    charter.groups = [Group(name: "offers", issue: 0), Group(name: "renewals", issue: 1)]
    charter.actions = [
      Action(
        name: "offer", group: 0, purpose: 0, value: .constant(20),
        treatments: [Treatment(channel: 0, propensity: .slot(1)), Treatment(channel: 1, propensity: .slot(0))]),
      Action(
        name: "renewal", group: 1, purpose: 0, value: .constant(10),
        treatments: [Treatment(channel: 1, propensity: .slot(2))]),
    ]
    if renewalTier { charter.hierarchy = [Tier(name: "first", issues: [1])] }
    var calls = Scope()
    calls.channels = ["call"]
    let gold = Rule(text: "gold", condition: .compare(slot: 3, .equal, .bool(true)))
    charter.limits = [
      VolumeLimit(
        name: "calls", scope: calls, measure: .contacts(25), window: .day,
        floors: [VolumeFloor(name: "gold", when: gold, least: .share(0.2))]),
      VolumeLimit(name: "call-money", scope: calls, measure: .sendCost(12_000_000), window: .month),
    ]
    return charter
  }

  func states() -> [CustomerState] {
    var random = SeededGenerator(seed: 8)
    return (0..<Self.customerCount).map { number in
      var customer = Customer(id: "customer \(number)", slotCount: 4, purposeCount: 1, channelCount: 2)
      let isGold = random.chance(0.1)
      for slot in 0..<3 {
        // Those who are gold are worth little, so that only the floor gets them a call.
        customer.row.set(slot, word: (random.double(0...0.4) * (isGold ? 0.2 : 1)).bitPattern)
      }
      if random.chance(0.7) { customer.row.set(2, word: 0.0.bitPattern) }
      customer.row.set(3, word: isGold ? 1 : 0)
      return CustomerState(customer: customer)
    }
  }

  /// What one customer is told: `offer/call`, or nothing.
  private func said(_ decision: Decision, _ plan: CharterPlan) -> String? {
    decision.choices.first.map { plan.actionName($0.treatment) + "/" + plan.channelName($0.treatment) }
  }

  @Test(arguments: [false, true]) func decideKeepsToTheOutcome(renewalTier: Bool) {
    let plan = CharterPlan(charter(renewalTier: renewalTier))
    let snapshot = Snapshot(plan: plan)
    let states = states()
    var contest = Contest(plan)
    for state in states {
      contest.add(
        prospect(state, Occasion(kind: .outbound), snapshot, now: Self.now), key: state.customer.key)
    }
    let sweep = Sweep(contest)
    var calls = 0
    var money = 0.0
    var gold = 0
    for (position, var state) in states.enumerated() {
      let free = decide(&state, Occasion(kind: .outbound), snapshot, now: Self.now)
      state.ledger = Ledger()
      let occasion = Occasion(kind: .outbound, prices: sweep.prices(position))
      let decision = decide(&state, occasion, snapshot, now: Self.now)
      if let given = sweep.treatment(position) {
        #expect(decision.choices.map(\.treatment) == [given])
        #expect(plan.channelName(given) == "call")
        calls += 1
        money += plan.treatments[given].sendCost
        gold += state.customer.row.words[3] == 1 ? 1 : 0
      } else {
        #expect(decision.choices.allSatisfy { plan.channelName($0.treatment) == "email" })
      }
      if renewalTier, said(free, plan) == "renewal/call" {
        // Somebody with a renewal is never called for an offer instead.
        #expect(said(decision, plan) != "offer/call")
      }
    }
    // 12 of money at 0.50 a call are 24 calls: the budget binds, not the calls.
    #expect(calls == 24 && money <= 12)
    #expect(gold >= 5)
    #expect(sweep.limits.map(\.taken) == [24, 12_000_000])
    #expect(sweep.limits[1].price > 0)
    #expect(sweep.isOptimal || sweep.gap < 0.001)
  }

  @Test func roomsLeftAreRespected() {
    let plan = CharterPlan(charter(renewalTier: false))
    let snapshot = Snapshot(plan: plan)
    var contest = Contest(plan, rooms: ["calls": 3])
    for state in states() {
      contest.add(prospect(state, Occasion(kind: .outbound), snapshot, now: Self.now), key: state.customer.key)
    }
    #expect(Sweep(contest).limits.map(\.taken) == [3, 1_500_000])
  }

  /// A finite price moves a customer to the next best by itself; an infinite one takes the slot away.
  @Test func pricesEnterTheDecision() {
    let plan = CharterPlan(charter(renewalTier: false))
    let snapshot = Snapshot(plan: plan)
    var customer = Customer(id: "one", slotCount: 4, purposeCount: 1, channelCount: 2)
    for (slot, propensity) in [0.4, 0.2, 0.1].enumerated() { customer.row.set(slot, word: propensity.bitPattern) }
    func decision(_ prices: [Double]) -> Decision {
      var state = CustomerState(customer: customer)
      return decide(&state, Occasion(kind: .outbound, prices: prices), snapshot, now: Self.now)
    }
    // Treatments: offer/email (worth 4), offer/call (worth 7.50), renewal/call (worth 0.50).
    #expect(said(decision([]), plan) == "offer/call")
    #expect(said(decision([0, 3, 3]), plan) == "offer/call")
    #expect(decision([0, 3, 3]).choices.first?.cost == 3.5)
    let dear = decision([0, 3.6, 3.6])
    #expect(said(dear, plan) == "offer/email")
    #expect(dear.fates.map(\.reason) == [.chosen, .otherChannel, .belowFloor])
    let none = decision([0, .infinity, .infinity])
    #expect(none.fates.map(\.reason) == [.chosen, .volumeExhausted, .volumeExhausted])
    #expect(said(decision([0, -9, .nan]), plan) == "offer/call")
  }

  @Test func volumesOfActionsAreLimitsToo() {
    var charter = charter(renewalTier: false)
    charter.actions[0].volumeMax = 7
    let plan = CharterPlan(charter)
    #expect(plan.volumes.map(\.name) == ["calls", "call-money", "volume of offer"])
    #expect(plan.volumes[2].amounts == [1, 1, 0])
    #expect(plan.volumes[0].floors.map(\.least) == [5])
    #expect(plan.volumes[1].amounts == [0, 500_000, 500_000])
    #expect(plan.volumes[0].range(containing: Self.now, of: plan)?.contains(Self.now) == true)
    #expect(plan.volumes[2].range(containing: Self.now, of: plan) == nil)
  }
}
