import Testing

@testable import Web

@Suite("Decisions over HTTP")
struct DecisionsTests {
  /// Makes customer 42 known, who is to be welcomed.
  private func welcome(_ server: HubServer) async throws {
    let patch = #"""
      {"attributes": {"age": 30, "segment": "new"}, "addresses": {"email": "ada@example.org"},
       "consents": [{"purpose": "marketing", "channel": "email", "granted": true}]}
      """#
    #expect(try await server.call("PATCH", "/v1/customers/42", patch).status == 201)
  }

  @Test("a customer is contacted, then left in peace")
  func decide() async throws {
    try await withHub { server in
      try await welcome(server)
      let first = try await server.call("POST", "/v1/decisions", #"{"customer": "42"}"#)
      #expect(first.status == 200)
      #expect(first.body["answer"] == "contact")
      #expect(first.body["customer"] == "42")
      #expect(first.body["mode"] == "reservation")
      #expect(first.body["charter"]?.text == server.charter)
      #expect(first.body["at"] == "2026-11-23T10:00:00+01:00")
      let choice = try #require(first.body["choices"]?.items.first)
      #expect(choice["action"] == "welcome")
      #expect(choice["channel"] == "email")
      #expect(choice["priority"] == 2.4)
      let second = try await server.call("POST", "/v1/decisions", #"{"customer": {"id": "42"}}"#)
      #expect(second.body["answer"] == "silence")
      #expect(second.body["reason"] == "cap")
      #expect(second.body["code"] == 401)
    }
  }

  @Test("a proposal binds nothing")
  func proposal() async throws {
    try await withHub { server in
      try await welcome(server)
      for _ in 0..<3 {
        let answer = try await server.call("POST", "/v1/decisions", #"{"customer": "42", "mode": "proposal"}"#)
        #expect(answer.body["answer"] == "contact")
        #expect(answer.body["mode"] == "proposal")
      }
    }
  }

  @Test("attributes of the request hold for this decision only")
  func attributes() async throws {
    try await withHub { server in
      try await welcome(server)
      let child = try await server.call(
        "POST", "/v1/decisions", #"{"customer": "42", "attributes": {"age": 17}, "mode": "proposal"}"#)
      #expect(child.body["answer"] == "silence")
      let again = try await server.call("POST", "/v1/decisions", #"{"customer": "42", "mode": "proposal"}"#)
      #expect(again.body["answer"] == "contact")
    }
  }

  @Test("a request that comes again has the first answer; another one with its key is refused")
  func idempotency() async throws {
    try await withHub { server in
      try await welcome(server)
      let key = [("Idempotency-Key", "order-1")]
      let first = try await server.call("POST", "/v1/decisions", #"{"customer": "42"}"#, headers: key)
      #expect(first.body["repeated"] == nil)
      let again = try await server.call("POST", "/v1/decisions", #"{"customer": "42"}"#, headers: key)
      #expect(again.status == 200)
      #expect(again.body["repeated"] == true)
      for name in ["decision", "at", "answer", "choices", "charter"] { #expect(again.body[name] == first.body[name]) }
      let other = try await server.call("POST", "/v1/decisions", #"{"customer": "42", "answers": 2}"#, headers: key)
      #expect(other.status == 409)
      #expect(other.code == "idempotency.reused")
      // Another caller's key of the same name is another key.
      let caller = try await server.key(.decide)
      let theirs = try await server.call(
        "POST", "/v1/decisions", #"{"customer": "42", "answers": 2}"#, key: caller, headers: key)
      #expect(theirs.status == 200)
      #expect(theirs.body["repeated"] == nil)
      let long = [("Idempotency-Key", String(repeating: "a", count: 256))]
      let refused = try await server.call("POST", "/v1/decisions", #"{"customer": "42"}"#, headers: long)
      #expect(refused.code == "idempotency.invalid")
    }
  }

  @Test("a decision is read, explained and made again")
  func explain() async throws {
    try await withHub { server in
      try await welcome(server)
      let decided = try await server.call(
        "POST", "/v1/decisions",
        #"{"customer": "42", "explain": "fr", "actions": ["welcome", "gold_card"], "channels": ["email"]}"#)
      let id = try #require(decided.body["decision"]?.text)
      #expect(decided.body["explanation"]?.text?.contains("Entonnoir") == true)
      #expect(decided.body["fates"]?.items.contains { $0["action"] == "welcome" && $0["reason"] == "chosen" } == true)
      _ = try await server.call("PATCH", "/v1/customers/42", #"{"attributes": {"age": 99, "segment": "gold"}}"#)
      let read = try await server.call("GET", "/v1/decisions/\(id)")
      #expect(read.body["choices"] == decided.body["choices"])
      #expect(read.body["occasion"] == ["kind": "outbound"])
      #expect(read.body["actions"] == ["welcome", "gold_card"])
      let explained = try await server.call("GET", "/v1/decisions/\(id)/explanation?lang=en")
      #expect(explained.body["same"] == true)
      #expect(explained.body["language"] == "en")
      #expect(explained.body["text"]?.text?.contains("Funnel") == true)
      #expect(explained.body["candidates"]?.items.first?["action"] == "welcome")
      let replayed = try await server.call("POST", "/v1/decisions/\(id)/replay")
      #expect(replayed.body["same"] == true)
      #expect(replayed.body["checksum"] == replayed.body["recorded"])
      #expect(try await server.call("GET", "/v1/decisions/\(id)/explanation?lang=de").status == 400)
    }
  }

  @Test("what becomes of a contact is told once, in order")
  func outcomes() async throws {
    try await withHub { server in
      try await welcome(server)
      let decided = try await server.call("POST", "/v1/decisions", #"{"customer": "42"}"#)
      let id = try #require(decided.body["decision"]?.text)
      #expect(try await server.call("POST", "/v1/decisions/\(id)/confirm").body == ["moved": 1])
      #expect(try await server.call("POST", "/v1/decisions/\(id)/confirm", #"{"choice": 0}"#).body == ["moved": 0])
      #expect(try await server.call("POST", "/v1/decisions/\(id)/release").status == 409)
      let list = #"""
        {"outcomes": [{"decision": "\#(id)", "outcome": "delivered"}, {"decision": "\#(id)", "outcome": "opened"},
          {"decision": "\#(id)", "choice": 3, "outcome": "clicked"}, {"decision": "d0000000000zzz", "outcome": "opened"},
          {"decision": "\#(id)", "outcome": "adored"},
          {"decision": "\#(id)", "choice": 0, "outcome": "converted", "value": 12.5, "at": "2026-11-23T09:00:00Z"}]}
        """#
      let told = try await server.call("POST", "/v1/outcomes", list)
      #expect(told.status == 200)
      let results = try #require(told.body["results"]?.items)
      #expect(
        results.map { $0["moved"] ?? $0["error"]?["code"] } == [
          1, 1, "choice.unknown", "decision.unknown", "field.invalid", 1,
        ])
      #expect(results[4]["error"]?["path"] == "outcome")
      let single = try await server.call("POST", "/v1/outcomes", #"{"decision": "\#(id)", "outcome": "unsubscribed"}"#)
      #expect(single.body == ["moved": 1])
    }
  }

  @Test("a contact that is released gives its budget back")
  func release() async throws {
    try await withHub { server in
      try await welcome(server)
      for _ in 0..<3 {
        let decided = try await server.call("POST", "/v1/decisions", #"{"customer": "42"}"#)
        #expect(decided.body["answer"] == "contact")
        let id = try #require(decided.body["decision"]?.text)
        #expect(try await server.call("POST", "/v1/decisions/\(id)/release").body == ["moved": 1])
      }
    }
  }

  @Test("a batch answers in order, errors in their places, and once for its key")
  func batch() async throws {
    try await withHub { server in
      try await welcome(server)
      let body = #"""
        {"decisions": [{"customer": "nobody"}, {"customer": "42", "mode": "proposal"}, {"customer": 42, "answers": 99},
          {"customer": "42"}, {"customer": "42"}]}
        """#
      let key = [("Idempotency-Key", "batch-1")]
      let answer = try await server.call("POST", "/v1/decisions/batch", body, headers: key)
      #expect(answer.status == 200)
      let results = try #require(answer.body["results"]?.items)
      #expect(results.count == 5)
      #expect(results[0]["error"]?["code"] == "customer.unknown")
      #expect(results[1]["mode"] == "proposal")
      #expect(results[2]["error"]?["path"] == "answers")
      // The last two contend for one contact: either may have it, and only one.
      #expect(results[3...].count { $0["answer"] == "contact" } == 1)
      let again = try await server.call("POST", "/v1/decisions/batch", body, headers: key)
      for (first, second) in zip(results, again.body["results"]?.items ?? []) {
        #expect(first["decision"] == second["decision"])
        #expect(first["answer"] == second["answer"])
      }
      let long = "{\"decisions\": [" + Array(repeating: "{}", count: 1_001).joined(separator: ",") + "]}"
      #expect(try await server.call("POST", "/v1/decisions/batch", long).code == "field.too_long")
      #expect(try await server.call("POST", "/v1/decisions/batch", #"{"decisions": []}"#).body == ["results": []])
    }
  }

  @Test("what is wrong with a question has its code and its path")
  func mistakes() async throws {
    try await withHub { server in
      try await welcome(server)
      let cases: [(body: String, status: Int, code: String, path: String?)] = [
        (#"{}"#, 400, "field.missing", "customer"),
        (#"{"customer": ""}"#, 400, "field.empty", "customer"),
        (#"{"customer": {"mail": "x"}}"#, 400, "field.unknown", "customer.mail"),
        (#"{"customer": "42", "occasion": {"kind": "party"}}"#, 400, "field.invalid", "occasion.kind"),
        (
          #"{"customer": "42", "occasion": {"kind": "outbound", "placement": "x"}}"#, 400, "field.unknown",
          "occasion.placement"
        ),
        (#"{"customer": "42", "occasion": {"kind": "event"}}"#, 400, "field.missing", "occasion.name"),
        (#"{"customer": "42", "channels": ["email", "pigeon"]}"#, 400, "name.unknown", "channels[1]"),
        (#"{"customer": "42", "actions": ["wellcome"]}"#, 400, "name.unknown", "actions[0]"),
        (#"{"customer": "42", "answers": 17}"#, 400, "field.invalid", "answers"),
        (#"{"customer": "42", "mode": "dry"}"#, 400, "field.invalid", "mode"),
        (#"{"customer": "42", "explain": "de"}"#, 400, "field.invalid", "explain"),
        (#"{"customer": "42", "attributes": {"age": {}}}"#, 400, "field.invalid", "attributes.age"),
        (#"{"customer": "nobody"}"#, 404, "customer.unknown", "customer"),
        (#"{"customer": 9223372036854775807}"#, 404, "customer.unknown", "customer"),
        (#"{"customer": "42", "surprise": 1}"#, 400, "field.unknown", "surprise"),
      ]
      for expected in cases {
        let answer = try await server.call("POST", "/v1/decisions", expected.body)
        #expect(answer.status == expected.status, "\(expected.body)")
        #expect(answer.code == expected.code, "\(expected.body)")
        #expect(answer.path == expected.path, "\(expected.body)")
      }
    }
  }

  @Test("a key that may only read decides nothing, and one that may only decide reads nothing")
  func scopes() async throws {
    try await withHub { server in
      let reader = try await server.key(.read)
      let decider = try await server.key(.decide)
      let refused = try await server.call("POST", "/v1/decisions", #"{"customer": "42"}"#, key: reader)
      #expect(refused.status == 403)
      #expect(refused.code == "scope.missing")
      #expect(try await server.call("GET", "/v1/decisions/d0000000000001", key: decider).status == 403)
      #expect(try await server.call("GET", "/v1/decisions/d0000000000001", key: reader).code == "decision.unknown")
      #expect(try await server.call("GET", "/v1/decisions/x", key: reader).code == "decision.unknown")
    }
  }

  @Test("the hub says that it runs, and whether it can decide")
  func health() async throws {
    try await withHub { server in
      #expect(try await server.call("GET", "/health", key: "").status == 200)
      #expect(try await server.call("GET", "/ready", key: "").status == 200)
      try await server.hub.stop()
      #expect(try await server.call("GET", "/health", key: "").status == 200)
      #expect(try await server.call("GET", "/ready", key: "").status == 503)
    }
  }
}
