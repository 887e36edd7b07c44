import Charters
import Decisions
import Foundation
import Hub
import Testing

@testable import Web

/// What a form on a page would post.
private struct Form {
  var hidden: [(String, String)]
  var boxes: [(name: String, isChecked: Bool)]

  init(_ page: String) {
    func value(_ attribute: String, _ tag: Substring) -> String {
      guard let start = tag.firstRange(of: "\(attribute)=\"")?.upperBound else { return "" }
      return String(tag[start...].prefix { $0 != "\"" }).replacing("&amp;", with: "&")
    }
    let tags = page.split(separator: "<").filter { $0.hasPrefix("input") }.map { $0.prefix { $0 != ">" } }
    hidden = tags.filter { $0.contains("type=\"hidden\"") }.map { (value("name", $0), value("value", $0)) }
    boxes = tags.filter { $0.contains("type=\"checkbox\"") }.map { (value("name", $0), $0.hasSuffix(" checked")) }
  }

  /// The body, with boxes changed.
  func body(_ changes: [String: Bool] = [:]) -> String {
    let checked = boxes.filter { changes[$0.name] ?? $0.isChecked }.map { ($0.name, "1") }
    return (hidden + checked).map { "\($0.0.replacing(":", with: "%3A"))=\($0.1)" }.joined(separator: "&")
  }
}

@Suite("The page of preferences")
struct PreferencesTests {
  @Test("shows what the charter asks consent for, by title, as it stands; saving it unchanged changes nothing")
  func shown() async throws {
    try await withPages { world in
      try await world.welcome()
      let path = world.path(.preferences, try #require(try await world.decide("offer")))
      let before = try await world.entryCount()
      let page = try await world.call("GET", path)
      let form = Form(page.text)
      #expect(page.status == 200 && page.text.contains("Offers &amp; news") && page.text.contains("by text message"))
      #expect(
        form.boxes.map(\.name) == [
          "consent:offers:email", "consent:offers:sms", "consent:similar:email", "consent:newsletter:email",
          "consent:meta_audience:meta", "consent:google_audience:google", "consent:openings:email", "preferred:email",
          "preferred:sms", "preferred:meta", "preferred:google", "objection",
        ])
      #expect(form.boxes.filter(\.isChecked).map(\.name) == ["consent:offers:email", "consent:offers:sms"])
      let saved = try await world.call("POST", path, form.body())
      #expect(saved.status == 200 && saved.text.contains("role=\"status\""))
      #expect(try await world.entryCount() == before)
    }
  }

  @Test("what is chosen holds, with proof, and the page shows it")
  func chosen() async throws {
    try await withPages { world in
      try await world.welcome()
      let decision = try #require(try await world.decide("offer"))
      let path = world.path(.preferences, decision)
      let form = Form(try await world.call("GET", path).text)
      let changes = [
        "consent:offers:email": false, "consent:openings:email": true, "consent:meta_audience:meta": true,
        "preferred:sms": true,
      ]
      let saved = try await world.call("POST", path, form.body(changes))
      #expect(saved.status == 200)
      let after = Form(saved.text)
      for (name, isChecked) in changes {
        #expect(after.boxes.first { $0.name == name }?.isChecked == isChecked, "\(name)")
      }
      let profile = try await world.profile()
      let changed = profile.consents.filter { !$0.proof.isEmpty }
      #expect(
        Set(changed.map { "\($0.purpose) \($0.channel ?? "") \($0.isGranted) \($0.source)" }) == [
          "offers email false preferences", "openings email true preferences",
          "meta_audience meta true preferences_elsewhere",
        ])
      #expect(profile.preferredChannels == ["sms"])
      // Their own message's purpose was withdrawn: that is news of it.
      #expect(profile.ledger.contacts.first?.outcome == .unsubscribed)
      // Consent to one platform is none to another.
      #expect(try await world.decide("on-meta", "meta") != nil)
      #expect(try await world.decide("on-google", "google") == nil)
      #expect(try await world.decide("offer") == nil)
      #expect(try await world.decide("offer", "sms") != nil)
    }
  }

  @Test("objecting to all marketing holds for every purpose and channel, until it is taken back")
  func objection() async throws {
    try await withPages { world in
      try await world.welcome()
      try await world.patch { $0.objections = [] }
      let path = world.path(.preferences, try #require(try await world.decide("offer")))
      let form = Form(try await world.call("GET", path).text)
      _ = try await world.call("POST", path, form.body(["objection": true]))
      #expect(
        try await world.profile().objections == ["offers", "similar", "newsletter", "meta_audience", "google_audience"])
      for channel in ["email", "sms"] { #expect(try await world.decide("offer", channel) == nil) }
      #expect(try await world.decide("welcome") != nil, "service is not marketing")
      let again = Form(try await world.call("GET", path).text)
      #expect(again.boxes.last?.isChecked == true)
      _ = try await world.call("POST", path, again.body(["objection": false]))
      #expect(try await world.profile().objections.isEmpty)
      #expect(try await world.decide("offer", "sms") != nil)
    }
  }

  @Test("what was read is what is agreed to: after another charter came into force, nothing is taken before it is read")
  func changedWording() async throws {
    try await withPages { world in
      try await world.welcome()
      let path = world.path(.preferences, try #require(try await world.decide("offer")))
      let form = Form(try await world.call("GET", path).text)
      let other = try await world.hub.upload(PagesWorld.files(title: "Something else"))
      _ = try await world.hub.activate(other.version)
      let before = try await world.entryCount()
      let reply = try await world.call("POST", path, form.body(["consent:offers:email": false]))
      #expect(reply.status == 409 && reply.text.contains("Something else"))
      #expect(try await world.call("POST", path, "consent%3Aoffers%3Asms=1").status == 409)
      #expect(try await world.call("POST", path, "%zz").status == 400)
      #expect(try await world.entryCount() == before)
      let again = try await world.call("POST", path, Form(reply.text).body(["consent:offers:email": false]))
      #expect(again.status == 200)
      #expect(try await world.decide("offer") == nil)
    }
  }

  @Test(
    "in the customer's language, else the charter's, with everything escaped",
    arguments: [
      ("fr-FR", "en", "fr"), ("fr", "en", "fr"), ("en-GB", "fr", "en"), ("", "fr", "fr"), ("de", "en", "en"),
      ("<b>", "fr", "fr"),
    ])
  func languages(locale: String, charter: String, expected: String) async throws {
    try await withPages(PagesWorld.files(locale: charter)) { world in
      try await world.welcome(locale: locale)
      let decision = try #require(try await world.decide("offer"))
      for purpose in [LinkSigner.Purpose.preferences, .unsubscribe, .confirmation] {
        let page = try await world.call("GET", world.path(purpose, decision)).text
        #expect(page.contains("<html lang=\"\(expected)\">"))
        #expect(!page.contains("<b>"))
      }
      let page = try await world.call("GET", world.path(.preferences, decision)).text
      #expect(page.contains(expected == "fr" ? "Offres &lt;b&gt;et&lt;/b&gt; nouvelles" : "Offers &amp; news"))
    }
  }
}
