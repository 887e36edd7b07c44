import Charters
import Decisions
import Foundation
import Hub
import HubTesting
import Seeds
import Testing
import Times

@Suite("One authority: caps hold, whoever asks at once")
struct ExactCaps {
  @Test("1,000 questions at once for one customer over five channels, a cap of 1: one contact")
  func oneContact() async throws {
    let hub = try await SmallWorld().hub()
    try await hub.welcome(["ada"])
    let contacts = try await withThrowingTaskGroup(of: Int.self) { group in
      for index in 0..<1_000 {
        group.addTask { try await hub.ask("ada", [SmallWorld.channels[index % 5]]).said.count }
      }
      return try await group.reduce(0, +)
    }
    #expect(contacts == 1)
    #expect(try await hub.counted("ada").count == 1)
    try await hub.stop()
  }

  @Test("a volume of 10 over 100 customers who are decided for at once: ten contacts", arguments: [1, 10, 99])
  func volume(most: Int) async throws {
    let hub = try await SmallWorld(offerVolumeMax: most).hub()
    let ids = (0..<100).map { "c\($0)" }
    try await hub.welcome(ids)
    let said = try await hub.askAll(ids, actions: ["offer"])
    #expect(said.count == most)
    // One given back may be had again, and only one.
    let first = try #require(said.first)
    #expect(try await hub.record(Feedback(decision: first.position, kind: .released)) == 1)
    #expect(try await hub.askAll(ids, actions: ["offer"]).count == 1)
    try await hub.stop()
  }

  @Test("a cap a household holds over its members, who are decided for at once")
  func household() async throws {
    let hub = try await SmallWorld(contactsMax: 5, hasHouseholdCap: true).hub()
    for home in 0..<10 { try await hub.welcome((0..<6).map { "h\(home)m\($0)" }, household: "home \(home)") }
    try await hub.welcome(["alone"])
    for home in 0..<10 {
      let said = try await hub.askAll((0..<6).map { "h\(home)m\($0)" })
      #expect(said.count == 1, "home \(home)")
    }
    #expect(try await hub.ask("alone").said.count == 1)
    // Somebody moves in with a person whom the hub has in memory, and is contacted there.
    try await hub.welcome(["early"], household: "new home")
    #expect(try await hub.ask("early", mode: .proposal).said.count == 1)
    try await hub.welcome(["late"], household: "new home")
    #expect(try await hub.ask("late").said.count == 1)
    #expect(try await hub.ask("early").said == [])
    try await hub.stop()
  }
}

extension Authority {
  /// Asks for all of them at once; the decisions that say something.
  func askAll(_ ids: [String], actions: [String] = []) async throws -> [Decided] {
    try await withThrowingTaskGroup(of: Decided.self) { group in
      for id in ids { group.addTask { try await self.ask(id, actions: actions) } }
      return try await group.reduce(into: []) { if !$1.said.isEmpty { $0.append($1) } }
    }
  }
}

@Suite("A call with a key happens once")
struct Idempotency {
  private func once(_ key: UInt64, _ request: UInt64) -> Once {
    Once(key: Digest128(high: 0, low: key), request: Digest128(high: 1, low: request))
  }

  @Test("the same key and request give the first answer, at once or later, also after a restart")
  func sameAnswer() async throws {
    let disk = MemoryDisk()
    let hub = try await SmallWorld(contactsMax: 100).hub(store: MemoryStore(disk: disk))
    try await hub.welcome(["ada"])
    let answers = try await withThrowingTaskGroup(of: Decided.self) { group in
      for _ in 0..<50 { group.addTask { try await hub.ask("ada", once: self.once(7, 7)) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(answers.map(\.position)).count == 1)
    #expect(answers.count { $0.isRepeated } == 49)
    #expect(try await hub.counted("ada").count == 1)
    try await hub.stop()
    let again = try await SmallWorld().hub(store: MemoryStore(disk: disk))
    let repeated = try await again.ask("ada", once: once(7, 7))
    #expect(repeated.isRepeated)
    #expect(repeated.record == answers[0].record)
    try await again.stop()
  }

  @Test("a key is kept for four days, and forgotten after them")
  func forgetting() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await SmallWorld(contactsMax: 100).hub(clock: clock)
    try await hub.welcome(["ada"])
    let first = try await hub.ask("ada", once: once(3, 3))
    clock.advance(bySeconds: HubLimits().onceKeySeconds)
    try await hub.tidy()
    #expect(try await hub.ask("ada", once: once(3, 3)).position == first.position)
    clock.advance(byMilliseconds: 1)
    try await hub.tidy()
    #expect(try await hub.ask("ada", once: once(3, 3)).isRepeated == false)
    try await hub.stop()
  }

  @Test("the same key with another request is refused")
  func otherRequest() async throws {
    let hub = try await SmallWorld().hub()
    try await hub.welcome(["ada"])
    _ = try await hub.ask("ada", once: once(1, 1))
    await #expect { try await hub.ask("ada", once: once(1, 2)) } throws: {
      ($0 as? HubError)?.code == "idempotency.reused"
    }
    try await hub.stop()
  }

  @Test("a message that comes twice counts once, within a call and over calls")
  func messages() async throws {
    let hub = try await SmallWorld().hub()
    try await hub.welcome(["ada"])
    func view(_ message: UInt64) -> Happening {
      Happening(
        customer: Identity(.id, "ada"),
        kind: .event(EventRecord(name: "page_view", atMilliseconds: SmallWorld.start)),
        messageKey: Digest128(high: 9, low: message))
    }
    #expect(try await hub.record([view(1), view(1), view(2)]) == [.recorded, .duplicate, .recorded])
    #expect(try await hub.record([view(2), view(3)]) == [.duplicate, .recorded])
    #expect(try await hub.customer(Identity(.id, "ada")).profile.events.count == 3)
    try await hub.stop()
  }
}

@Suite("The next decision sees what came back")
struct FeedbackMoves {
  @Test(
    "news of a contact, and whether the customer may be contacted again at once",
    arguments: [
      (FeedbackKind.confirmed, false), (.released, true), (.delivered, false), (.bounced, true),
      (.refusedByProvider, true), (.unknown, false), (.opened, false), (.clicked, false), (.rejected, false),
      (.unsubscribed, false), (.complained, false),
    ])
  func news(kind: FeedbackKind, isFree: Bool) async throws {
    let hub = try await SmallWorld().hub()
    try await hub.welcome(["ada"])
    let first = try await hub.ask("ada", ["email"])
    #expect(first.said == ["offer/email"])
    #expect(try await hub.ask("ada", ["sms"]).said == [])
    #expect(try await hub.record(Feedback(decision: first.position, kind: kind)) == 1)
    #expect(try await hub.ask("ada", ["sms"]).said == (isFree ? ["offer/sms"] : []))
    try await hub.stop()
  }

  @Test("no twice, and nothing for a proposal")
  func twice() async throws {
    let hub = try await SmallWorld().hub()
    try await hub.welcome(["ada"])
    let first = try await hub.ask("ada")
    #expect(try await hub.record(Feedback(decision: first.position, kind: .released)) == 1)
    #expect(try await hub.record(Feedback(decision: first.position, kind: .released)) == 0)
    await #expect { try await hub.record(Feedback(decision: first.position, kind: .delivered)) } throws: {
      ($0 as? HubError)?.code == "contact.released"
    }
    let proposal = try await hub.ask("ada", mode: .proposal)
    #expect(proposal.said == ["offer/push"])
    #expect(try await hub.counted("ada").isEmpty)
    await #expect { try await hub.record(Feedback(decision: proposal.position, kind: .confirmed)) } throws: {
      ($0 as? HubError)?.code == "decision.not_reserved"
    }
    try await hub.stop()
  }

  @Test("an unsubscription withdraws consent; a complaint takes the address away as well")
  func withdrawal() async throws {
    let hub = try await SmallWorld(contactsMax: 50).hub()
    try await hub.welcome(["ada"])
    let first = try await hub.ask("ada", ["email"])
    _ = try await hub.record(Feedback(decision: first.position, kind: .unsubscribed))
    let second = try await hub.ask("ada", ["email"])
    #expect(second.record.answer.reason == .consentWithdrawn)
    #expect(try await hub.ask("ada", ["sms"]).said == ["offer/sms"])
    try await hub.stop()
  }
}

extension DecisionRecord.Answer {
  /// The reason of silence.
  var reason: Reason? {
    if case .silence(let abstention) = self { return abstention.reason }
    return nil
  }
}
