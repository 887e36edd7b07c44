import Decisions
import Expressions
import Testing
import Times

/// Steps 5 and 6: what candidates are worth, silence, tiers, floors.
@Suite struct ArbitrationTests {
  /// The seed of the idea, to the cent: P 4.0 %, V 55 €, L 50 % have the priority 3.30 €.
  @Test func priorityOfTheSeed() throws {
    var world = World()
    world.offer("lamp", worth: 55)
    world.charter.actions[0].treatments[0].propensity = .constant(0.04)
    world.charter.actions[0].lever = 0.25
    world.charter.groups[0].lever = 0.15
    world.charter.issues[0].lever = 0.10
    let choice = try #require(world.decision().choices.first)
    #expect(abs(choice.priority - 3.30) < 1e-12)
    #expect(choice.cost == 0)
    #expect(abs(choice.lever - 0.5) < 1e-12)
  }

  /// C = sending cost + weight × (wear + wearPerPressure × pressure); a bounce and an inbound answer press nobody.
  @Test func relationalCost() throws {
    var world = World()
    world.offer("lamp", worth: 10, on: ["email", "web"])
    world.charter.channels[0].sendCost = 0.5
    world.charter.channels[0].weightHundredths = 200
    world.charter.wear = WearCost(wear: 0.25, wearPerPressure: 0.5, halfLifeSeconds: 86_400)
    world.contacted("lamp", world.now - 86_400)
    world.contacted("lamp", world.now - 86_400, state: .bounced)
    world.contacted("lamp", on: "web", world.now - 60)
    let choice = try #require(world.decision().choices.first)
    // Pressure is 2 × ½ = 1: 0.5 + 2 × (0.25 + 0.5 × 1) = 2.
    #expect(choice.cost == 2)
    #expect(choice.net == 8)
  }

  @Test func whatCannotBeScored() {
    let table: [(propensity: Double, value: Double, fate: Reason)] = [
      (0, 5, .chosen), (1, 5, .chosen), (-0.01, 5, .propensityUnknown), (1.01, 5, .propensityUnknown),
      (.nan, 5, .propensityUnknown), (.infinity, 5, .propensityUnknown), (.nan, .nan, .propensityUnknown),
      (0.5, .nan, .valueUnknown), (0.5, .infinity, .valueUnknown), (0.5, -.infinity, .valueUnknown),
      (0.5, -1, .belowFloor), (0.5, 0, .chosen),
    ]
    for row in table {
      var world = World()
      world.offer("lamp", worth: row.value)
      world.charter.actions[0].treatments[0].propensity = .constant(row.propensity)
      #expect(world.fate("lamp") == row.fate, "P \(row.propensity), V \(row.value)")
    }
  }

  /// Under risk, nothing, except what is owed; a risk that nobody knows is a risk.
  @Test func ordersOfSilence() {
    let table: [(risk: Int64?, except: [PurposeKind], said: [String])] = [
      (3, [.service, .legal], ["lamp", "answer", "terms"]),
      (8, [.service, .legal], ["answer", "terms"]),
      (nil, [.service, .legal], ["answer", "terms"]),
      (8, [.legal], ["terms"]),
      (8, [], []),
    ]
    for row in table {
      var world = World()
      world.offer("lamp", worth: 9)
      world.offer("answer", worth: 8, purpose: "contract", group: "help")
      world.offer("terms", worth: 7, purpose: "notice", group: "help")
      world.occasion.answersMax = 3
      world.charter.silences = [Silence(name: "risk", when: riskIsHigh, exceptPurposeKinds: row.except)]
      if let risk = row.risk { world.state.customer.row.set(0, word: UInt64(bitPattern: risk)) }
      #expect(world.said() == row.said.map { "\($0) on email" }, "\(row)")
      if row.said.isEmpty { #expect(world.abstention()?.reason == .silenced) }
    }
  }

  /// Higher tiers outrank whatever the money says; a tier opens only when its condition is known to hold.
  @Test func tiers() {
    let care = Tier(name: "moments of truth", issues: [1])
    let sales = Tier(name: "sales", issues: [0])
    let sometimes = Tier(name: "under risk", issues: [0], when: riskIsHigh)
    let table: [(tiers: [Tier], risk: Int64?, lamp: Reason, advice: Reason)] = [
      ([], nil, .chosen, .outranked),
      ([care], nil, .outrankedByTier, .chosen),
      ([sales], nil, .chosen, .outrankedByTier),
      ([care, sales], nil, .outrankedByTier, .chosen),
      ([sales, care], nil, .chosen, .outrankedByTier),
      ([Tier(name: "both", issues: [0, 1])], nil, .chosen, .outranked),
      ([sometimes], 9, .chosen, .outrankedByTier),
      ([sometimes], 1, .tierClosed, .chosen),
      ([sometimes], nil, .tierClosed, .chosen),
      // An issue belongs to the first tier that lists it: the second one cannot close it.
      ([sales, sometimes], 1, .chosen, .outrankedByTier),
    ]
    for row in table {
      var world = World()
      world.offer("lamp", worth: 90)
      world.offer("advice", worth: 1, purpose: "contract", group: "help")
      world.charter.hierarchy = row.tiers
      if let risk = row.risk { world.state.customer.row.set(0, word: UInt64(bitPattern: risk)) }
      #expect(world.fate("lamp") == row.lamp, "\(row.tiers.map(\.name)), risk \(String(describing: row.risk))")
      #expect(world.fate("advice") == row.advice, "\(row.tiers.map(\.name))")
    }
  }

  @Test func floors() {
    let table: [(charter: Double, purpose: Double?, worth: Double, fate: Reason, silence: Double)] = [
      (0, nil, 0, .chosen, 0), (5, nil, 5, .chosen, 0), (5, nil, 4.5, .belowFloor, 0.5),
      (5, 1, 4.5, .chosen, 0), (0, 6, 4.5, .belowFloor, 1.5), (0, -2, -1.5, .chosen, 0),
      (5, -2, -2.5, .belowFloor, 0.5),
    ]
    for row in table {
      var world = World()
      world.offer("lamp", worth: row.worth)
      world.offer("sofa", worth: row.worth - 3)
      world.charter.floor = row.charter
      world.charter.purposes[0].floor = row.purpose
      #expect(world.fate("lamp") == row.fate, "\(row)")
      guard row.fate == .belowFloor else { continue }
      #expect(world.abstention()?.reason == .belowFloor)
      #expect(world.abstention()?.value == row.silence, "the best of them lacked so much")
    }
  }
}
