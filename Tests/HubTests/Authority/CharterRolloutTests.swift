import Charters
import Decisions
import Hub
import HubTesting
import Testing

/// Two versions of a charter, the second of which is rolled out beside the first.
struct TwoVersions {
  /// Pilots, then half of the customers, then everybody.
  static let threeSteps = "{ name: spring, steps: [ { pilots: [ada] }, { share: 0.5 }, {} ] }"

  var first = SmallWorld(contactsMax: 10_000)
  var second = SmallWorld(contactsMax: 10_000, charterRollout: threeSteps, edition: "second", offerValue: 90)

  /// A hub in which the first is in force, and the second as far as its first step; with the two versions.
  func hub(
    store: any Store = MemoryStore(), clock: ManualClock = ManualClock(nowMilliseconds: SmallWorld.start),
    welcoming ids: [String]
  ) async throws -> (hub: Authority, first: String, second: String) {
    let hub = try await first.hub(store: store, clock: clock)
    try await hub.welcome(ids)
    let old = try #require(hub.activeCharter?.charter.version)
    let new = try await hub.put(second.files)
    return (hub, old, new)
  }
}

extension Authority {
  /// Puts a charter in force; returns its version.
  func put(_ files: [SourceFile]) async throws -> String {
    let version = try await upload(files).version
    _ = try await activate(version)
    return version
  }

  /// The versions that decide for somebody, the one that was activated last first.
  var versions: [String] { activeCharters.map(\.charter.version) }

  /// The customers for whom a version decides, each asked once.
  func decided(by version: String, among ids: [String]) async throws -> Set<String> {
    var found: Set<String> = []
    for id in ids where try await ask(id, ["push"]).charterVersion == version { found.insert(id) }
    return found
  }
}

@Suite("A version of the charter is rolled out beside the one before")
struct CharterRolloutTests {
  private static let ids = ["ada"] + (0..<99).map { "c\($0)" }

  @Test("it decides for those whom its step reaches, over restarts; every decision names its version and replays")
  func steps() async throws {
    let disk = MemoryDisk()
    var (hub, old, new) = try await TwoVersions().hub(store: MemoryStore(disk: disk), welcoming: Self.ids)
    var reached: [Int: Set<String>] = [:]
    var asked: [Decided] = []
    let steps = [0, 1, 2, 1, Rollout.stopped, 1, 2]
    for step in steps {
      try await hub.setRollout("spring", step: step, reason: "step \(step)")
      try await hub.stop()
      hub = try await SmallWorld().hub(store: MemoryStore(disk: disk))
      let standing = try #require(await hub.rollouts().first)
      #expect(standing.step == step)
      #expect(standing.subject == .charter(version: new, earlier: step == 2 ? nil : old))
      // Complete, it needs the one before no more; stopped, that decides for everybody.
      #expect(hub.versions == (step == 2 ? [new] : step < 0 ? [old] : [new, old]))
      #expect(Set(try await hub.charters().filter(\.isActive).map(\.version)) == Set(hub.versions))
      var said: Set<String> = []
      for id in Self.ids {
        let decided = try await hub.ask(id, ["push"], actions: ["offer"])
        asked.append(decided)
        #expect([old, new].contains(decided.charterVersion))
        guard case .contact(let offers) = decided.record.answer else { continue }
        #expect(offers[0].value == (decided.charterVersion == new ? 90 : 50))
        if decided.charterVersion == new { said.insert(id) }
      }
      #expect(reached[step, default: said] == said, "the same step reaches the same again")
      reached[step] = said
    }
    #expect(reached[0] == ["ada"] && reached[2] == Set(Self.ids) && reached[-1] == [])
    let half = try #require(reached[1])
    #expect(half.contains("ada") && (30...70).contains(half.count))
    // To put it where it stands is no move.
    #expect(await hub.rollouts().first?.moves.map(\.step) == [1, 2, 1, -1, 1, 2])
    for id in Self.ids { #expect(try await hub.counted(id).count == steps.count, "nothing of a ledger is lost") }
    for decided in asked {
      let replay = try await hub.replay(decided.position)
      #expect(replay.isSame && replay.charter.charter.version == decided.charterVersion)
    }
    try await hub.stop()
  }

  @Test("who comes under the new version brings their contacts along: its caps count what the other decided")
  func ledger() async throws {
    var worlds = TwoVersions()
    worlds.first.contactsMax = 2
    worlds.second.contactsMax = 2
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let (hub, old, new) = try await worlds.hub(clock: clock, welcoming: ["bob"])
    let first = try await hub.ask("bob")
    #expect(first.charterVersion == old && first.said.count == 1)
    try await hub.setRollout("spring", step: 2, reason: "")
    let second = try await hub.ask("bob")
    #expect(second.charterVersion == new && second.said.count == 1)
    #expect(try await hub.ask("bob").said == [])
    // What became of a contact of the other version counts as well.
    #expect(try await hub.record(Feedback(decision: first.position, kind: .released)) == 1)
    try await hub.setRollout("spring", step: Rollout.stopped, reason: "")
    let third = try await hub.ask("bob")
    #expect(third.charterVersion == old && third.said.count == 1)
    #expect(try await hub.ask("bob").said == [])
    #expect(try await hub.counted("bob").count == 2)
    try await hub.stop()
  }

  @Test("once a step is set no decision is by another one")
  func atOnce() async throws {
    let (hub, old, new) = try await TwoVersions().hub(welcoming: Self.ids)
    try await hub.setRollout("spring", step: 2, reason: "")
    let asking = Task {
      var last: Position = .none
      for round in 0..<600 {
        let decided = try await hub.ask(Self.ids[round % 100], ["push"])
        if decided.charterVersion == new { last = decided.position }
      }
      return last
    }
    while try await hub.entries(after: .none, countMax: 1_000).count < 200 { await Task.yield() }
    try await hub.setRollout("spring", step: Rollout.stopped, reason: "complaints")
    // Whoever was decided for before is in the log before this one.
    let mark = try await hub.ask("ada", ["push"])
    #expect(mark.charterVersion == old)
    #expect(try await asking.value < mark.position)
    try await hub.stop()
  }

  @Test(
    "an activation ends the roll-out under way; what was for everybody goes on beside the new one, and a roll-back restores"
  )
  func activations() async throws {
    let disk = MemoryDisk()
    var (hub, old, new) = try await TwoVersions().hub(store: MemoryStore(disk: disk), welcoming: Self.ids)
    try await hub.setRollout("spring", step: 1, reason: "")
    let half = try await hub.decided(by: new, among: Self.ids)
    // Another one that is rolled out takes its place at its own first step, beside the same earlier one.
    let third = try await hub.put(
      SmallWorld(contactsMax: 10_000, charterRollout: TwoVersions.threeSteps, edition: "third").files)
    #expect(hub.versions == [third, old])
    #expect(try await hub.decided(by: third, among: Self.ids) == ["ada"])
    // One without a roll-out is for everybody.
    let fourth = try await hub.put(SmallWorld(contactsMax: 10_000, edition: "fourth").files)
    #expect(hub.versions == [fourth])
    #expect(try await hub.rollBack().earlier == old)
    #expect(hub.versions == [third, old])
    // A version keeps its step; beside it stays what was for everybody.
    _ = try await hub.activate(new)
    try await hub.stop()
    hub = try await SmallWorld().hub(store: MemoryStore(disk: disk))
    #expect(hub.versions == [new, old])
    #expect(try await hub.decided(by: new, among: Self.ids) == half)
    // Back to the one that decides for the others: everybody.
    #expect(try await hub.activate(old).earlier == nil)
    #expect(hub.versions == [old])
    #expect(await hub.rollouts().isEmpty)
    // One that was stopped stays so when it is activated again.
    _ = try await hub.activate(new)
    try await hub.setRollout("spring", step: Rollout.stopped, reason: "")
    _ = try await hub.activate(old)
    _ = try await hub.activate(new)
    #expect(hub.versions == [old])
    #expect(await hub.rollouts().map(\.step) == [Rollout.stopped])
    // And one that replaces it has the earlier one beside it, not the one that reached nobody.
    _ = try await hub.activate(third)
    #expect(hub.versions == [third, old])
    try await hub.stop()
  }

  @Test("the first version of all decides for everybody, and a step that would leave somebody to nobody is refused")
  func nobodyBefore() async throws {
    let hub = try await SmallWorld(charterRollout: TwoVersions.threeSteps).hub()
    try await hub.welcome(Self.ids)
    let version = try #require(hub.versions.first)
    #expect(try await hub.decided(by: version, among: Self.ids).count == 100)
    for (step, code) in [(1, "rollout.no_earlier"), (-1, "rollout.no_earlier"), (3, "rollout.step_unknown")] {
      let error = await #expect(throws: HubError.self) {
        try await hub.setRollout("spring", step: step, reason: "")
      }
      #expect(error?.code == code)
    }
    try await hub.setRollout("spring", step: 2, reason: "")
    #expect(try await hub.lookAtRollout("spring")?.verdict == .hold)
    #expect(hub.versions == [version])
    // It was for everybody, whatever its steps say: so it is what goes on.
    let next = try await hub.put(SmallWorld(charterRollout: TwoVersions.threeSteps, edition: "second").files)
    #expect(hub.versions == [next, version])
    _ = try await hub.rollBack()
    #expect(hub.versions == [version])
    try await hub.stop()
  }

  @Test("roll-outs of actions go on in both; those of the version that reaches nobody are not told")
  func actions() async throws {
    var worlds = TwoVersions()
    worlds.first.isRolledOut = true
    let (hub, old, _) = try await worlds.hub(welcoming: Self.ids)
    #expect(await hub.rollouts().map(\.rollout.name) == ["spring", "new-offer"])
    #expect(await hub.rollouts().map(\.subject).last == .action("offer"))
    // Only the version before has it, so somebody whom the new one has not reached hears of it when it is widened there.
    #expect(try await hub.ask("c1", ["push"], actions: ["offer"]).said == [])
    try await hub.setRollout("new-offer", step: 2, reason: "")
    let decided = try await hub.ask("c1", ["push"], actions: ["offer"])
    #expect(decided.said == ["offer/push"] && decided.charterVersion == old)
    #expect(try await hub.replay(decided.position).isSame)
    try await hub.setRollout("spring", step: 2, reason: "")
    #expect(await hub.rollouts().map(\.rollout.name) == ["spring"])
    try await hub.stop()
  }
}
