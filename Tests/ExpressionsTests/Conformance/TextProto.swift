/// A message in protobuf's text format, as far as the conformance cases use it: fields in order, without a schema.
struct TextMessage {
  enum Value {
    /// A number or a word, as written.
    case word(String)
    case string([UInt8])
    case message(TextMessage)
  }

  var fields: [(name: String, value: Value)] = []

  func message(_ name: String) -> TextMessage? {
    for field in fields where field.name == name { if case .message(let message) = field.value { return message } }
    return nil
  }

  func messages(_ name: String) -> [TextMessage] {
    fields.compactMap { field in
      if field.name == name, case .message(let message) = field.value { message } else { nil }
    }
  }

  func word(_ name: String) -> String? {
    for field in fields where field.name == name { if case .word(let word) = field.value { return word } }
    return nil
  }

  func bytes(_ name: String) -> [UInt8]? {
    for field in fields where field.name == name { if case .string(let bytes) = field.value { return bytes } }
    return nil
  }

  func string(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

  /// Whether a field of one of the names stands anywhere inside.
  func mentions(_ names: Set<String>) -> Bool {
    fields.contains { field in
      if names.contains(field.name) { return true }
      if case .message(let message) = field.value { return message.mentions(names) }
      return false
    }
  }
}

struct TextProtoError: Error {
  var line: Int
  var message: String
}

/// Reads protobuf's text format. Source: protobuf.dev, "Text Format Language Specification".
struct TextProtoReader {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func read(_ bytes: [UInt8]) throws -> TextMessage {
    var reader = TextProtoReader(bytes)
    let message = try reader.readFields(until: nil)
    return message
  }

  private func fail(_ message: String) -> TextProtoError {
    TextProtoError(line: 1 + bytes[..<min(index, bytes.count)].count { $0 == 0x0A }, message: message)
  }

  private mutating func skipBlanks() {
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "#") {
        while index < bytes.count, bytes[index] != 0x0A { index += 1 }
      } else if bytes[index] <= 0x20 {
        index += 1
      } else {
        return
      }
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard index < bytes.count, UInt32(bytes[index]) == character.value else { return false }
    index += 1
    return true
  }

  private mutating func readWord() -> String {
    skipBlanks()
    let start = index
    while index < bytes.count, isWordByte(bytes[index]) { index += 1 }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      || [UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "/")].contains(byte)
  }

  private mutating func readFields(until end: Unicode.Scalar?) throws -> TextMessage {
    var message = TextMessage()
    while true {
      skipBlanks()
      if let end, take(end) { return message }
      if index == bytes.count {
        if end == nil { return message }
        throw fail("the message is not closed")
      }
      let isExtension = take("[")
      let name = readWord()
      if name.isEmpty { throw fail("the name of a field is expected") }
      if isExtension, !take("]") { throw fail("`]` is expected") }
      let hasColon = take(":")
      for value in try readValues(hasColon: hasColon) { message.fields.append((name, value)) }
      while take(",") || take(";") {}
    }
  }

  /// One value, or several in brackets.
  private mutating func readValues(hasColon: Bool) throws -> [TextMessage.Value] {
    guard take("[") else { return [try readValue(hasColon: hasColon)] }
    var values: [TextMessage.Value] = []
    while !take("]") {
      values.append(try readValue(hasColon: true))
      _ = take(",")
    }
    return values
  }

  private mutating func readValue(hasColon: Bool) throws -> TextMessage.Value {
    skipBlanks()
    guard index < bytes.count else { throw fail("a value is expected") }
    if take("{") { return .message(try readFields(until: "}")) }
    if take("<") { return .message(try readFields(until: ">")) }
    guard hasColon else { throw fail("`:` is expected") }
    if bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") {
      var content: [UInt8] = []
      repeat {
        content += try readString()
        skipBlanks()
      } while index < bytes.count && (bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'"))
      return .string(content)
    }
    let word = readWord()
    if word.isEmpty { throw fail("a value is expected") }
    return .word(word)
  }

  private mutating func readString() throws -> [UInt8] {
    let quote = bytes[index]
    index += 1
    var content: [UInt8] = []
    while index < bytes.count, bytes[index] != quote {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\\") { try readEscape(into: &content) } else { content.append(byte) }
    }
    guard index < bytes.count else { throw fail("the string is not closed") }
    index += 1
    return content
  }

  private mutating func readEscape(into content: inout [UInt8]) throws {
    guard index < bytes.count else { throw fail("the escape is not complete") }
    let letter = bytes[index]
    index += 1
    let simple: [Unicode.Scalar: UInt8] = [
      "a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "?": 63, "\\": 92, "'": 39, "\"": 34,
    ]
    switch Unicode.Scalar(letter) {
    case let scalar where simple[scalar] != nil: content.append(simple[scalar] ?? 0)
    case "x", "X": content.append(UInt8(truncatingIfNeeded: try readNumber(radix: 16, digitsMax: 2)))
    case "u": content += try scalarBytes(readNumber(radix: 16, digitsMax: 4))
    case "U": content += try scalarBytes(readNumber(radix: 16, digitsMax: 8))
    case "0"..."7":
      index -= 1
      content.append(UInt8(truncatingIfNeeded: try readNumber(radix: 8, digitsMax: 3)))
    default: throw fail("an unknown escape")
    }
  }

  private mutating func readNumber(radix: UInt32, digitsMax: Int) throws -> UInt32 {
    var value: UInt32 = 0
    var count = 0
    while count < digitsMax, index < bytes.count,
      let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue, digit < radix
    {
      value = value &* radix &+ UInt32(digit)
      index += 1
      count += 1
    }
    if count == 0 { throw fail("digits are expected") }
    return value
  }

  private func scalarBytes(_ number: UInt32) throws -> [UInt8] {
    guard let scalar = Unicode.Scalar(number) else { throw fail("no such character") }
    return Array(String(Character(scalar)).utf8)
  }
}
