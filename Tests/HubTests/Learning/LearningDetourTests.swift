import Decisions
import Hub
import HubTesting
import Learning
import Testing
import Times

/// Lessons of contacts that are said later, of customers who become one, and of stores that fail.
@Suite("The hub learns in spite of detours") struct LearningDetourTests {
  private static let day: Int64 = 86_400

  private func hub(_ disk: MemoryDisk, _ clock: ManualClock, defers: Bool = false) async throws -> Authority {
    // Who defers puts off by more than the window of answers.
    var world = SmallWorld(contactsMax: defers ? 1 : 3, learns: true)
    if defers { (world.whenForbidden, world.horizon) = ("defer", "10d") }
    return try await world.hub(store: MemoryStore(disk: disk), clock: clock)
  }

  private func learnAll(_ hub: Authority) async throws {
    while try await !hub.learn(entriesMax: 7) {}
  }

  @Test func `the window of what is said later begins when it is said`() async throws {
    let disk = MemoryDisk()
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    var hub = try await hub(disk, clock, defers: true)
    try await hub.welcome(["ada", "bob"])
    var asked: [Decided] = []
    for id in ["ada", "ada", "bob", "bob"] { asked.append(try await hub.ask(id, actions: ["offer"])) }
    let put = asked.map { $0.record.contacts.map { ($0.at - asked[0].record.at) / Self.day } }
    #expect(put == [[0], [7], [0], [7]])
    clock.advance(bySeconds: 4 * Self.day)
    try await hub.welcome(["zoe"])
    try await learnAll(hub)
    // Those of now brought nothing; those that are still to be sent have not been silent yet.
    #expect(try await hub.modelsReading().counts == counts(unanswered: 2, contacts: 2))
    try await hub.keepModels()
    try await hub.stop()
    hub = try await self.hub(disk, clock, defers: true)
    clock.advance(bySeconds: 4 * Self.day)
    _ = try await hub.record(Feedback(decision: asked[1].position, kind: .converted))
    try await learnAll(hub)
    #expect(try await hub.modelsReading().counts == counts(accepted: 1, unanswered: 2, contacts: 2))
    clock.advance(bySeconds: 3 * Self.day)
    try await hub.welcome(["tom"])
    _ = try await hub.record(Feedback(decision: asked[3].position, kind: .converted))
    try await learnAll(hub)
    #expect(try await hub.modelsReading().counts == counts(accepted: 1, unanswered: 3, contacts: 4, late: 1))
    try await hub.stop()
  }

  @Test func `hours learn what a customer answered after they became part of another`() async throws {
    var learned: [RhythmModels] = []
    for merges in [false, true] {
      let clock = ManualClock(nowMilliseconds: SmallWorld.start)
      let hub = try await hub(MemoryDisk(), clock)
      try await hub.welcome(["ada", "bob"])
      let asked = try await hub.ask("bob", actions: ["offer"])
      clock.advance(bySeconds: 3600)
      if merges {
        _ = try await hub.record([Happening(customer: Identity(.id, "ada"), kind: .alias(Identity(.id, "bob")))])
      }
      _ = try await hub.record(Feedback(decision: asked.position, kind: .converted))
      clock.advance(bySeconds: 4 * Self.day)
      try await hub.welcome(["zoe"])
      try await learnAll(hub)
      learned.append(try await hub.modelsReading().models.rhythm)
      try await hub.stop()
    }
    #expect(learned[0].tempo.contacts == 1)
    #expect(learned[0] == learned[1])
  }

  @Test func `what could not be published is published another time`() async throws {
    let store = MemoryStore()
    let hub = try await SmallWorld(contactsMax: 3, learns: true).hub(store: store)
    try await hub.welcome(["ada"])
    let asked = try await hub.ask("ada", actions: ["offer"])
    _ = try await hub.record(Feedback(decision: asked.position, kind: .converted))
    try await learnAll(hub)
    // The store has something in the place of the context that decisions are to note.
    let contexts = try await store.contexts
    let last = try #require(contexts.last)
    try await store.add(
      DecisionContext(
        number: last.number + 1, charterVersion: last.charterVersion, modelVersion: "another",
        availability: last.availability))
    for _ in 0..<2 {
      await #expect(throws: HubError.self) { try await hub.publishModels() }
      #expect(try await hub.modelsReading().publishedVersion == nil)
    }
    try await hub.stop()
  }

  private func counts(
    accepted: Int = 0, unanswered: Int = 0, contacts: Int = 0, late: Int = 0
  ) -> LearningCounts {
    LearningCounts(accepted: accepted, unanswered: unanswered, contacts: contacts, late: late)
  }
}
