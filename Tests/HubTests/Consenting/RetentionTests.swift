import Decisions
import HubTesting
import Testing
import Times

@testable import Hub

@Suite("How long it is that customers gave a sign of life")
struct RetentionTests {
  private static let year: Int64 = 365 * 86_400

  @Test("a click counts, an opening does not, nor what is said to them; what they say of consent does")
  func signs() async throws {
    let table: [(String, isHeard: Bool)] = [
      ("opened", false), ("delivered", false), ("ignored", false), ("clicked", true), ("converted", true),
      ("unsubscribed", true), ("event", true), ("consent", true), ("attribute", false),
    ]
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await SmallWorld().hub(clock: clock)
    try await hub.welcome(table.map(\.0))
    clock.advance(bySeconds: Self.year)
    for (name, _) in table {
      let customer = Identity(.id, name)
      switch name {
      case "event":
        let event = EventRecord(name: "page_view", atMilliseconds: clock.nowMilliseconds)
        _ = try await hub.record([Happening(customer: customer, kind: .event(event))])
      case "consent", "attribute":
        var patch = CustomerPatch()
        if name == "consent" { patch.consents = [.init(purpose: "marketing", isGranted: true, source: "form")] }
        if name == "attribute" { patch.attributes = [("age", .int(40))] }
        _ = try await hub.record([Happening(customer: customer, kind: .patch(patch))])
      default:
        let decision = try await hub.ask(name, ["email"]).position
        #expect(try await hub.record(Feedback(decision: decision, kind: .confirmed)) == 1)
        let kind = try #require(FeedbackKind(name: name))
        #expect(try await hub.record(Feedback(decision: decision, kind: kind)) == 1)
      }
    }
    clock.advance(bySeconds: 2 * Self.year + 86_400)
    func silent(_ years: Int64) async throws -> Set<String> {
      var found: Set<String> = []
      var after = CustomerNumber(rawValue: 0)
      while true {
        let (customers, last) = try await hub.silentCustomers(
          sinceMilliseconds: clock.nowMilliseconds - years * Self.year * 1000, nowMilliseconds: clock.nowMilliseconds,
          after: after, countMax: 2)
        found.formUnion(customers.map(\.identity.value))
        #expect(customers.allSatisfy { $0.lastMessageMilliseconds == nil })
        guard let last else { return found }
        after = last
      }
    }
    #expect(try await silent(3) == Set(table.filter { !$0.isHeard }.map(\.0)))
    #expect(try await silent(4).isEmpty)
    // The one message after the term is told.
    #expect(try await !hub.ask("attribute", ["email"]).said.isEmpty)
    let (customers, _) = try await hub.silentCustomers(
      sinceMilliseconds: clock.nowMilliseconds - 3 * Self.year * 1000, nowMilliseconds: clock.nowMilliseconds,
      after: CustomerNumber(rawValue: 0), countMax: 100)
    let asked = customers.filter { $0.lastMessageMilliseconds != nil }
    #expect(asked.map(\.identity.value) == ["attribute"])
    #expect(asked.first?.lastMessageMilliseconds == clock.nowMilliseconds / 1000 * 1000)
    try await hub.stop()
  }
}
