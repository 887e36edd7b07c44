import Charters
import Decisions
import Hub
import HubTesting
import Sweeps
import Testing

@Suite("What customers of two versions share, and who moves between them")
struct CharterRolloutPeopleTests {
  private static let ids = (0..<200).map { "c\($0)" }

  @Test("who moves to a region that it has reached, or is found to be a pilot, comes under the new version")
  func places() async throws {
    var worlds = TwoVersions()
    worlds.second.charterRollout = "{ name: spring, steps: [ { regions: [FR-IDF] }, { pilots: [ada] } ] }"
    let (hub, old, new) = try await worlds.hub(welcoming: ["bob"])
    func move(to region: String) async throws {
      var patch = CustomerPatch()
      patch.region = region
      _ = try await hub.record([Happening(customer: Identity(.id, "bob"), kind: .patch(patch))])
    }
    try await hub.setRollout("spring", step: 1, reason: "")
    for (region, version) in [("FR-BRE", old), ("FR-IDF", new), ("FR-BRE", old)] {
      try await move(to: region)
      #expect(try await hub.ask("bob").charterVersion == version, "\(region)")
    }
    let visitor = Identity(.anonymous, "device")
    _ = try await hub.record([Happening(customer: visitor, kind: .patch(SmallWorld.patch()))])
    let request = DecisionRequest(customer: visitor, occasion: Occasion(kind: .outbound))
    #expect(try await hub.decide(request).charterVersion == old)
    _ = try await hub.record([Happening(customer: Identity(.id, "ada"), other: visitor, kind: .patch(CustomerPatch()))])
    #expect(try await hub.decide(request).charterVersion == new)
    #expect(try await hub.counted("ada").count == 2)
    // Whoever becomes part of somebody else is decided for as they are.
    _ = try await hub.record([Happening(customer: Identity(.id, "bob"), kind: .alias(Identity(.id, "ada")))])
    #expect(try await hub.counted("bob").count == 5)
    try await hub.stop()
  }

  @Test("a cap of a household holds over members of both versions, and volume limits over all customers")
  func shared() async throws {
    var worlds = TwoVersions()
    worlds.first.hasHouseholdCap = true
    worlds.second.hasHouseholdCap = true
    let calls = "  - { name: calls, channels: [call], max: 10, per: day }"
    worlds.first.limits = calls + "\n  - { name: letters, channels: [letter], max: 5, per: day }"
    worlds.second.limits = calls
    let (hub, old, new) = try await worlds.hub(welcoming: Self.ids)
    try await hub.welcome(["ada", "bob"], household: "home")
    let first = try await hub.ask("ada", ["push"])
    let second = try await hub.ask("bob", ["push"])
    #expect([first.charterVersion, second.charterVersion] == [new, old])
    #expect([first.said.count, second.said.count] == [1, 0])
    #expect(try await hub.replay(second.position).isSame)
    try await hub.setRollout("spring", step: 1, reason: "")
    var byVersion: [String: Int] = [:]
    for id in Self.ids {
      let decided = try await hub.ask(id, ["call"])
      if decided.said == ["offer/call"] { byVersion[decided.charterVersion, default: 0] += 1 }
    }
    #expect(byVersion.values.reduce(0, +) == 10 && byVersion.count == 2, "\(byVersion)")
    #expect(hub.volumeLevels().map(\.limit) == ["calls", "letters"])
    #expect(hub.volumeLevels().map(\.used) == [10, 0])
    try await hub.stop()
  }

  @Test("an unsubscription from what only the other version knows is heard")
  func purposes() async throws {
    var worlds = TwoVersions()
    worlds.second.charterRollout = "{ name: spring, steps: [ { pilots: [ada] }, { pilots: [bob] } ] }"
    let news = worlds.first.files.map { file in
      switch file.path {
      case "charter.yaml":
        SourceFile(
          path: file.path,
          text: file.text.replacing(
            "service: { kind: service }", with: "service: { kind: service }, news: { kind: marketing }"))
      case "actions/all.yaml":
        SourceFile(path: file.path, text: file.text.replacing("purpose: marketing", with: "purpose: news"))
      default: file
      }
    }
    let hub = try await worlds.first.hub()
    let old = try await hub.put(news)
    try await hub.welcome(["bob"])
    var patch = CustomerPatch()
    patch.consents = [.init(purpose: "news", isGranted: true, source: "test")]
    _ = try await hub.record([Happening(customer: Identity(.id, "bob"), kind: .patch(patch))])
    let new = try await hub.put(worlds.second.files)
    let decided = try await hub.ask("bob", ["email"])
    #expect(decided.charterVersion == old && decided.said == ["offer/email"])
    try await hub.setRollout("spring", step: 1, reason: "")
    #expect(try await hub.ask("bob", ["push"]).charterVersion == new)
    _ = try await hub.record(Feedback(decision: decided.position, kind: .unsubscribed))
    try await hub.setRollout("spring", step: Rollout.stopped, reason: "")
    #expect(hub.versions == [old])
    #expect(try await hub.ask("bob", ["email"]).said == [], "the consent is withdrawn")
    try await hub.stop()
  }

  // MARK: Guard-rails

  private static let guarded =
    "{ name: spring, steps: [ { share: 0.5 }, {} ], guards: [ { outcomes: [opened], tolerance: 0.2 } ], hold: 7d }"

  /// Days on which everybody is contacted, and those whom the new version reaches answer as the guard-rail forbids, or not;
  /// with a look after each, until one says more than to hold.
  private func days(answering isBad: Bool) async throws -> (hub: Authority, verdicts: [RolloutVerdict], new: String) {
    var worlds = TwoVersions()
    worlds.second.charterRollout = Self.guarded
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let (hub, _, new) = try await worlds.hub(clock: clock, welcoming: Self.ids)
    #expect(try await hub.lookAtRollout("spring")?.days == 0)
    var verdicts: [RolloutVerdict] = []
    while verdicts.count < 12, verdicts.last ?? .hold == .hold {
      for id in Self.ids {
        let decided = try await hub.ask(id, ["push"])
        if isBad, decided.charterVersion == new {
          _ = try await hub.record(Feedback(decision: decided.position, kind: .opened))
        }
      }
      clock.advance(bySeconds: 86_400)
      verdicts.append(try #require(try await hub.lookAtRollout("spring")).verdict)
    }
    return (hub, verdicts, new)
  }

  @Test("a guard-rail that is passed returns everybody to the version before, by itself")
  func stops() async throws {
    let (hub, verdicts, new) = try await days(answering: true)
    #expect(verdicts.last == .stop(guardRail: 0) && verdicts.count < 7)
    #expect(await hub.rollouts().first?.moves.last?.reason == "guard-rail 0 is passed")
    #expect(try await hub.decided(by: new, among: Self.ids) == [])
    #expect(try await hub.lookAtRollout("spring") == nil)
    // The hourly look over everything finds nothing to do.
    try await hub.lookAtRollouts()
    try await hub.stop()
  }

  @Test("guard-rails that hold for as long as a step lasts widen it, to everybody at last")
  func widens() async throws {
    let (hub, verdicts, new) = try await days(answering: false)
    #expect(verdicts.last == .widen && verdicts.count >= 7)
    #expect(await hub.rollouts().first?.step == 1)
    #expect(hub.versions == [new])
    #expect(try await hub.decided(by: new, among: Self.ids).count == 200)
    #expect(try await hub.lookAtRollout("spring")?.verdict == .hold)
    try await hub.stop()
  }
}
