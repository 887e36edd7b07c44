import HTTPTypes
import Hub
import Testing

@testable import Web

@Suite("Reading CloudEvents 1.0")
struct CloudEventReadingTests {
  private static let names = Result { try TrackingWorld.names() }

  /// What one structured event tells.
  private func told(_ json: String) throws -> String {
    let names = try Self.names.get()
    return try withJSON(Array(json.utf8)) { root in
      try CloudEventReading(structured: root).happening(names, arrivalMilliseconds: TrackingWorld.arrival).story
    }
  }

  private func told(headers: [(String, String)], body: String = "") throws -> String {
    var fields = HTTPFields()
    for (name, value) in headers { fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
    let call = Call(method: .post, path: "/v1/events", headers: fields, body: Array(body.utf8))
    return try CloudEventReading(binary: call).happening(
      try Self.names.get(), arrivalMilliseconds: TrackingWorld.arrival
    ).story
  }

  /// An event of which every needed attribute is there, with some changed.
  private static func event(_ change: String = "") -> String {
    #"{"specversion":"1.0","id":"1","source":"/shop","type":"order_completed","subject":"42"\#(change)}"#
  }

  @Test(
    "structured",
    arguments: [
      (event(), "42 did order_completed"),
      (event(#","time":"2026-03-01T11:59:00Z""#), "42 did order_completed 60.0s ago"),
      (event(#","time":"2026-03-01T12:58:30.5+01:00""#), "42 did order_completed 89.5s ago"),
      // The sender's clock may be ahead: nothing happens after it arrives.
      (event(#","time":"2026-03-01T12:00:05Z""#), "42 did order_completed"),
      (event(#","time":null,"data":null,"dataschema":"x","traceparent":"00-1""#), "42 did order_completed"),
      (event(#","anonymousid":"a""#), "42+visitor a did order_completed"),
      (
        event(#","datacontenttype":"application/json; charset=utf-8","data":{"total":12.5}"#),
        #"42 did order_completed amount 12.5 {"total":12.5}"#
      ),
      (
        event(#","datacontenttype":"application/vnd.shop+json","data":[1,2]"#),
        #"42 did order_completed {"data":[1,2]}"#
      ),
      (event(#","data":"text""#), #"42 did order_completed {"data":"text"}"#),
      (
        #"{"specversion":"1.0","id":"1","source":"s","type":"com.example.order.completed","anonymousid":"a"}"#,
        "visitor a did order_completed"
      ),
    ])
  func structured(_ json: String, _ expected: String) throws { #expect(try told(json) == expected) }

  @Test(
    "types, in reverse-DNS form or not",
    arguments: [
      ("order_completed", "order_completed"), ("com.example.order_completed", "order_completed"),
      ("com.example.order.completed", "order_completed"), ("com.example.OrderCompleted", "order_completed"),
      ("com.example.PageView", "page_view"), ("com.example.unheard", "com.example.unheard (not kept)"),
      ("...", "... (not kept)"),
    ])
  func types(_ type: String, _ expected: String) throws {
    #expect(
      try told(#"{"specversion":"1.0","id":"1","source":"s","type":"\#(type)","subject":"42"}"#)
        == "42 did \(expected)")
  }

  @Test("binary: attributes in headers, percent signs and quotes resolved, data as the body")
  func binary() throws {
    let headers = [
      ("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/shop"), ("ce-type", "com.example.order.completed"),
      ("ce-subject", "Euro%20%E2%82%AC%20%F0%9F%98%80"), ("ce-time", "2026-03-01T11:59:59Z"),
      ("content-type", "application/json"),
    ]
    #expect(
      try told(headers: headers, body: #"{"revenue":3}"#)
        == #"Euro € 😀 did order_completed 1.0s ago amount 3.0 {"revenue":3}"#)
    let quoted = headers.map { $0.0 == "ce-subject" ? ($0.0, #""a \"b\" %"# + "\"") : $0 }
    #expect(try told(headers: quoted) == #"a "b" % did order_completed 1.0s ago"#)
  }

  @Test(
    "what is refused, and where",
    arguments: [
      (#"{"id":"1","source":"s","type":"t","subject":"42"}"#, "field.missing", "specversion"),
      (
        #"{"specversion":"0.3","id":"1","source":"s","type":"t","subject":"42"}"#, "specversion.unsupported",
        "specversion"
      ),
      (#"{"specversion":1.0,"id":"1","source":"s","type":"t","subject":"42"}"#, "field.invalid", "specversion"),
      (#"{"specversion":"1.0","id":"","source":"s","type":"t","subject":"42"}"#, "field.invalid", "id"),
      (#"{"specversion":"1.0","id":"1","type":"t","subject":"42"}"#, "field.missing", "source"),
      (#"{"specversion":"1.0","id":"1","source":"s","subject":"42"}"#, "field.missing", "type"),
      (#"{"specversion":"1.0","id":"1","source":"s","type":"t"}"#, "field.missing", "subject"),
      (event(#","time":"2026-03-01T12:00:00""#), "moment.invalid", "time"),
      (event(#","time":"1969-12-31T23:59:59Z""#), "moment.invalid", "time"),
      (event(#","time":7"#), "field.invalid", "time"),
      (event(#","data_base64":"AAEC""#), "data.not_json", "data_base64"),
      (event(#","datacontenttype":"text/xml","data":"<a/>""#), "data.not_json", "datacontenttype"),
      (event(#","anonymousid":"\#(String(repeating: "x", count: 257))""#), "identity.invalid", "anonymousid"),
    ])
  func refusals(_ json: String, _ code: String, _ path: String) {
    let error = #expect(throws: APIError.self) { try told(json) }
    #expect(error?.code == code)
    #expect(error?.path == path)
  }

  @Test("in binary mode the path of a fault is the header")
  func binaryRefusals() {
    let needed = [
      ("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/shop"), ("ce-type", "t"), ("ce-subject", "42"),
    ]
    for missing in needed {
      let error = #expect(throws: APIError.self) { try told(headers: needed.filter { $0.0 != missing.0 }) }
      #expect(error?.code == "field.missing")
      #expect(error?.path == missing.0)
    }
    let error = #expect(throws: APIError.self) {
      try told(headers: needed + [("content-type", "text/plain")], body: "hello")
    }
    #expect(error?.status == .unsupportedMediaType)
    #expect(error?.code == "data.not_json")
  }

  @Test(
    "the mode follows from the media type",
    arguments: [
      ("application/cloudevents+json", "structured"), ("Application/CloudEvents+JSON; charset=utf-8", "structured"),
      ("application/cloudevents-batch+json", "batched"), ("application/cloudevents+avro", "media_type.unsupported"),
      ("application/json", "event.missing"), ("", "event.missing"),
    ])
  func modes(_ type: String, _ expected: String) {
    let call = Call(method: .post, path: "/v1/events", headers: [.contentType: type])
    let found = Result { () throws(APIError) in try CloudEventMode(of: call) }
    switch found {
    case .success(let mode): #expect("\(mode)" == expected)
    case .failure(let error): #expect(error.code == expected)
    }
  }

  @Test("source and id together make an event count once")
  func keys() {
    let keys = [("/a", "1"), ("/a", "2"), ("/b", "1"), ("/a1", ""), ("", "/a1")].map {
      MessageKey.cloudEvent(source: $0.0, id: $0.1)
    }
    #expect(Set(keys).count == keys.count)
    #expect(MessageKey.cloudEvent(source: "/a", id: "1") == keys[0])
  }
}
