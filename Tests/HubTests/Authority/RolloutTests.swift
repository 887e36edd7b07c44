import Decisions
import Hub
import HubTesting
import Testing

@Suite("A roll-out stands where it was put, for every decision")
struct RolloutTests {
  static let ids = ["ada"] + (0..<99).map { "c\($0)" }

  @Test("it reaches more with each step, nobody when stopped, over restarts; every decision replays")
  func steps() async throws {
    let disk = MemoryDisk()
    let world = SmallWorld(contactsMax: 10_000, isRolledOut: true)
    var hub = try await world.hub(store: MemoryStore(disk: disk))
    try await hub.welcome(Self.ids)
    var reached: [Int: Set<String>] = [:]
    var asked: [Decided] = []
    for step in [0, 1, 2, Rollout.stopped, 1] {
      try await hub.setRollout("new-offer", step: step, reason: "step \(step)")
      #expect(await hub.rollouts().map(\.step) == [step])
      var said: Set<String> = []
      for id in Self.ids {
        let decided = try await hub.ask(id, ["push"], actions: ["offer"])
        asked.append(decided)
        if !decided.said.isEmpty { said.insert(id) }
      }
      // The same step reaches the same again.
      #expect(reached[step, default: said] == said)
      reached[step] = said
    }
    #expect(reached[0] == ["ada"] && reached[2] == Set(Self.ids) && reached[-1] == [])
    let half = try #require(reached[1])
    #expect(half.contains("ada") && (30...70).contains(half.count))
    try await hub.stop()
    hub = try await world.hub(store: MemoryStore(disk: disk))
    let standing = try #require(await hub.rollouts().first)
    #expect(standing.moves.map(\.step) == [1, 2, -1, 1], "to put it where it stands is no move")
    #expect(standing.moves.map(\.reason) == ["step 1", "step 2", "step -1", "step 1"])
    #expect(Set(try await hub.askAll(Self.ids) { _ in "push" }).count == 1)
    for decided in asked { #expect(try await hub.replay(decided.position).isSame) }
    try await hub.stop()
  }

  @Test("once a step is set no decision is by another one")
  func atOnce() async throws {
    let hub = try await SmallWorld(contactsMax: 10_000, isRolledOut: true).hub()
    try await hub.welcome(Self.ids)
    try await hub.setRollout("new-offer", step: 2, reason: "")
    let asking = Task {
      var last: Position = .none
      for round in 0..<600 {
        let decided = try await hub.ask(Self.ids[round % 100], ["push"], actions: ["offer"])
        if !decided.said.isEmpty { last = decided.position }
      }
      return last
    }
    while try await hub.entries(after: .none, countMax: 1_000).count < 200 { await Task.yield() }
    try await hub.setRollout("new-offer", step: Rollout.stopped, reason: "complaints")
    // Whoever was decided for before is in the log before this one.
    let mark = try await hub.ask("ada", ["push"], actions: ["offer"])
    #expect(mark.said == [])
    #expect(try await asking.value < mark.position)
    try await hub.stop()
  }

  @Test("a step that is not there is refused, and changes nothing")
  func refusals() async throws {
    let hub = try await SmallWorld(isRolledOut: true).hub()
    for (name, step, code) in [
      ("offer", 0, "rollout.unknown"), ("new-offer", 3, "rollout.step_unknown"),
      ("new-offer", -2, "rollout.step_unknown"),
    ] {
      let error = await #expect(throws: HubError.self) { try await hub.setRollout(name, step: step, reason: "") }
      #expect(error?.code == code)
    }
    #expect(await hub.rollouts().map(\.moves) == [[]])
    try await hub.stop()
  }
}
