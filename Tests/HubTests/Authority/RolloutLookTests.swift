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
