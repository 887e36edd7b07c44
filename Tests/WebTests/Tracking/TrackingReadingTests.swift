import Hub
import Testing

@testable import Web

/// One line of a table: what comes, and what it tells.
struct Told: Sendable, CustomTestStringConvertible {
  var call: TrackedCall
  var json: String
  var lines: [String]

  init(_ call: TrackedCall, _ json: String, _ lines: String...) {
    self.call = call
    self.json = json
    self.lines = lines
  }

  var testDescription: String { "\(call.rawValue) \(json.prefix(120))" }
}

@Suite("The tracking protocol, event by event")
struct TrackingReadingTests {
  @Test(
    "who it is about",
    arguments: [
      Told(.identify, #"{"userId":"42"}"#, "42 is known"),
      Told(.identify, #"{"anonymousId":"a1"}"#, "visitor a1 is known"),
      Told(.identify, #"{"userId":"42","anonymousId":"a1"}"#, "42+visitor a1 is known"),
      // Python's clients write null for what they do not know, RudderStack's browser client an empty text.
      Told(.identify, #"{"userId":null,"anonymousId":"a1"}"#, "visitor a1 is known"),
      Told(.identify, #"{"userId":"","anonymousId":"a1"}"#, "visitor a1 is known"),
      Told(.identify, #"{"userId":"42","anonymousId":null}"#, "42 is known"),
      // Numbers are taken by their text, whatever their size.
      Told(.identify, #"{"userId":42}"#, "42 is known"),
      Told(.identify, #"{"userId":42.0}"#, "42 is known"),
      Told(.identify, #"{"userId":9223372036854775807}"#, "9223372036854775807 is known"),
      Told(.identify, #"{"userId":18446744073709551615}"#, "18446744073709551615 is known"),
      Told(.identify, #"{"userId":-7}"#, "-7 is known"),
      Told(.identify, #"{}"#, "unusable: id_missing 1"),
      Told(.identify, #"{"userId":true}"#, "unusable: id_missing 1"),
      Told(.identify, #"{"userId":{"a":1}}"#, "unusable: id_missing 1"),
      Told(.track, #"{"event":"x","userId":null,"anonymousId":null}"#, "unusable: id_missing 1"),
    ])
  func identities(_ told: Told) throws { #expect(try TrackingWorld.told(told.json, as: told.call) == told.lines) }

  @Test("an identifier has at most 256 bytes, of either kind")
  func longIdentities() throws {
    let long = String(repeating: "é", count: 128)
    #expect(try TrackingWorld.told(#"{"userId":"\#(long)"}"#, as: .identify) == ["\(long) is known"])
    #expect(try TrackingWorld.told(#"{"userId":"\#(long)x"}"#, as: .identify) == ["unusable: id_too_long 1"])
    #expect(
      try TrackingWorld.told(#"{"userId":"1","anonymousId":"\#(long)x"}"#, as: .identify) == ["unusable: id_too_long 1"]
    )
  }

  @Test(
    "what happened",
    arguments: [
      Told(.track, #"{"userId":"1","event":"order_completed"}"#, "1 did order_completed"),
      Told(.track, #"{"userId":"1","event":"Order Completed"}"#, "1 did order_completed"),
      Told(.track, #"{"userId":"1","event":"orderCompleted"}"#, "1 did order_completed"),
      Told(.track, #"{"userId":"1","event":"Signed Up"}"#, "1 did signed-up"),
      Told(.track, #"{"userId":"1","event":"signed_up"}"#, "1 did signed-up"),
      Told(.track, #"{"userId":"1","event":"Video Played"}"#, "1 did Video Played (not kept)"),
      Told(.track, #"{"userId":"1"}"#, "unusable: event_invalid 1"),
      Told(.track, #"{"userId":"1","event":""}"#, "unusable: event_invalid 1"),
      Told(.track, #"{"userId":"1","event":7}"#, "unusable: event_invalid 1"),
      Told(.track, #"{"userId":"1","event":null}"#, "unusable: event_invalid 1"),
      // Properties are kept as they came, in their order; nothing at all when there are none.
      Told(
        .track, #"{"userId":"1","event":"x","properties":{"b" : [1, 2.50, 18446744073709551615], "a":"é\u00e9\n"}}"#,
        #"1 did x (not kept) {"b":[1,2.5,18446744073709551615],"a":"éé\n"}"#),
      Told(.track, #"{"userId":"1","event":"x","properties":{}}"#, "1 did x (not kept)"),
      Told(.track, #"{"userId":"1","event":"x","properties":null}"#, "1 did x (not kept)"),
      Told(.track, #"{"userId":"1","event":"x","properties":[1]}"#, "1 did x (not kept)"),
    ])
  func events(_ told: Told) throws { #expect(try TrackingWorld.told(told.json, as: told.call) == told.lines) }

  @Test(
    "the amount is the first number of revenue, total, value and price",
    arguments: [
      (#"{"price":1,"value":2,"total":3,"revenue":4}"#, 4.0), (#"{"price":1,"value":2,"total":3}"#, 3),
      (#"{"price":1,"value":2}"#, 2), (#"{"price":1.5}"#, 1.5), (#"{"revenue":"12","price":1}"#, 1),
      (#"{"revenue":null,"total":-3}"#, -3), (#"{"quantity":7}"#, 0), (#"{"revenue":0,"total":5}"#, 0),
    ])
  func amounts(_ properties: String, _ amount: Double) throws {
    let names = try TrackingWorld.names()
    let happenings = try withJSON(Array(#"{"userId":"1","event":"x","properties":\#(properties)}"#.utf8)) { root in
      var reading = TrackingReading(root: root, isBatch: false, names: names, arrivalMilliseconds: 1)
      reading.read(root, as: .track)
      return reading.happenings
    }
    guard case .event(let event)? = happenings.first?.kind else {
      Issue.record("no event")
      return
    }
    #expect(event.amount == amount)
  }

  @Test(
    "pages and screens",
    arguments: [
      Told(.page, #"{"anonymousId":"a"}"#, "visitor a did page_view"),
      Told(
        .page, #"{"anonymousId":"a","name":"Home","category":"Docs","properties":{"url":"/"}}"#,
        #"visitor a did page_view {"url":"/","name":"Home","category":"Docs"}"#),
      // The browser's client writes the name in both places: it is not written twice.
      Told(
        .page, #"{"userId":"1","name":"Home","properties":{"name":"Start"}}"#,
        #"1 did page_view {"name":"Start"}"#),
      Told(.page, #"{"userId":"1","name":null,"category":null,"properties":{}}"#, "1 did page_view"),
      Told(.screen, #"{"userId":"1","name":"Cart"}"#, #"1 did screen_view (not kept) {"name":"Cart"}"#),
    ])
  func views(_ told: Told) throws { #expect(try TrackingWorld.told(told.json, as: told.call) == told.lines) }

  @Test(
    "groups and aliases",
    arguments: [
      Told(.group, #"{"userId":"1","groupId":"g"}"#, "1 is group_id=“g”"),
      Told(
        .group, #"{"userId":"1","groupId":7,"traits":{"plan":"gold","size":3}}"#,
        "1 is group_id=“7”, group_plan=“gold”"),
      Told(.group, #"{"userId":"1"}"#, "unusable: group_missing 1"),
      Told(.group, #"{"groupId":"g"}"#, "unusable: id_missing 1"),
      Told(.alias, #"{"userId":"new","previousId":"old"}"#, "new was old", "new was visitor old"),
      Told(.alias, #"{"userId":"same","previousId":"same"}"#, "same was visitor same"),
      Told(.alias, #"{"userId":"new"}"#, "unusable: previous_missing 1"),
      Told(.alias, #"{"previousId":"old","anonymousId":"a"}"#, "unusable: id_missing 1"),
    ])
  func groupsAndAliases(_ told: Told) throws {
    #expect(try TrackingWorld.told(told.json, as: told.call) == told.lines)
  }

  @Test("a batch is read to its end, whatever is in it")
  func batch() throws {
    let lines = try TrackingWorld.toldByBatch(
      """
      {"batch":[
        {"type":"track","userId":"1","event":"order completed"},
        {"type":"identify","userId":"1","traits":{"age":30}},
        "text", null, [], 7,
        {"userId":"1","event":"x"}, {"type":"TRACK","userId":"1","event":"x"}, {"type":"delete","userId":"1"},
        {"type":"track","event":"x"}, {"type":"alias","userId":"2","previousId":"1"}
      ]}
      """)
    #expect(
      lines == [
        "1 did order_completed", "1 is age=30", "2 was 1", "2 was visitor 1", "unusable: id_missing 1",
        "unusable: not_object 4", "unusable: type_unknown 3",
      ])
  }

  @Test("2,500 events of a batch are taken, and the others dropped")
  func longBatch() throws {
    let event = #"{"type":"identify","userId":"1"}"#
    let batch = Array(repeating: event, count: 2_503).joined(separator: ",")
    let lines = try TrackingWorld.toldByBatch(#"{"batch":[\#(batch)]}"#)
    #expect(lines.count == 2_501)
    #expect(lines.last == "unusable: beyond_batch 3")
  }

  @Test("an event of more than 32 KB is dropped, and those beside it are taken")
  func largeEvent() throws {
    func event(bytes: Int) -> String {
      let frame = #"{"type":"track","userId":"1","event":"x","properties":{"p":""}}"#
      return frame.replacing(#""p":""#, with: #""p":"\#(String(repeating: "x", count: bytes - frame.utf8.count))"#)
    }
    let lines = try TrackingWorld.toldByBatch(
      #"{"batch":[\#(event(bytes: 32_768)),\#(event(bytes: 32_769)),{"type":"identify","userId":"2"}]}"#)
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("1 did x"))
    #expect(lines[1...] == ["2 is known", "unusable: too_large 1"])
  }

  @Test("one message has the same keys whenever it comes, and another one for each thing that it tells")
  func messageKeys() throws {
    func keys(_ messageId: String) throws -> [Digest128?] {
      let names = try TrackingWorld.names()
      let json = #"{"userId":"2","previousId":"1","messageId":\#(messageId)}"#
      return try withJSON(Array(json.utf8)) { root in
        var reading = TrackingReading(root: root, isBatch: false, names: names, arrivalMilliseconds: 1)
        reading.read(root, as: .alias)
        return reading.happenings.map(\.messageKey)
      }
    }
    let first = try keys(#""m1""#)
    #expect(first.count == 2 && first[0] != nil && first[0] != first[1])
    #expect(try keys(#""m1""#) == first)
    #expect(Set(try keys(#""m2""#)).isDisjoint(with: first))
    // Without an id nobody can tell whether it came before.
    for missing in ["null", #""""#] { #expect(try keys(missing) == [nil, nil]) }
  }
}
