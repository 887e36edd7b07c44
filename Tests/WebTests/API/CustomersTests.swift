import Hub
import Testing

@testable import Web

@Suite("Customers over HTTP")
struct CustomersTests {
  private static let ada = #"""
    {"attributes": {"age": 47, "segment": "regular", "spent": 350.5, "shoe_size": 39}, "country": "FR",
     "zone": "Europe/Paris",
     "addresses": {"email": "ada@example.org", "sms": {"address": "+33600000000", "suppressed": true}},
     "consents": [{"purpose": "marketing", "channel": "email", "granted": true, "at": "2026-03-01T09:00:00Z",
                   "source": "form", "proof": {"form": "newsletter", "ip": "192.0.2.1"}}],
     "unwanted": ["sms"], "preferred_channels": ["email"]}
    """#

  @Test("a customer is made known, changed, and read back")
  func write() async throws {
    try await withHub { server in
      let made = try await server.call("PATCH", "/v1/customers/42", Self.ada)
      #expect(made.status == 201)
      #expect(made.body == ["customer": "42", "result": "recorded"])
      let changed = try await server.call(
        "PATCH", "/v1/customers/42", #"{"attributes": {"spent": null, "age": 48}, "addresses": {"sms": null}}"#)
      #expect(changed.status == 200)
      let read = try await server.call("GET", "/v1/customers/42").body
      #expect(read["identities"] == ["42"])
      let profile = try #require(read["profile"])
      #expect(profile["attributes"] == ["age": 48, "segment": "regular", "shoe_size": 39])
      #expect(profile["country"] == "FR")
      #expect(profile["addresses"]?.keys == ["email"])
      let consent = try #require(profile["consents"]?[0])
      #expect(consent["purpose"] == "marketing" && consent["channel"] == "email" && consent["granted"] == true)
      #expect(consent["source"] == "form")
      #expect(consent["proof"] == ["form": "newsletter", "ip": "192.0.2.1"])
      #expect(profile["unwanted"] == ["sms"])
    }
  }

  @Test("identities are percent-encoded in paths, and of two kinds")
  func identities() async throws {
    try await withHub { server in
      for path in ["a%2Fb", "%C3%A9%20%25", "..", "batch", "42?kind=anonymous"] {
        #expect(try await server.call("PATCH", "/v1/customers/\(path)", "{}").status == 201, "\(path)")
      }
      let read = try await server.call("GET", "/v1/customers/%C3%A9%20%25").body
      #expect(read["identities"] == ["é %"])
      #expect(
        try await server.call("GET", "/v1/customers/42?kind=anonymous").body["identities"] == [["anonymous_id": "42"]])
      #expect(try await server.call("GET", "/v1/customers/batch").body["identities"] == ["batch"])
      #expect(try await server.call("GET", "/v1/customers/42").code == "customer.unknown")
    }
  }

  @Test("a batch answers in order, and one bad patch spoils no other")
  func batch() async throws {
    try await withHub { server in
      let answer = try await server.call(
        "POST", "/v1/customers/batch",
        #"""
        {"patches": [{"customer": "1", "patch": {"attributes": {"age": 20}}},
                     {"customer": {"anonymous_id": "a"},
                      "patch": {"attributes": {"age": "old"}, "addresses": {"fax": "1"}}},
                     {"customer": 3, "patch": {}}]}
        """#)
      #expect(answer.status == 200)
      let results = answer.body["results"]?.items ?? []
      #expect(results.map { $0["customer"] } == ["1", ["anonymous_id": "a"], "3"])
      #expect(results.map { $0["result"]?.text } == ["recorded", nil, "recorded"])
      // All that is wrong, at once.
      #expect(
        results[1]["error"]?["faults"]?.items.compactMap { $0["path"]?.text }.sorted() == [
          "addresses.fax", "attributes.age",
        ])
      #expect(try await server.call("GET", "/v1/customers/3").status == 200)
      #expect(try await server.call("GET", "/v1/customers/a?kind=anonymous").status == 404)
    }
  }

  @Test("what happened is told newest first, page by page, and exported as a whole")
  func timeline() async throws {
    try await withHub { server in
      _ = try await server.call("PATCH", "/v1/customers/42", Self.ada)
      for number in 1...6 {
        server.clock.advance(bySeconds: 1)
        let told = try await server.call(
          "POST", "/v1/customers/42/events",
          #"""
          {"name": "page_view", "amount": \#(number),
           "properties": {"page": "/\#(number)", "deep": [1.5, null, {"é": true}]}}
          """#
        )
        #expect(told.body["result"] == "recorded")
      }
      let decided = try await server.call("POST", "/v1/decisions", #"{"customer": "42"}"#).body
      var pages: [[JSONTree]] = []
      var before = ""
      repeat {
        let page = try await server.call("GET", "/v1/customers/42/timeline?limit=3\(before)").body
        pages.append(page["entries"]?.items ?? [])
        before = page["next"]?.text.map { "&before=\($0)" } ?? ""
      } while !before.isEmpty
      let entries = pages.flatMap { $0 }
      #expect(pages.map(\.count) == [3, 3, 2])
      #expect(entries.map { $0["kind"]?.text } == ["decision"] + Array(repeating: "event", count: 6) + ["patch"])
      #expect(entries[0]["decision"]?["decision"] == decided["decision"])
      #expect(entries[1]["event"]?["amount"]?.number == 6)
      #expect(entries[1]["event"]?["properties"] == ["page": "/6", "deep": [1.5, nil, ["é": true]]])
      #expect(entries[1]["event"]?["at"] == "2026-11-23T09:00:06Z")
      #expect(entries[7]["patch"]?["attributes"]?["age"] == 47)
      #expect(entries[7]["patch"]?["consents"]?[0]?["proof"]?["form"] == "newsletter")
      let export = try await server.call("GET", "/v1/customers/42/export").body
      #expect(export["entries"]?.items == entries.reversed())
      let profile = try await server.call("GET", "/v1/customers/42").body["profile"]
      #expect(export["profile"] == profile)
    }
  }

  @Test("the ledger names what was decided, and what became of it")
  func ledger() async throws {
    try await withHub { server in
      _ = try await server.call("PATCH", "/v1/customers/42", Self.ada)
      #expect(try await server.call("GET", "/v1/customers/42/ledger").body == ["contacts": []])
      let decided = try await server.call("POST", "/v1/decisions", #"{"customer": "42"}"#).body
      #expect(decided["answer"] == "contact")
      let id = try #require(decided["decision"]?.text)
      let outbox = try await server.call("GET", "/v1/outbox?channel=email").body["messages"]?.items ?? []
      #expect(outbox.map { $0["decision"]?.text } == [id])
      #expect(outbox.first?["customer"] == "42")
      #expect(try await server.call("GET", "/v1/outbox?channel=sms").body == ["messages": []])
      #expect(try await server.call("GET", "/v1/outbox?channel=").path == "channel")
      #expect(try await server.call("GET", "/v1/outbox?limit=1001").path == "limit")
      _ = try await server.call("POST", "/v1/decisions/\(id)/confirm")
      _ = try await server.call("POST", "/v1/outcomes", #"{"decision": "\#(id)", "outcome": "clicked"}"#)
      let contacts = try await server.call("GET", "/v1/customers/42/ledger").body["contacts"]?.items ?? []
      #expect(contacts.count == 1)
      let contact = try #require(contacts.first)
      #expect(contact["action"] == "gold_card" && contact["channel"] == "email" && contact["purpose"] == "marketing")
      #expect(contact["issue"] == "sales" && contact["direction"] == "outbound" && contact["counts"] == true)
      #expect(contact["outcome"] == "clicked")
      #expect(contact["decision"]?.text == id && contact["choice"] == 0)
      let kinds = try await server.call("GET", "/v1/customers/42/timeline").body["entries"]?.items.map {
        $0["kind"]?.text
      }
      #expect(kinds == ["feedback", "feedback", "decision", "patch"])
    }
  }

  @Test("merged customers are one, and erasing one erases all of them")
  func mergeAndErase() async throws {
    try await withHub { server in
      _ = try await server.call("PATCH", "/v1/customers/42", Self.ada)
      _ = try await server.call("POST", "/v1/customers/a-17/events?kind=anonymous", #"{"name": "purchase"}"#)
      let merged = try await server.call("POST", "/v1/customers/42/merge", #"{"from": {"anonymous_id": "a-17"}}"#)
      #expect(merged.body == ["customer": "42", "result": "recorded"])
      let read = try await server.call("GET", "/v1/customers/a-17?kind=anonymous").body
      #expect(read["identities"] == ["42", ["anonymous_id": "a-17"]])
      // What the visitor did before stays exported with the customer.
      let export = try await server.call("GET", "/v1/customers/42/export").body["entries"]?.items ?? []
      #expect(export.contains { $0["event"]?["name"] == "purchase" })
      #expect(try await server.call("DELETE", "/v1/customers/42").body == ["erased": true, "overwritten": true])
      for path in ["42", "a-17?kind=anonymous"] {
        #expect(try await server.call("GET", "/v1/customers/\(path)").code == "customer.unknown")
        #expect(try await server.call("DELETE", "/v1/customers/\(path)").code == "customer.unknown")
      }
    }
  }

  @Test("the same key happens once; with another request it is refused")
  func idempotency() async throws {
    try await withHub { server in
      let once = [("Idempotency-Key", "k-1")]
      let event = #"{"name": "purchase", "amount": 10}"#
      #expect(
        try await server.call("POST", "/v1/customers/42/events", event, headers: once).body["result"] == "recorded")
      #expect(
        try await server.call("POST", "/v1/customers/42/events", event, headers: once).body["result"] == "duplicate")
      let other = try await server.call(
        "POST", "/v1/customers/42/events", #"{"name": "purchase", "amount": 11}"#, headers: once)
      #expect(other.status == 409)
      #expect(other.code == "idempotency.reused")
      #expect(try await server.call("PATCH", "/v1/customers/43", "{}", headers: once).status == 201)
      #expect(try await server.call("PATCH", "/v1/customers/43", "{}", headers: once).body["result"] == "duplicate")
      let long = [("Idempotency-Key", String(repeating: "k", count: 256))]
      #expect(try await server.call("PATCH", "/v1/customers/43", "{}", headers: long).code == "idempotency.invalid")
      let message = #"{"name": "purchase", "message_id": "m-1"}"#
      #expect(try await server.call("POST", "/v1/customers/42/events", message).body["result"] == "recorded")
      #expect(try await server.call("POST", "/v1/customers/42/events", message).body["result"] == "duplicate")
      let entries = try await server.call("GET", "/v1/customers/42/timeline").body["entries"]?.items
      #expect(entries?.count == 2)
    }
  }

  private static let aboutNobody =
    [
      ("GET", "/v1/customers/9", nil), ("GET", "/v1/customers/9/ledger", nil), ("GET", "/v1/customers/9/timeline", nil),
      ("GET", "/v1/customers/9/export", nil), ("DELETE", "/v1/customers/9", nil),
      ("POST", "/v1/customers/9/merge", #"{"from": "42"}"#), ("POST", "/v1/customers/42/merge", #"{"from": "9"}"#),
    ] as [(String, String, String?)]

  @Test("nobody is known who was not told of", arguments: aboutNobody)
  func unknown(method: String, path: String, body: String?) async throws {
    try await withHub { server in
      _ = try await server.call("PATCH", "/v1/customers/42", "{}")
      let answer = try await server.call(method, path, body)
      #expect(answer.status == 404)
      #expect(answer.code == "customer.unknown")
      #expect(try await server.call("GET", "/v1/customers/9").status == 404)
    }
  }

  private static let badCalls =
    [
      ("PATCH", "/v1/customers/42", #"{"attributes": {"age": "old"}}"#, "attributes.age"),
      ("PATCH", "/v1/customers/42", #"{"addresses": {"fax": "1"}}"#, "addresses.fax"),
      ("PATCH", "/v1/customers/42", #"{"consents": [{"purpose": "marketing"}]}"#, "consents[0].granted"),
      ("PATCH", "/v1/customers/42", #"{"nickname": "Ada"}"#, "nickname"),
      ("PATCH", "/v1/customers/42", #"{"age": 1, "age": 2}"#, nil),
      ("PATCH", "/v1/customers/42", "[]", nil),
      ("PATCH", "/v1/customers/42", nil, nil),
      ("PATCH", "/v1/customers/42?kind=robot", "{}", "kind"),
      ("PATCH", "/v1/customers/42?force=1", "{}", "force"),
      ("PATCH", "/v1/customers/" + String(repeating: "x", count: 257), "{}", "id"),
      ("GET", "/v1/customers/42/timeline?limit=0", nil, "limit"),
      ("GET", "/v1/customers/42/timeline?limit=501", nil, "limit"),
      ("GET", "/v1/customers/42/timeline?limit=+1", nil, "limit"),
      ("GET", "/v1/customers/42/timeline?limit=1&limit=2", nil, "limit"),
      ("GET", "/v1/customers/42/timeline?before=yesterday", nil, "before"),
      ("DELETE", "/v1/customers/42", "{}", nil),
      ("POST", "/v1/customers/42/merge", #"{"from": "42"}"#, "from"),
      ("POST", "/v1/customers/42/merge", #"{"from": {}}"#, "from.id"),
      ("POST", "/v1/customers/42/merge", "{}", "from"),
      ("POST", "/v1/customers/42/events", "{}", "name"),
      ("POST", "/v1/customers/42/events", #"{"name": "x", "at": "yesterday"}"#, "at"),
      ("POST", "/v1/customers/42/events", #"{"name": "x", "amount": 1e400}"#, nil),
      ("POST", "/v1/customers/42/events", #"{"name": "x", "properties": []}"#, "properties"),
      ("POST", "/v1/customers/42/events", #"{"name": "\ud800"}"#, nil),
      ("POST", "/v1/customers/batch", #"{"patches": [{"customer": ""}]}"#, "patches[0].customer"),
      ("POST", "/v1/customers/batch", #"{"patches": [{"customer": "1"}]}"#, "patches[0].patch"),
      ("POST", "/v1/customers/batch", #"{"patches": {}}"#, "patches"),
      ("POST", "/v1/customers/batch", "{}", "patches"),
    ] as [(String, String, String?, String?)]

  @Test("what cannot be read is refused with its place, and changes nothing", arguments: badCalls)
  func bad(method: String, path: String, body: String?, place: String?) async throws {
    try await withHub { server in
      let answer = try await server.call(method, path, body)
      #expect(answer.status == 400)
      #expect(answer.path == place)
      #expect(try await server.call("GET", "/v1/customers/42").status == 404)
    }
  }

  @Test("a batch has at most 500 patches, and a body at most its bytes")
  func limits() async throws {
    try await withHub { server in
      let patches = Array(repeating: #"{"customer": "1", "patch": {}}"#, count: 501).joined(separator: ",")
      let many = try await server.call("POST", "/v1/customers/batch", "{\"patches\": [\(patches)]}")
      #expect(many.status == 400)
      #expect(many.code == "field.too_long")
      let large = #"{"name": "x", "properties": {"x": "\#(String(repeating: "x", count: 1 << 20))"}}"#
      let refused = try await server.call("POST", "/v1/customers/1/events", large)
      #expect(refused.status == 413)
      #expect(try await server.call("GET", "/v1/customers/1").status == 404)
    }
  }
}
