import Decisions
import Expressions
import Foundation
import Hub
import Testing
import Times

@testable import Web

@Suite("Which consents count, and what is noted of openings")
struct ConsentRulesTests {
  private static let pending = [CustomerPatch.Consent(purpose: "newsletter", isGranted: true, source: "form")]

  @Test("double opt-in: nothing before the link is followed and the button pressed, everything after")
  func doubleOptIn() async throws {
    try await withPages { world in
      try await world.welcome(consents: Self.pending)
      #expect(try await world.decide("letter") == nil)
      world.clock.advance(bySeconds: 60)
      let path = world.path(.confirmation, try #require(try await world.decide("welcome")))
      let page = try await world.call("GET", path)
      #expect(page.status == 200 && page.text.contains("<button"))
      #expect(try await world.decide("letter") == nil, "reading is not agreeing")
      #expect(try await world.call("POST", path, "confirm=1").status == 200)
      let consent = try #require(try await world.profile().consents.last)
      #expect(consent.source == "confirmation" && consent.channel == "email" && consent.proof.count > 40)
      #expect(try await world.decide("letter") != nil)
      let before = try await world.entryCount()
      #expect(try await world.call("POST", path, "confirm=1").text.contains("nothing to confirm"))
      #expect(try await world.entryCount() == before)
    }
  }

  @Test("a link confirms neither what was asked later, nor what is too old, nor what was withdrawn")
  func expiry() async throws {
    let table: [(String, Int64, Int64, Bool)] = [
      ("in time", 60, 2 * 86_400 - 61, true), ("too late", 60, 2 * 86_400, false), ("asked after it", -60, 60, false),
    ]
    for (name, wait, later, isConfirmed) in table {
      try await withPages { world in
        try await world.welcome(consents: [])
        var decision: Position?
        if wait < 0 {
          decision = try await world.decide("welcome")
          world.clock.advance(bySeconds: -wait)
        }
        try await world.patch { $0.consents = Self.pending }
        if wait > 0 {
          world.clock.advance(bySeconds: wait)
          decision = try await world.decide("welcome")
        }
        world.clock.advance(bySeconds: later)
        _ = try await world.call("POST", world.path(.confirmation, try #require(decision)), "confirm=1")
        #expect(try await world.profile().consents.last?.source == (isConfirmed ? "confirmation" : "form"), "\(name)")
      }
    }
    try await withPages { world in
      try await world.welcome(consents: Self.pending)
      world.clock.advance(bySeconds: 60)
      let decision = try #require(try await world.decide("welcome"))
      try await world.patch { $0.consents = [.init(purpose: "newsletter", isGranted: false, source: "call")] }
      _ = try await world.call("POST", world.path(.confirmation, decision), "confirm=1")
      #expect(try await world.profile().consents.last?.isGranted == false)
    }
  }

  @Test("soft opt-in: a notice counts after a sale, for the purpose that says so, and not against a refusal")
  func softOptIn() async throws {
    try await withPages { world in
      func notice(_ purpose: String) -> CustomerPatch.Consent {
        .init(purpose: purpose, isGranted: true, source: "sale_notice")
      }
      func buy() async throws {
        let event = EventRecord(name: "purchase", atMilliseconds: world.clock.nowMilliseconds)
        _ = try await world.hub.record([Happening(customer: PagesWorld.ada, kind: .event(event))])
      }
      try await world.welcome(consents: [notice("similar"), notice("offers")])
      #expect(try await world.decide("alike") == nil)
      try await buy()
      #expect(try await world.decide("offer") == nil, "its charter knows no sale for this purpose")
      let decision = try #require(try await world.decide("alike"))
      #expect(
        try await world.call("POST", world.path(.unsubscribe, decision), "List-Unsubscribe=One-Click").status == 200)
      try await buy()
      #expect(try await world.decide("alike") == nil)
    }
  }

  @Test("openings: noted with consent at that moment; without a word of it the day alone; after a refusal nothing")
  func openings() async throws {
    let table: [(Bool?, ContactOutcome, hasDay: Bool)] = [
      (true, .opened, false), (nil, .none, true), (false, .none, false),
    ]
    for (consent, outcome, hasDay) in table {
      try await withPages { world in
        var consents = [CustomerPatch.Consent(purpose: "offers", isGranted: true, source: "form")]
        if let consent { consents.append(.init(purpose: "openings", channel: "email", isGranted: consent)) }
        try await world.welcome(consents: consents)
        let path = world.path(.opening, try #require(try await world.decide("offer")))
        let before = try await world.entryCount()
        #expect(try await world.call("HEAD", path).status == 200)
        #expect(try await world.entryCount() == before)
        for _ in 0..<3 {
          let picture = try await world.call("GET", path)
          #expect(picture.status == 200 && picture.header("content-type") == "image/gif")
          #expect(picture.header("cache-control") == "no-store" && picture.header("set-cookie") == nil)
        }
        #expect(try await world.entryCount() == before + (consent == false ? 0 : 1))
        let profile = try await world.profile()
        #expect(profile.ledger.contacts.first?.outcome == outcome)
        let day = profile.attributes.first { $0.name == "last_open" }?.value
        guard case .timestamp(let moment)? = day else {
          #expect(!hasDay)
          return
        }
        #expect(hasDay && moment.seconds % 86_400 == 0)
      }
    }
  }

  @Test("consent to openings that is withdrawn holds for messages that were sent before")
  func openingWithdrawn() async throws {
    try await withPages { world in
      try await world.welcome(consents: [
        .init(purpose: "offers", isGranted: true), .init(purpose: "openings", isGranted: true),
      ])
      let decision = try #require(try await world.decide("offer"))
      try await world.patch { $0.consents = [.init(purpose: "openings", isGranted: false)] }
      let before = try await world.entryCount()
      let good = try await world.call("GET", world.path(.opening, decision))
      let bad = try await world.call("GET", "/o/nonsense")
      #expect(good.status == 200 && good.body == bad.body && bad.status == 200)
      #expect(try await world.entryCount() == before)
    }
  }
}
