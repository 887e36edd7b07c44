import Charters
import Decisions
import Expressions
import Hub
import HubTesting
import Logging
import Seeds
import Testing

/// A hub in which a version is rolled out step by step, and for each step a hub of its own with those whom that step was the first
/// to reach: there, all of them change versions at once. Everything is told to both; nobody may notice a difference.
private final class ComparedHubs {
  static let steps = "{ name: spring, steps: [ { pilots: [c0, c1] }, { share: 0.4 }, { share: 0.7 }, {} ] }"
  static let ids = (0..<24).map { "c\($0)" }

  let disk = MemoryDisk()
  let clock = ManualClock(nowMilliseconds: SmallWorld.start)
  let charters: (old: [SourceFile], new: [SourceFile])
  var hub: Authority
  var others: [Authority] = []
  /// By customer: the first step that reaches them, which is the number of their other hub.
  var cohorts: [String: Int] = [:]
  /// Decisions that both made.
  var pairs: [(id: String, own: Position, other: Position)] = []

  init() async throws {
    var old = AlwaysOnWorld()
    old.moreTriggers = "- name: gone\n  on: seen\n  only: { actions: [checkup] }"
    var new = AlwaysOnWorld(edition: "second")
    new.moreTriggers = "- name: come\n  on: purchase\n  only: { actions: [offer, basket] }"
    charters = (Self.changed(old.files, isNew: false), Self.changed(new.files, isNew: true))
    hub = try await Self.open(MemoryStore(disk: disk), clock)
    for _ in 0..<4 { others.append(try await Self.open(MemoryStore(), clock)) }
    for one in [hub] + others { _ = try await one.put(charters.old) }
    let loaded = try await hub.check(charters.new)
    let rollout = try #require(loaded.charter.rollout)
    let plan = RolloutPlan(rollout)
    for id in Self.ids {
      let customer = Customer(id: id, slotCount: 0, purposeCount: 0, channelCount: 0)
      cohorts[id] = (0..<4).first { plan.reaches(customer, step: $0) }
      try await hub.welcome([id])
      try await other(id).welcome([id])
    }
  }

  private static func open(_ store: MemoryStore, _ clock: ManualClock) async throws -> Authority {
    try await Authority.open(
      store: store, clock: clock, zones: ZoneDirectory(), limits: HubLimits(), logger: Logger(label: "test"))
  }

  /// Another value, other segments, another wait: what a second version is for. Both watch the same events and attributes:
  /// what only one of them watches, it hears of when it takes somebody over as far back as the other last had news of
  /// them, and that is not the same in both hubs.
  private static func changed(_ files: [SourceFile], isNew: Bool) -> [SourceFile] {
    files.map { file in
      var text = file.text
      switch file.path {
      case "segments.yaml":
        text =
          isNew
          ? "adults: customer.age >= 30\nrich: customer.basket > 60.0\n"
          : "adults: customer.age >= 18\npoor: customer.basket < 20.0\n"
      case "charter.yaml": if isNew { text += "\nrollout: \(steps)\n" }
      case "actions/all.yaml": if isNew { text = text.replacing("value: 50", with: "value: 3") }
      case "journeys/cart.yaml": if isNew { text = text.replacing("after: 1d, to: mail", with: "after: 2d, to: mail") }
      default: break
      }
      return SourceFile(path: file.path, text: text)
    }
  }

  func other(_ id: String) -> Authority { others[cohorts[id] ?? 0] }

  func restart() async throws {
    try await hub.stop()
    hub = try await Self.open(MemoryStore(disk: disk), clock)
  }

  /// Puts the roll-out on a step here; there, whoever is reached has the new version for good.
  func put(on step: Int) async throws {
    try await hub.setRollout("spring", step: step, reason: "")
    for (first, other) in others.enumerated() {
      try await other.setRollout("spring", step: first <= step ? 3 : Rollout.stopped, reason: "")
    }
  }

  /// Puts the new version in force.
  func activate() async throws {
    _ = try await hub.put(charters.new)
    for other in others {
      _ = try await other.put(charters.new)
      try await other.setRollout("spring", step: Rollout.stopped, reason: "")
    }
    try await put(on: 0)
  }

  /// Tells both of something.
  func tell(_ id: String, _ kind: Happening.Kind) async throws {
    let happening = Happening(customer: Identity(.id, id), kind: kind)
    _ = try await hub.record([happening])
    _ = try await other(id).record([happening])
  }

  /// Lets both do what is due.
  func attend() async throws {
    try await hub.attendToAll()
    for other in others { try await other.attendToAll() }
  }
}

@Suite("A version that is rolled out decides as if each had a hub of their own")
struct CharterRolloutWorldTests {
  @Test(
    "in random lives: decisions, outcomes, journeys, timers, segments, ledgers", arguments: [1, 2, 3, 4] as [UInt64])
  func lives(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let world = try await ComparedHubs()
    for round in 0..<120 {
      switch round {
      case 15: try await world.activate()
      case 35: try await world.put(on: 1)
      case 50: try await world.put(on: 2)
      case 65: try await world.put(on: 1)
      case 75: try await world.put(on: 3)
      case 95: try await world.put(on: Rollout.stopped)
      case 110: try await world.put(on: 2)
      default: break
      }
      if random.chance(0.08) { try await world.restart() }
      for _ in 0..<random.int(2...8) { try await step(world, &random, "seed \(seed), round \(round)") }
      try await world.attend()
      world.clock.advance(bySeconds: Int64(random.pick([60, 3_600, 20_000, 90_000])))
      try await world.attend()
    }
    try await compare(world, "seed \(seed)")
    for other in world.others { try await other.stop() }
    try await world.hub.stop()
  }

  private func step(_ world: ComparedHubs, _ random: inout SeededGenerator, _ place: String) async throws {
    let id = random.pick(ComparedHubs.ids)
    switch random.int(0...9) {
    case 0...2:
      let name = random.pick(["page_view", "purchase", "cart", "help", "seen"])
      try await world.tell(id, .event(EventRecord(name: name, atMilliseconds: world.clock.nowMilliseconds)))
    case 3...4:
      var patch = CustomerPatch()
      patch.attributes = [
        random.chance(0.5)
          ? ("age", .int(Int64(random.int(10...60)))) : ("basket", .double(Double(random.int(0...100))))
      ]
      try await world.tell(id, .patch(patch))
    case 5...7:
      let channels = random.some(SmallWorld.channels, 0.5)
      let mode: DecisionRequest.Mode = random.chance(0.2) ? .proposal : .reservation
      let own = try await world.hub.ask(id, channels, answers: random.int(1...2), mode: mode)
      let other = try await world.other(id).ask(id, channels, answers: own.record.answersMax, mode: mode)
      #expect(own.charterVersion == other.charterVersion, "\(place), \(id)")
      #expect(own.record.answer == other.record.answer, "\(place), \(id)")
      #expect(own.record.checksum == other.record.checksum, "\(place), \(id)")
      if !own.record.contacts.isEmpty { world.pairs.append((id, own.position, other.position)) }
    default:
      guard let pair = world.pairs.suffix(40).randomElement(using: &random) else { return }
      let kind = random.pick([.released, .delivered, .opened, .converted, .rejected, .bounced] as [FeedbackKind])
      let codes = try await [(world.hub, pair.own), (world.other(pair.id), pair.other)].asyncMap { hub, decision in
        do {
          return "\(try await hub.record(Feedback(decision: decision, choice: 0, kind: kind)))"
        } catch let error as HubError {
          return error.code
        }
      }
      #expect(codes[0] == codes[1], "\(place), \(pair.id): \(kind)")
    }
  }

  /// All that is told of the customers in the end.
  private func compare(_ world: ComparedHubs, _ place: String) async throws {
    var versions: Set<String> = []
    var byJourneys = 0
    for id in ComparedHubs.ids {
      let other = world.other(id)
      let (mine, theirs) = (try await world.hub.decided(id), try await other.decided(id))
      #expect(mine.map(\.record.answer) == theirs.map(\.record.answer), "\(place), \(id)")
      #expect(mine.map(\.record.checksum) == theirs.map(\.record.checksum), "\(place), \(id)")
      #expect(try await world.hub.asked(id) == (try await other.asked(id)), "\(place), \(id)")
      #expect(try await world.hub.news(id) == (try await other.news(id)), "\(place), \(id)")
      byJourneys += try await world.hub.asked(id).count
      for (position, _) in mine {
        let replay = try await world.hub.replay(position)
        #expect(replay.isSame, "\(place), \(id)")
        versions.insert(replay.charter.charter.version)
      }
      let ledgers = try await [world.hub, other].asyncMap { hub in
        try await hub.customer(Identity(.id, id)).profile.ledger.contacts.map { contact in
          var contact = contact
          contact.origin = 0
          return contact
        }
      }
      #expect(ledgers[0] == ledgers[1], "\(place), \(id)")
    }
    var counts: [String: Int] = [:]
    for id in ComparedHubs.ids {
      for name in try await world.hub.journeys(of: Identity(.id, id)).segments { counts[name, default: 0] += 1 }
    }
    for (name, count) in try await world.hub.segmentCounts() {
      #expect(counts[name, default: 0] == count, "\(place), \(name)")
    }
    #expect(versions.count == 2 && byJourneys > 20, "\(place): \(byJourneys) decisions of journeys")
  }
}

extension Array {
  fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
