import Charters
import Decisions
import Expressions
import Populations
import Sweeps
import Testing
import Times

@testable import Simulations

/// The seed is 1.
@Suite("Levers that are looked for, and levers that steer") struct LeverTests {
  /// Customers whose chances differ by action and person, so that a lever moves some of them at each of its values.
  private static func world(
    _ count: Int, automatic: AutomaticLever? = nil, policy: String = TrialCharter.Settings().policy
  ) throws -> SimulationPlan {
    var loaded = try TrialCharter.loaded(.init(policy: policy))
    for index in loaded.charter.actions.indices where loaded.charter.actions[index].name != "help" {
      let isGold = loaded.charter.actions[index].name == "gold"
      for place in loaded.charter.actions[index].treatments.indices {
        loaded.charter.actions[index].treatments[place].propensity = .constant(0.02)
      }
      // Worth a euro for each year of age, beside 48 of all others.
      loaded.charter.actions[index].value = isGold ? .slot(0) : .constant(48)
      loaded.charter.actions[index].automaticLever = isGold ? automatic : nil
    }
    return TrialCharter.plan(loaded, TrialCharter.customers(count, loaded))
  }

  private static func plain(_ count: Int) throws -> SimulationPlan {
    let loaded = try TrialCharter.loaded()
    return TrialCharter.plan(loaded, TrialCharter.customers(count, loaded), TrialCharter.rich)
  }

  @Test("the lever that is found comes to the same in a fresh simulation, with the interval around it")
  func found() throws {
    let plan = try Self.world(300)
    let free = try #require(LeverSearch(plan, .init(name: "gold", amount: 1)))
    let natural = free.amount(Simulation(plan: plan).run(days: 5, replicates: 2, lanes: .threads(2)))
    for share in [1.1, 0.9] {
      let search = try #require(LeverSearch(plan, .init(name: "gold", amount: natural * share)))
      let outcome = search.run(days: 5, replicates: 2, lanes: .threads(2))
      #expect(share > 1 ? outcome.lever > 0 : outcome.lever < 0)
      let fresh = Simulation(plan: search.turned(by: outcome.lever)).run(days: 5, replicates: 2)
      #expect(search.amount(fresh) == outcome.amount.mean)
      #expect(outcome.comparison.after.replicates == fresh.replicates)
      #expect(outcome.interval.low <= outcome.lever && outcome.lever <= outcome.interval.high)
      // Nobody was tried that comes nearer.
      #expect(
        outcome.trials.allSatisfy { abs($0.amount - natural * share) >= abs(outcome.amount.mean - natural * share) })
    }
  }

  @Test("more lever never means fewer contacts of its actions, where customers answer nothing")
  func monotone() throws {
    let loaded = try TrialCharter.loaded()
    var truth = PlantedTruth()
    for action in loaded.charter.actions { truth.rates[action.name] = 0 }
    truth.optOut = .init(hazard: 0)
    let plan = TrialCharter.plan(loaded, TrialCharter.customers(500, loaded), truth)
    let search = try #require(LeverSearch(plan, .init(name: "gold", amount: 1)))
    var last = -1.0
    for lever in [-0.9, -0.5, -0.2, 0, 0.1, 0.3, 0.6, 1, 3, 10] {
      let amount = search.amount(Simulation(plan: search.turned(by: lever)).run(days: 1, lanes: .threads(2)))
      #expect(amount >= last, "at \(lever)")
      last = amount
    }
    #expect(last > 0)
  }

  @Test("a target out of reach is said to be so, with why")
  func outOfReach() throws {
    let plan = try Self.plain(300)
    let search = try #require(LeverSearch(plan, .init(name: "gold", amount: 1e6)))
    let outcome = search.run(days: 5, replicates: 1, lanes: .threads(2))
    #expect(!outcome.isReached && outcome.lever == 10)
    let alone = try #require(outcome.alone)
    #expect(search.amount(alone) >= outcome.amount.mean && search.amount(alone) < 1e6)
    #expect(alone.replicates[0].silencesByReason.contains { $0.reason == .inapplicable || $0.reason == .cap })
    #expect(LeverSearch(plan, .init(name: "nothing", amount: 1)) == nil)
  }

  @Test(
    "an automatic lever reaches its plan within 3 % while demand drifts, and never leaves its bounds",
    arguments: [1.12, 0.9])
  func steers(share: Double) throws {
    let weeks = 8
    func play(_ lever: AutomaticLever?) throws -> ([Double], [LeverDay]) {
      let session = SimulationSession(try Self.world(900, automatic: lever), dayCount: weeks * 7, lanes: .threads(2))
      let gold = try #require(session.plan.actions.firstIndex(of: "gold"))
      let days = (0..<weeks * 7).map { day in
        // Loans grow louder.
        session.playDay(boosts: [.init(Selection(groups: [Symbol("loans")]), weight: 0.004 * Double(day) / 7)])
          .contactsByAction[gold]
      }
      let totals = (0..<weeks).map { week in Double(days[week * 7..<week * 7 + 7].reduce(0, +)) }
      return (totals, session.result().replicates[0].leverDays["gold"] ?? [])
    }
    let free = try play(nil).0
    let plan = (free[1] * share).rounded()
    let lever = AutomaticLever(
      plan: plan, window: .week, least: -0.4, most: 0.6, firstDay: TrialCharter.firstDay.firstOfWeek.adding(days: 14))
    let (totals, days) = try play(lever)
    let steered = totals.dropFirst(2).map { $0 / plan }
    #expect(
      abs(steered.reduce(0, +) / Double(steered.count) - 1) <= 0.03, "\(steered) beside \(free.map { $0 / plan })")
    #expect(days.count == weeks * 7 && days.allSatisfy { (-0.4...0.6).contains($0.lever) })
    #expect(Set(days.map(\.lever)).count > 3)
  }

  @Test("a charter with an automatic lever gives the same on one lane or several")
  func lanes() throws {
    let lever = AutomaticLever(plan: 300, window: .week, least: -0.4, most: 0.6)
    let plan = try Self.world(600, automatic: lever)
    let one = Simulation(plan: plan).run(days: 10, replicates: 2)
    #expect(Simulation(plan: plan).run(days: 10, replicates: 2, lanes: .threads(3)) == one)
    #expect(one.replicates[0].leverDays["gold"]?.count == 10)
  }
}
