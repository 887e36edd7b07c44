import Foundation
import Hub
import Seeds
import Synchronization
import Testing

@testable import Web

/// Answers that are brought when the test says so, from a thread of its own.
private final class Held: Sendable {
  private let calls = Mutex<[@Sendable () -> Void]>([])

  func hold(_ bring: @escaping @Sendable () -> Void) { calls.withLock { $0.append(bring) } }

  /// How many wait.
  var count: Int { calls.withLock { $0.count } }

  /// Brings the first one that waits.
  func bringFirst() {
    let first = calls.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    first?()
  }
}

@Suite("Calls that are answered on their connection's event loop")
struct DirectLaneTests {
  /// `/direct` answers at once and by the direct lane; `/usual` by a task. Both say which way the call went.
  private static func routes(held: Held = Held()) -> Routes {
    @Sendable func text(_ call: DirectCall) -> String { String(decoding: call.body.readableBytesView, as: UTF8.self) }
    return Routes(routes: [
      Route(
        .post, "/direct", scope: nil, bodyBytesMax: 1_000,
        answerDirectly: { call in call.bring { () throws in Reply(body: Array("direct \(text(call))".utf8)) } },
        answer: { Reply(body: Array("usual ".utf8) + $0.body) }),
      Route(
        .post, "/other-thread", scope: nil,
        answerDirectly: { call in
          call.bring {
            await Task.yield()
            return Reply(body: Array("direct \(text(call))".utf8))
          }
        },
        answer: { Reply(body: Array("usual ".utf8) + $0.body) }),
      Route(
        .post, "/held", scope: nil,
        answerDirectly: { call in
          held.hold { call.bring { () throws in Reply(body: Array("held \(text(call))".utf8)) } }
        },
        answer: { Reply(body: Array("usual ".utf8) + $0.body) }),
      Route(
        .post, "/fails", scope: nil,
        answerDirectly: { call in
          call.bring { () throws in throw HubError(.unavailable(retryAfterSeconds: 3), "store.full", "no room") }
        }, answer: { _ in Reply(body: []) }),
      Route(
        .post, "/bug", scope: nil, answerDirectly: { call in call.bring { () throws in throw Bug() } },
        answer: { _ in Reply(body: []) }),
      Route(
        .post, "/secret", scope: .decide,
        answerDirectly: { call in
          call.bring { () throws in Reply(body: Array("direct \(call.access?.name ?? "")".utf8)) }
        }, answer: { _ in Reply(body: []) }),
      Route(.get, "/usual", scope: nil) { Reply(body: Array("usual \($0.query("n") ?? "")".utf8)) },
    ])
  }

  private struct Bug: Error { var name = "a customer" }

  private static let access = AccessCheck { secret in
    switch secret {
    case "mk_decider": Access(key: 1, name: "decider", scopes: Scope.decide.rawValue)
    case "mk_reader": Access(key: 2, name: "reader", scopes: Scope.read.rawValue)
    default: nil
    }
  }

  private func withConnection<R: Sendable>(
    _ routes: Routes = routes(), limits: WebLimits = WebLimits(),
    _ body: @escaping @Sendable (WireConnection) throws -> R
  ) async throws -> R {
    try await withServer([routes], access: Self.access, limits: limits) { port in
      try await onThread { try body(try WireConnection(port: port)) }
    }
  }

  @Test(
    "an ordinary call goes directly, and one that asks for more goes the usual way",
    arguments: [
      ("/direct", [], "abc", "direct abc"),
      ("/other-thread", [], "abc", "direct abc"),
      ("/direct", [("Expect", "nothing-known")], "abc", "usual abc"),
      ("/direct", [("idempotency-KEY", "k")], "abc", "usual abc"),
      ("/direct", [("Content-Encoding", "identity")], "abc", "usual abc"),
      ("/direct?", [], "abc", "usual abc"),
      ("/%64irect", [], "abc", "usual abc"),
      ("/direct", [], "", "usual "),
    ] as [(String, [(String, String)], String, String)])
  func ways(path: String, headers: [(String, String)], body: String, says: String) async throws {
    try await withConnection { connection in
      for _ in 0..<3 {
        let reply = try connection.request("POST", path, headers: headers, body: Array(body.utf8))
        #expect(reply.status == 200)
        #expect(reply.text == says)
        #expect(reply.header("content-type") == "application/json")
        #expect(reply.header("date") != nil)
      }
    }
  }

  @Test("a body in chunks, or one that is too long, goes the usual way")
  func unusual() async throws {
    try await withConnection { connection in
      try connection.send("POST /direct HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
      #expect(try connection.reply().text == "usual abc")
      let long = try connection.request("POST", "/direct", body: [UInt8](repeating: 0x61, count: 1_001))
      #expect(long.code == "body.too_large")
    }
  }

  @Test("a body may come in any pieces")
  func pieces() async throws {
    let request = Array("POST /direct HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\nhello, world".utf8)
    try await withConnection { connection in
      for cut in 1..<request.count {
        try connection.send(Array(request[..<cut]))
        // What was sent is read before the rest comes, because another call is answered in between.
        try connection.send(Array(request[cut...]))
        #expect(try connection.reply().text == "direct hello, world")
      }
      for byte in request { try connection.send([byte]) }
      #expect(try connection.reply().text == "direct hello, world")
    }
  }

  @Test("errors are told as everywhere, and the connection goes on")
  func errors() async throws {
    try await withConnection { connection in
      let full = try connection.request("POST", "/fails", body: [1])
      #expect(full.status == 503)
      #expect(full.code == "store.full")
      #expect(full.header("retry-after") == "3")
      let bug = try connection.request("POST", "/bug", body: [1])
      #expect(bug.status == 500)
      #expect(bug.code == "internal")
      #expect(!bug.text.contains("customer"))
      for (headers, status, says) in [
        ([("x-api-key", "mk_decider")], 200, "direct decider"),
        ([("Authorization", "Bearer mk_decider")], 200, "direct decider"),
        ([("x-api-key", "mk_reader")], 403, "scope.missing"), ([("x-api-key", "mk_nobody")], 401, "key.unknown"),
        ([], 401, "key.missing"),
      ] as [([(String, String)], Int, String)] {
        let reply = try connection.request("POST", "/secret", headers: headers, body: [1])
        #expect(reply.status == status)
        #expect(reply.code ?? reply.text == says)
      }
    }
  }

  @Test("calls of both ways that are sent together are answered in order", arguments: 1...20 as ClosedRange<UInt64>)
  func order(seed: UInt64) async throws {
    var seeded = SeededGenerator(seed: seed)
    let paths = (0..<60).map { _ in Int.random(in: 0..<3, using: &seeded) }
    try await withConnection { connection in
      let requests = paths.enumerated().map { number, way in
        let post = "HTTP/1.1\r\nHost: x\r\nContent-Length: \("\(number)".utf8.count)\r\n\r\n\(number)"
        switch way {
        case 0: return "POST /direct \(post)"
        case 1: return "POST /other-thread \(post)"
        default: return "GET /usual?n=\(number) HTTP/1.1\r\nHost: x\r\n\r\n"
        }
      }
      try connection.send(requests.joined())
      for (number, way) in paths.enumerated() {
        let text = try connection.reply().text
        // Behind a call that the library still answers, a direct one goes the usual way too.
        #expect(text == (way == 2 ? "usual \(number)" : "direct \(number)") || (way != 2 && text == "usual \(number)"))
      }
    }
  }

  @Test("while an answer is awaited, nothing behind it is answered, and nothing of it is lost")
  func waiting() async throws {
    let held = Held()
    try await withConnection(Self.routes(held: held)) { connection in
      let post = "HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n"
      try connection.send(
        "POST /held \(post)1POST /direct \(post)2POST /held \(post)3GET /usual?n=4 HTTP/1.1\r\nHost: x\r\n\r\n")
      while held.count == 0 { sched_yield() }
      held.bringFirst()
      #expect(try connection.reply().text == "held 1")
      #expect(try connection.reply().text == "direct 2")
      while held.count == 0 { sched_yield() }
      held.bringFirst()
      #expect(try connection.reply().text == "held 3")
      #expect(try connection.reply().text == "usual 4")
    }
  }

  @Test("a client that sends no more, or asks for the end, still gets its answer, and then the end")
  func ending() async throws {
    for ending in ["", "Connection: close\r\n"] {
      let held = Held()
      try await withConnection(Self.routes(held: held)) { connection in
        try connection.send("POST /held HTTP/1.1\r\nHost: x\r\n\(ending)Content-Length: 1\r\n\r\n1")
        if ending.isEmpty { connection.finishSending() }
        while held.count == 0 { sched_yield() }
        held.bringFirst()
        let text = String(decoding: try connection.readToEnd(), as: UTF8.self)
        #expect(text.hasSuffix("held 1"))
        #expect(text.lowercased().contains("connection: close") == !ending.isEmpty)
      }
    }
  }

  @Test("what is no HTTP behind a call is refused after its answer")
  func malformed() async throws {
    let held = Held()
    try await withConnection(Self.routes(held: held)) { connection in
      try connection.send("POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1\u{0}\u{0} nonsense\r\n\r\n")
      while held.count == 0 { sched_yield() }
      held.bringFirst()
      #expect(try connection.reply().text == "held 1")
      #expect(try connection.reply().status == 400)
      _ = try connection.readToEnd()
    }
  }

  @Test("a call that does not come to its end is refused in time")
  func slow() async throws {
    var limits = WebLimits()
    limits.requestSeconds = 1
    try await withConnection(limits: limits) { connection in
      try connection.send("POST /direct HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
      let reply = try connection.reply()
      #expect(reply.status == 408)
      #expect(reply.code == "request.too_slow")
    }
  }

  @Test("a connection that is idle ends, and one whose answer is awaited does not")
  func idleness() async throws {
    var limits = WebLimits()
    limits.idleSeconds = 1
    let held = Held()
    try await withConnection(Self.routes(held: held), limits: limits) { connection in
      #expect(try connection.request("POST", "/direct", body: [0x61]).text == "direct a")
      try connection.send("POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1")
      while held.count == 0 { sched_yield() }
      usleep(1_500_000)
      held.bringFirst()
      #expect(try connection.reply().text == "held 1")
      #expect(try connection.readToEnd().isEmpty)
    }
  }

  @Test("a server that stops answers what it has taken")
  func stopping() async throws {
    let held = Held()
    let routes = Self.routes(held: held)
    // Leaving the block tells the server to stop; the answer is brought and read after that.
    let reading = try await withServer([routes]) { port in
      let reading = Task {
        try await onThread {
          let connection = try WireConnection(port: port)
          try connection.send("POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1")
          let text = String(decoding: try connection.readToEnd(), as: UTF8.self)
          return text
        }
      }
      while held.count == 0 { await Task.yield() }
      Thread.detachNewThread {
        usleep(200_000)
        held.bringFirst()
      }
      return reading
    }
    #expect(try await reading.value.hasSuffix("held 1"))
  }
}
