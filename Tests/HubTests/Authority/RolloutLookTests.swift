import Decisions
import Hub
import HubTesting
import Sweeps
import Testing

@Suite("Roll-outs widen, hold or stop by themselves")
struct RolloutLookTests {
  private let clock = ManualClock(nowMilliseconds: SmallWorld.start)
  private static let ids = (0..<200).map { "c\($0)" }

  /// A hub whose offer is rolled out to half of the customers.
  private func hub() async throws -> Authority {
    let hub = try await SmallWorld(contactsMax: 10_000, isRolledOut: true, isGuarded: true).hub(clock: clock)
    try await hub.welcome(Self.ids)
    try await hub.setRollout("new-offer", step: 1, reason: "begin")
    return hub
  }

  /// A day on which everybody is contacted, and some of those whom the roll-out reaches answer as the guard-rail forbids. (It
  /// counts openings here, because what is bad in earnest also keeps people from being contacted the next day.)
  private func day(_ hub: Authority, answering: (Int) -> Bool) async throws {
    for (place, id) in Self.ids.enumerated() {
      let offered = try await hub.ask(id, ["push"], actions: ["offer"])
      let isReached = !offered.said.isEmpty
      let decided = isReached ? offered : try await hub.ask(id, ["push"], actions: ["filler"])
      guard !decided.said.isEmpty else { continue }
      if isReached, answering(place) {
        _ = try await hub.record(Feedback(decision: decided.position, kind: .opened))
      }
    }
    clock.advance(bySeconds: 86_400)
  }

  @Test("many bad outcomes inside stop it, and nobody is reached any more")
  func stops() async throws {
    let hub = try await hub()
    #expect(try await hub.lookAtRollout("new-offer")?.days == 0)
    var verdict = RolloutVerdict.hold
    for _ in 0..<6 where verdict == .hold {
      try await day(hub) { _ in true }
      verdict = try #require(try await hub.lookAtRollout("new-offer")).verdict
    }
    #expect(verdict == .stop(guardRail: 0))
    let standing = try #require(await hub.rollouts().first)
    #expect(standing.step == Rollout.stopped)
    #expect(standing.moves.last?.reason == "guard-rail 0 is passed")
    #expect(try await hub.lookAtRollout("new-offer") == nil)
    try await hub.stop()
  }

  @Test("people of a region who answer more than others stop nothing, if their neighbours do so too")
  func regions() async throws {
    let world = SmallWorld(
      contactsMax: 10_000, isRolledOut: true,
      rolloutSteps: "{ regions: [FR-IDF], share: 0.5 }, { share: 0.1 }, { share: 1 }", isGuarded: true)
    let hub = try await world.hub(clock: clock)
    let isInParis = { (place: Int) in place % 2 == 0 }
    _ = try await hub.record(
      Self.ids.enumerated().map { place, id in
        var patch = SmallWorld.patch()
        patch.country = "FR"
        patch.region = isInParis(place) ? "FR-IDF" : "FR-BRE"
        return Happening(customer: Identity(.id, id), kind: .patch(patch))
      })
    var look: RolloutLook?
    for _ in 0..<20 where look?.verdict ?? .hold == .hold {
      for (place, id) in Self.ids.enumerated() {
        let offered = try await hub.ask(id, ["push"], actions: ["offer"])
        let decided = offered.said.isEmpty ? try await hub.ask(id, ["push"], actions: ["filler"]) : offered
        // Six of ten in Paris, whoever they are, and nobody in Brittany.
        guard isInParis(place), place % 10 < 6, !decided.said.isEmpty else { continue }
        _ = try await hub.record(Feedback(decision: decided.position, kind: .opened))
      }
      clock.advance(bySeconds: 86_400)
      look = try await hub.lookAtRollout("new-offer")
    }
    #expect(look?.verdict == .widen)
    let evidence = try #require(look?.evidence.first)
    let (inside, outside) = (
      Double(evidence.total.exposedBad) / Double(evidence.total.exposed),
      Double(evidence.total.baselineBad) / Double(evidence.total.baseline)
    )
    #expect(inside > outside + 0.2 + 0.1, "across regions it is far beyond the tolerance of 0.2: \(inside), \(outside)")
    #expect(evidence.comparedCount == evidence.total.exposed)
    try await hub.stop()
  }

  @Test("outcomes that become known on days without contacts are not lost")
  func lateOutcomes() async throws {
    let hub = try await hub()
    var verdict = RolloutVerdict.hold
    for _ in 0..<12 where verdict == .hold {
      var reached: [Decided] = []
      for id in Self.ids {
        let offered = try await hub.ask(id, ["push"], actions: ["offer"])
        if offered.said.isEmpty {
          _ = try await hub.ask(id, ["push"], actions: ["filler"])
        } else {
          reached.append(offered)
        }
      }
      clock.advance(bySeconds: 86_400)
      for decided in reached { _ = try await hub.record(Feedback(decision: decided.position, kind: .opened)) }
      clock.advance(bySeconds: 86_400)
      verdict = try #require(try await hub.lookAtRollout("new-offer")).verdict
    }
    #expect(verdict == .stop(guardRail: 0))
    try await hub.stop()
  }

  @Test("without any it widens once it has lasted long enough, and a look that is made again comes to the same")
  func widens() async throws {
    let hub = try await hub()
    var verdicts: [RolloutVerdict] = []
    for _ in 0..<12 where verdicts.last != .widen {
      try await day(hub) { _ in false }
      verdicts.append(try #require(try await hub.lookAtRollout("new-offer")).verdict)
    }
    #expect(verdicts.count >= 7, "it is held for a week at least")
    #expect(verdicts.last == .widen)
    let standing = try #require(await hub.rollouts().first)
    #expect(standing.step == 2)
    #expect(standing.moves.last?.reason == "guard-rails hold after \(verdicts.count) days")
    // A new step begins without evidence.
    #expect(try await hub.lookAtRollout("new-offer")?.days == 0)
    try await hub.stop()
  }
}
