import Charters
import Decisions
import Expressions
import Foundation
import Hub
import HubTesting
import Journeys
import Seeds
import Testing
import Times

@Suite("Always on: the hub attends to journeys")
struct JourneyTests {
  private let clock = ManualClock(nowMilliseconds: SmallWorld.start)
  private var now: Int64 { clock.nowMilliseconds }

  private func hub(_ world: AlwaysOnWorld = AlwaysOnWorld(), store: any Store = MemoryStore()) async throws -> Authority
  {
    let hub = try await world.hub(store: store, clock: clock)
    try await hub.welcome(["ada"])
    try await hub.attendToAll()
    return hub
  }

  @Test("an event that a trigger waits for is decided about, once, and the decision can be made again")
  func event() async throws {
    let hub = try await hub()
    #expect(try await hub.asked("ada") == [])
    try await hub.tell("ada", "help", at: now, key: 1)
    try await hub.tell("ada", "help", at: now, key: 1)
    try await hub.attendToAll()
    try await hub.attendToAll()
    #expect(try await hub.asked("ada") == ["helped: offer/push"])
    let entries = try await hub.timeline(of: Identity(.id, "ada"), before: nil, countMax: 9)
    let decision = try #require(entries.first { $0.kind == .decision })
    #expect(try await hub.replay(decision.position).isSame)
    try await hub.stop()
  }

  @Test("silence for an hour is noticed when the hour is over, and not when there was none")
  func absence() async throws {
    let hub = try await hub()
    try await hub.welcome(["bob"])
    for id in ["ada", "bob"] { try await hub.tell(id, "seen", at: now) }
    try await hub.attendToAll()
    clock.advance(bySeconds: 1_800)
    try await hub.tell("bob", "purchase", at: now)
    clock.advance(bySeconds: 1_799)
    try await hub.attendToAll()
    #expect(try await hub.asked("ada") == [])
    clock.advance(bySeconds: 2)
    try await hub.attendToAll()
    #expect(try await hub.asked("ada") == ["quiet: offer/push"])
    #expect(try await hub.asked("bob") == [])
    try await hub.stop()
  }

  @Test("a server that was down for a week gives up what is stale, with its reason")
  func stale() async throws {
    let disk = MemoryDisk()
    let hub = try await hub(store: MemoryStore(disk: disk))
    try await hub.tell("ada", "seen", at: now)
    try await hub.attendToAll()
    try await hub.stop()
    clock.advance(bySeconds: 7 * 86_400)
    let later = try await AlwaysOnWorld().hub(store: MemoryStore(disk: disk), clock: clock)
    try await later.attendToAll()
    #expect(try await later.asked("ada") == [])
    #expect(try await later.news("ada").contains(.init(.abandoned, "quiet", reason: "stale")))
    try await later.stop()
  }

  @Test("a stage restricts and raises every decision, and what was decided in it can be made again in it")
  func stages() async throws {
    let hub = try await hub()
    try await hub.change("ada", [("basket", .double(80))])
    #expect(try await hub.ask("ada", actions: ["offer"]).said == ["offer/push"])
    try await hub.tell("ada", "cart", at: now)
    try await hub.attendToAll()
    #expect(try await hub.journeys(of: Identity(.id, "ada")).journeys.map(\.stage) == ["waiting"])
    let restricted = try await hub.ask("ada", actions: ["offer"])
    #expect(restricted.said == [])
    let before = try await hub.ask("ada", actions: ["basket"], mode: .proposal)
    clock.advance(bySeconds: 86_401)
    try await hub.attendToAll()
    #expect(try await hub.asked("ada") == ["cart/mail: basket/email"])
    let raised = try await hub.ask("ada", actions: ["basket"], mode: .proposal)
    guard case .contact(let low) = before.record.answer, case .contact(let high) = raised.record.answer else {
      Issue.record("both are contacts")
      return
    }
    #expect(low[0].lever == 0)
    #expect(high[0].lever == 0.5)
    for decided in [restricted, before, raised] {
      #expect(try await hub.replay(decided.position).isSame)
    }
    let sentence = try #require(try await hub.journeys(of: Identity(.id, "ada")).journeys.first)
    #expect(sentence.english.contains("In `cart/mail` since"))
    #expect(sentence.french.contains("Dans `cart/mail` depuis"))
    try await hub.stop()
  }

  @Test("a purchase that is told late ends the journey as if it had been told in time")
  func lateEnd() async throws {
    let hub = try await hub()
    try await hub.change("ada", [("basket", .double(80))])
    try await hub.tell("ada", "cart", at: now)
    try await hub.attendToAll()
    let bought = now + 3_600_000
    clock.advance(bySeconds: 90_000)
    try await hub.tell("ada", "purchase", at: bought)
    try await hub.attendToAll()
    #expect(try await hub.journeys(of: Identity(.id, "ada")).journeys.isEmpty)
    #expect(try await hub.asked("ada").filter { $0.hasPrefix("cart") } == [])
    try await hub.stop()
  }

  @Test("segments count who belongs to them, through changes, merges and erasure")
  func segments() async throws {
    let hub = try await hub()
    func adults() async throws -> Int { try await hub.segmentCounts().first?.count ?? -1 }
    #expect(try await adults() == 0)
    for id in ["ada", "bob", "cid"] { try await hub.change(id, [("age", .int(30))]) }
    try await hub.attendToAll()
    #expect(try await adults() == 3)
    try await hub.change("bob", [("age", .int(7))])
    try await hub.attendToAll()
    #expect(try await adults() == 2)
    _ = try await hub.record([Happening(customer: Identity(.id, "ada"), kind: .alias(Identity(.id, "cid")))])
    try await hub.attendToAll()
    #expect(try await adults() == 1)
    #expect(try await hub.journeys(of: Identity(.id, "ada")).segments == ["adults"])
    #expect(try await hub.erase(Identity(.id, "ada")) != nil)
    #expect(try await adults() == 0)
    try await hub.stop()
  }

  @Test("of a position only the zone is kept")
  func zones() async throws {
    let disk = MemoryDisk()
    let hub = try await hub(store: MemoryStore(disk: disk))
    for (place, latitude) in [48.9, 48.8739, 48.8737, 48.9].enumerated() {
      var happening = Happening(
        customer: Identity(.id, "ada"),
        kind: .event(EventRecord(name: "seen-at", atMilliseconds: now + Int64(place) * 60_000)))
      happening.position = GeoZone.Position(latitude: latitude, longitude: 2.332)
      clock.advance(bySeconds: 60)
      _ = try await hub.record([happening])
      try await hub.attendToAll()
    }
    #expect(try await hub.asked("ada") == ["downtown: offer/push"])
    let bits = withUnsafeBytes(of: (48.8739).bitPattern.littleEndian) { Array($0) }
    for entry in try await hub.timeline(of: Identity(.id, "ada"), before: nil, countMax: 99) {
      #expect(entry.body.firstRange(of: bits) == nil)
    }
    try await hub.stop()
  }

  @Test("what happened before a crash is attended to after it, once")
  func crash() async throws {
    let disk = MemoryDisk()
    let hub = try await hub(store: MemoryStore(disk: disk))
    try await hub.tell("ada", "help", at: now)
    // Nobody attends: the process is gone.
    for _ in 0..<2 {
      let next = try await AlwaysOnWorld().hub(store: MemoryStore(disk: disk), clock: clock)
      try await next.attendToAll()
      #expect(try await next.asked("ada") == ["helped: offer/push"])
    }
  }

  @Test("an occasion whose decision could not be written waits, and is decided once")
  func unwritten() async throws {
    let store = MemoryStore()
    let hub = try await hub(store: store)
    try await hub.tell("ada", "help", at: now)
    store.failNextCommit("store.full")
    await #expect(throws: HubError.self) { try await hub.attendToAll() }
    try await hub.settle()
    try await hub.attendToAll()
    #expect(try await hub.asked("ada") == ["helped: offer/push"])
    clock.advance(bySeconds: 1)
    try await hub.tell("ada", "help", at: now)
    try await hub.attendToAll()
    #expect(try await hub.asked("ada").count == 2)
    try await hub.stop()
  }

  @Test("a new charter looks at everybody, and its segments count those who belonged before")
  func review() async throws {
    let hub = try await hub(AlwaysOnWorld())
    for number in 0..<30 { try await hub.change("c\(number)", [("age", .int(Int64(number)))]) }
    try await hub.attendToAll()
    try await AlwaysOnWorld(
      edition: "second", moreTriggers: "- { name: more, on: purchase, only: { actions: [offer] } }"
    ).activate(on: hub)
    try await hub.attendToAll()
    #expect(try await hub.segmentCounts().first?.count == 12)
    // What happened before the charter came, and in the second of it, is not judged by it.
    clock.advance(bySeconds: 1)
    try await hub.tell("ada", "purchase", at: now)
    try await hub.attendToAll()
    #expect(try await hub.asked("ada").contains("more: offer/push"))
    try await hub.stop()
  }

  @Test("many at once, while the hub attends: each occasion is decided once")
  func many() async throws {
    let hub = try await hub()
    let ids = (0..<200).map { "m\($0)" }
    try await hub.welcome(ids)
    let attending = Task { await hub.attend(workersMax: 8) }
    let moment = now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for id in ids { group.addTask { try await hub.tell(id, "help", at: moment) } }
      try await group.waitForAll()
    }
    while try await hub.asked(ids[199]).isEmpty { await Task.yield() }
    attending.cancel()
    await attending.value
    try await hub.attendToAll()
    for id in ids { #expect(try await hub.asked(id).count == 1, "\(id)") }
    try await hub.stop()
  }
}

@Suite("Always on, with a store that fails")
struct FailingJourneyTests {
  /// Random lives over a store that loses, keeps or doubts commits: whatever was opened is decided or given up once.
  @Test("everything that is opened is decided once", arguments: 1...12 as ClosedRange<UInt64>)
  func everything(seed: UInt64) async throws {
    var chance = SeededGenerator(seed: seed)
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let disk = MemoryDisk()
    var store = MemoryStore(disk: disk)
    var hub = try await AlwaysOnWorld().hub(store: store, clock: clock)
    let ids = ["ada", "bob", "cid"]
    try await hub.welcome(ids)
    for _ in 0..<120 {
      let id = ids[Int.random(in: 0..<ids.count, using: &chance)]
      switch Int.random(in: 0..<10, using: &chance) {
      case 0...3:
        let name = ["help", "seen", "purchase", "cart"][Int.random(in: 0..<4, using: &chance)]
        try? await hub.tell(id, name, at: clock.nowMilliseconds - Int64.random(in: 0..<7_200_000, using: &chance))
      case 4: try? await hub.change(id, [("age", .int(Int64.random(in: 10..<30, using: &chance)))])
      case 5: clock.advance(bySeconds: Int64.random(in: 60..<40_000, using: &chance))
      case 6:
        let code = ["store.full", "store.failed", "store.uncertain"][Int.random(in: 0..<3, using: &chance)]
        store.failNextCommit(code, isWritten: Bool.random(using: &chance))
      case 7 where Bool.random(using: &chance):
        // The process is gone, whatever it was doing.
        store = MemoryStore(disk: disk)
        hub = try await AlwaysOnWorld().hub(store: store, clock: clock)
      default: try? await hub.attendToAll()
      }
    }
    try await hub.settle()
    for _ in 0..<3 { try? await hub.attendToAll() }
    try await hub.attendToAll()
    var opened = 0
    for id in ids {
      let news = try await hub.news(id)
      let sources = news.filter { $0.kind == .opened }.map(\.name).sorted()
      let decided = try await hub.asked(id).map { String($0.prefix { $0 != ":" }) }.sorted()
      // Nothing here expires before it is decided, and no source goes away.
      #expect(decided == sources, "seed \(seed), \(id)")
      opened += sources.count
    }
    #expect(opened > 0, "seed \(seed) opened nothing")
    #expect(try await store.occasions(after: nil, countMax: 9) == [])
    try await hub.stop()
  }
}

extension Authority {
  /// Returns once the store is known again after a failure.
  func settle() async throws {
    while unreadiness != nil { await Task.yield() }
  }
}
