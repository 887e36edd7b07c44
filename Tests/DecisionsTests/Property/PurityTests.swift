import Decisions
import Expressions
import Testing
import Times

/// The same question gets the same answer: twice, in a used workspace, in one made for another charter, in any process.
@Suite struct PurityTests {
  @Test func workspacesCarryNothingOver() {
    var foreign = Workspace(CharterPlan(Charter()))
    for seed in UInt64(0)..<150 {
      let (charter, isCalm) = RandomCharter.make(seed: seed)
      let plan = CharterPlan(charter)
      let own = Workspace(plan)
      for n in UInt64(0)..<4 {
        let question = RandomCustomer.make(charter, isCalm: isCalm, seed: seed &* 1000 &+ n)
        let first = Self.outcome(question, plan, nil)
        for workspace in [nil, own, foreign, own] {
          #expect(Self.outcome(question, plan, workspace) == first, "seed \(seed), question \(n)")
        }
        #expect(Self.outcome(question, CharterPlan(charter), nil) == first, "a plan made anew, seed \(seed)")
      }
      foreign = own
    }
  }

  /// An abstention leaves the ledger alone; a decision adds its answers and nothing else.
  @Test func onlyReservationsAreWritten() {
    for seed in UInt64(0)..<150 {
      let (charter, isCalm) = RandomCharter.make(seed: seed)
      let question = RandomCustomer.make(charter, isCalm: isCalm, seed: seed)
      var state = question.state
      let decision = decide(&state, question.occasion, Snapshot(plan: CharterPlan(charter)), now: question.now)
      #expect(state.ledger.contacts.count == question.state.ledger.contacts.count + decision.choices.count)
      var rest = state.ledger.contacts
      for contact in question.state.ledger.contacts {
        if let index = rest.firstIndex(of: contact) { rest.remove(at: index) }
      }
      #expect(rest.map(\.at).sorted() == decision.choices.map(\.at).sorted(), "seed \(seed)")
      #expect(rest.allSatisfy { $0.state == .reserved }, "seed \(seed)")
    }
  }

  /// A charter that says nothing gets an answer; a customer without a zone may live in all of them.
  @Test func emptyWorlds() {
    var world = World()
    #expect(world.abstention()?.reason == .noCandidate)
    world.charter = Charter()
    world.state = CustomerState(customer: Customer(id: "", slotCount: 0, purposeCount: 0, channelCount: 0))
    #expect(world.abstention()?.reason == .noCandidate)
    var placeless = World()
    placeless.charter.zones = [Zones.paris, Zones.newYork]
    placeless.state.customer.zones = []
    placeless.offer("lamp")
    #expect(placeless.said() == ["lamp on email"])
    placeless.charter.policy.hours = [
      Hours(rule: ContactRule(name: "day"), allowed: [WeeklyHours(fromSeconds: 8 * 3600, toSeconds: 20 * 3600)])
    ]
    #expect(placeless.fate("lamp") == .quietHours, "it is six in the morning in New York")
    #expect(placeless.fate("lamp", at("2026-05-20 14:00")) == .chosen)
  }

  private struct Outcome: Equatable {
    var choices: [Choice]
    var abstention: Abstention?
    var fates: [Fate]
    var contacts: [Contact]
  }

  private static func outcome(_ question: DecisionCase, _ plan: CharterPlan, _ workspace: Workspace?) -> Outcome {
    var state = question.state
    let snapshot = Snapshot(plan: plan, availability: question.availability)
    let decision = decide(&state, question.occasion, snapshot, now: question.now, workspace: workspace)
    var abstention: Abstention?
    if case .abstain(let silence) = decision.answer { abstention = silence }
    return Outcome(
      choices: decision.choices, abstention: abstention, fates: decision.fates, contacts: state.ledger.contacts)
  }
}
