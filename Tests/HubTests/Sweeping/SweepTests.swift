import Decisions
import HubTesting
import Seeds
import Testing
import Times

@testable import Hub

/// A few customers who want an offer of which there are not enough, some more than others.
struct SweepWorld {
  /// How many contacts with the offer there may be.
  static let offerMax = 4
  static let world = SmallWorld(offerVolumeMax: offerMax)
  /// How often each customer looked at a page: the more, the likelier they take the offer.
  static let views: [String: Int] = [
    "ada": 9, "ben": 8, "cid": 7, "dan": 6, "eva": 5, "fay": 4, "gus": 3, "hal": 2, "ida": 1, "jon": 0,
  ]

  /// A hub in which they were made known in an order.
  static func hub(_ order: [String], store: MemoryStore = MemoryStore()) async throws -> Authority {
    let hub = try await world.hub(store: store)
    try await hub.welcome(order)
    for id in order {
      for _ in 0..<(views[id] ?? 0) {
        let event = EventRecord(
          name: "page_view", atMilliseconds: SmallWorld.start - 60_000, amount: 0, properties: [], isKept: true)
        _ = try await hub.record([Happening(customer: Identity(.id, id), kind: .event(event))])
      }
    }
    return hub
  }
}

extension Authority {
  /// The customer's decisions, oldest first.
  func decided(_ id: String) async throws -> [(position: Position, record: DecisionRecord)] {
    try await timeline(of: Identity(.id, id), before: nil, countMax: 1_000).reversed().compactMap { entry in
      guard case .decision(let record) = try EntryBody(entry) else { return nil }
      return (entry.position, record)
    }
  }

  /// Who was told the offer, by all decisions of these customers, with the number of their decisions.
  func offered(_ ids: some Sequence<String>) async throws -> (who: Set<String>, decisionCounts: [Int]) {
    var who: Set<String> = []
    var counts: [Int] = []
    for id in ids {
      let decisions = try await decided(id)
      counts.append(decisions.count)
      for case .contact(let offers) in decisions.map(\.record.answer)
      where offers.contains(where: { $0.action == "offer" }) {
        who.insert(id)
      }
    }
    return (who, counts)
  }
}

@Suite("Sweeps over everybody")
struct SweepTests {
  private let names = SweepWorld.views.keys.sorted()

  @Test("the best customers get what is scarce, in whatever order they came; everybody is decided once")
  func order() async throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<6 {
      let order = names.shuffled(using: &random)
      let hub = try await SweepWorld.hub(order)
      let status = try await hub.run(sweep: try await hub.beginSweep().row.number)
      let (who, counts) = try await hub.offered(names)
      #expect(who == ["ada", "ben", "cid", "dan"], "\(order)")
      #expect(counts == names.map { _ in 1 }, "silence is a decision")
      #expect(status.phase == .done)
      #expect((status.decisionCount, status.contactCount) == (10, 4))
      let limit = try #require(status.outcome?.limits.first)
      #expect((limit.name, limit.room, limit.given) == ("volume of offer", 4, 4))
      // Between what the last winner and the first loser are worth: one unit more would have gone to `eva`.
      #expect(limit.price > 0)
    }
  }

  @Test("its decisions come out the same when they are made again, prices included")
  func replay() async throws {
    let hub = try await SweepWorld.hub(names)
    _ = try await hub.run(sweep: try await hub.beginSweep().row.number)
    var priced = 0
    for id in names {
      for (position, record) in try await hub.decided(id) {
        #expect(try await hub.replay(position).isSame, "\(id)")
        if !record.prices.isEmpty { priced += 1 }
        if case .silence(let abstention) = record.answer { #expect(abstention.reason == .volumeExhausted, "\(id)") }
      }
    }
    #expect(priced == names.count, "the offer on other channels is not theirs, whoever they are")
  }

  @Test("a second sweep finds nothing left, and one at a time is under way")
  func again() async throws {
    let hub = try await SweepWorld.hub(names)
    let first = try await hub.beginSweep()
    await #expect { _ = try await hub.beginSweep() } throws: { ($0 as? HubError)?.code == "sweep.unfinished" }
    _ = try await hub.run(sweep: first.row.number)
    let second = try await hub.run(sweep: try await hub.beginSweep().row.number)
    #expect(second.outcome?.limits.first?.room == 0)
    #expect((second.decisionCount, second.contactCount) == (10, 0))
    #expect(try await hub.sweeps(countMax: 9).map(\.row.number) == [2, 1])
    #expect(try await hub.unfinishedSweep() == nil)
  }

  @Test("who comes after it began is left for the next one; who became part of another, or was erased, is passed over")
  func changes() async throws {
    let hub = try await SweepWorld.hub(names)
    let begun = try await hub.beginSweep()
    try await hub.welcome(["late"])
    _ = try await hub.record([Happening(customer: Identity(.id, "jon"), kind: .alias(Identity(.id, "ben")))])
    _ = try await hub.erase(Identity(.id, "ida"))
    let status = try await hub.run(sweep: begun.row.number)
    #expect(status.decisionCount == 8)
    #expect(try await hub.decided("late").isEmpty)
    #expect(try await hub.decided("jon").count == 1)
  }

  @Test("volumes hold to the unit while others decide at the same time")
  func concurrent() async throws {
    for round in 0..<8 {
      let hub = try await SweepWorld.hub(names)
      let begun = try await hub.beginSweep()
      async let others = withThrowingTaskGroup(of: Void.self) { group in
        for id in names.reversed() where round % 2 == 0 || id > "e" {
          group.addTask { _ = try await hub.ask(id, ["email"], actions: ["offer"]) }
        }
        try await group.waitForAll()
      }
      let status = try await hub.run(sweep: begun.row.number)
      try await others
      let (who, _) = try await hub.offered(names)
      #expect(who.count == SweepWorld.offerMax, "round \(round)")
      #expect(status.decisionCount == 10)
    }
  }

  @Test(
    "whatever becomes of a commit, it goes on without leaving anybody out or deciding anybody twice",
    arguments: [("store.failed", false), ("store.full", false), ("store.uncertain", false), ("store.uncertain", true)])
  func failures(code: String, isWritten: Bool) async throws {
    let store = MemoryStore()
    let hub = try await SweepWorld.hub(names, store: store)
    let number = try await hub.beginSweep().row.number
    store.failNextCommit(code, isWritten: isWritten)
    await #expect(throws: HubError.self) { _ = try await hub.run(sweep: number) }
    #expect(try await hub.unfinishedSweep()?.row.number == number)
    var status: SweepStatus?
    // The store may take a moment until it is known again.
    for _ in 0..<1_000 where status == nil { status = try? await hub.run(sweep: number) }
    #expect(status?.phase == .done)
    let (who, counts) = try await hub.offered(names)
    #expect(who == ["ada", "ben", "cid", "dan"])
    #expect(counts == names.map { _ in 1 })
    #expect(status?.decisionCount == 10)
  }

  @Test("a sweep that was cancelled goes on where it stood, in another process as well")
  func cancelled() async throws {
    let disk = MemoryDisk()
    let hub = try await SweepWorld.hub(names, store: MemoryStore(disk: disk))
    let number = try await hub.beginSweep().row.number
    let task = Task { try await hub.run(sweep: number) }
    task.cancel()
    _ = try await task.value
    try await hub.stop()
    let next = try await SweepWorld.world.hub(store: MemoryStore(disk: disk))
    #expect(try await next.run(sweep: number).phase == .done)
    let (who, counts) = try await next.offered(names)
    #expect(who == ["ada", "ben", "cid", "dan"])
    #expect(counts == names.map { _ in 1 })
  }

  @Test("it goes on by another charter that comes into force under it")
  func otherCharter() async throws {
    let hub = try await SweepWorld.hub(names)
    let number = try await hub.beginSweep().row.number
    var other = SweepWorld.world
    other.edition = "second"
    let version = try await hub.upload(other.files).version
    async let activation = hub.activate(version)
    let status = try await hub.run(sweep: number)
    _ = try await activation
    #expect(status.decisionCount == 10)
    #expect(try await hub.offered(names).who == ["ada", "ben", "cid", "dan"])
  }

  @Test("what the policy limits a day counts over sweeps of the day, and begins anew on the next")
  func days() async throws {
    var world = SmallWorld(contactsMax: 5)
    world.limits = "  - { name: mails, channels: [email, sms, push, call, letter], max: 3, per: day }"
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await world.hub(clock: clock)
    try await hub.welcome(names)
    var contacts: [Int] = []
    for day in [0, 0, 1] {
      clock.set(SmallWorld.start + Int64(day) * 86_400_000)
      contacts.append(try await hub.run(sweep: try await hub.beginSweep().row.number).contactCount)
    }
    #expect(contacts == [3, 0, 3])
  }
}
