import Hub
import Testing

@testable import Web

@Suite("Sweeps over HTTP")
struct SweepsTests {
  @Test("a sweep is begun once, waits for who leads it on, and tells what it came to")
  func sweeps() async throws {
    try await withHub { server in
      #expect(try await server.call("GET", "/v1/sweeps").body == ["sweeps": []])
      let begun = try await server.call("POST", "/v1/sweeps")
      #expect(begun.status == 202)
      #expect(begun.body["phase"]?.text == "waiting")
      let again = try await server.call("POST", "/v1/sweeps")
      #expect((again.status, again.code) == (409, "sweep.unfinished"))
      _ = try await server.hub.run(sweep: 1)
      let done = try await server.call("GET", "/v1/sweeps/1")
      #expect(done.body["phase"]?.text == "done")
      #expect(done.body["outcome"]?["proven"] != nil)
      #expect(try await server.call("GET", "/v1/sweeps").body["sweeps"] == [done.body])
    }
  }

  @Test("what is no sweep is not found", arguments: ["7", "x", "-1"])
  func unknown(number: String) async throws {
    try await withHub { server in
      let answer = try await server.call("GET", "/v1/sweeps/\(number)")
      #expect((answer.status, answer.code) == (404, "sweep.unknown"))
    }
  }
}
