import Crypto
import Decisions
import Foundation
import Hub
import HubTesting
import Testing

@testable import Web

@Suite("Unsubscribing by a link")
struct UnsubscribeTests {
  static let oneClick = "List-Unsubscribe=One-Click"

  @Test("reading the page changes nothing, however often; one click does, at once, with proof, and twice is once")
  func oneClick() async throws {
    try await withPages { world in
      try await world.welcome()
      let decision = try #require(try await world.decide("offer"))
      let path = world.path(.unsubscribe, decision)
      let before = try await world.entryCount()
      for method in ["GET", "HEAD", "GET"] {
        let page = try await world.call(method, path)
        #expect(page.status == 200)
        #expect(page.header("content-type") == "text/html; charset=utf-8")
      }
      #expect(try await world.entryCount() == before)
      let reply = try await world.call("POST", path, Self.oneClick)
      #expect(reply.status == 200 && reply.header("location") == nil && reply.header("set-cookie") == nil)
      let profile = try await world.profile()
      let consent = try #require(profile.consents.last)
      #expect(consent.purpose == "offers" && consent.channel == "email" && !consent.isGranted)
      #expect(consent.source == "unsubscribe_link" && consent.atMilliseconds == HubServer.start)
      let proof = try JSONSerialization.jsonObject(with: Data(consent.proof)) as? [String: String]
      #expect(proof?["charter"] == world.hub.activeCharter?.charter.version)
      #expect(proof?["message"] == "d\(String(decision.rawValue, radix: 16))-0" && proof?["wording"]?.count == 32)
      #expect(profile.ledger.contacts.first?.outcome == .unsubscribed)
      let after = try await world.entryCount()
      #expect(try await world.call("POST", path, Self.oneClick).status == 200)
      #expect(try await world.entryCount() == after)
      // On the other channel, it goes on.
      #expect(try await world.decide("offer") == nil)
      #expect(try await world.decide("offer", "sms") != nil)
    }
  }

  @Test("a message in the queue does not leave after the click")
  func queued() async throws {
    try await withPages { world in
      let others = (0..<20).map { Identity(.id, "c\($0)") }
      var decisions: [Position] = []
      for other in others {
        try await world.welcome(other)
        decisions.append(try #require(try await world.decide("offer", for: other)))
      }
      for decision in decisions.prefix(10) {
        #expect(try await world.call("POST", world.path(.unsubscribe, decision), Self.oneClick).status == 200)
      }
      // From here on, everything that is due is handed over.
      let channel = RecordingChannel("email")
      let dispatcher = Dispatcher(world.hub, channel, DeliveryTerms(), links: PagesWorld.links)
      let task = Task { await dispatcher.run() }
      for _ in 0..<1_000 where !(try await world.hub.outboxCounts().isEmpty) {
        try await Task.sleep(for: .milliseconds(5))
      }
      task.cancel()
      await task.value
      #expect(Set(channel.handovers.map(\.message.decision)) == Set(decisions.suffix(10)))
    }
  }

  @Test("as a form, as multipart, and nothing else")
  func bodies() async throws {
    let boundary = "--x1\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x1--\r\n"
    let table: [(String?, String, Int)] = [
      (Self.oneClick, "application/x-www-form-urlencoded", 200),
      (Self.oneClick + "\r\n", "application/x-www-form-urlencoded", 200),
      (boundary, "multipart/form-data; boundary=x1", 200), (nil, "", 400), ("", "text/plain", 400),
      ("List-Unsubscribe=Two", "application/x-www-form-urlencoded", 400),
      (boundary.replacing("One-Click", with: "No"), "multipart/form-data; boundary=x1", 400),
      (boundary.replacing("--x1--", with: "--y"), "multipart/form-data; boundary=x1", 400),
      (String(repeating: "x", count: 17_000), "text/plain", 413),
    ]
    for (body, type, status) in table {
      try await withPages { world in
        try await world.welcome()
        let decision = try #require(try await world.decide("offer"))
        let reply = try await world.call("POST", world.path(.unsubscribe, decision), body, type: type)
        #expect(reply.status == status, "\(body ?? "")")
        #expect(try await world.profile().consents.contains { !$0.isGranted } == (status == 200))
      }
    }
  }

  @Test("links that are changed, for something else, of another hub or of somebody erased lead nowhere")
  func badLinks() async throws {
    try await withPages { world in
      try await world.welcome()
      let decision = try #require(try await world.decide("offer"))
      let token = PagesWorld.links.token(LinkSigner.Link(.unsubscribe, decision: decision, choice: 0))
      let other = LinkSigner(base: "https://x.example", key: [UInt8](repeating: 8, count: 32))
      let bad = [
        "/u/x", "/u/" + String(token.dropLast()) + (token.last == "A" ? "E" : "A"), "/u/" + token + "A", "/p/" + token,
        "/c/" + token, "/u/%00", "/u/" + String(repeating: "A", count: 5_000),
        "/u/" + other.token(LinkSigner.Link(.unsubscribe, decision: decision, choice: 0)),
        world.path(.unsubscribe, decision, choice: 1), world.path(.unsubscribe, Position(rawValue: 1)),
        world.path(.unsubscribe, Position(rawValue: 99_999)),
      ]
      let before = try await world.entryCount()
      for (index, path) in bad.enumerated() {
        let from = [("X-Forwarded-For", "203.0.113.\(index)")]
        #expect(try await world.call("GET", path, headers: from).status == 404, "\(path)")
        #expect(try await world.call("POST", path, Self.oneClick, headers: from).status == 404, "\(path)")
      }
      #expect(try await world.entryCount() == before)
      _ = try await world.hub.erase(PagesWorld.ada)
      #expect(try await world.call("POST", "/u/" + token, Self.oneClick).status == 404)
    }
  }

  @Test("guessing is slowed down by address, and by network of IPv6; who has a link still gets in")
  func guesses() async throws {
    try await withPages { world in
      try await world.welcome()
      let decision = try #require(try await world.decide("offer"))
      func statuses(_ count: Int, _ address: (Int) -> String) async throws -> Set<Int> {
        var seen: Set<Int> = []
        for index in 0..<count {
          seen.insert(try await world.call("GET", "/u/guess", headers: [("X-Forwarded-For", address(index))]).status)
        }
        return seen
      }
      #expect(try await statuses(40) { _ in "198.51.100.7" } == [404, 429])
      #expect(try await statuses(40) { "2001:db8:1:2::\($0)" } == [404, 429])
      #expect(try await statuses(40) { "2001:db8:1:\($0 + 10)::1" } == [404])
      let own = try await world.call(
        "GET", world.path(.unsubscribe, decision), headers: [("X-Forwarded-For", "198.51.100.7")])
      #expect(own.status == 200)
      let last = try await world.call("GET", "/u/guess", headers: [("X-Forwarded-For", "198.51.100.7")])
      if last.status == 429 { #expect(last.header("retry-after") != nil) }
    }
  }

  @Test("the page tells browsers to load nothing, run nothing and frame nothing, and its one style is the one it names")
  func headers() async throws {
    try await withPages { world in
      try await world.welcome()
      let decision = try #require(try await world.decide("offer"))
      for purpose in [LinkSigner.Purpose.unsubscribe, .preferences, .confirmation] {
        let page = try await world.call("GET", world.path(purpose, decision))
        let policy = page.header("content-security-policy") ?? ""
        #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
        #expect(page.header("x-content-type-options") == "nosniff" && page.header("referrer-policy") == "no-referrer")
        #expect(page.header("cache-control") == "no-store" && page.header("set-cookie") == nil)
        #expect(!page.text.contains("<script") && !page.text.contains(" style="))
        #expect(page.text.contains("<html lang=\"en\">") && page.text.contains("<h1>"))
      }
      #expect(CustomerPage.styleDigest == Data(SHA256.hash(data: Data(CustomerPage.style.utf8))).base64EncodedString())
    }
  }
}
