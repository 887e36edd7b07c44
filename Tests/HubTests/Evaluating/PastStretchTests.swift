import Charters
import Decisions
import Expressions
import Hub
import HubTesting
import Populations
import Seeds
import Simulations
import Testing
import Times

/// The log of a hub, and what a simulation would have forecast of its last weeks. The seeds are 1 and 2.
@Suite("Forecasts of the past, held against the log") struct PastStretchTests {
  private static let day: Int64 = 86_400_000

  /// Chance tries the offers of each day; half of the customers left something in a basket.
  private static var world: SmallWorld {
    var world = SmallWorld(contactsMax: 3)
    world.exploration = "{ floor: 0.5 }"
    return world
  }

  /// A hub that asked every customer once a day at the same time, and heard what came of it.
  private static func hub(customers: Int, days: Int, seed: UInt64) async throws -> Authority {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await world.hub(clock: clock)
    let ids = (0..<customers).map { "c\($0)" }
    try await hub.welcome(ids)
    for id in ids where id.utf8.last.map({ $0 % 2 == 0 }) == true {
      var patch = CustomerPatch()
      patch.attributes = [(name: "basket", value: Value.double(6))]
      _ = try await hub.record([Happening(customer: Identity(.id, id), kind: .patch(patch))])
    }
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<days {
      for id in ids {
        let decided = try await hub.ask(id, ["email", "push"])
        guard case .contact(let offers) = decided.record.answer, let first = offers.first else { continue }
        if generator.chance(first.propensity) {
          _ = try await hub.record(Feedback(decision: decided.position, kind: .converted))
        }
      }
      clock.advance(byMilliseconds: day)
    }
    return hub
  }

  @Test(
    "what happened is read whole, customers are those of the beginning, and nine of ten intervals hold",
    arguments: [1, 2])
  func covers(seed: UInt64) async throws {
    let hub = try await Self.hub(customers: 60, days: 29, seed: seed)
    let weeks = try await hub.pastWeeks(2)
    #expect(weeks.milliseconds.count == Int(14 * Self.day))
    let past = try #require(
      try await hub.pastStretch(from: weeks.milliseconds.lowerBound, until: weeks.milliseconds.upperBound))
    #expect(past.customers.count == 60 && past.otherCharterCount == 0)
    // Nothing of what came later is known; everything that came before is.
    var before: [String: Int] = [:]
    for (state, _) in past.customers {
      #expect(state.ledger.contacts.allSatisfy { $0.at.secondsSince1970 * 1_000 < weeks.milliseconds.lowerBound })
      before["all", default: 0] += state.ledger.contacts.count
    }
    var (logged, earlier): ([String: Int], Int) = ([:], 0)
    for number in 0..<60 {
      for (_, record) in try await hub.decided("c\(number)") {
        let moment = record.at.secondsSince1970 * 1_000
        guard case .contact(let offers) = record.answer else { continue }
        if weeks.milliseconds.contains(moment) {
          for offer in offers { logged[offer.action, default: 0] += 1 }
        } else if moment < weeks.milliseconds.lowerBound {
          earlier += offers.count
        }
      }
    }
    #expect(past.contactsByAction == logged && before["all"] == earlier)
    #expect(past.outboundByMinute.count == 1)

    var plan = SimulationPlan(
      charter: past.plan, models: past.models, journeys: past.journeys,
      base: SimulatedBase(past.customers.map { SimulatedCustomer(state: $0.state, household: $0.household) }),
      behavior: Behavior(PlantedTruth(), plan: past.plan), firstDay: weeks.first)
    plan.sweepSecond = Int64((past.outboundByMinute.keys.first ?? 0) * 60 + 59)
    plan.sweep.channels = ["email", "push"]
    let held = HeldForecast(Simulation(plan: plan).run(days: 14, replicates: 5), happened: past.contactsByAction)
    #expect(held.lines.count >= 2 && held.all.happened > 150)
    let shown = held.lines.map { "\($0.action) \($0.forecast) \($0.happened)" }
    #expect(abs(held.all.forecast.mean / Double(held.all.happened) - 1) < 0.05, "\(shown)")
    #expect(Double(held.insideCount) >= 0.5 * Double(held.lines.count), "\(shown)")
    try await hub.stop()
  }

  @Test("an empty stretch is nothing, and a hub without charter says so")
  func nothing() async throws {
    let hub = try await Self.hub(customers: 2, days: 1, seed: 1)
    #expect(try await hub.pastStretch(from: 0, until: 1) == nil)
    try await hub.stop()
  }
}
