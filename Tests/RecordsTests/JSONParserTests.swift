import Records
import Testing
import Seeds

/// The value written again, to see what the tape says.
func write(_ value: JSONValue, to writer: inout JSONWriter) {
  switch value.kind {
  case .object:
    writer.beginObject()
    for (key, member) in value.members {
      writer.key(key)
      write(member, to: &writer)
    }
    writer.endObject()
  case .array:
    writer.beginArray()
    for element in value.elements { write(element, to: &writer) }
    writer.endArray()
  case .string: value.stringBytes.map { writer.string($0) } ?? writer.null()
  case .int64: value.int64.map { writer.int($0) } ?? writer.null()
  case .uint64: value.uint64.map { writer.uint($0) } ?? writer.null()
  case .double: value.double.map { writer.double($0) } ?? writer.null()
  case .true, .false: value.bool.map { writer.bool($0) } ?? writer.null()
  case .null: writer.null()
  }
}

struct JSONReading: Equatable {
  /// Each good line, written again.
  var records: [String] = []
  var faults: [RecordFault] = []

  var faultPlaces: [String] { faults.map { "\($0.line):\($0.column) \($0.code.rawValue)" } }
}

func readJSONLines(
  _ bytes: [UInt8], recordBytesMax: Int = RecordLimits.recordBytesMax, blockBytes: Int = RecordLimits.blockBytes
) throws -> JSONReading {
  let parser = try #require(JSONParser())
  var source = try JSONLineSource(.bytes(bytes), recordBytesMax: recordBytesMax, blockBytes: blockBytes)
  var reading = JSONReading()
  while let batch = try source.next() {
    reading.faults += batch.faults
    for index in batch.records.indices {
      do throws(RecordFault) {
        let text = try parser.withRecord(index, of: batch) { record in
          var writer = JSONWriter()
          write(record, to: &writer)
          return String(decoding: writer.bytes, as: UTF8.self)
        }
        reading.records.append(text)
      } catch {
        reading.faults.append(error)
      }
    }
  }
  return reading
}

@Test(arguments: [
  (#"{}"#, #"{}"#),
  (#" { "a" : 1 , "b" : [ ] } "#, #"{"a":1,"b":[]}"#),
  (#"{"a":[1,[2,{"b":null}],true,false]}"#, #"{"a":[1,[2,{"b":null}],true,false]}"#),
  (#"{"i":-9223372036854775808,"u":18446744073709551615}"#, #"{"i":-9223372036854775808,"u":18446744073709551615}"#),
  (#"{"d":1e2,"e":-0.0,"f":1.5e-7}"#, #"{"d":100.0,"e":-0.0,"f":1.5e-07}"#),
  (#"{"s":"\u00e9\ud83d\ude00\n\/\"\\"}"#, #"{"s":"é😀\n/\"\\"}"#),
  (#"{"":"\u0000"}"#, #"{"":"\u0000"}"#),
  (#"{"a":{"k":1},"b":{"k":2},"k":3}"#, #"{"a":{"k":1},"b":{"k":2},"k":3}"#),
])
func anObjectIsReadAsItIsWritten(_ text: String, _ again: String) throws {
  let reading = try readJSONLines(Array(text.utf8))
  #expect(reading.records == [again])
  #expect(reading.faults.isEmpty)
}

private func nested(_ depth: Int) -> String {
  "{\"a\":" + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}"
}

private func manyKeys(_ count: Int, last: String) -> String {
  "{" + (0..<count).map { "\"k\($0)\":0," }.joined() + "\"\(last)\":1}"
}

@Test(arguments: [
  ("", "1:1 json_line_empty"), ("  ", "1:1 json_line_empty"), ("\r", "1:1 json_line_empty"),
  ("[1]", "1:1 json_not_object"), ("\"a\"", "1:1 json_not_object"), ("12", "1:1 json_not_object"),
  ("null", "1:1 json_not_object"), ("\u{FEFF}{}", "1:1 json_byte_order_mark"),
  (#"{"a":NaN}"#, "1:6 json_literal_invalid"), (#"{"a":-Infinity}"#, "1:6 json_number_invalid"),
  (#"{"é":nul}"#, "1:6 json_literal_invalid"), (#"{"a":01}"#, "1:6 json_number_invalid"),
  (#"{"a":1.}"#, "1:6 json_number_invalid"), (#"{"a":+1}"#, "1:6 json_syntax"),
  (#"{"a":18446744073709551616}"#, "1:6 json_integer_too_big"),
  (#"{"a":-9223372036854775809}"#, "1:6 json_integer_too_big"),
  (#"{"a":1e999}"#, "1:6 json_number_out_of_range"),
  (#"{"a":1,"b":2,"a":3}"#, "1:14 json_key_duplicate"), (#"{"a":1,"\u0061":3}"#, "1:8 json_key_duplicate"),
  (#"{"x":{"a":1,"a":1}}"#, "1:13 json_key_duplicate"), (#"{"":1,"":1}"#, "1:7 json_key_duplicate"),
  (#"{"a":"x}"#, "1:6 json_string_invalid"), (#"{"a":"\x"}"#, "1:7 json_string_invalid"),
  (#"{"a":"\ud800"}"#, "1:7 json_string_invalid"), (#"{"a":"\u12"}"#, "1:7 json_string_invalid"),
  ("{\"a\":\"x\ty\"}", "1:8 json_control_character"), ("{\"a\":\"\0\"}", "1:7 nul_byte"),
  (#"{"a":1"#, "1:7 json_syntax"), (#"{"a":1,}"#, "1:8 json_syntax"), (#"{a:1}"#, "1:2 json_syntax"),
  (#"{"a" 1}"#, "1:6 json_syntax"), (#"{"a":}"#, "1:6 json_syntax"), (#"{"a":1} {"b":2}"#, "1:9 json_syntax"),
  (#"{"a":[1,2}"#, "1:10 json_syntax"), ("{", "1:2 json_syntax"), ("}", "1:1 json_syntax"),
])
func aLineThatIsNotOneObjectIsAFault(_ line: String, _ place: String) throws {
  // Alone, and between good lines, which it must not touch.
  let between = try readJSONLines(Array("\(line)\n{\"z\":1}\n".utf8))
  #expect(between.faultPlaces == [place])
  #expect(between.records == ["{\"z\":1}"])
}

@Test func depthIsLimited() throws {
  let atLimit = try readJSONLines(Array(nested(RecordLimits.jsonDepthMax).utf8))
  #expect(atLimit.records.count == 1, "\(atLimit.faults)")
  let beyond = try readJSONLines(Array(nested(RecordLimits.jsonDepthMax + 1).utf8))
  #expect(beyond.faultPlaces == ["1:\(5 + RecordLimits.jsonDepthMax) json_too_deep"])
  let far = try readJSONLines(Array(String(repeating: "{\"a\":", count: 100_000).utf8))
  #expect(far.faults.map(\.code) == [.jsonTooDeep])
}

@Test(arguments: [1, 31, 32, 33, 5_000]) func aDuplicateKeyIsFoundAmongAnyNumber(_ count: Int) throws {
  #expect(try readJSONLines(Array(manyKeys(count, last: "last").utf8)).faults.isEmpty)
  for twice in [0, count - 1] {
    let faults = try readJSONLines(Array(manyKeys(count, last: "k\(twice)").utf8)).faults
    #expect(faults.map(\.message) == ["the key `k\(twice)` stands twice in one object"])
  }
}

@Test func bytesThatAreNotUTF8AreAFault() throws {
  let reading = try readJSONLines(Array(#"{"a":"é"#.utf8) + [0xE9] + Array("\"}\n{}".utf8))
  #expect(reading.faultPlaces == ["1:8 encoding_invalid"])
  #expect(reading.records == ["{}"])
}

@Test func utf16IsRefused() {
  #expect(throws: RecordSourceError.self) { try readJSONLines([0xFF, 0xFE, 0x7B, 0x00]) }
}

@Test func linesAreReadTheSameInBlocksOfAnySize() throws {
  let text = "{\"a\":1}\r\n\n{\"long\":\"\(String(repeating: "x", count: 60))\"}\n[]\n{\"b\":\"é\"}"
  let whole = try readJSONLines(Array(text.utf8), recordBytesMax: 50)
  #expect(whole.records == ["{\"a\":1}", "{\"b\":\"é\"}"])
  #expect(whole.faults.map(\.code) == [.jsonLineEmpty, .recordTooLong, .jsonNotObject].sorted(by: whole))
  for size in 1...64 {
    let small = try readJSONLines(Array(text.utf8), recordBytesMax: 50, blockBytes: size)
    #expect(small.records == whole.records)
    #expect(Set(small.faults) == Set(whole.faults))
  }
}

extension [FaultCode] {
  /// In the order in which a reading met them: those of the cutting come first within a batch.
  fileprivate func sorted(by reading: JSONReading) -> [FaultCode] {
    let met = reading.faults.map(\.code)
    return sorted { (met.firstIndex(of: $0) ?? 0) < (met.firstIndex(of: $1) ?? 0) }
  }
}

@Test func aRecordIsReadByKey() throws {
  let parser = try #require(JSONParser())
  let text = Array(#"{"id":"c1","age":46,"score":0.5,"big":18446744073709551615,"neg":-1,"ok":true,"none":null}"#.utf8)
  try text.withUnsafeBufferPointer { bytes in
    try parser.withObject(bytes) { record in
      #expect(record["id"]?.string == "c1")
      #expect(record["age"]?.int64 == 46)
      #expect(record["age"]?.uint64 == 46)
      #expect(record["age"]?.double == 46)
      #expect(record["score"]?.double == 0.5)
      #expect(record["score"]?.int64 == nil)
      #expect(record["big"]?.int64 == nil)
      #expect(record["big"]?.uint64 == .max)
      #expect(record["neg"]?.uint64 == nil)
      #expect(record["ok"]?.bool == true)
      #expect(record["none"]?.isNull == true)
      #expect(record["id"]?["deeper"] == nil)
      #expect(record["id"]?.members.map { $0.value.kind } == [])
      #expect(record["missing"] == nil)
    }
  }
}

@Test func faultsOfARequestBodyCountItsLines() throws {
  let parser = try #require(JSONParser())
  let fault = Array("{\n  \"a\": 1,\n  \"b\": tru\n}".utf8).withUnsafeBufferPointer { bytes in
    #expect(throws: RecordFault.self) { try parser.withObject(bytes) { _ in } }
  }
  #expect(fault?.description == "3:8: `tru` is not a json value; write a number, text or null [json_literal_invalid]")
}

@Test(arguments: 1...20) func randomBytesNeverCrashTheParser(_ seed: UInt64) throws {
  var generator = SeededGenerator(seed: seed)
  let alphabet = Array(#"{{}}[]:,"\u0123e.-truefalsn é"#.utf8) + [0, 10, 10, 0xFF]
  for _ in 0..<200 {
    let noise = (0..<60).map { _ in alphabet.randomElement(using: &generator)! }
    _ = try readJSONLines(noise, recordBytesMax: 40, blockBytes: 13)
  }
}

@Test func anObjectCutAnywhereIsAFault() throws {
  let text = Array(#"{"a":[1,-2.5e3,"é\n\ud83d\ude00",null,true],"b":{"c":18446744073709551615}}"#.utf8)
  for end in 0..<text.count {
    let reading = try readJSONLines(Array(text[..<end]) + [10])
    #expect(reading.records.isEmpty && reading.faults.count == 1, "cut at \(end)")
    #expect(reading.faults.allSatisfy { $0.column <= end + 1 })
  }
}
