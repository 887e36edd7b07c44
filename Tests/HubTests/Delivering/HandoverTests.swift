import Charters
import Decisions
@testable import Hub
import HubTesting
import Testing
import Times

@Suite("What waits is examined again when it is handed over")
struct HandoverTests {
  /// One customer with one e-mail in the queue.
  private func stand(
    _ world: SmallWorld = SmallWorld(), clock: ManualClock = ManualClock(nowMilliseconds: SmallWorld.start)
  ) async throws -> (hub: Authority, store: MemoryStore) {
    let store = MemoryStore()
    let hub = try await world.hub(store: store, clock: clock)
    try await hub.welcome(["ada"])
    #expect(try await hub.ask("ada", ["email"]).said == ["offer/email"])
    return (hub, store)
  }

  private func verdict(_ hub: Authority, _ terms: DeliveryTerms = DeliveryTerms()) async throws -> String {
    let rows = try await hub.waiting(on: "email", isUrgent: false, after: nil, countMax: 9)
    guard !rows.isEmpty else { return "nothing waits" }
    return try await hub.handOver(rows, terms).map { verdict in
      switch verdict {
      case .go: "go"
      case .waits(let fate): "waits \(fate.reason.name)"
      case .isHeld(let fate): "held \(fate.reason.name)"
      case .isDropped(let reason, let note): "dropped \(reason?.name ?? note)"
      case .isGone: "gone"
      case .hasFailed(let error): "failed \(error.code)"
      }
    }.joined(separator: ", ")
  }

  private func state(_ hub: Authority) async throws -> ContactState? {
    try await hub.customer(Identity(.id, "ada")).profile.ledger.contacts.first?.state
  }

  @Test("what nothing forbids goes, once, and is on its way")
  func goes() async throws {
    let (hub, store) = try await stand()
    #expect(try await verdict(hub) == "go")
    #expect(try await state(hub) == .handedOver)
    #expect(try await verdict(hub) == "nothing waits")
    #expect(try await store.unansweredDeliveries(countMax: 9).count == 1)
    try await hub.stop()
  }

  @Test("what changed since the decision stops it, and gives back what it reserved")
  func stopped() async throws {
    let changes: [(String, (inout CustomerPatch) -> Void, String)] = [
      (
        "consent", { $0.consents = [.init(purpose: "marketing", isGranted: false, source: "test")] },
        "dropped consent_withdrawn"
      ),
      ("objection", { $0.objections = ["marketing"] }, "dropped objected"),
      ("eligibility", { $0.attributes = [("age", .int(12))] }, "dropped ineligible"),
      ("address", { $0.addresses = [.init(channel: "email", isSuppressed: true)] }, "dropped address_suppressed"),
      ("preference", { $0.unwanted = ["email"] }, "dropped preference"),
      ("nothing that matters", { $0.attributes = [("city", .string("Paris"))] }, "go"),
    ]
    for (name, change, expected) in changes {
      let (hub, _) = try await stand()
      var patch = CustomerPatch()
      change(&patch)
      _ = try await hub.record([Happening(customer: Identity(.id, "ada"), kind: .patch(patch))])
      #expect(try await verdict(hub) == expected, "\(name)")
      let isGone = expected != "go"
      #expect(try await state(hub) == (isGone ? .released : .handedOver), "\(name)")
      #expect(try await hub.outboxCounts() == [:], "\(name)")
      try await hub.stop()
    }
  }

  @Test("a stop by hand holds it, and lets it go when it ends")
  func held() async throws {
    let (hub, _) = try await stand()
    try await hub.add(Stop(.action, "offer"))
    #expect(try await verdict(hub) == "held stopped")
    #expect(try await state(hub) == .reserved)
    try await hub.remove(Stop(.action, "offer"))
    #expect(try await verdict(hub) == "go")
    try await hub.stop()
  }

  @Test("another charter forbids what the one that decided allowed")
  func otherCharter() async throws {
    let (hub, _) = try await stand()
    var world = SmallWorld(edition: "second")
    world.morePolicy = "pauses:\n  - { name: silence, purposes: [marketing], when: 'customer.basket >= 0.0' }\n"
    let summary = try await hub.upload(world.files)
    _ = try await hub.activate(summary.version)
    #expect(try await verdict(hub) == "held paused")
    try await hub.stop()
  }

  @Test("its own contact does not fill the cap that it counts in, and its own unit not the limit")
  func ownContact() async throws {
    var world = SmallWorld(contactsMax: 1)
    world.limits = "  - { name: mails, channels: [email], max: 1, per: day }"
    let (hub, _) = try await stand(world)
    #expect(try await verdict(hub) == "go")
    try await hub.stop()
  }

  @Test("in quiet hours it waits for their end; a day later it is too late")
  func quietHours() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    var world = SmallWorld()
    world.morePolicy = """
      quiet_hours:
        - { name: night, channels: [email], from: "20:00", to: "08:00" }
      """
    let (hub, _) = try await stand(world, clock: clock)
    clock.advance(bySeconds: 8 * 3600)  // 00:13 in Paris
    #expect(try await verdict(hub) == "waits quiet_hours")
    #expect(try await verdict(hub) == "nothing waits")
    #expect(try await state(hub) == .reserved)
    clock.advance(bySeconds: 8 * 3600)
    #expect(try await verdict(hub) == "go")
    try await hub.stop()

    let (late, _) = try await stand(world, clock: ManualClock(nowMilliseconds: SmallWorld.start))
    var terms = DeliveryTerms()
    terms.validitySeconds = 0
    #expect(try await verdict(late, terms) == "go", "in the very second it is due")
    try await late.stop()
  }

  @Test("what nobody handed over in time is given up")
  func tooLate() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let (hub, store) = try await stand(clock: clock)
    clock.advance(bySeconds: 24 * 3600 + 1)
    #expect(try await verdict(hub) == "dropped too late")
    #expect(try await state(hub) == .released)
    let number = try #require(try await store.customer(of: Identity(.id, "ada")))
    let newest = try #require(try await store.history(of: number, before: nil, countMax: 1).first)
    guard case .feedback(let news) = try EntryBody(kind: newest.kind, body: newest.body) else {
      Issue.record("the log's end says nothing of it")
      return
    }
    #expect(news.note == "too late" && news.reason == nil)
    try await hub.stop()
  }

  @Test("a message of a customer who became part of another goes to that one")
  func merged() async throws {
    let (hub, _) = try await stand()
    try await hub.welcome(["bob"])
    _ = try await hub.record([
      Happening(customer: Identity(.id, "bob"), kind: .alias(Identity(.id, "ada")))
    ])
    let rows = try await hub.waiting(on: "email", isUrgent: false, after: nil, countMax: 9)
    let verdicts = try await hub.handOver(rows, DeliveryTerms())
    guard case .go(let handover)? = verdicts.first else {
      Issue.record("\(verdicts)")
      return
    }
    #expect(handover.customer == Identity(.id, "bob") || handover.customer == Identity(.id, "ada"))
    try await hub.stop()
  }
}
