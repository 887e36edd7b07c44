@testable import Decisions
import Testing
import Times

/// Contacts that count as ignored because nobody answered them for long enough.
@Suite struct IgnoredTests {
  static let week: Int64 = 7 * 86_400

  /// A lamp that was offered a week ago to the second, and a rule that lets ignored offers rest for ten days.
  private func world(
    _ age: Int64 = week, on channel: String = "email", state: ContactState = .delivered,
    outcome: ContactOutcome = .none
  ) -> World {
    var world = World()
    world.offer("lamp", on: ["email", "web"])
    world.contacted("lamp", on: channel, world.now - age, state: state, outcome: outcome)
    var rule = SuppressionTests.suppression([.ignored])
    rule.rule.limits.directions = []
    world.charter.policy.suppressions = [rule]
    world.charter.policy.ignoredAfterSeconds = Self.week
    return world
  }

  @Test func whenSilenceIsAnAnswer() {
    let week = Self.week
    let table: [(age: Int64, state: ContactState, outcome: ContactOutcome, fate: Reason, why: String)] = [
      (week, .delivered, .none, .suppressed, "a week to the second"),
      (week - 1, .delivered, .none, .chosen, "a second to go"),
      (week + 10 * 86_400 - 1, .delivered, .none, .suppressed, "the rest counts from the end of the week"),
      (week + 10 * 86_400, .delivered, .none, .chosen, "rested"),
      (week, .handedOver, .none, .suppressed, "given to the provider"),
      (week, .accepted, .none, .suppressed, "taken by the provider"),
      (week, .unknown, .none, .suppressed, "nobody knows, so it may have arrived"),
      (week, .reserved, .none, .chosen, "nothing went out"),
      (week, .expired, .none, .chosen, "it never arrived"),
      (week, .bounced, .none, .chosen, "it came back"),
      (week, .released, .none, .chosen, "it was given up"),
      (week, .delivered, .opened, .chosen, "it was opened"),
      (week, .delivered, .refused, .chosen, "no is not silence"),
    ]
    for row in table {
      let world = world(row.age, state: row.state, outcome: row.outcome)
      #expect(world.fate("lamp") == row.fate, "\(row.why)")
    }
  }

  @Test func onlyOutboundContactsCount() {
    #expect(world(on: "web").fate("lamp") == .chosen)
  }

  @Test func onlyWhereTheCharterAsksForIt() {
    var world = world()
    world.charter.policy.ignoredAfterSeconds = nil
    #expect(world.fate("lamp") == .chosen)
  }

  /// What is stored keeps no outcome: an answer may still come.
  @Test(arguments: [true, false])
  func theStoredLedgerStays(isChosen: Bool) {
    var world = world()
    if isChosen { world.offer("sofa") }
    let before = world.state.ledger.contacts
    var state = world.state
    let plan = CharterPlan(world.charter)
    let decision = decide(&state, world.occasion, Snapshot(plan: plan), now: world.now)
    let reserved = decision.choices.map { plan.contact(for: $0, customer: state.customer) }
    #expect(reserved.count == (isChosen ? 1 : 0))
    #expect(state.ledger.contacts == before + reserved)
    #expect(state.ledger.contacts[0].outcome == .none)
  }

  /// Explanations see what the decision saw.
  @Test func inspectionSeesTheEndOfTheRest() {
    let world = world()
    let plan = CharterPlan(world.charter)
    let inspection = Inspection(world.state, Snapshot(plan: plan), now: world.now)
    let fate = world.decision().fates[0]
    #expect(fate.reason == .suppressed)
    #expect(inspection.end(of: fate, treatment: 0) == world.now + 10 * 86_400)
  }

  @Test func settlingIsAView() {
    let world = world()
    let settled = world.state.ledger.settled(at: world.now, ignoredAfterSeconds: Self.week)
    #expect(settled.contacts[0].outcome == .ignored)
    #expect(Int64(settled.contacts[0].outcomeSeconds) == world.now.secondsSince1970)
    #expect(world.state.ledger.contacts[0].outcome == .none)
    #expect(settled.settled(at: world.now + 86_400, ignoredAfterSeconds: 60).contacts == settled.contacts)
  }
}
