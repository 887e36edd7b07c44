import Charters
import Decisions
import Foundation
import Hub
import HubTesting
import Seeds
import Testing
import Times

/// A hub that learns from its log. Windows are three days for messages and a day where the customer came.
@Suite("The hub learns what contacts come to") struct HubLearningTests {
  private static let day: Int64 = 86_400

  private func hub(
    _ disk: MemoryDisk = MemoryDisk(), _ clock: ManualClock = ManualClock(nowMilliseconds: SmallWorld.start),
    defers: Bool = false
  ) async throws -> Authority {
    // Who defers puts off by more than the window of answers.
    var world = SmallWorld(contactsMax: defers ? 1 : 3, learns: true)
    if defers { (world.whenForbidden, world.horizon) = ("defer", "10d") }
    return try await world.hub(store: MemoryStore(disk: disk), clock: clock)
  }

  private func learnAll(_ hub: Authority) async throws {
    while try await !hub.learn(entriesMax: 7) {}
  }

  @Test func `an acceptance is learned at once, silence when the log is older than the window`() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await hub(MemoryDisk(), clock)
    try await hub.welcome(["ada", "bob", "eve"])
    var asked: [Position] = []
    for id in ["ada", "bob", "eve"] { asked.append(try await hub.ask(id, actions: ["offer"]).position) }
    clock.advance(bySeconds: 3600)
    #expect(try await hub.record(Feedback(decision: asked[0], kind: .converted)) == 1)
    try await learnAll(hub)
    #expect(try await hub.modelsReading().counts == counts(accepted: 1))
    // Twice is once; a click accepts nothing; what was given up is no silence.
    _ = try await hub.record(Feedback(decision: asked[0], kind: .converted))
    _ = try await hub.record(Feedback(decision: asked[1], kind: .clicked))
    _ = try await hub.record(Feedback(decision: asked[2], kind: .released))
    clock.advance(bySeconds: 3 * Self.day)
    try await learnAll(hub)
    // Nothing came since, and time is the log's: nothing has closed yet.
    #expect(try await hub.modelsReading().counts == counts(accepted: 1))
    try await hub.welcome(["zoe"])
    try await learnAll(hub)
    #expect(try await hub.modelsReading().counts == counts(accepted: 1, unanswered: 1, contacts: 2))
    // Too late, and twice: no response more.
    _ = try await hub.record(Feedback(decision: asked[1], kind: .converted))
    try await learnAll(hub)
    #expect(try await hub.modelsReading().counts == counts(accepted: 1, unanswered: 1, contacts: 2, late: 1))
    let models = try await hub.modelsReading().models
    #expect(models.figures.responses == 2 && models.figures.positives == 1)
    #expect(models.models.map(\.names.action) == ["offer"])
    #expect(try await hub.modelsReading().entriesBehind == 0)
    try await hub.stop()
  }

  @Test func `a charter that learns nothing has its log left alone`() async throws {
    let hub = try await SmallWorld().hub()
    try await hub.welcome(["ada"])
    _ = try await hub.ask("ada")
    #expect(try await hub.learn(entriesMax: 100))
    #expect(try await hub.modelsReading().entriesBehind > 0)
    #expect(try await hub.publishModels() == nil)
    try await hub.stop()
  }

  /// Random weeks of a small brand: decisions, answers early and late, clocks that jump, in slices of random length with
  /// restarts in between, beside one run over the whole log.
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `slices and restarts learn the same as one run over the whole log`(_ seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let disk = MemoryDisk()
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    // Every other brand puts off what it may not say now.
    let defers = seed % 2 == 0
    var hub = try await hub(disk, clock, defers: defers)
    let ids = (0..<8).map { "c\($0)" }
    try await hub.welcome(ids)
    var asked: [Position] = []
    for _ in 0..<160 {
      clock.advance(bySeconds: Int64(generator.int(60...40_000)))
      let decided = try await hub.ask(generator.pick(ids), actions: ["offer"])
      if !decided.said.isEmpty { asked.append(decided.position) }
      if generator.chance(0.5), !asked.isEmpty {
        let kinds: [FeedbackKind] = [.converted, .converted, .clicked, .delivered, .unsubscribed, .released, .bounced]
        _ = try? await hub.record(Feedback(decision: generator.pick(asked.suffix(5)), kind: generator.pick(kinds)))
      }
      if generator.chance(0.2) { _ = try await hub.learn(entriesMax: generator.int(1...30)) }
      if generator.chance(0.1) { try await hub.keepModels() }
      if generator.chance(0.05) {
        // Learning that was not kept is lost with the process, and comes again from the log.
        try await hub.stop()
        hub = try await self.hub(disk, clock, defers: defers)
      }
    }
    try await learnAll(hub)
    let sliced = try await hub.modelsReading()
    try await hub.stop()
    // A store that keeps no learned state.
    let store = MemoryStore(disk: disk)
    for mark in try await store.modelMarks {
      try await store.keep(StoredModels(position: mark.position, atMilliseconds: 0, state: [1]), dropping: [])
    }
    hub = try await self.hub(disk, clock, defers: defers)
    while try await !hub.learn(entriesMax: 1_000_000) {}
    let whole = try await hub.modelsReading()
    #expect(whole.models.encode() == sliced.models.encode(), "seed \(seed)")
    #expect(whole.counts == sliced.counts)
    #expect(whole.counts.accepted > 3 && whole.counts.unanswered > 3, "seed \(seed): \(whole.counts)")
    try await hub.stop()
  }

  @Test func `decisions read what was published, note it, and are made again to the same bytes`() async throws {
    let disk = MemoryDisk()
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    var hub = try await hub(disk, clock)
    let ids = (0..<30).map { "c\($0)" }
    try await hub.welcome(ids)
    var decided: [Decided] = []
    var versions: Set<String> = []
    for week in 0..<4 {
      for (index, id) in ids.enumerated() {
        let one = try await hub.ask(id, actions: ["offer"])
        decided.append(one)
        if !one.said.isEmpty, index % 3 == 0 {
          _ = try await hub.record(Feedback(decision: one.position, kind: .converted))
        }
      }
      clock.advance(bySeconds: 8 * Self.day)
      try await hub.welcome(["week \(week)"])
      try await learnAll(hub)
      if week == 1 { try await hub.keepModels() }
      versions.insert(try #require(try await hub.publishModels()))
    }
    #expect(versions.count == 4)
    #expect(try await hub.publishModels() == nil)
    #expect(Set(decided.map(\.modelVersion)).count == 4)
    // A third accepts, and the charter's own propensity was 5 %.
    let last = try await hub.ask("c1", actions: ["offer"])
    #expect(last.modelVersion.contains("learned@"))
    guard case .contact(let offers) = last.record.answer else {
      Issue.record("nothing was said")
      return
    }
    #expect(offers[0].propensity > 0.15)
    decided.append(last)
    try await hub.stop()
    // After a restart, the states in between are learned again from what was kept.
    hub = try await self.hub(disk, clock)
    for one in decided {
      let replay = try await hub.replay(one.position)
      #expect(replay.isSame, "\(one.modelVersion)")
    }
    try await hub.stop()
  }

  @Test func `a damaged state is left, and learned anew to the same`() async throws {
    let disk = MemoryDisk()
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    var hub = try await hub(disk, clock)
    try await hub.welcome(["ada", "bob"])
    let asked = try await hub.ask("ada", actions: ["offer"])
    _ = try await hub.record(Feedback(decision: asked.position, kind: .converted))
    try await learnAll(hub)
    let version = try #require(try await hub.publishModels())
    try await hub.keepModels()
    try await hub.stop()
    let store = MemoryStore(disk: disk)
    let kept = try #require(try await store.models(upTo: Position(rawValue: .max)))
    for place in [0, 1, kept.state.count / 2, kept.state.count - 1] {
      var damaged = kept
      damaged.state[place] ^= 0x10
      try await store.keep(damaged, dropping: [])
      hub = try await self.hub(disk, clock)
      #expect(try await hub.modelsReading().publishedVersion == nil)
      try await learnAll(hub)
      #expect(try await hub.publishModels() == version, "byte \(place)")
      try await hub.stop()
    }
    try await store.keep(kept, dropping: [])
    hub = try await self.hub(disk, clock)
    #expect(try await hub.modelsReading().publishedVersion == version)
    try await hub.stop()
  }

  @Test func `who was erased is forgotten by the log, and a replay that needs them says so`() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await hub(MemoryDisk(), clock)
    try await hub.welcome(["ada", "bob"])
    let ada = try await hub.ask("ada", actions: ["offer"])
    _ = try await hub.record(Feedback(decision: ada.position, kind: .converted))
    try await learnAll(hub)
    _ = try await hub.publishModels()
    let bob = try await hub.ask("bob", actions: ["offer"])
    #expect(try await hub.replay(bob.position).isSame)
    _ = try await hub.erase(Identity(.id, "ada"))
    let eve = try await hub.ask("bob", actions: ["offer"])
    _ = try await hub.record(Feedback(decision: eve.position, kind: .converted))
    try await learnAll(hub)
    _ = try await hub.publishModels()
    await #expect(throws: HubError.self) { try await hub.replay(bob.position) }
    try await hub.stop()
  }

  @Test func `states are dropped but for the newest, and one a day for a month`() {
    let day: Int64 = 86_400_000
    let marks = (0..<1000).map {
      StoredModelsMark(position: Position(rawValue: Int64($0)), atMilliseconds: Int64($0) * day / 10)
    }
    let dropped = Set(StoredModelsMark.droppable(marks))
    let kept = marks.filter { !dropped.contains($0.position) }
    #expect(kept.suffix(4) == marks.suffix(4))
    // A hundred days: the first of each of the last 32, and three more of the last one.
    #expect(kept.count == 32 + 4)
    #expect(StoredModelsMark.droppable([]) == [])
  }

  private func counts(
    accepted: Int = 0, unanswered: Int = 0, contacts: Int = 0, late: Int = 0
  ) -> LearningCounts {
    LearningCounts(accepted: accepted, unanswered: unanswered, contacts: contacts, late: late)
  }
}
