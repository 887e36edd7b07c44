import Decisions
import Seeds
import Sweeps
import Testing

@Suite("Customers of two charters contend for the same slots")
struct JointSweepTests {
  private let world = CharterSweepTests()

  /// Adds everybody to a contest, each under one of the plans.
  private func contest(
    _ plans: [CharterPlan], rooms: [[String: Int64]] = [], side: (Int) -> Int
  ) -> Contest {
    let snapshots = plans.map { Snapshot(plan: $0) }
    var contest = Contest(plans, rooms: rooms)
    for (number, state) in world.states().enumerated() {
      let found = prospect(state, Occasion(kind: .outbound), snapshots[side(number)], now: CharterSweepTests.now)
      contest.add(found, key: state.customer.key, plan: side(number))
    }
    return contest
  }

  @Test("of two charters that say the same, it makes no difference whose somebody is", arguments: [false, true])
  func alike(renewalTier: Bool) {
    let plan = CharterPlan(world.charter(renewalTier: renewalTier))
    let one = Sweep(contest([plan]) { _ in 0 })
    var random = SeededGenerator(seed: 5)
    for _ in 0..<4 {
      let sides = (0..<CharterSweepTests.customerCount).map { _ in random.int(0...1) }
      let two = Sweep(contest([plan, plan]) { sides[$0] })
      #expect(two.limits == one.limits)
      #expect((two.value, two.valueBound) == (one.value, one.valueBound))
      for customer in sides.indices {
        #expect(two.prices(customer, plan: sides[customer]) == one.prices(customer))
        let number = two.treatment(customer).map { $0 - sides[customer] * plan.treatments.count }
        #expect(number == one.treatment(customer))
      }
      // Nobody was found under the other plan, so nothing scarce of it is theirs.
      #expect(two.pricesOfOthers(plan: 1) == [0, .infinity, .infinity])
    }
  }

  @Test("a limit of which one charter has less holds for its customers besides; one that it alone has, for them alone")
  func rooms() {
    let first = world.charter(renewalTier: false)
    var second = first
    second.limits.remove(at: 1)
    var letters = Scope()
    letters.channels = ["email"]
    second.limits.append(VolumeLimit(name: "mails", scope: letters, measure: .contacts(30), window: .day))
    let plans = [CharterPlan(first), CharterPlan(second)]
    let sweep = Sweep(contest(plans, rooms: [["calls": 20], ["calls": 6]]) { $0 % 2 })
    #expect(sweep.limits.map(\.name) == ["calls", "calls", "call-money", "mails"])
    #expect(sweep.limits.map(\.isMoney) == [false, false, true, false])
    #expect(sweep.limits.map(\.room) == [20, 6, 12_000_000, 30])
    var calls = [0, 0]
    var mails = [0, 0]
    for customer in 0..<CharterSweepTests.customerCount {
      guard let treatment = sweep.treatment(customer) else { continue }
      let side = customer % 2
      let plan = plans[side]
      let own = treatment - side * plans[0].treatments.count
      if plan.channelName(own) == "call" { calls[side] += 1 } else { mails[side] += 1 }
    }
    #expect(calls[0] + calls[1] == 20 && calls[1] <= 6, "\(calls)")
    #expect(mails == [0, 30], "\(mails)")
    #expect(sweep.limits.map(\.taken) == [20, Int64(calls[1]), Int64(calls[0]) * 500_000, 30])
    #expect(sweep.limits[0].floors.map(\.name) == ["gold"])
  }
}
