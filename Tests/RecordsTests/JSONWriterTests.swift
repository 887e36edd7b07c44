import Foundation
import Records
import Testing
import Seeds

private func written(_ body: (inout JSONWriter) -> Void) -> String {
  var writer = JSONWriter(capacity: 0)
  body(&writer)
  return String(decoding: writer.bytes, as: UTF8.self)
}

@Test func commasComeByThemselves() {
  let text = written { writer in
    writer.beginObject()
    writer.key("a")
    writer.int(1)
    writer.key(string: "b")
    writer.beginArray()
    writer.beginObject()
    writer.endObject()
    writer.beginArray()
    writer.endArray()
    writer.null()
    writer.bool(true)
    writer.bool(false)
    writer.endArray()
    writer.key("c\"")
    writer.string("x")
    writer.endObject()
    writer.endLine()
    writer.beginArray()
    writer.endArray()
  }
  #expect(text == #"{"a":1,"b":[{},[],null,true,false],"c\"":"x"}"# + "\n[]")
}

@Test(arguments: [
  ("", #""""#), ("é😀", #""é😀""#), ("a\"b\\c/d", #""a\"b\\c/d""#),
  ("\u{8}\t\n\u{C}\r\0\u{1F}\u{7F}", #""\b\t\n\f\r\u0000\u001f"# + "\u{7F}\""),
])
func textIsEscaped(_ plain: String, _ json: String) {
  let text = written { $0.string(plain) }
  #expect(text == json)
}

@Test func bytesThatAreNotTextBecomeReplacementCharacters() {
  let bytes: [UInt8] = [0x61, 0xFF, 0xC3, 0x62, 0xED, 0xA0, 0x80, 0xC3]
  let text = bytes.withUnsafeBufferPointer { bytes in written { $0.string(bytes) } }
  #expect(text == "\"a\u{FFFD}\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\"")
}

@Test(
  arguments: [
    (0, "0"), (-1, "-1"), (9, "9"), (10, "10"), (.min, "-9223372036854775808"), (.max, "9223372036854775807"),
  ] as [(Int64, String)])
func wholeNumbers(_ value: Int64, _ json: String) {
  let text = written { $0.int(value) }
  #expect(text == json)
}

@Test func everyNumberOfDigitsIsWritten() {
  var value: UInt64 = 1
  for _ in 0..<20 {
    for near in [value - 1, value, value + 1] {
      let text = written { $0.uint(near) }
      #expect(text == "\(near)")
    }
    value = value &* 10
  }
  let text = written { $0.uint(.max) }
  #expect(text == "18446744073709551615")
}

@Test(
  arguments: [
    (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-2.5, "-2.5"), (0.1, "0.1"), (1e15, "1000000000000000.0"), (1e16, "1e+16"),
    (.leastNonzeroMagnitude, "5e-324"), (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (.nan, "null"),
    (.infinity, "null"),
  ] as [(Double, String)])
func doubles(_ value: Double, _ json: String) {
  let text = written { $0.double(value) }
  #expect(text == json)
}

@Test(
  arguments: [
    (3.3, 2, "3.30"), (0.04 * 55 * 1.5, 2, "3.30"), (0, 2, "0.00"), (-0.001, 2, "0.00"), (-0.005, 2, "-0.01"),
    (1.005, 2, "1.01"), (0.285, 2, "0.29"), (1.0049999, 2, "1.00"), (2.5, 0, "3"), (-2.5, 0, "-3"),
    (0.12345, 4, "0.1235"),
    (999.995, 2, "1000.00"), (1e18, 2, "1e+18"), (.nan, 2, "null"), (-.infinity, 2, "null"),
  ] as [(Double, Int, String)])
func amounts(_ value: Double, _ places: Int, _ json: String) {
  let text = written { $0.decimal(value, places: places) }
  #expect(text == json)
}

@Test func everyHalfCentGoesAwayFromZero() {
  for mils in stride(from: 5, to: 2_000_000, by: 10) {
    let cents = (mils + 5) / 10
    let digits = cents % 100
    let expected = "\(cents / 100).\(digits < 10 ? "0" : "")\(digits)"
    let text = written { $0.decimal(Double(mils) / 1_000, places: 2) }
    if text != expected {
      Issue.record("\(mils) mils: \(text), not \(expected)")
      return
    }
  }
}

@Test func longTextIsEscapedWhole() {
  let text = String(repeating: "é\u{1}\"x😀", count: 1_000)
  let json = written { $0.string(text) }
  #expect(json == "\"" + String(repeating: "é\\u0001\\\"x😀", count: 1_000) + "\"")
}

@Test func theBufferIsUsedAgain() {
  var writer = JSONWriter()
  for round in 0..<3 {
    writer.removeAll()
    writer.beginArray()
    writer.int(round)
    writer.endArray()
    #expect(writer.withBytes { String(decoding: $0, as: UTF8.self) } == "[\(round)]")
  }
}

/// A random value, written by the writer and kept for comparison.
private func randomValue(
  _ generator: inout SeededGenerator, depth: Int, _ writer: inout JSONWriter
) -> NSObject {
  switch Int.random(in: 0...(depth > 0 ? 7 : 5), using: &generator) {
  case 0:
    writer.null()
    return NSNull()
  case 1:
    let value = Bool.random(using: &generator)
    writer.bool(value)
    return NSNumber(value: value)
  case 2:
    let value = Int64(bitPattern: generator.next()) >> Int64.random(in: 0...62, using: &generator)
    writer.int(value)
    return NSNumber(value: value)
  case 3:
    let value = Double(bitPattern: generator.next())
    writer.double(value.isFinite ? value : 0.5)
    return NSNumber(value: value.isFinite ? value : 0.5)
  case 4, 5:
    let text = randomText(&generator)
    writer.string(text)
    return NSString(string: text)
  case 6:
    writer.beginArray()
    let values = (0..<3).map { _ in randomValue(&generator, depth: depth - 1, &writer) }
    writer.endArray()
    return NSArray(array: values)
  default:
    let object = NSMutableDictionary()
    writer.beginObject()
    for index in 0..<3 {
      let key = "\(index)" + randomText(&generator)
      writer.key(string: key)
      object[NSString(string: key)] = randomValue(&generator, depth: depth - 1, &writer)
    }
    writer.endObject()
    return object
  }
}

private func randomText(_ generator: inout SeededGenerator) -> String {
  let ranges: [ClosedRange<UInt32>] = [0...0x7F, 0x20...0x7E, 0x80...0x7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF]
  var text = String.UnicodeScalarView()
  for _ in 0..<Int.random(in: 0...12, using: &generator) {
    let range = ranges.randomElement(using: &generator)!
    let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) ?? "?"
    // Foundation drops a U+FEFF that follows an escape, taking it for a byte order mark.
    text.append(scalar == "\u{FEFF}" ? "?" : scalar)
  }
  return String(text)
}

/// Foundation reads numbers through a decimal type and rounds them twice; that they are exact our own parser shows.
private func isSame(_ read: NSObject?, _ written: NSObject) -> Bool {
  switch (read, written) {
  case (let read as NSArray, let written as NSArray):
    return read.count == written.count
      && zip(read, written).allSatisfy { isSame($0 as? NSObject, $1 as? NSObject ?? NSNull()) }
  case (let read as [String: NSObject], let written as [String: NSObject]):
    return read.count == written.count && written.allSatisfy { isSame(read[$0.key], $0.value) }
  case (let read as NSNumber, let written as NSNumber):
    return abs(read.doubleValue - written.doubleValue) <= abs(written.doubleValue) * 1e-14
  default: return read == written
  }
}

@Test(arguments: 1...20) func foundationReadsWhatIsWritten(_ seed: UInt64) throws {
  var generator = SeededGenerator(seed: seed)
  for _ in 0..<100 {
    var writer = JSONWriter(capacity: 0)
    writer.beginObject()
    writer.key("v")
    let value = randomValue(&generator, depth: 4, &writer)
    writer.endObject()
    let read = try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String: NSObject]
    if !isSame(read?["v"], value) {
      Issue.record("seed \(seed): \(String(decoding: writer.bytes, as: UTF8.self))")
      return
    }
    let again = try readJSONLines(writer.bytes)
    #expect(again.records == [String(decoding: writer.bytes, as: UTF8.self)], "seed \(seed): \(again.faults)")
  }
}
