import Charters
import Decisions
import Foundation
import Testing
import Times

@Suite("contact law")
struct LawTests {
  /// One marketing action on calls and text messages, under the law of France and the United States.
  private func loaded() throws -> LoadedCharter {
    let charter = SmallCharter().adding("laws: [FR, US]", to: "charter.yaml").adding(
      "sms: { kind: sms }", to: "channels.yaml"
    )
    .replacing("max: 3", with: "max: 1000", in: "policy.yaml")
    .replacing("[email]", with: "[call, sms]", in: "actions/card.yaml")
    return try CharterLoader.load(charter.files, zones: machineZones)
  }

  /// What becomes of the action on one channel.
  private func fate(
    on channel: String, at text: String, zone: String, country: String, region: String = "",
    past: [(days: Double, outcome: ContactOutcome)] = []
  ) throws -> Reason {
    let loaded = try loaded()
    let now = try Instant(iso8601: text, zone: try #require(machineZones.zone(named: zone)))
    var draft = CustomerDraft(id: "c")
    (draft.zone, draft.country, draft.region) = (zone, country, region)
    draft.addresses = [.init(channel: "call"), .init(channel: "sms")]
    draft.consents = [.init(purpose: "marketing", channel: nil, isGranted: true)]
    for (days, outcome) in past {
      var contact = CustomerDraft.PastContact(at: now - Int64(days * 86_400), action: "card", channel: channel)
      contact.outcome = outcome
      draft.contacts.append(contact)
    }
    var state = try CustomerBinder(loaded).bind(draft).get()
    let plan = CharterPlan(loaded.charter)
    let decision = decide(&state, Occasion(kind: .outbound, channels: [channel]), Snapshot(plan: plan), now: now)
    let index = try #require(plan.treatments.indices.first { plan.channelName($0) == channel })
    return decision.fates[index].reason
  }

  @Test(
    "of France: calls from Monday to Friday, 10 to 13 and 14 to 20, not on holidays; text messages from 8 to 21:30",
    arguments: [
      ("call", "2026-11-23T09:59:59", Reason.legalHours), ("call", "2026-11-23T10:00", .chosen),
      ("call", "2026-11-23T12:59:59", .chosen), ("call", "2026-11-23T13:00", .legalHours),
      ("call", "2026-11-23T13:59:59", .legalHours), ("call", "2026-11-23T14:00", .chosen),
      ("call", "2026-11-23T19:59:59", .chosen), ("call", "2026-11-23T20:00", .legalHours),
      ("call", "2026-11-21T11:00", .legalHours), ("call", "2026-12-25T11:00", .legalHours),
      ("sms", "2026-11-23T07:59:59", .legalHours), ("sms", "2026-11-23T08:00", .chosen),
      ("sms", "2026-11-23T21:29:59", .chosen), ("sms", "2026-11-23T21:30", .legalHours),
      ("sms", "2026-11-21T11:00", .chosen), ("sms", "2026-11-22T11:00", .legalHours),
      ("sms", "2026-12-25T11:00", .legalHours), ("sms", "2025-11-24T21:45", .chosen),
      ("sms", "2025-11-24T22:00", .legalHours),
    ] as [(String, String, Reason)])
  func franceHours(_ channel: String, _ at: String, _ reason: Reason) throws {
    #expect(try fate(on: channel, at: at, zone: "Europe/Paris", country: "FR") == reason)
  }

  @Test("of France: four calls in thirty days, none for sixty days after a refusal")
  func franceFrequency() throws {
    func call(_ past: [(days: Double, outcome: ContactOutcome)]) throws -> Reason {
      try fate(on: "call", at: "2026-11-23T11:00", zone: "Europe/Paris", country: "FR", past: past)
    }
    let four = [1.0, 8, 15, 29.9].map { (days: $0, outcome: ContactOutcome.ignored) }
    #expect(try call(Array(four.prefix(3))) == .chosen)
    #expect(try call(four) == .legalCap)
    #expect(try call(four.prefix(3) + [(30, .ignored)]) == .chosen)
    #expect(try call([(59.9, .refused)]) == .legalSuppression)
    #expect(try call([(60, .refused)]) == .chosen)
  }

  @Test(
    "of the United States: 8 to 21, in Florida 8 to 20",
    arguments: [
      ("US-NY", "2026-11-23T07:59:59", Reason.legalHours), ("US-NY", "2026-11-23T08:00", .chosen),
      ("US-NY", "2026-11-23T20:59:59", .chosen), ("US-NY", "2026-11-23T21:00", .legalHours),
      ("US-FL", "2026-11-23T19:59:59", .chosen), ("US-FL", "2026-11-23T20:00", .legalHours),
      // Where the state is unknown, the strictest holds.
      ("", "2026-11-23T20:00", .legalHours),
    ] as [(String, String, Reason)])
  func unitedStates(_ region: String, _ at: String, _ reason: Reason) throws {
    for channel in ["call", "sms"] {
      #expect(try fate(on: channel, at: at, zone: "America/New_York", country: "US", region: region) == reason)
    }
  }

  @Test("of Florida: three calls in a day")
  func florida() throws {
    let three = [0.1, 0.2, 0.3].map { (days: $0, outcome: ContactOutcome.none) }
    func call(_ region: String, _ past: [(days: Double, outcome: ContactOutcome)]) throws -> Reason {
      try fate(on: "call", at: "2026-11-23T15:00", zone: "America/New_York", country: "US", region: region, past: past)
    }
    #expect(try call("US-FL", three) == .legalCap)
    #expect(try call("US-FL", Array(three.prefix(2))) == .chosen)
    #expect(try call("US-NY", three) == .chosen)
  }

  @Test("ships for each country in the shape of its files, with the text it comes from and where to read it")
  func shipped() throws {
    let countries = EmbeddedFiles.paths(under: "rules/").map { String($0.dropFirst(6).dropLast(5)) }
    #expect(countries == ["BR", "CA", "DE", "FR", "GB", "IN", "US"])
    let all = SmallCharter().adding("laws: [\(countries.joined(separator: ", "))]", to: "charter.yaml")
    let loaded = try CharterLoader.load(all.files, zones: machineZones)
    let policy = loaded.charter.policy
    let rules = policy.caps.map(\.rule) + policy.hours.map(\.rule) + policy.suppressions.map(\.rule)
    for rule in rules where rule.jurisdiction.isLegal {
      #expect(!rule.jurisdiction.citation.isEmpty && rule.jurisdiction.source.hasPrefix("http"), "\(rule.name)")
      #expect(countries.contains(rule.jurisdiction.country), "\(rule.name)")
    }
    for country in countries { #expect(loaded.charter.holidays[country]?.isEmpty == false, "\(country)") }
  }
}
