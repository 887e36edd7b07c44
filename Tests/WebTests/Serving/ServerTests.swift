import Foundation
import Hub
import Testing

@testable import Web

@Suite("The HTTP server")
struct ServerTests {
  /// Answers what it was told, so that a test sees what a resource would have seen.
  private static let echo = Routes(routes: [
    Route(.post, "/echo", scope: nil, bodyBytesMax: 1_000) { Reply(body: $0.body) },
    Route(.get, "/echo", scope: nil) { call in
      let lines = call.query.map { "\($0.name)=\($0.value)" }
      return Reply(contentType: "text/plain", body: Array(lines.joined(separator: "\n").utf8))
    },
    Route(.get, "/things/{name}/of/{owner}", scope: nil) { call in
      Reply(
        contentType: "text/plain",
        body: Array("\(call.parameters["name"] ?? "")|\(call.parameters["owner"] ?? "")|\(call.path)".utf8))
    },
    Route(.get, "/things/all/of/{owner}", scope: nil) { _ in Reply(contentType: "text/plain", body: Array("all".utf8))
    },
    Route(.delete, "/things/{name}", scope: nil) { _ in Reply(body: Array("{}".utf8)) },
    Route(.post, "/track", scope: nil, isForTrackers: true) { _ in
      throw HubError(.unavailable(retryAfterSeconds: 7), "hub.overloaded", "too much")
    },
    Route(.post, "/busy", scope: nil) { _ in
      throw HubError(.unavailable(retryAfterSeconds: 7), "hub.overloaded", "too much")
    },
    Route(.post, "/bug", scope: nil) { _ in throw Bug(secret: "the customer's name") },
    Route(.get, "/secret", scope: .administer) { Reply(body: Array("\"\($0.access?.name ?? "")\"".utf8)) },
  ])

  private struct Bug: Error { var secret: String }

  private static let access = AccessCheck { secret in
    switch secret {
    case "mk_admin": Access(key: 1, name: "admin", scopes: Scope.administer.rawValue)
    case "mk_reader": Access(key: 2, name: "reader", scopes: Scope.read.rawValue)
    default: nil
    }
  }

  private func withEcho<R: Sendable>(
    limits: WebLimits = WebLimits(), _ body: @escaping @Sendable (WireConnection) throws -> R
  ) async throws -> R {
    try await withServer([ServerTests.echo], access: ServerTests.access, limits: limits) { port in
      try await onThread { try body(try WireConnection(port: port)) }
    }
  }

  @Test(
    "paths find their routes",
    arguments: [
      ("GET", "/echo?a=1&b=%20x+y&c", 200, "a=1\nb= x y\nc="),
      ("GET", "/things/a%2Fb/of/%C3%A9", 200, "a/b|é|/things/a/b/of/é"),
      ("GET", "/things/all/of/x", 200, "all"),  // what is written out goes before a name
      ("GET", "/things//of/x", 404, "route.unknown"),
      ("GET", "/nothing", 404, "route.unknown"),
      ("GET", "/echo/", 404, "route.unknown"),
      ("PUT", "/echo", 405, "method.unknown"),
      ("GET", "/things/x", 405, "method.unknown"),
      ("GET", "/things/%zz/of/x", 400, "path.malformed"),
      ("GET", "/things/%ff/of/x", 400, "path.malformed"),
      ("GET", "/echo?a=%g", 400, "query.malformed"),
      ("POST", "/busy", 503, "hub.overloaded"),
      ("POST", "/track", 429, "hub.overloaded"),
      ("POST", "/bug", 500, "internal"),
    ] as [(String, String, Int, String)])
  func routes(method: String, path: String, status: Int, says: String) async throws {
    try await withEcho { connection in
      let reply = try connection.request(method, path, body: method == "GET" ? nil : [])
      #expect(reply.status == status)
      guard status != 200 else {
        #expect(reply.text == says)
        return
      }
      #expect(reply.code == says)
      #expect((reply.json["message"] as? String)?.isEmpty == false)
      #expect(!reply.text.contains("customer's name"))
      if status == 405 { #expect(reply.header("allow")?.contains("OPTIONS") == true) }
      if status == 503 || status == 429 { #expect(reply.header("retry-after") == "7") }
      if status == 429 { #expect(reply.header("x-ratelimit-reset") == "7") }
      // The connection goes on after an error.
      #expect(try connection.request("GET", "/echo").status == 200)
    }
  }

  @Test("HEAD has the head of GET, and no body")
  func head() async throws {
    try await withEcho { connection in
      let reply = try connection.request("HEAD", "/echo?a=1")
      #expect(reply.status == 200)
      #expect(reply.header("content-length") == "3")
      #expect(try connection.request("GET", "/echo?a=1").text == "a=1")
    }
  }

  @Test("pages of other origins may post where trackers do, and nowhere else")
  func origins() async throws {
    try await withEcho { connection in
      let open = try connection.request(
        "OPTIONS", "/track", headers: [("Access-Control-Request-Headers", "authorization,content-type")])
      #expect(open.status == 204)
      #expect(open.header("access-control-allow-origin") == "*")
      #expect(open.header("access-control-allow-headers") == "authorization,content-type")
      #expect(try connection.request("POST", "/track", body: []).header("access-control-allow-origin") == "*")
      let closed = try connection.request("OPTIONS", "/echo")
      #expect(closed.status == 204)
      #expect(closed.header("allow") == "POST, GET, OPTIONS")
      #expect(closed.header("access-control-allow-origin") == nil)
      #expect(try connection.request("OPTIONS", "/nothing").status == 404)
    }
  }

  @Test(
    "keys come in three ways",
    arguments: [
      ("Authorization", "Bearer mk_admin", 200, ""),
      ("Authorization", "bearer   mk_admin", 200, ""),
      ("Authorization", "Basic " + Data("mk_admin:".utf8).base64EncodedString(), 200, ""),
      ("Authorization", "Basic " + Data("mk_admin".utf8).base64EncodedString(), 200, ""),
      ("x-api-key", "mk_admin", 200, ""),
      ("Authorization", "Bearer mk_reader", 403, "scope.missing"),
      ("Authorization", "Bearer mk_nobody", 401, "key.unknown"),
      ("Authorization", "Basic !!!", 401, "key.missing"),
      ("Authorization", "Digest mk_admin", 401, "key.missing"),
      ("X-Other", "mk_admin", 401, "key.missing"),
    ] as [(String, String, Int, String)])
  func keys(header: String, value: String, status: Int, code: String) async throws {
    try await withEcho { connection in
      let reply = try connection.request("GET", "/secret", headers: [(header, value)])
      #expect(reply.status == status)
      if status == 200 { #expect(reply.text == "\"admin\"") } else { #expect(reply.code == code) }
      if status == 401 { #expect(reply.header("www-authenticate") == "Bearer") }
    }
  }

  @Test("calls of one key are limited, and those of another are not")
  func rate() async throws {
    let access = AccessCheck(callsPerSecondMax: 2) { secret in
      Access(key: secret.utf8.count, name: secret, scopes: 255)
    }
    try await withServer([ServerTests.echo], access: access) { port in
      try await onThread {
        let connection = try WireConnection(port: port)
        // Together, so that a busy machine does not stretch them over the seconds that give calls back.
        let call = "GET /secret HTTP/1.1\r\nHost: x\r\nX-API-Key: a\r\n\r\n"
        try connection.send(String(repeating: call, count: 12))
        let replies = try (0..<12).map { _ in try connection.reply() }
        #expect(replies.prefix(2).allSatisfy { $0.status == 200 })
        let refused = try #require(replies.first { $0.status == 429 })
        #expect(refused.code == "calls.too_many")
        #expect(refused.header("retry-after") == "1")
        #expect(refused.header("x-ratelimit-reset") == "1")
        #expect(try connection.request("GET", "/secret", headers: [("x-api-key", "bb")]).status == 200)
      }
    }
  }

  @Test("requests that are sent together are answered in order")
  func pipelining() async throws {
    try await withEcho { connection in
      let requests = (0..<50).map { "GET /echo?n=\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }
      try connection.send(requests.joined())
      for number in 0..<50 { #expect(try connection.reply().text == "n=\(number)") }
    }
  }

  @Test("a connection ends when its client wants that", arguments: [("1.1", "close"), ("1.0", "x")])
  func ending(version: String, connection header: String) async throws {
    try await withEcho { connection in
      try connection.send("GET /echo?a=1 HTTP/\(version)\r\nHost: x\r\nConnection: \(header)\r\n\r\n")
      let text = String(decoding: try connection.readToEnd(), as: UTF8.self)
      #expect(text.lowercased().contains("connection: close"))
      #expect(text.hasSuffix("a=1"))
    }
  }
}
