import Decisions
import HubTesting
import Testing
import Times

@testable import Hub

@Suite("Sweeps while a version of the charter is rolled out")
struct SweepRolloutTests {
  private let names = SweepWorld.views.keys.sorted()

  /// The offer is worth 50 before and 90 under the new version, which has reached gus, hal and ida.
  private func hub(_ store: MemoryStore = MemoryStore()) async throws -> (hub: Authority, new: String) {
    let hub = try await SweepWorld.hub(names, store: store)
    var second = SweepWorld.world
    second.edition = "second"
    second.offerValue = 90
    second.charterRollout = "{ name: spring, steps: [ { pilots: [gus, hal, ida] }, { regions: [FR-IDF] } ] }"
    return (hub, try await hub.put(second.files))
  }

  @Test("those of both versions contend for the same slots, each by what their version finds them worth")
  func together() async throws {
    let (hub, new) = try await hub()
    let status = try await hub.run(sweep: try await hub.beginSweep().row.number)
    let (who, counts) = try await hub.offered(names)
    // 0.08 × 90, 0.14 × 50, 0.13 × 50, 0.07 × 90; cid's 0.12 × 50 is less.
    #expect(who == ["gus", "ada", "ben", "hal"])
    #expect(counts == names.map { _ in 1 })
    let limit = try #require(status.outcome?.limits.first)
    #expect(status.outcome?.limits.count == 1)
    #expect((limit.name, limit.room, limit.given) == ("volume of offer", 4, 4))
    for id in names {
      let position = try #require(try await hub.decided(id).first).position
      let replay = try await hub.replay(position)
      #expect(replay.isSame)
      #expect((replay.charter.charter.version == new) == ["gus", "hal", "ida"].contains(id))
    }
    try await hub.stop()
  }

  @Test("it goes on when a step is set under it, and by the versions of then")
  func stepped() async throws {
    let (hub, new) = try await hub()
    let number = try await hub.beginSweep().row.number
    async let stopped: Void = hub.setRollout("spring", step: Rollout.stopped, reason: "")
    let status = try await hub.run(sweep: number)
    try await stopped
    #expect(status.decisionCount == 10)
    #expect(try await hub.offered(names).decisionCounts == names.map { _ in 1 })
    #expect(try await hub.ask("gus", ["push"]).charterVersion != new)
    try await hub.stop()
  }

  @Test(
    "who comes under the other version while it runs is decided once, by that of the moment, and no limit is passed")
  func movers() async throws {
    var moved = 0
    for round in 0..<12 {
      let (hub, new) = try await hub()
      try await hub.setRollout("spring", step: 1, reason: "")
      let begun = try await hub.beginSweep()
      let moving = Task {
        for id in ["ada", "jon", "ben"] {
          for _ in 0..<round { await Task.yield() }
          var patch = CustomerPatch()
          patch.region = "FR-IDF"
          _ = try await hub.record([Happening(customer: Identity(.id, id), kind: .patch(patch))])
        }
      }
      if round == 0 { try await moving.value }
      let status = try await hub.run(sweep: begun.row.number)
      try await moving.value
      let (who, counts) = try await hub.offered(names)
      #expect(counts == names.map { _ in 1 } && status.decisionCount == 10, "round \(round)")
      #expect(who.count <= SweepWorld.offerMax, "round \(round)")
      for id in names {
        let position = try #require(try await hub.decided(id).first).position
        let replay = try await hub.replay(position)
        #expect(replay.isSame, "round \(round), \(id)")
        if id < "e" || id == "jon", replay.charter.charter.version == new { moved += 1 }
      }
      try await hub.stop()
    }
    #expect(moved > 0, "some were decided by the version that they came under")
  }

  @Test("prices are never by the numbers of another version's treatments")
  func prices() async throws {
    let (hub, _) = try await hub()
    let standing = try #require(hub.regimes.current)
    let (new, old) = (standing.generation, try #require(standing.earlier).generation)
    let lane = SweepLane(sweep: 1, lane: 0, generation: new, pricesOfOthers: [(new, [1]), (old, [2])])
    let request = lane.request([7, 8], old)
    #expect(lane.priced(request, try #require(standing.earlier)).occasion.prices == [7, 8])
    #expect(lane.priced(request, standing).occasion.prices == [1])
    try await hub.stop()
  }
}
