import Foundation
import Hub
import HTTPTypes
import Testing

@testable import Web

@Suite("Limits of the HTTP server")
struct LimitTests {
  private static let routes = Routes(routes: [
    Route(.post, "/echo", scope: nil, bodyBytesMax: 1_000) { Reply(body: $0.body) },
    Route(.post, "/count", scope: nil, bodyBytesMax: 4 << 20) { Reply(body: Array("\($0.body.count)".utf8)) },
    Route(.get, "/", scope: nil) { _ in Reply(body: Array("{}".utf8)) },
  ])

  /// 64 KiB of zeros in 94 bytes of gzip.
  private static let packedZeros =
    "H4sIAAAAAAAC/+3BAQEAAACAkP6v7ggKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    + "auuOl9cAAAEA"

  private static func packed(_ base64: String) throws -> [UInt8] { [UInt8](try #require(Data(base64Encoded: base64))) }

  private func withConnection<R: Sendable>(
    limits: WebLimits = WebLimits(), _ body: @escaping @Sendable (WireConnection) throws -> R
  ) async throws -> R {
    try await withServer([LimitTests.routes], limits: limits) { port in
      try await onThread { try body(try WireConnection(port: port)) }
    }
  }

  @Test("a body may be as long as its route says, and no longer", arguments: [(999, 200), (1_000, 200), (1_001, 413)])
  func lengths(length: Int, status: Int) async throws {
    try await withConnection { connection in
      let reply = try connection.request("POST", "/echo", body: [UInt8](repeating: 0x61, count: length))
      #expect(reply.status == status)
      if status == 413 {
        #expect(reply.code == "body.too_large")
        #expect(reply.header("connection") == "close")
      }
    }
  }

  @Test("a body that is announced too long is refused before it comes")
  func announced() async throws {
    try await withConnection { connection in
      try connection.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\n")
      #expect(try connection.reply().code == "body.too_large")
    }
  }

  @Test("a body in chunks is refused as soon as it is too long")
  func chunks() async throws {
    try await withConnection { connection in
      try connection.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
      let chunk = "190\r\n" + String(repeating: "a", count: 400) + "\r\n"
      for _ in 0..<3 { try connection.send(chunk) }
      #expect(try connection.reply().code == "body.too_large")
    }
    try await withConnection { connection in
      try connection.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
      #expect(try connection.reply().text == "abcde")
    }
  }

  @Test("a client that asks first is told to go on")
  func expectation() async throws {
    try await withConnection { connection in
      try connection.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
      #expect(try connection.reply(hasBody: false).status == 100)
      try connection.send("{}")
      #expect(try connection.reply().text == "{}")
    }
  }

  @Test("gzip is unpacked, of one member or several")
  func gzip() async throws {
    let hello = try Self.packed("H4sIAAAAAAAC/8tIzcnJ11EAAJlW6hEHAAAA")
    let world = try Self.packed("H4sIAAAAAAAC/yvPL8pJAQBDEXc6BQAAAA==")
    try await withConnection { connection in
      for (body, text) in [(hello, "hello, "), (hello + world, "hello, world")] {
        let reply = try connection.request("POST", "/echo", headers: [("Content-Encoding", "gzip")], body: body)
        #expect(reply.text == text)
      }
    }
  }

  @Test("what is no gzip, or is cut off, is refused")
  func damaged() async throws {
    let hello = try Self.packed("H4sIAAAAAAAC/8tIzcnJ11EAAJlW6hEHAAAA")
    var flipped = hello
    flipped[hello.count - 6] ^= 1  // in the checksum
    let bodies = [Array("{}".utf8), Array(hello.dropLast()), Array(hello.prefix(12)), flipped, hello + [0]]
    try await withConnection { connection in
      for body in bodies {
        let reply = try connection.request("POST", "/echo", headers: [("Content-Encoding", "gzip")], body: body)
        #expect(reply.status == 400)
        #expect(reply.code == "encoding.invalid")
      }
      let other = try connection.request("POST", "/echo", headers: [("Content-Encoding", "deflate")], body: hello)
      #expect(other.status == 415)
      #expect(other.code == "encoding.unsupported")
    }
  }

  @Test("a gzip bomb is refused before it goes off")
  func bomb() async throws {
    let member = try Self.packed(Self.packedZeros)
    let full = Array(repeatElement(member, count: 64).joined())
    let bomb = Array(repeatElement(member, count: 20_000).joined())  // 1.3 GB
    try await withConnection { connection in
      let headers = [("Content-Encoding", "gzip")]
      #expect(try connection.request("POST", "/count", headers: headers, body: full).text == "4194304")
      let over = try connection.request("POST", "/count", headers: headers, body: full + member)
      #expect(over.status == 413)
    }
    try await withConnection { connection in
      let reply = try connection.request("POST", "/count", headers: [("Content-Encoding", "gzip")], body: bomb)
      #expect(reply.code == "body.too_large")
    }
  }

  @Test("large bodies together have a limit, which is free again when they are answered")
  func together() async throws {
    var limits = WebLimits()
    limits.largeBodyBytesMax = 1 << 20
    let body = [UInt8](repeating: 0x61, count: 2 << 20)
    try await withConnection(limits: limits) { connection in
      let reply = try connection.request("POST", "/count", body: body)
      #expect(reply.status == 503)
      #expect(reply.code == "hub.overloaded")
      #expect(reply.header("retry-after") != nil)
      let smaller = Array(body.prefix(1 << 20))
      for _ in 0..<3 { #expect(try connection.request("POST", "/count", body: smaller).status == 200) }
    }
  }

  @Test("too many header fields, or too large ones, are refused", arguments: [10_000, 101, 0])
  func headers(count: Int) async throws {
    let fields =
      count > 0 ? (0..<count).map { "x-\($0): a\r\n" }.joined() : "x: " + String(repeating: "a", count: 20_000) + "\r\n"
    try await withConnection { connection in
      try? connection.send("GET / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n")
      let reply = try connection.reply()
      #expect(reply.status == 431)
      #expect(reply.code == "headers.too_large")
      #expect(reply.header("connection") == "close")
    }
  }

  @Test(
    "what is no HTTP is refused, and the connection ends",
    arguments: [
      "\u{16}\u{3}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
    ])
  func malformed(text: String) async throws {
    try await withConnection { connection in
      try connection.send(text)
      let reply = try connection.reply()
      #expect(reply.status == 400)
      #expect(reply.code == "request.malformed")
      _ = try connection.readToEnd()
    }
  }

  @Test("chunks that are none are refused, and the connection ends")
  func malformedChunks() async throws {
    try await withConnection { connection in
      try connection.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
      #expect(try connection.reply().code == "request.malformed")
      _ = try connection.readToEnd()
    }
  }

  @Test("a body that never comes to its end is given up")
  func slowBody() async throws {
    var limits = WebLimits()
    limits.requestSeconds = 1
    try await withConnection(limits: limits) { connection in
      try connection.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
      let reply = try connection.reply()
      #expect(reply.status == 408)
      #expect(reply.code == "request.too_slow")
      _ = try connection.readToEnd()
    }
  }

  @Test("a head that never comes to its end is given up")
  func slowHead() async throws {
    var limits = WebLimits()
    limits.idleSeconds = 1
    try await withConnection(limits: limits) { connection in
      try connection.send("GET / HTTP/1.1\r\nHost: x\r\n")
      #expect(try connection.readToEnd().isEmpty)
    }
  }

  @Test("a client that reads nothing and goes away leaves the server as it was")
  func gone() async throws {
    try await withServer([LimitTests.routes]) { port in
      try await onThread {
        for _ in 0..<50 {
          let connection = try WireConnection(port: port)
          try connection.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nabc")
        }
        #expect(try WireConnection(port: port).request("GET", "/").status == 200)
      }
    }
  }

  @Test("more connections than there may be wait until one ends")
  func connections() async throws {
    var limits = WebLimits()
    limits.connectionsMax = 2
    try await withServer([LimitTests.routes], limits: limits) { port in
      try await onThread {
        var first: WireConnection? = try WireConnection(port: port)
        let second = try WireConnection(port: port)
        #expect(try first?.request("GET", "/").status == 200)
        #expect(try second.request("GET", "/").status == 200)
        let third = try WireConnection(port: port)
        try third.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try second.request("GET", "/").status == 200)
        first = nil
        #expect(try third.reply().status == 200)
      }
    }
  }
}
