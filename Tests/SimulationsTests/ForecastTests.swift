import Charters
import Decisions
import Populations
import Testing

@testable import Simulations

@Suite("Forecasts and their intervals") struct ForecastTests {
  @Test(
    "Student's quantile for nine times of ten",
    arguments: [(1, 6.314), (2, 2.920), (3, 2.353), (5, 2.015), (10, 1.812), (30, 1.697), (63, 1.669), (1_000, 1.646)])
  func quantile(degrees: Int, expected: Double) {
    #expect(abs(Interval.studentQuantile95(degrees) - expected) < 0.01)
  }

  @Test("the variance of a total over clusters is that of a ratio: clusters of one rate have none")
  func clusters() {
    #expect(SimulationResult.clusterVariance([20, 40, 60], sizes: [1, 2, 3]) < 1e-9)
    // By hand: the ratio is 1, the rests are 1, −1, 0.
    #expect(SimulationResult.clusterVariance([3, 1, 2], sizes: [2, 2, 2]) == 2 * 3.0 / 2)
  }

  @Test("degrees of freedom of a sum: all of them where its parts are alike, those of one part where one has it all")
  func degrees() {
    #expect(SimulationResult.degreesOfFreedom(ofParts: [2, 2, 2, 2], each: 3) == 12)
    #expect(SimulationResult.degreesOfFreedom(ofParts: [5, 0, 0, 0], each: 3) == 3)
    #expect(SimulationResult.degreesOfFreedom(ofParts: [0, 0], each: 1) == 2)
  }

  @Test("flows between actions: matched in proportion, the rest with silence")
  func flows() {
    typealias Case = (old: [UInt16], new: [UInt16], expected: [(Int?, Int?, Double)])
    let cases: [Case] = [
      ([1, 2], [2, 1], []),
      ([1, 1], [1, 2], [(1, 2, 1)]),
      ([], [3, 3], [(nil, 3, 2)]),
      ([4], [], [(4, nil, 1)]),
      ([1, 2], [3, 3], [(1, 3, 1), (2, 3, 1)]),
      ([1], [2, 3], [(1, 2, 0.5), (1, 3, 0.5), (nil, 2, 0.5), (nil, 3, 0.5)]),
    ]
    for one in cases {
      var flows = ActionFlows()
      flows.add(before: [one.old], after: [one.new])
      #expect(flows.flows.count == one.expected.count, "\(one)")
      for (from, to, contacts) in one.expected {
        #expect(abs(flows.contacts(.init(from: from, to: to)) - contacts) < 1e-5, "\(one)")
      }
    }
  }

  /// Ten worlds; `make bench-simulation` has two hundred. In each, a third of the customers is played twice, and the
  /// forecast of every action is compared with what all of them do with other luck.
  @Test("nine of ten intervals of volume hold, for a sample of the customers")
  func calibration() throws {
    let loaded = try TrialCharter.loaded()
    var (held, all) = (0, 0)
    for world in 1...10 {
      let everybody = TrialCharter.customers(900, loaded, seed: world)
      let sampled = everybody.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
      var sample = TrialCharter.plan(loaded, sampled, TrialCharter.rich)
      sample.scale = 3
      sample.seed = UInt64(world)
      var base = TrialCharter.plan(loaded, everybody, TrialCharter.rich)
      base.seed = UInt64(1_000 + world)
      let forecast = Simulation(plan: sample).run(days: 7, replicates: 2, lanes: .threads(2))
      let happened = Simulation(plan: base).run(days: 7, lanes: .threads(2))
      for action in sample.actions.indices {
        let interval = forecast.forecast(action: action)
        guard interval.mean >= 30 else { continue }
        let count = Double(happened.replicates[0].contacts(action: action))
        all += 1
        if interval.low <= count, count <= interval.high { held += 1 }
      }
    }
    let share = Double(held) / Double(all)
    #expect(all >= 30)
    #expect(share >= 0.8 && share <= 0.99, "\(held) of \(all)")
  }

  @Test("a group that is left out is conspicuous, one that is not is not")
  func groups() throws {
    let loaded = try TrialCharter.loaded()
    let customers = TrialCharter.customers(800, loaded).enumerated().map { number, customer in
      var customer = customer
      customer.groups = [UInt16(number % 2), UInt16(number / 2 % 2)]
      // Half of the second group of the first grouping cannot be reached.
      if number % 4 == 1 { customer.state.customer.reach = customer.state.customer.reach.map { _ in .missing } }
      return customer
    }
    var plan = TrialCharter.plan(loaded, customers)
    plan.groupings = [
      Grouping(name: "unfair", labels: ["a", "b"]), Grouping(name: "fair", labels: ["c", "d"]),
    ]
    // The second grouping splits each group of the first evenly only where numbers are mixed anew.
    plan.base = SimulatedBase(
      customers.enumerated().map { number, customer in
        var customer = customer
        customer.groups[1] = UInt16(Luck.nature(customer.state.customer.key, salt: 99) * 2)
        return customer
      })
    let shares = Simulation(plan: plan).run(days: 7).groupShares
    #expect(shares.map(\.isConspicuous) == [true, true, false, false], "\(shares)")
    #expect(shares[1].ratio < 0.65)
  }
}
