import Hub
import Testing

@testable import Web

@Suite("CloudEvents over HTTP")
struct CloudEventWireTests {
  private static let ada = Identity(.id, "42")

  private func post(
    _ server: TrackingServer, _ body: String, _ headers: [(String, String)], key: String? = nil
  ) async throws -> WireReply {
    let all = [("x-api-key", key ?? server.key)] + headers
    return try await onThread {
      try WireConnection(port: server.port).request("POST", "/v1/events", headers: all, body: Array(body.utf8))
    }
  }

  private func event(_ id: String, type: String = "order_completed") -> String {
    #"{"specversion":"1.0","id":"\#(id)","source":"/shop","type":"\#(type)","subject":"42"}"#
  }

  @Test("the three modes say the same, and an event counts once in all of them")
  func modes() async throws {
    try await withTracking { server in
      var reply = try await post(server, event("1"), [("content-type", "application/cloudevents+json")])
      #expect(reply.status == 200)
      #expect(reply.text == #"{"recorded":1,"duplicates":0}"#)
      reply = try await post(
        server, "[\(event("1")),\(event("2")),\(event("3"))]", [("content-type", "application/cloudevents-batch+json")])
      #expect(reply.text == #"{"recorded":2,"duplicates":1}"#)
      let attributes = [
        ("ce-specversion", "1.0"), ("ce-source", "/shop"), ("ce-type", "com.example.order.completed"),
        ("ce-subject", "42"), ("content-type", "application/json"),
      ]
      reply = try await post(server, #"{"total":3}"#, attributes + [("ce-id", "3")])
      #expect(reply.text == #"{"recorded":0,"duplicates":1}"#)
      reply = try await post(server, #"{"total":3}"#, attributes + [("ce-id", "4")])
      #expect(reply.text == #"{"recorded":1,"duplicates":0}"#)
      let events = try await server.events(Self.ada)
      #expect(events.map(\.name) == Array(repeating: "order_completed", count: 4))
      #expect(events.map(\.amount) == [0, 0, 0, 3])
    }
  }

  @Test("one fault in a batch refuses all of it, and says where it stands")
  func batchFault() async throws {
    try await withTracking { server in
      let batch = ("content-type", "application/cloudevents-batch+json")
      let missing = try await post(
        server, #"[\#(event("1")),{"specversion":"1.0","id":"2","source":"s","type":"t"}]"#, [batch])
      #expect(missing.status == 400)
      #expect(missing.code == "field.missing")
      #expect(missing.json["path"] as? String == "[1].subject")
      #expect(try await post(server, "[7]", [batch]).code == "field.invalid")
      #expect(try await post(server, event("1"), [batch]).code == "field.invalid")
      #expect(try await post(server, "[", [batch]).status == 400)
      let many = Array(repeating: event("1"), count: CloudEvents.batchEventsMax + 1).joined(separator: ",")
      #expect(try await post(server, "[\(many)]", [batch]).code == "field.too_long")
      await #expect(throws: HubError.self) { try await server.hub.customer(Self.ada) }
      #expect(try await post(server, "[]", [batch]).text == #"{"recorded":0,"duplicates":0}"#)
    }
  }

  @Test("what is no event is refused, and so is a key that may not tell of any")
  func refusals() async throws {
    try await withTracking { server in
      let none = try await post(server, #"{"a":1}"#, [("content-type", "application/json")])
      #expect(none.status == 400)
      #expect(none.code == "event.missing")
      let avro = try await post(server, "x", [("content-type", "application/cloudevents+avro")])
      #expect(avro.status == 415)
      #expect(avro.code == "media_type.unsupported")
      let reader = try await post(
        server, event("1"), [("content-type", "application/cloudevents+json")], key: server.readersKey)
      #expect(reader.status == 403)
      #expect(reader.code == "scope.missing")
    }
  }

  @Test("overload is 503 here, since senders of CloudEvents are servers")
  func overload() async throws {
    try await withTracking { server in
      server.store.failNextCommit("store.full")
      let structured = ("content-type", "application/cloudevents+json")
      let reply = try await post(server, event("1"), [structured])
      #expect(reply.status == 503)
      #expect(reply.header("retry-after") != nil)
      #expect(try await post(server, event("1"), [structured]).text == #"{"recorded":1,"duplicates":0}"#)
    }
  }
}
