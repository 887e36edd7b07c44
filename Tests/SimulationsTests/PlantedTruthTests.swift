import Charters
import Decisions
import Journeys
import Populations
import Testing
import Times

@testable import Simulations

/// What is planted comes out of large samples, within four standard deviations. The seeds are 1 and those that are named.
@Suite("A planted truth is recovered") struct PlantedTruthTests {
  /// Everybody hears one thing on one day: shares are those of the truth.
  static let policy = "caps:\n  - { name: once, purposes: [offers], max: 1, per: 60d }"

  private func shares(
    _ truth: PlantedTruth, days: Int = 5, count: Int = 3_000, seed: UInt64 = 1
  ) throws -> (tally: SimulationTally, contacts: Double) {
    let loaded = try TrialCharter.loaded(.init(policy: Self.policy))
    var plan = TrialCharter.plan(loaded, TrialCharter.customers(count, loaded), truth)
    plan.seed = seed
    plan.groupings = [Grouping(name: "age", labels: ["elder", "young"])]
    let customers = TrialCharter.customers(count, loaded).map { customer in
      var customer = customer
      customer.groups = [customer.segments == 2 ? 1 : 0]
      return customer
    }
    plan.base = SimulatedBase(customers)
    let result = Simulation(plan: plan).run(days: days, lanes: .threads(2))
    return (result.replicates[0], Double(result.replicates[0].total(.contacts)))
  }

  private func isNear(_ count: Int64, _ chance: Double, of contacts: Double) -> Bool {
    abs(Double(count) - chance * contacts) < 4 * (contacts * chance * (1 - chance)).squareRoot()
  }

  private static let allRates = ["gold", "silver", "car", "home", "book", "plan"]

  @Test("rates, organic answers, refusals", arguments: [1, 7])
  func rates(seed: UInt64) throws {
    var truth = PlantedTruth()
    for action in Self.allRates { truth.rates[action] = 0.2 }
    truth.organicShare = 0.4
    truth.refusalChance = 0.1
    let found = try shares(truth, seed: seed)
    #expect(found.contacts > 2_500)
    #expect(isNear(found.tally.total(.answers), 0.2, of: found.contacts), "seed \(seed)")
    #expect(isNear(found.tally.total(.refused), 0.08, of: found.contacts), "seed \(seed)")
    let caused = Double(found.tally.total(.causedValue)) / Double(found.tally.total(.value))
    #expect(abs(caused - 0.6) < 0.1, "\(caused)")
  }

  @Test("uplift by segment")
  func segments() throws {
    var truth = PlantedTruth()
    for action in Self.allRates { truth.rates[action] = 0.2 }
    truth.effects = [.init(segment: "young", odds: 3)]
    // The segments of the truth are the bits: the one that it names is the first.
    #expect(Behavior.segments(of: truth) == ["young"])
    let loaded = try TrialCharter.loaded(.init(policy: Self.policy))
    let plan = CharterPlan(loaded.charter)
    let masks = TruthSegments(truth, loaded.always, plan)
    let start = Instant(secondsSince1970: 1_795_426_200)
    let customers = TrialCharter.customers(4_000, loaded).map { customer in
      var customer = customer
      customer.segments = masks.mask(of: customer.state, now: start)
      customer.groups = [UInt16(customer.segments)]
      return customer
    }
    var simulated = TrialCharter.plan(loaded, customers, truth)
    simulated.groupings = [Grouping(name: "age", labels: ["elder", "young"])]
    let tally = Simulation(plan: simulated).run(days: 5, lanes: .threads(2)).replicates[0]
    // Odds of 0.25 times 3: 3 in 7.
    for (group, chance) in [(0, 0.2), (1, 3.0 / 7)] {
      let contacts = Double(tally.total(.contacts, group: group))
      #expect(contacts > 500)
      #expect(isNear(tally.total(.answers, group: group), chance, of: contacts), "group \(group)")
    }
  }

  @Test("unsubscriptions and complaints")
  func hazards() throws {
    var truth = PlantedTruth()
    truth.optOut = .init(hazard: 0.05, complaintShare: 0.25)
    let found = try shares(truth)
    #expect(isNear(found.tally.total(.unsubscribed), 0.0375, of: found.contacts))
    #expect(isNear(found.tally.total(.complained), 0.0125, of: found.contacts))
  }

  @Test("hours and drift, on the scale of odds")
  func hours() throws {
    var truth = PlantedTruth()
    for action in Self.allRates { truth.rates[action] = 0.2 }
    truth.hours = [.init(fromHour: 9, toHour: 11, odds: 2)]
    // At ten: odds of 0.5.
    let found = try shares(truth, days: 5)
    #expect(isNear(found.tally.total(.answers), 1.0 / 3, of: found.contacts))
    truth.hours = [.init(fromHour: 22, toHour: 9, odds: 2)]
    let other = try shares(truth, days: 5)
    #expect(isNear(other.tally.total(.answers), 0.2, of: other.contacts))
  }

  @Test("fatigue grows with pressure, recovers, and drift adds up day by day")
  func fatigue() throws {
    let loaded = try TrialCharter.loaded()
    let plan = CharterPlan(loaded.charter)
    var truth = PlantedTruth()
    truth.rates = ["gold": 0.2]
    truth.fatiguePerPoint = 0.5
    truth.recoveryHalfLifeDays = 3
    truth.effects = [.init(oddsPerWeek: 2)]
    let behavior = Behavior(truth, plan: plan)
    let treatment = try #require(plan.treatments.indices.first { plan.actionName($0) == "gold" })
    let choice = Choice(
      treatment: treatment, at: Instant(secondsSince1970: 0), propensity: 0.9, value: 1, lever: 0, cost: 0, patience: 1)
    var life = CustomerLife(cluster: 0, groups: [], segments: 0, level: 0, pressureSeconds: 0)
    func odds(_ life: CustomerLife, day: Int) -> Double {
      let chance = behavior.answerChance(choice, life, dayNumber: day, localHour: 10, channel: 0)
      return chance / (1 - chance)
    }
    #expect(abs(odds(life, day: 0) - 0.25) < 1e-9)
    #expect(abs(odds(life, day: 7) - 0.5) < 1e-9)
    #expect(abs(odds(life, day: 14) - 1) < 1e-9)
    life.pressure = 2
    #expect(abs(odds(life, day: 0) - 0.25 * Elementary.exponential(-1)) < 1e-9)
    life.rest(until: Instant(secondsSince1970: 3 * 86_400), behavior)
    #expect(abs(life.pressure - 1) < 1e-9)
  }

  @Test("answers come with the delay that is planted")
  func delays() throws {
    var truth = PlantedTruth()
    for action in Self.allRates { truth.rates[action] = 1 }
    truth.delayMedianSeconds = 14 * 3600
    // From ten in the morning to midnight: half of the answers of that day.
    let found = try shares(truth, days: 1)
    #expect(isNear(found.tally.total(.answers), 0.5, of: found.contacts))
  }

  @Test("visits and events come as often as is planted")
  func arrivals() throws {
    var truth = PlantedTruth()
    truth.visits = ["web": 0.25]
    let found = try shares(truth, days: 8)
    let visits = found.tally.total(.decisions) - 8 * 3_000
    #expect(isNear(visits, 0.25, of: 8 * 3_000))
  }

  @Test("what a charter believes changes nobody: constants are those of the reference")
  func reference() throws {
    let one = try TrialCharter.loaded()
    let help = { (loaded: LoadedCharter) in loaded.charter.actions.firstIndex { $0.name == "help" } ?? 0 }
    var other = one
    other.charter.actions[help(one)].treatments[0].propensity = .constant(0.01)
    let plan = CharterPlan(other.charter)
    let behavior = Behavior(PlantedTruth(), plan: plan, reference: CharterPlan(one.charter))
    let treatment = try #require(plan.treatments.indices.first { plan.actionName($0) == "help" })
    let choice = Choice(
      treatment: treatment, at: Instant(secondsSince1970: 0), propensity: 0.01, value: 1, lever: 0, cost: 0, patience: 1
    )
    let life = CustomerLife(cluster: 0, groups: [], segments: 0, level: 0, pressureSeconds: 0)
    #expect(behavior.answerChance(choice, life, dayNumber: 0, localHour: 0, channel: 0) == 0.5)
  }
}
