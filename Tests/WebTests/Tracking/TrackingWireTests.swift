import Foundation
import Hub
import Testing

@testable import Web

/// What the clients for browsers, phones and Node put on the wire, as their code says.
@Suite("The tracking protocol over HTTP")
struct TrackingWireTests {
  private static let ada = Identity(.id, "42")

  /// Sends one request.
  private func post(
    _ server: TrackingServer, _ path: String, _ body: String, type: String = "application/json",
    headers: [(String, String)] = [], key: String? = nil
  ) async throws -> WireReply {
    let basic = key.map { [("Authorization", "Basic " + Data("\($0):".utf8).base64EncodedString())] } ?? []
    let all = [("Content-Type", type)] + basic + headers
    return try await onThread {
      try WireConnection(port: server.port).request("POST", path, headers: all, body: Array(body.utf8))
    }
  }

  private func get(_ server: TrackingServer, _ path: String, headers: [(String, String)] = []) async throws -> WireReply
  {
    try await onThread { try WireConnection(port: server.port).request("GET", path, headers: headers) }
  }

  @Test("every route takes its call, in its long form and its short one")
  func routes() async throws {
    let calls: [(paths: [String], body: String, told: String)] = [
      (["/v1/identify", "/v1/i"], #"{"userId":"42","traits":{"age":1}}"#, "patch"),
      (["/v1/track", "/v1/t"], #"{"userId":"42","event":"order_completed"}"#, "event"),
      (["/v1/page", "/v1/p"], #"{"userId":"42"}"#, "event"),
      (["/v1/screen", "/v1/s"], #"{"userId":"42"}"#, "event"),
      (["/v1/group", "/v1/g"], #"{"userId":"42","groupId":"g"}"#, "patch"),
      (["/v1/alias", "/v1/a"], #"{"userId":"42","previousId":"p"}"#, "patch"),
      (["/v1/batch", "/v1/b", "/v1/import"], #"{"batch":[{"type":"page","userId":"42"}]}"#, "event"),
    ]
    for call in calls {
      for path in call.paths {
        try await withTracking { server in
          let reply = try await post(server, path, call.body, key: server.key)
          #expect(reply.status == 200, "\(path)")
          #expect(reply.text == #"{"success":true}"#)
          #expect(reply.header("content-type")?.hasPrefix("application/json") == true)
          #expect(reply.header("access-control-allow-origin") == "*")
          let kinds = try await server.told(Self.ada).map { "\($0.kind)" }
          #expect(kinds.contains(call.told), "\(path): \(kinds)")
        }
      }
    }
  }

  @Test("the key may come in every way that a client has")
  func keys() async throws {
    try await withTracking { server in
      let key = server.key
      let event = #""userId":"42","event":"order_completed""#
      func basic(_ text: String) -> (String, String) {
        ("Authorization", "Basic " + Data(text.utf8).base64EncodedString())
      }
      let ways: [(path: String, body: String, headers: [(String, String)])] = [
        ("/v1/t", "{\(event)}", [basic(key + ":")]),
        ("/v1/t", "{\(event)}", [basic(key)]),
        ("/v1/t", "{\(event)}", [("x-api-key", key)]),
        ("/v1/t", "{\(event)}", [("Authorization", "Bearer \(key)")]),
        ("/v1/t", #"{\#(event),"writeKey":"\#(key)"}"#, []),
        // The bearer token is one of OAuth's, which means nothing here.
        ("/v1/t", #"{\#(event),"writeKey":"\#(key)"}"#, [("Authorization", "Bearer ey.J.x")]),
        ("/beacon/v1/batch?writeKey=\(key)", #"{"batch":[{"type":"track",\#(event)}]}"#, []),
      ]
      for (index, way) in ways.enumerated() {
        // Browsers send text/plain, so that they need not ask for permission first.
        let reply = try await post(server, way.path, way.body, type: "text/plain", headers: way.headers)
        #expect(reply.status == 200, "way \(index): \(reply.text)")
      }
      #expect(try await server.events(Self.ada).count == ways.count)
    }
  }

  @Test("without a key that permits it, nothing is taken")
  func refusedKeys() async throws {
    try await withTracking { server in
      let body = #"{"userId":"42","event":"x"}"#
      for (key, status, code) in [
        (nil, 401, "key.missing"), ("mk_nobody", 401, "key.unknown"), (server.readersKey, 403, "scope.missing"),
      ] {
        let reply = try await post(server, "/v1/track", body, key: key)
        #expect(reply.status == status)
        #expect(reply.code == code)
        #expect((reply.json["message"] as? String)?.isEmpty == false)
        #expect(reply.header("access-control-allow-origin") == "*")
      }
      await #expect(throws: HubError.self) { try await server.hub.customer(Self.ada) }
    }
  }

  @Test(
    "what cannot be read is a fault for good",
    arguments: [
      ("", "body.empty"), ("{", "json.syntax"), ("[]", "body.not_object"), ("7", "body.not_object"),
      (#"{"userId":"1","userId":"2"}"#, "json.key_duplicate"), (#"{"userId":"\ud800"}"#, "json.string_invalid"),
      (#"{"userId":1e400}"#, "json.number_out_of_range"), (#"{"userId":18446744073709551616}"#, "json.integer_too_big"),
      (#"{"a":\#(String(repeating: "[", count: 100_000))"#, "json.too_deep"),
    ])
  func badJSON(_ body: String, _ code: String) async throws {
    try await withTracking { server in
      let reply = try await post(server, "/v1/track", body, key: server.key)
      #expect(reply.status == 400)
      #expect(reply.code == code, "\(reply.text)")
      #expect((reply.json["message"] as? String)?.isEmpty == false)
    }
  }

  @Test("an event is at most 32 KB, a body 4 MB, and a batch needs its array")
  func sizes() async throws {
    try await withTracking { server in
      func event(_ bytes: Int) -> String {
        #"{"userId":"1","event":"x","p":"\#(String(repeating: "x", count: bytes))"}"#
      }
      var reply = try await post(server, "/v1/track", event(30_000), key: server.key)
      #expect(reply.status == 200)
      reply = try await post(server, "/v1/track", event(40_000), key: server.key)
      #expect(reply.status == 400)
      #expect(reply.code == "event.too_large")
      // As much as RudderStack's client allows itself.
      let items = Array(repeating: #"{"type":"track",\#(event(25_000).dropFirst())"#, count: 160).joined(separator: ",")
      reply = try await post(server, "/v1/batch", #"{"batch":[\#(items)]}"#, key: server.key)
      #expect(reply.status == 200, "\(reply.text)")
      reply = try await post(server, "/v1/batch", event(4 << 20), key: server.key)
      #expect(reply.status == 413)
      // Without these two, RudderStack's client for Python would send it again and again.
      #expect(reply.code == "body.too_large")
      #expect((reply.json["message"] as? String)?.isEmpty == false)
      for body in ["{}", #"{"batch":{}}"#, #"{"batch":null}"#] {
        reply = try await post(server, "/v1/batch", body, key: server.key)
        #expect(reply.status == 400)
        #expect(reply.code == "batch.missing")
      }
      reply = try await post(server, "/v1/batch", #"{"batch":[]}"#, key: server.key)
      #expect(reply.status == 200)
    }
  }

  @Test("what cannot be used is answered with 200, and counted")
  func unusable() async throws {
    try await withTracking { server in
      let batch = #"{"batch":[7,{"type":"track","event":"x"},{"type":"page","userId":"42"}]}"#
      let reply = try await post(server, "/v1/batch", batch, key: server.key)
      #expect(reply.status == 200)
      #expect(try await server.events(Self.ada).count == 1)
      var page = MetricsPage()
      server.hub.measures.write(to: &page)
      let text = page.text
      #expect(text.contains(#"mesure_happenings_unusable_total{reason="id_missing"} 1"#))
      #expect(text.contains(#"mesure_happenings_unusable_total{reason="not_object"} 1"#))
    }
  }

  @Test("a message counts once, in whatever call and with whatever key it comes")
  func duplicates() async throws {
    try await withTracking { server in
      let event = #""type":"track","userId":"42","event":"order_completed","messageId":"m1""#
      for key in [server.key, server.otherKey] {
        let single = try await post(server, "/v1/track", "{\(event)}", key: key)
        #expect(single.status == 200)
        let batch = try await post(server, "/v1/batch", #"{"batch":[{\#(event)},{\#(event)}]}"#, key: key)
        #expect(batch.status == 200)
      }
      let count = try await server.events(Self.ada).count
      #expect(count == 1)
    }
  }

  @Test("a visitor who says who they are takes along what they did")
  func visitors() async throws {
    try await withTracking { server in
      _ = try await post(server, "/v1/p", #"{"anonymousId":"a1","name":"Home"}"#, key: server.key)
      _ = try await post(server, "/v1/i", #"{"anonymousId":"a1","userId":"42"}"#, key: server.key)
      let reading = try await server.hub.customer(Self.ada)
      #expect(reading.identities == [Self.ada, Identity(.anonymous, "a1")])
      #expect(reading.profile.events.map { "\($0.name)" }.count == 1)
    }
  }

  @Test("a hub that cannot write says when to come again, in the words of each client")
  func overload() async throws {
    try await withTracking { server in
      let event = #"{"userId":"42","event":"order_completed","messageId":"m1"}"#
      server.store.failNextCommit("store.full")
      let refused = try await post(server, "/v1/t", event, key: server.key)
      #expect(refused.status == 429)
      #expect(refused.code == "store.full")
      let wait = try #require(refused.header("retry-after").flatMap { Int($0) })
      #expect(wait >= 1)
      #expect(refused.header("x-ratelimit-reset") == "\(wait)")
      #expect(try await post(server, "/v1/t", event, key: server.key).status == 200)
      #expect(try await server.events(Self.ada).count == 1)
    }
  }

  @Test("whatever of a batch the disk refuses, the client is told to come again, and nothing counts twice")
  func overloadWithinBatch() async throws {
    try await withTracking { server in
      for round in 1...50 {
        let user = #""userId":"u\#(round)","anonymousId":"a\#(round)""#
        let batch = """
          {"batch":[{"type":"identify",\(user),"messageId":"i\(round)"},
            {"type":"track",\(user),"event":"order_completed","messageId":"t\(round)"},
            {"type":"alias","userId":"u\(round)","previousId":"p\(round)","messageId":"p\(round)"}]}
          """
        server.store.failNextCommit("store.full")
        let refused = try await post(server, "/v1/batch", batch, key: server.key)
        #expect(refused.status == 429, "round \(round): \(refused.text)")
        var reply = refused
        // The hub may still be making sure of its store.
        for _ in 0..<100 where reply.status == 429 {
          reply = try await post(server, "/v1/batch", batch, key: server.key)
        }
        #expect(reply.status == 200)
        #expect(try await server.events(Identity(.id, "u\(round)")).count == 1)
      }
    }
  }

  @Test("a page of another origin may ask first")
  func preflight() async throws {
    try await withTracking { server in
      let reply = try await onThread {
        try WireConnection(port: server.port).request(
          "OPTIONS", "/v1/batch",
          headers: [
            ("Origin", "https://shop.example"), ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization,content-type"),
          ])
      }
      #expect((200..<300).contains(reply.status))
      #expect(reply.header("access-control-allow-origin") == "*")
      #expect(reply.header("access-control-allow-methods")?.contains("POST") == true)
      #expect(reply.header("access-control-allow-headers")?.contains("authorization") == true)
    }
  }

  @Test("the settings tell Segment's clients where to send, and nothing else to load")
  func settings() async throws {
    try await withTracking { server in
      let reply = try await get(server, "/v1/projects/\(server.key)/settings")
      #expect(reply.status == 200)
      #expect(reply.header("access-control-allow-origin") == "*")
      let integrations = try #require(reply.json["integrations"] as? [String: [String: Any]])
      #expect(Array(integrations.keys) == ["Segment.io"])
      #expect(integrations["Segment.io"]?["apiKey"] as? String == server.key)
      #expect(integrations["Segment.io"]?["apiHost"] as? String == "localhost/v1")
      #expect((reply.json["remotePlugins"] as? [Any])?.isEmpty == true)
      let unknown = try await get(server, "/v1/projects/mk_nobody/settings")
      #expect(unknown.status == 401)
      #expect(unknown.code == "key.unknown")
    }
  }

  @Test("the source configuration is one that RudderStack's browser client accepts")
  func sourceConfiguration() async throws {
    try await withTracking { server in
      let basic = ("Authorization", "Basic " + Data("\(server.key):".utf8).base64EncodedString())
      let path = "/sourceConfig/?p=cdn&v=3.0.0&build=modern&writeKey=\(server.key)"
      let reply = try await get(server, path, headers: [basic])
      #expect(reply.status == 200)
      let source = try #require(reply.json["source"] as? [String: Any])
      for name in ["id", "name", "writeKey", "workspaceId", "updatedAt"] { #expect(source[name] is String, "\(name)") }
      #expect(source["writeKey"] as? String == server.key)
      #expect(source["enabled"] as? Bool == true)
      #expect(source["config"] is [String: Any])
      #expect(source["dataplanes"] is [String: Any])
      #expect((source["destinations"] as? [Any])?.isEmpty == true)
      #expect(try await get(server, "/sourceConfig/").status == 401)
    }
  }
}
