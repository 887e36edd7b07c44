import Charters
import Decisions
import Hub
import HubTesting
import Indicators
import Testing

@Suite("Experiments in the hub: written before anything is said, the same over restarts, counted from the log")
struct ExperimentTests {
  static let ids = (0..<200).map { "c\($0)" }

  private static let experiments = SourceFile(
    path: "experiments.yaml",
    text: """
      - { name: alone, holdout: everything, share: 0.3, conversions_by: purchase, metrics: [conversions, value] }
      - { name: homes, holdout: { channels: [push] }, share: 0.5, unit: household }
      - { name: basket-alone, holdout: { actions: [basket] }, share: 0.5 }
      """)

  private func hub(_ disk: MemoryDisk) async throws -> Authority {
    let world = SmallWorld(contactsMax: 1)
    let hub = try await world.hub(store: MemoryStore(disk: disk))
    if hub.activeCharter?.charter.experiments.isEmpty ?? true {
      _ = try await hub.activate(try await hub.upload(world.files + [Self.experiments]).version)
    }
    return hub
  }

  @Test("every decision says in which arms it found its customer, also after a restart, and replays")
  func recorded() async throws {
    let disk = MemoryDisk()
    var hub = try await hub(disk)
    try await hub.welcome(Self.ids)
    var first: [String: [NamedAssignment]] = [:]
    for id in Self.ids {
      let decided = try await hub.ask(id, ["email"], actions: ["offer"])
      first[id] = decided.record.assignments
      let alone = try #require(decided.record.assignments.first { $0.experiment == "alone" })
      #expect(alone.isExposed && alone.isHoldout == (alone.arm == "held_out"))
      #expect(alone.probability == (alone.isHoldout ? 0.3 : 0.7))
      #expect(decided.said == (alone.isHoldout ? [] : ["offer/email"]))
      // It is on disk with the decision: what the log says is what was answered.
      let entry = try #require(try await hub.entries(after: decided.position.before, countMax: 1).first)
      guard case .decision(let record) = try EntryBody(entry) else { throw Missing() }
      #expect(record.assignments == decided.record.assignments)
      // What the occasion did not ask about touches nobody.
      #expect(decided.record.assignments.first { $0.experiment == "basket-alone" }?.isExposed == false)
    }
    try await hub.stop()
    hub = try await self.hub(disk)
    for id in Self.ids.prefix(50) {
      let again = try await hub.ask(id, ["sms"], mode: .proposal)
      #expect(again.record.assignments.map(\.arm) == first[id]?.map(\.arm))
      #expect(try await hub.replay(again.position).isSame)
    }
    let log = try await hub.entries(after: .none, countMax: 10_000).filter { $0.kind == .decision }
    for entry in log.prefix(100) { #expect(try await hub.replay(entry.position).isSame) }
    try await hub.stop()
  }

  @Test("a household is drawn together, over all its members")
  func households() async throws {
    let hub = try await hub(MemoryDisk())
    for home in 0..<20 {
      let members = (0..<3).map { "h\(home)-\($0)" }
      try await hub.welcome(members, household: "home \(home)")
      var arms: Set<String> = []
      for member in members {
        let decided = try await hub.ask(member, ["push"])
        arms.formUnion(decided.record.assignments.filter { $0.experiment == "homes" }.map(\.arm))
      }
      #expect(arms.count == 1)
    }
    try await hub.stop()
  }

  @Test("arms are counted from the log, further with each call, with what customers came to since they were exposed")
  func counted() async throws {
    let disk = MemoryDisk()
    var hub = try await hub(disk)
    try await hub.welcome(Self.ids)
    // Before anybody was exposed: it counts for nobody.
    _ = try await hub.record([purchase("c0", 1000)])
    var heldOut: Set<String> = []
    for id in Self.ids {
      let decided = try await hub.ask(id, ["email"], actions: ["offer"])
      if decided.said.isEmpty { heldOut.insert(id) }
    }
    _ = try await hub.record(Self.ids.prefix(100).map { purchase($0, 10) })
    func check(_ hub: Authority) async throws {
      let standings = try await hub.experiments()
      #expect(standings.map(\.experiment.name) == ["alone", "homes", "basket-alone"])
      let alone = standings[0]
      #expect(alone.isComplete)
      #expect(alone.counts.map(\.assigned) == [heldOut.count, 200 - heldOut.count])
      #expect(alone.counts.map(\.exposed) == [heldOut.count, 200 - heldOut.count])
      #expect(standings[2].counts.map(\.exposed) == [0, 0])
      #expect(standings[2].counts.map(\.assigned).reduce(0, +) == 200)
      let report = try #require(try await hub.experimentReports().first)
      #expect(report.arms.map(\.counted) == alone.counts.map(\.exposed) && !report.isRefused)
      func means(_ metric: ExperimentMetric) throws -> [Double] {
        let row = report.rows.first { $0.reading == .open && $0.metric == metric && !$0.isAdjusted && !$0.isCapped }
        let means = try #require(row?.means)
        return [means.control, means.arm]
      }
      for arm in 0...1 {
        let count = Double(arm == 0 ? heldOut.count : 200 - heldOut.count)
        let ids = Self.ids.prefix(100).filter { heldOut.contains($0) == (arm == 0) }
        #expect(abs(try means(.conversions)[arm] * count - Double(ids.count)) < 1e-9)
        #expect(abs(try means(.value)[arm] * count - 10 * Double(ids.count)) < 1e-9)
        #expect(try means(.contacts)[arm] == Double(arm))
      }
    }
    try await check(hub)
    try await check(hub)
    try await hub.stop()
    // Nothing of it is kept: it comes to the same from the log.
    hub = try await self.hub(disk)
    try await check(hub)
    try await hub.stop()
  }

  private struct Missing: Error {}

  private func purchase(_ id: String, _ amount: Double) -> Happening {
    Happening(
      customer: Identity(.id, id),
      kind: .event(EventRecord(name: "purchase", atMilliseconds: SmallWorld.start, amount: amount)))
  }
}

extension Position {
  fileprivate var before: Position { Position(rawValue: rawValue - 1) }
}
