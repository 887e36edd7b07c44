import Decisions
import Expressions
import Testing
import Times

/// Whom experiments draw into which arm.
@Suite struct ExperimentTests {
  /// An experiment whose second arm is different, and holds everybody unless said otherwise.
  private func experiment(
    _ name: String = "trial", share: Double = 1, _ change: (inout ExperimentArm) -> Void = { _ in }
  ) -> Experiment {
    var experiment = Experiment(name: name)
    experiment.arms = [ExperimentArm(name: "a", share: 1 - share), ExperimentArm(name: "b", share: share)]
    change(&experiment.arms[1])
    return experiment
  }

  /// The arms of ten thousand customers, −1 for those who take no part.
  private func arms(
    _ experiments: [Experiment], at time: Instant = at("2026-05-20 12:00"), count: Int = 10_000,
    _ edit: (inout Customer, Int) -> Void = { _, _ in }
  ) -> [[Int]] {
    var charter = World().charter
    charter.experiments = experiments
    let snapshot = Snapshot(plan: CharterPlan(charter))
    return (0..<count).map { number in
      var customer = Customer(id: "c\(number)", slotCount: 2, purposeCount: 3, channelCount: 4)
      edit(&customer, number)
      var state = CustomerState(customer: customer)
      let decision = decide(&state, Occasion(kind: .outbound), snapshot, now: time)
      return experiments.indices.map { place in
        decision.assignments.first { $0.experiment == place }?.arm ?? -1
      }
    }
  }

  /// Of 10,000 customers each arm holds its share, within four standard deviations of a binomial number.
  @Test(arguments: [[0.5, 0.5], [0.02, 0.98], [0.2, 0.3, 0.5], [0.1, 0.1, 0.1, 0.1, 0.6]])
  func armsHoldTheirShares(shares: [Double]) {
    var experiment = Experiment(name: "shares")
    experiment.arms = shares.enumerated().map { ExperimentArm(name: "arm\($0.offset)", share: $0.element) }
    let drawn = arms([experiment]).map { $0[0] }
    for (arm, share) in shares.enumerated() {
      let slack = 4 * (share * (1 - share) / 10_000).squareRoot()
      #expect(abs(Double(drawn.count { $0 == arm }) / 10_000 - share) < slack)
    }
    #expect(!drawn.contains(-1))
  }

  /// The same person is in the same arm whatever is asked, on whatever channel, in another process of the same program.
  @Test func armsAreStable() {
    var world = World()
    world.offer("card", on: ["email", "sms"])
    world.offer("banner", on: ["web"])
    world.charter.experiments = [experiment(share: 0.5)]
    for id in 0..<200 {
      world.state.customer = Customer(id: "c\(id)", slotCount: 2, purposeCount: 3, channelCount: 4)
      var seen: Set<Int> = []
      for (kind, time) in [
        (Occasion.Kind.outbound, "2026-05-20 12:00"), (.inbound(placement: ""), "2026-05-21 03:00"),
        (.event("visit"), "2029-01-01 00:00"),
      ] {
        world.occasion = Occasion(kind: kind)
        let assignments = world.decision(at(time)).assignments
        #expect(assignments.count == 1)
        seen.formUnion(assignments.map(\.arm))
      }
      #expect(seen.count == 1)
    }
    // Not of this process either: what was drawn once is drawn for ever.
    let drawn = arms([experiment("golden", share: 0.5)], count: 24).map { $0[0] }
    #expect(drawn == Self.golden)
  }

  static let golden = [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1]

  @Test func aLayerHoldsACustomerOnceAndLayersAreIndependent() {
    var first = experiment("first", share: 0.5)
    (first.layer, first.slice) = ("offers", 0..<0.4)
    var second = experiment("second", share: 0.5)
    (second.layer, second.slice) = ("offers", 0.4..<0.7)
    let other = experiment("other", share: 0.5)
    let drawn = arms([first, second, other])
    #expect(!drawn.contains { $0[0] >= 0 && $0[1] >= 0 })
    #expect(abs(Double(drawn.count { $0[0] >= 0 }) / 10_000 - 0.4) < 0.02)
    #expect(abs(Double(drawn.count { $0[1] >= 0 }) / 10_000 - 0.3) < 0.02)
    // Two by three: which experiment of the layer (or none) against the arm of the other; chi-square with two degrees of freedom is
    // above 13.8 once in a thousand, and the draw is fixed by the names above.
    var counts = [[Double]](repeating: [0, 0], count: 3)
    for row in drawn { counts[row[0] >= 0 ? 0 : row[1] >= 0 ? 1 : 2][row[2]] += 1 }
    #expect(chiSquare(counts) < 13.8, "\(counts)")
    // And the arms of the first against those of the other: one degree, 10.8.
    var arms = [[Double]](repeating: [0, 0], count: 2)
    for row in drawn where row[0] >= 0 { arms[row[0]][row[2]] += 1 }
    #expect(chiSquare(arms) < 10.8, "\(arms)")
    // A salt that hangs together with another would be found out: the same experiment twice.
    var same = [[0.0, 0.0], [0.0, 0.0]]
    for row in drawn { same[row[2]][row[2]] += 1 }
    #expect(chiSquare(same) > 1_000)
  }

  private func chiSquare(_ counts: [[Double]]) -> Double {
    let total = counts.joined().reduce(0, +)
    var sum = 0.0
    for row in counts {
      for column in row.indices {
        let expected = row.reduce(0, +) * counts.map { $0[column] }.reduce(0, +) / total
        if expected > 0 { sum += (row[column] - expected) * (row[column] - expected) / expected }
      }
    }
    return sum
  }

  @Test func householdsAndRegionsStayTogether() {
    var household = experiment("together", share: 0.5)
    household.unit = .household
    let byHousehold = arms([household], count: 3_000) { customer, number in
      customer.household = number < 2_400 ? UInt64(number / 4 + 1) : 0
    }.map { $0[0] }
    for first in stride(from: 0, to: 2_400, by: 4) { #expect(Set(byHousehold[first..<first + 4]).count == 1) }
    #expect(Set(byHousehold[0..<2_400]).count == 2)
    #expect(Set(byHousehold[2_400...]).count == 2, "who has none is drawn alone")
    var region = experiment("places", share: 0.5)
    region.unit = .region
    let names = ["FR-IDF", "FR-BRE", "FR-OCC", "FR-PAC", "FR-HDF", "FR-NAQ"]
    let byRegion = arms([region], count: 1_400) { customer, number in
      customer.region = number % 7 == 6 ? .none : Symbol(names[number % 7])
    }.map { $0[0] }
    for place in 0..<7 {
      let arms = Set(stride(from: place, to: 1_400, by: 7).map { byRegion[$0] })
      #expect(arms.count == 1)
      #expect((arms == [-1]) == (place == 6), "an unknown region takes no part")
    }
    #expect(Set(byRegion).count == 3)
  }

  @Test func listedRegionsAreNotDrawn() {
    var listed = experiment("north", share: 0.5)
    listed.arms[1].regions = ["FR-HDF", "FR-NOR"]
    let drawn = arms([listed], count: 300) { customer, number in
      customer.region = [Symbol("FR-HDF"), Symbol("FR-BRE"), .none][number % 3]
    }.map { $0[0] }
    #expect(drawn.enumerated().allSatisfy { $1 == ($0 % 3 == 0 ? 1 : 0) })
  }

  @Test func anExperimentLastsAndRotates() {
    var timed = experiment(share: 0.3)
    timed.from = at("2026-01-01 00:00")
    timed.until = at("2026-07-01 00:00")
    timed.rotationSeconds = 30 * 86_400
    func drawn(_ time: String) -> [Int] { arms([timed], at: at(time)).map { $0[0] } }
    #expect(Set(drawn("2025-12-31 23:59:59")) == [-1])
    #expect(Set(drawn("2026-07-01 00:00")) == [-1])
    let first = drawn("2026-01-01 00:00")
    #expect(drawn("2026-01-30 23:59:59") == first)
    let second = drawn("2026-01-31 00:00")
    // In the next period everybody is drawn anew: of those in the arm, about its share is in it again.
    let again = zip(first, second).count { $0 == 1 && $1 == 1 }
    #expect(abs(Double(again) / Double(first.count { $0 == 1 }) - 0.3) < 0.04)
  }

  @Test func aConditionSaysWhoTakesPart() {
    var some = experiment(share: 1)
    some.who = riskIsHigh
    for (risk, takesPart) in [(Int64(9), true), (1, false)] {
      let drawn = arms([some], count: 3) { customer, _ in customer.row.set(0, word: UInt64(bitPattern: risk)) }
      #expect(drawn.allSatisfy { ($0[0] == 1) == takesPart })
    }
    #expect(arms([some], count: 3).allSatisfy { $0[0] == -1 }, "unknown is no")
  }
}
