import Records
import Testing

@testable import Web

@Suite("Bodies in JSON")
struct JSONBodyTests {
  /// The code and the path of what is wrong with a body; nothing when it is well.
  private func fault(_ body: [UInt8], allowsArray: Bool = false) -> (code: String, path: String)? {
    do {
      try withJSON(body, allowsArray: allowsArray) { value in
        guard value.kind == .object else { return }
        try value.readMembers { key, value in
          switch key {
          case "name": _ = try value.text(bytesMax: 8)
          case "count": _ = try value.whole(in: 1...16)
          case "sure": _ = try value.truth()
          case "at": _ = try value.instant()
          case "many": try value.readElements(countMax: 2) { try $0.readMembers { _, _ in false } }
          case "any": break
          default: return false
          }
          return true
        }
      }
      return nil
    } catch let error as APIError {
      #expect(error.status == .badRequest)
      #expect(!error.message.isEmpty)
      return (error.code, error.path)
    } catch {
      Issue.record("another error: \(error)")
      return nil
    }
  }

  @Test(
    "a body that is no JSON has a code, and its message the place",
    arguments: [
      ("", "body.empty"), (" ", "json.line_empty"), ("null", "body.not_object"), ("[]", "body.not_object"),
      ("\"a\"", "body.not_object"), ("{", "json.syntax"), ("{\"a\":1,}", "json.syntax"), ("{'a':1}", "json.syntax"),
      ("{\"any\":1e400}", "json.number_out_of_range"), ("{\"any\":01}", "json.number_invalid"),
      ("{\"any\":18446744073709551616}", "json.integer_too_big"), ("{\"any\":NaN}", "json.literal_invalid"),
      ("{\"any\":\"\\ud800\"}", "json.string_invalid"), ("{\"any\":\"a\nb\"}", "json.control_character"),
      ("{\"any\":1,\"any\":2}", "json.key_duplicate"), ("{\"any\":{\"x\":1,\"\\u0078\":2}}", "json.key_duplicate"),
      ("{\"any\":" + String(repeating: "[", count: 100) + String(repeating: "]", count: 100) + "}", "json.too_deep"),
      ("{\"any\":" + String(repeating: "[", count: 100_000), "json.too_deep"),
    ])
  func broken(body: String, code: String) {
    #expect(fault(Array(body.utf8))?.code == code)
  }

  @Test("bytes that are no text are refused")
  func bytes() {
    #expect(fault([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D])?.code == "json.encoding_invalid")
  }

  @Test(
    "a field that does not fit has its path",
    arguments: [
      (#"{"nme":1}"#, "field.unknown", "nme"),
      (#"{"name":1}"#, "field.invalid", "name"),
      (#"{"name":""}"#, "field.empty", "name"),
      (#"{"name":"123456789"}"#, "field.too_long", "name"),
      (#"{"count":0}"#, "field.invalid", "count"),
      (#"{"count":1.0}"#, "field.invalid", "count"),
      (#"{"count":9223372036854775808}"#, "field.invalid", "count"),
      (#"{"sure":1}"#, "field.invalid", "sure"),
      (#"{"at":"yesterday"}"#, "field.invalid", "at"),
      (#"{"at":"2026-03-01T09:00:00"}"#, "field.invalid", "at"),
      (#"{"many":{}}"#, "field.invalid", "many"),
      (#"{"many":[{},{},{}]}"#, "field.too_long", "many"),
      (#"{"many":[{},{"x":1}]}"#, "field.unknown", "many[1].x"),
      (#"{"many":[7]}"#, "field.invalid", "many[0]"),
    ])
  func fields(body: String, code: String, path: String) {
    let found = fault(Array(body.utf8))
    #expect(found?.code == code)
    #expect(found?.path == path)
  }

  @Test("what fits is well", arguments: [#"{}"#, #"{"name":"a","count":16,"sure":true,"at":"2026-03-01T09:00:00Z"}"#])
  func well(body: String) { #expect(fault(Array(body.utf8)) == nil) }

  @Test("an array is a body where it may be one")
  func arrays() { #expect(fault(Array("[1]".utf8), allowsArray: true) == nil) }

  @Test("an error inside leaves the parsers usable, and many tasks may parse at once")
  func concurrent() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<16 {
        group.addTask {
          for round in 0..<200 {
            let number = task * 1_000 + round
            let read = try withJSON(Array("{\"n\":\(number)}".utf8)) { $0["n"]?.int64 }
            #expect(read == Int64(number))
            _ = try? withJSON(Array("{\"n\":".utf8)) { _ in () }
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
