import Hub
import Testing

@testable import Web

@Suite("Stops and keys over HTTP")
struct StopsAndKeysTests {
  @Test("what is stopped is told, and goes on again")
  func stops() async throws {
    try await withHub { server in
      #expect(try await server.call("GET", "/v1/stops").body == ["stops": []])
      let put = try await server.call("PUT", "/v1/stops/channel/sms")
      #expect(put.body == ["target": "channel", "name": "sms"])
      _ = try await server.call("PUT", "/v1/stops/action/a%2Fb")
      #expect(try await server.call("PUT", "/v1/stops/everything").body == ["target": "everything"])
      // Stopping twice is stopping once.
      #expect(try await server.call("PUT", "/v1/stops/channel/sms").status == 200)
      let stops: JSONTree = [
        ["target": "everything"], ["target": "action", "name": "a/b"], ["target": "channel", "name": "sms"],
      ]
      #expect(try await server.call("GET", "/v1/stops").body["stops"] == stops)
      for path in ["everything", "action/a%2Fb", "channel/sms"] {
        #expect(try await server.call("DELETE", "/v1/stops/\(path)").status == 200)
        let again = try await server.call("DELETE", "/v1/stops/\(path)")
        #expect(again.status == 404)
        #expect(again.code == "stop.unknown")
      }
      #expect(await server.hub.stops().isEmpty)
    }
  }

  @Test(
    "stops that make no sense are refused",
    arguments: [
      ("/v1/stops/planet/mars", 404, "stop.target_unknown"),
      ("/v1/stops/everything/mars", 404, "stop.target_unknown"),
      ("/v1/stops/action/" + String(repeating: "x", count: 129), 400, "stop.name_invalid"),
      ("/v1/stops/action/x?now=1", 400, "query.unknown"),
    ])
  func badStops(path: String, status: Int, code: String) async throws {
    try await withHub { server in
      let answer = try await server.call("PUT", path)
      #expect(answer.status == status)
      #expect(answer.code == code)
      #expect(try await server.call("PUT", "/v1/stops/action/x", "{}").code == "body.unexpected")
      #expect(await server.hub.stops().isEmpty)
    }
  }

  @Test("a key is made, opens what it says, and opens nothing once revoked")
  func keys() async throws {
    try await withHub { server in
      let made = try await server.call("POST", "/v1/keys", #"{"name": "shop", "scopes": ["read", "read", "decide"]}"#)
      #expect(made.status == 201)
      #expect(made.headers["cache-control"] == "no-store")
      #expect(made.body["scopes"] == ["decide", "read"])
      let secret = try #require(made.body["secret"]?.text)
      let number = try #require(made.body["number"]?.whole)
      #expect(try await server.call("GET", "/v1/stops", key: secret).status == 200)
      #expect(try await server.call("GET", "/v1/keys", key: secret).status == 403)
      let listed = try await server.call("GET", "/v1/keys").body["keys"]?.items ?? []
      #expect(listed.map { $0["name"] } == ["all", "shop"])
      #expect(listed.allSatisfy { $0["secret"] == nil })
      let revoked = try await server.call("DELETE", "/v1/keys/\(number)")
      #expect(revoked.body["revoked"] != nil)
      #expect(try await server.call("GET", "/v1/stops", key: secret).code == "key.unknown")
      #expect(try await server.call("DELETE", "/v1/keys/\(number)").status == 404)
    }
  }

  @Test("the key of the call itself stays, so that nobody locks themselves out")
  func ownKey() async throws {
    try await withHub { server in
      let refused = try await server.call("DELETE", "/v1/keys/1")
      #expect(refused.status == 409)
      #expect(refused.code == "key.own")
      #expect(try await server.call("GET", "/v1/keys").status == 200)
    }
  }

  @Test(
    "bodies and numbers that make no sense are refused",
    arguments: [
      ("POST", "/v1/keys", #"{"name": "x"}"#, 400, "field.missing", "scopes"),
      ("POST", "/v1/keys", #"{"scopes": ["read"]}"#, 400, "field.missing", "name"),
      ("POST", "/v1/keys", #"{"name": "x", "scopes": []}"#, 400, "field.empty", "scopes"),
      ("POST", "/v1/keys", #"{"name": "x", "scopes": ["rule"]}"#, 400, "scope.unknown", "scopes[0]"),
      ("POST", "/v1/keys", #"{"name": "", "scopes": ["read"]}"#, 400, "field.empty", "name"),
      ("POST", "/v1/keys", #"{"name": "x", "scopes": ["read"], "more": 1}"#, 400, "field.unknown", "more"),
      ("POST", "/v1/keys", #"{"name": "x", "name": "y"}"#, 400, "json.key_duplicate", nil),
      ("POST", "/v1/keys", "[]", 400, "body.not_object", nil),
      ("DELETE", "/v1/keys/0", nil, 404, "key.unknown_number", nil),
      ("DELETE", "/v1/keys/01", nil, 404, "key.unknown_number", nil),
      ("DELETE", "/v1/keys/99999999999999999999", nil, 404, "key.unknown_number", nil),
    ] as [(String, String, String?, Int, String, String?)])
  func badKeys(
    method: String, path: String, body: String?, status: Int, code: String, place: String?
  ) async throws {
    try await withHub { server in
      let answer = try await server.call(method, path, body)
      #expect(answer.status == status)
      #expect(answer.code == code)
      #expect(answer.path == place)
    }
  }
}
