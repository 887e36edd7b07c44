import Decisions
import Expressions
import Journeys
import Seeds
import Testing
import Times

/// No trigger and no journey can break the contact policy: they open occasions, and `decide` decides.
@Suite struct ContactPolicyTests {
  @Test func noJourneyPassesACap() {
    for seed in UInt64(0)..<150 {
      var seeds = SeededGenerator(seed: seed)
      var world = SmallJourneys()
      world.charter.policy.caps = [
        Cap(
          rule: ContactRule(name: "two-in-three-days"),
          measure: .contacts([Limit(max: 2, window: .rolling(seconds: 3 * day))]))
      ]
      world.charter.timing.waiting = seeds.pick(WaitingPreference.allCases)
      world.journeys.triggers = [
        Trigger(name: "seen", cause: .occurrence([.event(Symbol("visit"))])),
        Trigger(
          name: "left",
          cause: .absence(of: [.event(Symbol("purchase"))], seconds: hour, since: [.event(Symbol("cart"))]),
          opening: Opening(boosts: [.init(Selection(issues: [Symbol("sales")]), weight: 10)], spreadSeconds: 3 * hour)),
      ]
      world.journeys.journeys = [SmallJourneys.cart]
      var line = world.timeline()
      for _ in 0..<seeds.int(5...40) {
        line.move(to: line.now + Int64(seeds.int(1...30_000)))
        line.happen(event(seeds.pick(["visit", "cart", "cart", "purchase"]), line.now))
      }
      line.move(to: line.now + 5 * day)
      let times = line.customer.ledger.contacts.map(\.at)
      #expect(times.count > 1, "seed \(seed)")
      for (place, time) in times.enumerated() where place >= 2 {
        #expect(time - times[place - 2] >= 3 * day, "seed \(seed)")
      }
    }
  }
}
