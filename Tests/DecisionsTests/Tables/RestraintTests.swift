import Decisions
import Expressions
import Testing
import Times

/// Says what it is told: chances and how sure they are, by treatment.
private struct Told: PropensityModel {
  let version = "told"
  var chances: [Double]
  var deviation = 0.0
  /// Where they differ from one treatment to another.
  var doubts: [Double] = []

  func writePropensities(
    of candidates: CandidateMask, for subject: borrowing Subject, using evaluator: ProgramEvaluator,
    into propensities: UnsafeMutablePointer<Double>, deviations: UnsafeMutablePointer<Double>
  ) {
    candidates.forEach {
      propensities[$0] = chances[$0]
      deviations[$0] = doubts.isEmpty ? deviation : doubts[$0]
    }
  }
}

/// The same price for every message, and the same verdict on every customer.
private struct ToldRestraint: RestraintModel {
  let version = "told"
  var hazards = 0.0
  var deviation = 0.0
  var later = 0.0
  var isTired = false

  func isTired(_ subject: borrowing Subject) -> Bool { isTired }

  func writeRestraint(
    of candidates: CandidateMask, for subject: borrowing Subject, lifetimeValue: Double, into room: RestraintRoom
  ) -> Double {
    candidates.forEach {
      room.hazards[$0] = hazards * lifetimeValue
      room.deviations[$0] = deviation
      room.later[$0] = later
    }
    return 3
  }

  func hazards(of treatment: Int, for subject: borrowing Subject, lifetimeValue: Double) -> [HazardShare] { [] }
}

/// What decisions do with what was learned. The world's one e-mail nets 0.50 where it has no further price.
@Suite("Restraint and exploration") struct RestraintTests {
  private var world: World = {
    var world = World()
    world.offer("loan", worth: 10)
    return world
  }()

  private func decision(
    _ world: World, _ restraint: ToldRestraint, chances: [Double] = [0.05], deviation: Double = 0,
    doubts: [Double] = [], key: UInt64? = nil
  ) -> Decision {
    let plan = CharterPlan(world.charter)
    var state = world.state
    if let key { state.customer = keyed(key, world) }
    let models = Models(
      plan, learned: [Told(chances: chances, deviation: deviation, doubts: doubts)], restraint: restraint)
    return decide(&state, world.occasion, Snapshot(plan: plan, models: models), now: world.now)
  }

  private func keyed(_ number: UInt64, _ world: World) -> Customer {
    var customer = Customer(id: "customer \(number)", slotCount: 2, purposeCount: 3, channelCount: 4)
    customer.reach = world.state.customer.reach
    customer.addresses = world.state.customer.addresses
    customer.country = world.state.customer.country
    return customer
  }

  @Test func `hazards, and what later messages lose, are part of the cost`() {
    var world = world
    world.charter.restraint = Restraint(lifetimeValue: .constant(20))
    let sent = decision(world, ToldRestraint(hazards: 0.01, later: 0.1))
    #expect(sent.choices.map(\.cost) == [0.2 + 0.1])
    #expect(sent.silenceValue == 3)
    world.charter.restraint?.looksAhead = false
    let blind = decision(world, ToldRestraint(hazards: 0.01, later: 0.1))
    #expect(blind.choices.map(\.cost) == [0.2])
    #expect(blind.silenceValue == 0)
  }

  @Test func `a charter without restraint asks no model about it`() {
    #expect(decision(world, ToldRestraint(hazards: 9, later: 9)).choices.map(\.cost) == [0])
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var hazards, later, deviation, confidence: Double
    var reason: Reason
    var testDescription: String { "\(hazards) \(later) ±\(deviation) at \(confidence): \(reason.name)" }
  }

  @Test(arguments: [
    Row(hazards: 0.4, later: 0, deviation: 0, confidence: 0.9, reason: .chosen),
    Row(hazards: 0.6, later: 0, deviation: 0, confidence: 0, reason: .belowFloor),
    // Worth sending, were it not for later messages.
    Row(hazards: 0.4, later: 0.2, deviation: 0, confidence: 0, reason: .waitingIsWorthMore),
    Row(hazards: 0.6, later: 0.2, deviation: 0, confidence: 0, reason: .belowFloor),
    // A net of 0.10 with a deviation of 0.10 is above 0 with a belief of 0.84.
    Row(hazards: 0.4, later: 0, deviation: 0.1, confidence: 0.84, reason: .chosen),
    Row(hazards: 0.4, later: 0, deviation: 0.1, confidence: 0.85, reason: .notSureEnough),
    Row(hazards: 0.4, later: 0, deviation: 0.1, confidence: 0, reason: .chosen),
  ])
  func `what becomes of the e-mail`(_ row: Row) {
    var world = world
    world.charter.restraint = Restraint(lifetimeValue: .constant(1), confidence: row.confidence)
    let told = ToldRestraint(hazards: row.hazards, deviation: row.deviation, later: row.later)
    #expect(decision(world, told).fates.map(\.reason) == [row.reason])
  }

  @Test func `a doubtful propensity makes a message doubtful`() {
    var world = world
    world.charter.restraint = Restraint(lifetimeValue: .constant(1), confidence: 0.9)
    let told = ToldRestraint(hazards: 0.1)
    // 0.05 × 0.95 × 0.5 × 10 € is a deviation of 0.24 €, beside a net of 0.40 €.
    #expect(decision(world, told, deviation: 0.5).fates.map(\.reason) == [.chosen])
    #expect(decision(world, told, deviation: 1).fates.map(\.reason) == [.notSureEnough])
  }

  @Test func `who is tired hears marketing seldom, and service as before`() {
    var world = world
    world.charter.restraint = Restraint(tiredSpacingSeconds: 7 * 86_400)
    world.offer("repair", worth: 1, purpose: "contract", group: "help")
    world.contacted("loan", at("2026-05-15 12:00"))
    let rested = decision(world, ToldRestraint(), chances: [0.05, 0.9])
    #expect(rested.fates.map(\.reason) == [.outranked, .chosen])
    let tired = decision(world, ToldRestraint(isTired: true), chances: [0.9, 0.1])
    #expect(tired.fates.map(\.reason) == [.tired, .chosen])
    world.now = at("2026-05-22 12:00")
    #expect(decision(world, ToldRestraint(isTired: true), chances: [0.9, 0.1]).fates[0].reason == .chosen)
  }

  @Test func `silence looks again when a tired customer may hear something`() {
    var world = world
    world.charter.restraint = Restraint(tiredSpacingSeconds: 6 * 86_400)
    world.contacted("loan", at("2026-05-15 12:00"))
    guard case .abstain(let abstention) = decision(world, ToldRestraint(isTired: true)).answer else {
      Issue.record("something was said")
      return
    }
    #expect(abstention.reason == .tired)
    #expect(abstention.nextLook == at("2026-05-21 12:00"))
  }

  // MARK: Chance

  /// 4,000 customers and a floor of 30 % over two offers and silence: each is drawn with its probability, and the logged
  /// probabilities weigh what was drawn so that every answer counts as often as there are customers.
  @Test func `even draws come with the chance that is logged`() {
    var world = world
    world.offer("card", worth: 8)
    world.charter.exploration = Exploration(floor: 0.3)
    var counts: [Reason: Double] = [:]
    var weights: [Int: Double] = [:]
    let customers = 4_000
    for key in 0..<UInt64(customers) {
      let decision = decision(world, ToldRestraint(), chances: [0.05, 0.05], key: key)
      counts[decision.fates[0].reason, default: 0] += 1
      weights[decision.choices.first?.treatment ?? 2, default: 0] += 1 / decision.draw.probability
      let expected = decision.choices.first?.treatment == 0 ? 0.8 : 0.1
      #expect(abs(decision.draw.probability - expected) < 1e-12)
    }
    #expect(abs(counts[.chosen, default: 0] / Double(customers) - 0.8) < 0.02)
    #expect(abs(counts[.silenceDrawn, default: 0] / Double(customers) - 0.1) < 0.015)
    for answer in 0...2 { #expect(abs(weights[answer, default: 0] / Double(customers) - 1) < 0.15) }
  }

  /// Thompson's draws choose as often as they say that they do: three uncertain offers, 4,000 customers.
  @Test func `draws from belief come with the chance that is logged`() {
    var world = world
    world.offer("card", worth: 8)
    world.offer("visit", worth: 30)
    world.charter.exploration = Exploration(drawsFromBelief: true)
    var shares = [0.0, 0.0, 0.0]
    var logged = [0.0, 0.0, 0.0]
    let customers = 4_000
    for key in 0..<UInt64(customers) {
      let decision = decision(world, ToldRestraint(), chances: [0.05, 0.055, 0.015], deviation: 0.6, key: key)
      guard let treatment = decision.choices.first?.treatment else { continue }
      shares[treatment] += 1 / Double(customers)
      logged[treatment] = decision.draw.probability
    }
    for treatment in 0..<3 { #expect(abs(shares[treatment] - logged[treatment]) < 0.03) }
    #expect(abs(logged.reduce(0, +) - 1) < 0.02)
    #expect(shares.allSatisfy { $0 > 0.1 })
  }

  /// An offer that must be drawn two and a half deviations above its middle to lead: one customer of 160. What was said has
  /// a chance above 0, and weighed by it counts as often as there are customers.
  @Test(arguments: [0, 0.02]) func `what leads by a rare draw has the chance of that draw`(_ doubt: Double) {
    var world = world
    world.offer("card", worth: 8)
    world.charter.exploration = Exploration(drawsFromBelief: true)
    let customers = 8_000
    var weight = 0.0
    var least = 1.0
    for key in 0..<UInt64(customers) {
      let decision = decision(world, ToldRestraint(), chances: [0.05, 0.3425], doubts: [1, doubt], key: key)
      least = min(least, decision.draw.probability)
      if decision.choices.first?.treatment == 0 { weight += 1 / decision.draw.probability }
    }
    #expect(least > 0)
    #expect(abs(weight / Double(customers) - 1) < 0.5)
  }

  @Test func `chance never takes the place of service, and leaves a higher tier alone`() {
    var world = world
    world.charter.exploration = Exploration(floor: 1)
    world.offer("repair", worth: 1, purpose: "contract", group: "help")
    world.charter.hierarchy = [Tier(name: "care", issues: [1])]
    for key in 0..<UInt64(200) {
      let decision = decision(world, ToldRestraint(), chances: [0.9, 0.1], key: key)
      #expect(decision.choices.first?.treatment == 1)
      #expect(decision.draw == .none)
    }
  }

  @Test func `asked again on the same day, chance says the same`() {
    var world = world
    world.offer("card", worth: 8)
    world.charter.exploration = Exploration(floor: 0.5, drawsFromBelief: true)
    var changed = 0
    for key in 0..<UInt64(300) {
      func answer(_ time: Instant) -> [Reason] {
        var world = world
        world.now = time
        return decision(world, ToldRestraint(), chances: [0.05, 0.05], deviation: 1, key: key).fates.map(\.reason)
      }
      #expect(answer(at("2026-05-20 09:00")) == answer(at("2026-05-20 18:00")))
      if answer(at("2026-05-20 09:00")) != answer(at("2026-05-21 09:00")) { changed += 1 }
    }
    #expect(changed > 60)
  }
}
