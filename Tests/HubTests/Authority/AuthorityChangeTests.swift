import Charters
import Decisions
import Foundation
import Hub
import HubTesting
import Seeds
import Testing
import Times

@Suite("Charters, stops and persons change while decisions are made")
struct Changes {
  @Test("once a charter is activated no decision uses the old one; old decisions keep naming theirs")
  func activation() async throws {
    let hub = try await SmallWorld(contactsMax: 10_000).hub()
    let ids = (0..<20).map { "c\($0)" }
    try await hub.welcome(ids)
    let before = try await hub.ask("c0")
    let second = try await hub.upload(SmallWorld(contactsMax: 10_000, edition: "second", offerValue: 90).files)
    let asking = Task {
      var seen: [String] = []
      for round in 0..<400 { seen.append(try await hub.ask(ids[round % 20]).charterVersion) }
      return seen
    }
    _ = try await hub.activate(second.version)
    for id in ids { #expect(try await hub.ask(id).charterVersion == second.version) }
    let seen = try await asking.value
    let firstNew = seen.firstIndex(of: second.version) ?? seen.count
    #expect(seen[firstNew...].allSatisfy { $0 == second.version })
    #expect(try await hub.decision(before.position).charterVersion == before.charterVersion)
    #expect(try await hub.replay(before.position).isSame)
    _ = try await hub.rollBack()
    #expect(try await hub.ask("c1").charterVersion == before.charterVersion)
    try await hub.stop()
  }

  @Test("what is stopped is not chosen, and does not leave the queue; it outlives a restart")
  func stops() async throws {
    let disk = MemoryDisk()
    let hub = try await SmallWorld(contactsMax: 10).hub(store: MemoryStore(disk: disk))
    try await hub.welcome(["ada"])
    #expect(try await hub.ask("ada", ["email"]).said == ["offer/email"])
    #expect(try await hub.outbox(channel: nil, countMax: 10).count == 1)
    try await hub.add(Stop(.channel, "email"))
    #expect(try await hub.ask("ada", ["email"]).said == [])
    #expect(try await hub.outbox(channel: nil, countMax: 10).isEmpty)
    try await hub.stop()
    let again = try await SmallWorld().hub(store: MemoryStore(disk: disk))
    #expect(try await again.ask("ada", ["email"]).said == [])
    try await again.remove(Stop(.channel, "email"))
    #expect(try await again.ask("ada", ["email"]).said == ["offer/email"])
    try await again.stop()
  }

  @Test("a visitor who says who they are keeps their contacts; a device of somebody else stays theirs")
  func persons() async throws {
    let hub = try await SmallWorld().hub()
    let visitor = Identity(.anonymous, "device")
    _ = try await hub.record([Happening(customer: visitor, kind: .patch(SmallWorld.patch()))])
    let request = DecisionRequest(customer: visitor, occasion: Occasion(kind: .outbound))
    #expect(try await hub.decide(request).said.count == 1)
    // New to the hub: the visitor becomes the customer.
    _ = try await hub.record([Happening(customer: Identity(.id, "ada"), other: visitor, kind: .patch(CustomerPatch()))])
    #expect(try await hub.ask("ada").said == [])
    #expect(try await hub.customer(visitor).identities.count == 2)
    // Somebody else logs in on the same device.
    _ = try await hub.record([
      Happening(customer: Identity(.id, "bob"), other: visitor, kind: .patch(SmallWorld.patch()))
    ])
    #expect(try await hub.ask("bob").said.count == 1)
    #expect(try await hub.customer(visitor).identities.contains(Identity(.id, "ada")))
    try await hub.stop()
  }

  @Test("two customers become one: contacts add up, both names find them, decisions of both replay")
  func alias() async throws {
    let hub = try await SmallWorld(contactsMax: 2).hub()
    try await hub.welcome(["ada", "lovelace"])
    let first = try await hub.ask("ada")
    let second = try await hub.ask("lovelace")
    _ = try await hub.record([Happening(customer: Identity(.id, "ada"), kind: .alias(Identity(.id, "lovelace")))])
    #expect(try await hub.ask("ada").said == [])
    #expect(try await hub.ask("lovelace").said == [])
    #expect(try await hub.counted("lovelace").count == 2)
    for decision in [first, second] { #expect(try await hub.replay(decision.position).isSame) }
    // A contact decided before goes on where the person is now.
    #expect(try await hub.record(Feedback(decision: second.position, kind: .released)) == 1)
    #expect(try await hub.ask("ada").said.count == 1)
    #expect(try await hub.erase(Identity(.id, "ada")) == .overwritten)
    await #expect(throws: HubError.self) { try await hub.customer(Identity(.id, "lovelace")) }
    await #expect(throws: HubError.self) { try await hub.decision(second.position) }
    try await hub.stop()
  }

  @Test("attributes that hold for one decision only")
  func attributes() async throws {
    let hub = try await SmallWorld(contactsMax: 100).hub()
    try await hub.welcome(["ada"])
    var request = DecisionRequest(
      customer: Identity(.id, "ada"), occasion: Occasion(kind: .outbound), mode: .proposal,
      attributes: [("basket", .double(80))])
    let decided = try await hub.decide(request)
    #expect(decided.said.first?.hasPrefix("basket/") == true)
    #expect(try await hub.replay(decided.position).isSame)
    #expect(try await hub.ask("ada", mode: .proposal).said.first?.hasPrefix("offer/") == true)
    request.attributes = [("colour", .string("red"))]
    await #expect { try await hub.decide(request) } throws: { ($0 as? HubError)?.path == "attributes.colour" }
    try await hub.stop()
  }
}
