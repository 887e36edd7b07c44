import Decisions
import Expressions
import Glibc
import Journeys
import Seeds
import Testing
import Times

/// Whatever the order in which signals arrive, and how late and how often, customers end in the same place.
///
/// `MESURE_SEED` sets the first seed; a failure prints its own.
@Suite struct OrderTests {
  /// Something that happens at a moment, and what is told of it.
  private struct Fact {
    var at: Instant
    var signal: Signal
    var event: Event?
  }

  private let world: SmallJourneys
  private let plan: JourneyPlan

  init() {
    var world = SmallJourneys()
    world.journeys.segments = [
      Segment(name: "busy", when: Rule(text: "visits", condition: .compare(slot: 3, .greaterOrEqual, .int(2))))
    ]
    world.journeys.triggers = [
      Trigger(
        name: "left",
        cause: .absence(of: [.event(Symbol("purchase"))], seconds: 2 * hour, since: [.event(Symbol("cart"))]),
        oncePerSeconds: 10 * hour),
      Trigger(
        name: "quiet", cause: .absence(of: [.event(Symbol("visit"))], seconds: 20 * hour, since: []),
        opening: Opening(spreadSeconds: 5 * hour)),
      Trigger(name: "came", cause: .occurrence([.entered(Watch.segment("busy"))]), oncePerSeconds: day),
      Trigger(name: "risk", cause: .level(.quantity(.slot(0)), 0.5, rises: true)),
    ]
    var nurture = SmallJourneys.cart
    nurture.name = "nurture"
    nurture.entry = Gate(on: [.entered(Watch.segment("busy"))])
    nurture.exit = Gate(when: Rule(text: "risk > 0.8", condition: riskOver(0.8)))
    nurture.reentry = .always
    nurture.stages[1].moves = [
      StageMove(on: [.outcome([.clicked], actions: [], channels: [])], target: .stage(2)),
      StageMove(on: [.event(Symbol("visit"))], when: Rule(text: "flag", condition: flagIs(true)), target: .end),
      StageMove(afterSeconds: 9 * hour, target: .stage(2)),
    ]
    world.journeys.journeys = [SmallJourneys.cart, nurture]
    self.world = world
    plan = world.plan
  }

  private func facts(_ seeds: inout SeededGenerator) -> [Fact] {
    (0..<seeds.int(2...9)).map { _ in
      let at = start + Int64(seeds.int(1...170_000)) / 600 * 600 + Int64(seeds.int(0...1))
      switch seeds.int(0...9) {
      case 0: return Fact(at: at, signal: .contact(action: Symbol("incident"), channel: Symbol("email"), at: at))
      case 1:
        return Fact(
          at: at, signal: .outcome(.clicked, action: Symbol("cart"), channel: Symbol("email"), at: at))
      default:
        let name = seeds.pick(["visit", "visit", "cart", "cart", "purchase"])
        return Fact(at: at, signal: .event(Symbol(name), at: at), event: event(name, at))
      }
    }
  }

  /// Changes of attributes are stamped when the hub learns them, so they are the same in every order.
  private func changes(_ seeds: inout SeededGenerator) -> [(at: Instant, row: Row)] {
    var row = world.customer.customer.row
    return (0..<seeds.int(0...3)).map { _ in start + Int64(seeds.int(1...170_000)) }.sorted().map { at in
      row.set(0, word: seeds.pick([0.1, 0.4, 0.6, 0.9]).bitPattern)
      row.set(1, word: UInt64(seeds.int(0...1)))
      return (at, row)
    }
  }

  /// Plays one order of arrival: facts come at their delays, timers fire or are forgotten, and everything is looked at
  /// on the last day.
  private func play(
    _ arrivals: [(at: Instant, fact: Fact)], _ changes: [(at: Instant, row: Row)], coded: Bool
  ) -> (state: JourneyState, timers: [TimerKey: Instant]) {
    var customer = world.customer
    var state = JourneyState()
    var timers: [TimerKey: Instant] = [:]
    var counts: [String: Int] = [:]
    func tell(_ signal: Signal, _ now: Instant) {
      for effect in advance(&state, signal, customer, plan, now: now) {
        switch effect {
        case .setTimer(let key, let due): timers[key] = due
        case .cancelTimer(let key):
          #expect(timers[key] != nil, "a timer is cancelled that was never set")
          timers[key] = nil
        case .enteredSegment(let name): counts[name, default: 0] += 1
        case .leftSegment(let name): counts[name, default: 0] -= 1
        case .enteredStage(let journey, let stage): counts["\(journey)/\(stage)", default: 0] += 1
        case .leftStage(let journey, let stage): counts["\(journey)/\(stage)", default: 0] -= 1
        default: break
        }
      }
      if coded { state = (try? JourneyState(bytes: state.bytes)) ?? JourneyState() }
    }
    tell(.created(at: start), start)
    var rest = changes[...]
    func catchUp(_ now: Instant) {
      while let change = rest.first, change.at <= now {
        let before = customer.customer.row
        customer.customer.row = change.row
        tell(.attributes(before: before, at: change.at), change.at)
        rest.removeFirst()
      }
    }
    for arrival in arrivals {
      catchUp(arrival.at)
      if let event = arrival.fact.event, !customer.customer.events.contains(event) {
        customer.customer.events.append(event)
      }
      tell(arrival.fact.signal, arrival.at)
    }
    let end = start + 2 * day + 23 * hour
    catchUp(end)
    tell(.clock, end)
    for key in timers.keys where timers[key]! <= end { timers[key] = nil }
    // What was entered and not left is where the customer stands, whatever was made good on the way.
    var standing = plan.isIn("busy", state) ? ["busy": 1] : [:]
    for journey in ["cart", "nurture"] {
      if let stage = plan.stage(of: state, in: journey) { standing["\(journey)/\(stage)"] = 1 }
    }
    #expect(counts.filter { $0.value != 0 } == standing)
    return (state, timers)
  }

  @Test func theOrderOfArrivalChangesNothing() {
    let first = getenv("MESURE_SEED").flatMap { UInt64(String(cString: $0)) } ?? 4_000
    var moved = 0
    for seed in first..<first + 400 {
      var seeds = SeededGenerator(seed: seed)
      let facts = facts(&seeds)
      let changes = changes(&seeds)
      let inOrder = facts.sorted { $0.at < $1.at }.map { (at: $0.at, fact: $0) }
      let expected = play(inOrder, changes, coded: false)
      moved += expected.state.standing == Standing.nowhere ? 0 : 1
      for round in 0..<6 {
        var arrivals = facts.map { (at: $0.at + Int64(seeds.int(0...60_000)), fact: $0) }
        arrivals += seeds.some(facts, 0.3).map { (at: $0.at + Int64(seeds.int(0...70_000)), fact: $0) }
        arrivals.sort { $0.at < $1.at }
        let got = play(arrivals, changes, coded: round == 0)
        #expect(got.state.standing == expected.state.standing, "MESURE_SEED=\(seed), round \(round)")
        #expect(got.timers == expected.timers, "timers, MESURE_SEED=\(seed), round \(round)")
      }
    }
    #expect(moved > 300)
  }

  @Test func everyOrderOfFourEventsIsTheSame() {
    let names = ["cart", "visit", "visit", "purchase"]
    let facts = names.enumerated().map { number, name in
      let at = start + Int64(number + 1) * 3 * hour
      return Fact(at: at, signal: .event(Symbol(name), at: at), event: event(name, at))
    }
    let late = start + day
    let expected = play(facts.map { ($0.at, $0) }, [], coded: false)
    for order in permutations([0, 1, 2, 3]) {
      let got = play(order.enumerated().map { (late + Int64($0.offset), facts[$0.element]) }, [], coded: false)
      #expect(got.state.standing == expected.state.standing, "order \(order)")
    }
  }

  @Test func aTimerThatIsNoLongerWantedDoesNothing() {
    var seeds = SeededGenerator(seed: 77)
    for _ in 0..<100 {
      let facts = facts(&seeds).sorted { $0.at < $1.at }
      var state = play(facts.map { ($0.at, $0) }, [], coded: false).state
      let now = start + 2 * day + 23 * hour
      let before = state
      #expect(advance(&state, .clock, world.customer, plan, now: now).isEmpty)
      #expect(state.standing == before.standing)
    }
  }

  @Test func whatIsTooLateIsIgnored() {
    var state = JourneyState()
    advance(&state, .created(at: start), world.customer, plan, now: start)
    let now = start + 10 * day
    let effects = advance(&state, .event(Symbol("cart"), at: start + day), world.customer, plan, now: now)
    #expect(effects.contains { if case .ignored = $0 { return true } else { return false } })
  }

  @Test func bytesAreRefusedOrReadBack() throws {
    var seeds = SeededGenerator(seed: 3)
    let state = play(facts(&seeds).map { ($0.at, $0) }, changes(&seeds), coded: false).state
    let bytes = state.bytes
    #expect(try JourneyState(bytes: bytes) == state)
    #expect(bytes.count < 500, "\(bytes.count) bytes")
    for count in bytes.indices {
      #expect(throws: JourneyStateError.self) { try JourneyState(bytes: Array(bytes[..<count])) }
    }
    for _ in 0..<2_000 {
      var broken = bytes
      broken[seeds.int(0...bytes.count - 1)] = UInt8(seeds.int(0...255))
      // Whatever comes out, it neither crashes nor hangs.
      if let read = try? JourneyState(bytes: broken) {
        #expect(read.bytes.count <= broken.count + 16)
      }
    }
    #expect(JourneyState().bytes.count < 80)
  }
}

extension Standing {
  /// Where nobody stands to whom anything happened.
  static var nowhere: Standing { JourneyState().standing }
}

/// All orders of some values.
func permutations(_ values: [Int]) -> [[Int]] {
  guard let last = values.last else { return [[]] }
  return permutations(Array(values.dropLast())).flatMap { shorter in
    (0...shorter.count).map { place in
      var order = shorter
      order.insert(last, at: place)
      return order
    }
  }
}
