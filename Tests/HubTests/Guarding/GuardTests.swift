import Decisions
import HubTesting
import Testing

@testable import Hub

@Suite("Guards stop what people complain of, and what comes back")
struct GuardTests {
  /// The least count whose interval begins at the bound, worked out apart: Wilson's score interval, one-sided 95 %.
  @Test(
    "a share pauses once it surely is at its bound, and warns where it is",
    arguments: [
      (200, 2, 16), (400, 3, 28), (1_000, 6, 62), (10_000, 39, 536),
    ])
  func verdicts(messages: Int, complaints: Int, bounces: Int) {
    let guards = DeliveryGuards()
    func verdict(_ complaints: Int, _ bounces: Int, _ messages: Int = messages) -> String {
      switch guards.verdict(.init(messages: messages, complaints: complaints, bounces: bounces)) {
      case .fine: "fine"
      case .warn(let text): "warn: \(text)"
      case .pause(let text): "pause: \(text)"
      }
    }
    #expect(verdict(0, 0) == "fine")
    #expect(verdict(complaints, 0) == "pause: \(complaints) complaints of \(messages) messages")
    #expect(verdict(complaints - 1, 0).hasPrefix("warn"))
    #expect(verdict(0, bounces) == "pause: \(bounces) bounces of \(messages) messages")
    #expect(verdict(0, bounces - 1).hasPrefix("warn"))
    #expect(verdict(0, messages / 100) == "fine")
    #expect(verdict(messages / 1_000 + 1, bounces).hasPrefix("pause: \(bounces) bounces"))
    #expect(verdict(199, 199, 199) == "fine", "too few messages prove nothing")
    #expect(verdict(messages + 5, 0).hasPrefix("pause"), "complaints may come of messages before the window")
  }

  /// A hub on which so many customers were sent an e-mail.
  private func stand(
    _ count: Int, disk: MemoryDisk = MemoryDisk(), clock: ManualClock
  ) async throws -> (hub: Authority, decisions: [Position]) {
    let hub = try await SmallWorld().hub(store: MemoryStore(disk: disk), clock: clock)
    let ids = (0..<count).map { "c\($0)" }
    try await hub.welcome(ids)
    var decisions: [Position] = []
    for id in ids {
      let decided = try await hub.ask(id, ["email"])
      #expect(try await hub.record(Feedback(decision: decided.position, kind: .confirmed)) == 1)
      decisions.append(decided.position)
    }
    return (hub, decisions)
  }

  @Test("complaints stop channel and action, durably, with the reason, until it is lifted by hand")
  func complaints() async throws {
    let disk = MemoryDisk()
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let (hub, decisions) = try await stand(200, disk: disk, clock: clock)
    #expect(try await hub.lookAtGuards().isEmpty)
    #expect(try await hub.record(Feedback(decision: decisions[0], kind: .complained)) == 1)
    let warnings = try await hub.lookAtGuards()
    #expect(warnings.map(\.isPaused) == [false, false] && Set(warnings.map(\.subject.name)) == ["offer", "email"])
    #expect(await hub.stops().isEmpty)
    #expect(try await hub.record(Feedback(decision: decisions[1], kind: .complained)) == 1)
    let findings = try await hub.lookAtGuards()
    #expect(
      findings.map(\.subject) == [Stop(.action, "offer"), Stop(.channel, "email")] && findings.allSatisfy(\.isPaused))
    let stops = await hub.stops()
    #expect(stops.allSatisfy { $0.reason == "2 complaints of 200 messages" } && stops.count == 2)
    try await hub.welcome(["new"])
    #expect(try await hub.ask("new", ["email"]).said.isEmpty)
    #expect(try await hub.lookAtGuards().isEmpty, "it is stopped already")
    // Lifted by hand: what was before does not count again.
    for stop in stops { try await hub.remove(stop) }
    #expect(try await hub.lookAtGuards().isEmpty)
    #expect(try await hub.ask("new", ["email"]).said == ["offer/email"])
    #expect(await hub.stops().isEmpty)
    try await hub.stop()
  }

  @Test("a stop survives a crash; only addresses that are dead count, and only of late")
  func bounces() async throws {
    let disk = MemoryDisk()
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let (hub, decisions) = try await stand(200, disk: disk, clock: clock)
    for decision in decisions.prefix(60) { _ = try await hub.record(Feedback(decision: decision, kind: .bounced)) }
    #expect(try await hub.lookAtGuards().isEmpty, "a full mailbox is not dead")
    for decision in decisions.suffix(16) {
      _ = try await hub.record(Feedback(decision: decision, kind: .bouncedForGood))
    }
    let paused = try await hub.lookAtGuards().filter(\.isPaused)
    #expect(paused.map(\.subject.reason) == Array(repeating: "16 bounces of 200 messages", count: 2))
    let next = try await SmallWorld().hub(store: MemoryStore(disk: disk), clock: clock)
    #expect(await next.stops().map(\.reason) == Array(repeating: "16 bounces of 200 messages", count: 2))
    // A week later, they are of the past.
    for stop in await next.stops() { try await next.remove(stop) }
    clock.advance(bySeconds: 8 * 86_400)
    #expect(try await next.lookAtGuards().isEmpty)
    try await next.stop()
    try? await hub.stop()
  }
}
