import CSimdjson

/// Finds where a text that simdjson refused is wrong, by reading it once more, slowly (RFC 8259).
struct JSONFaultFinder {
  private struct Found: Error {
    let code: FaultCode
    let offset: Int
    let message: String
  }

  private let text: UnsafeBufferPointer<UInt8>
  private var index = 0
  private var depth = 0
  /// Where each key begins that is equal to the one searched for, in the order of the text.
  private let soughtKey: UnsafeBufferPointer<UInt8>?

  private init(_ text: UnsafeBufferPointer<UInt8>, soughtKey: UnsafeBufferPointer<UInt8>? = nil) {
    self.text = text
    self.soughtKey = soughtKey
  }

  /// The fault of a text that is not one JSON value, with its place; `line` is the line of its first byte.
  static func fault(in text: UnsafeBufferPointer<UInt8>, line: Int, status: csimdjson_status) -> RecordFault {
    if status == CSIMDJSON_MEMORY {
      return RecordFault(
        code: .recordTooLong, message: "there is no memory for a record of \(text.count) bytes", line: line, column: 1)
    }
    var finder = JSONFaultFinder(text)
    do throws(Found) {
      try finder.readDocument()
    } catch {
      return place(error.code, error.message, at: error.offset, in: text, line: line)
    }
    return RecordFault(
      code: .jsonSyntax, message: "the line is not one json object: \(TextEncoding.utf8.excerpt(text))", line: line,
      column: 1)
  }

  /// The fault of a key that stands twice, at its second place.
  static func duplicate(
    _ key: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, line: Int, message: String
  ) -> RecordFault {
    var finder = JSONFaultFinder(text, soughtKey: key)
    var offset = 0
    do throws(Found) { try finder.readDocument() } catch { offset = error.offset }
    return place(.jsonKeyDuplicate, message, at: offset, in: text, line: line)
  }

  private static func place(
    _ code: FaultCode, _ message: String, at offset: Int, in text: UnsafeBufferPointer<UInt8>, line: Int
  ) -> RecordFault {
    let span = RecordSpan(start: 0, length: UInt32(clamping: text.count), line: line)
    let place = span.place(of: offset, in: text)
    return RecordFault(code: code, message: message, line: place.line, column: place.column)
  }

  private func found(_ code: FaultCode, at offset: Int, _ message: String) -> Found {
    Found(code: code, offset: offset, message: message)
  }

  /// The byte at `index`, or nil at the end.
  private var current: UInt8? { index < text.count ? text[index] : nil }

  private func excerpt(from start: Int) -> String {
    let isEnd = { (byte: UInt8) in
      byte <= Byte.space || [Byte.comma, UInt8(ascii: "}"), UInt8(ascii: "]")].contains(byte)
    }
    let rest = UnsafeBufferPointer(rebasing: text[min(start, text.count)...])
    let end = max(1, rest.firstIndex(where: isEnd) ?? rest.count)
    return rest.isEmpty ? "the end" : TextEncoding.utf8.excerpt(UnsafeBufferPointer(rebasing: rest.prefix(end)))
  }

  private mutating func readDocument() throws(Found) {
    if let offset = UTF8Text.firstInvalid(text) {
      let digits = String(text[offset], radix: 16, uppercase: true)
      throw found(.encodingInvalid, at: offset, "the byte 0x\(digits) is not `utf-8` text; json must be utf-8")
    }
    if text.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw found(.jsonByteOrderMark, at: 0, "a byte order mark stands before the record; save the file without it")
    }
    if let offset = text.firstIndex(of: 0) {
      throw found(.nulByte, at: offset, "a NUL byte stands here; the file is damaged or not text")
    }
    skipBlank()
    guard current != nil else {
      throw found(.jsonLineEmpty, at: 0, "the line is empty; it should hold one json object")
    }
    try readValue()
    skipBlank()
    guard current == nil else {
      throw found(.jsonSyntax, at: index, "\(excerpt(from: index)) stands after the end of the record")
    }
  }

  private mutating func skipBlank() {
    while let byte = current, byte == Byte.space || (Byte.tab...Byte.lineFeed).contains(byte) || byte == 13 {
      index += 1
    }
  }

  private mutating func readValue() throws(Found) {
    guard let byte = current else {
      throw found(.jsonSyntax, at: index, "a value should stand here, not the end")
    }
    switch byte {
    case UInt8(ascii: "{"): try readObject()
    case UInt8(ascii: "["): try readArray()
    case Byte.quote: _ = try readString()
    case Byte.minus, Byte.zero...Byte.nine: try readNumber()
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): try readLiteral()
    default: throw found(.jsonSyntax, at: index, "a value should stand here, not \(excerpt(from: index))")
    }
  }

  private mutating func enter() throws(Found) {
    depth += 1
    if depth > RecordLimits.jsonDepthMax {
      throw found(.jsonTooDeep, at: index, "more than \(RecordLimits.jsonDepthMax) objects and arrays in one another")
    }
    index += 1
    skipBlank()
  }

  /// After an element: true when another follows, false when the container was closed.
  private mutating func continues(until close: UInt8) throws(Found) -> Bool {
    skipBlank()
    if current == close || current == Byte.comma {
      let isComma = current == Byte.comma
      index += 1
      if isComma { skipBlank() } else { depth -= 1 }
      return isComma
    }
    let wanted = Character(UnicodeScalar(close))
    throw found(.jsonSyntax, at: index, "`,` or `\(wanted)` should stand here, not \(excerpt(from: index))")
  }

  private mutating func readArray() throws(Found) {
    try enter()
    if current == UInt8(ascii: "]") {
      index += 1
      depth -= 1
      return
    }
    repeat { try readValue() } while try continues(until: UInt8(ascii: "]"))
  }

  private mutating func readObject() throws(Found) {
    try enter()
    if current == UInt8(ascii: "}") {
      index += 1
      depth -= 1
      return
    }
    var seenSought = false
    repeat {
      guard current == Byte.quote else {
        throw found(.jsonSyntax, at: index, "a key in quotes should stand here, not \(excerpt(from: index))")
      }
      let start = index
      let isSought = try readString()
      if isSought && seenSought { throw found(.jsonKeyDuplicate, at: start, "") }
      seenSought = seenSought || isSought
      skipBlank()
      guard current == Byte.colon else {
        throw found(.jsonSyntax, at: index, "`:` should stand here, not \(excerpt(from: index))")
      }
      index += 1
      skipBlank()
      try readValue()
    } while try continues(until: UInt8(ascii: "}"))
  }

  private mutating func readLiteral() throws(Found) {
    let start = index
    while let byte = current, byte | 0x20 >= UInt8(ascii: "a"), byte | 0x20 <= UInt8(ascii: "z") { index += 1 }
    let word = String(decoding: text[start..<index], as: UTF8.self)
    if !["true", "false", "null"].contains(word) {
      throw found(
        .jsonLiteralInvalid, at: start, "\(excerpt(from: start)) is not a json value; write a number, text or null")
    }
  }
}

extension JSONFaultFinder {
  private mutating func skipDigits() -> Int {
    let start = index
    while let byte = current, byte &- Byte.zero <= 9 { index += 1 }
    return index - start
  }

  private mutating func readNumber() throws(Found) {
    let start = index
    if current == Byte.minus { index += 1 }
    let first = index
    var isWhole = true
    var isGood = skipDigits() > 0 && (text[first] != Byte.zero || index == first + 1)
    if current == Byte.dot {
      isWhole = false
      index += 1
      isGood = skipDigits() > 0 && isGood
    }
    if let byte = current, byte | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      index += 1
      if current == Byte.minus || current == UInt8(ascii: "+") { index += 1 }
      isGood = skipDigits() > 0 && isGood
    }
    guard isGood else { throw found(.jsonNumberInvalid, at: start, "\(excerpt(from: start)) is not a json number") }
    let number = text[start..<index]
    if isWhole {
      let digits = String(decoding: number, as: UTF8.self)
      guard Int64(digits) == nil && UInt64(digits) == nil else { return }
      throw found(
        .jsonIntegerTooBig, at: start, "\(excerpt(from: start)) does not fit 64 bits; write it as text in quotes")
    }
    var value = 0.0
    let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[start..<index])
    let status = bytes.withMemoryRebound(to: CChar.self) { csimdjson_double($0.baseAddress, $0.count, &value) }
    if status != 0 || !value.isFinite {
      throw found(.jsonNumberOutOfRange, at: start, "\(excerpt(from: start)) leaves the range of numbers")
    }
  }

  /// Whether the string, its escapes resolved, is the key that is sought.
  private mutating func readString() throws(Found) -> Bool {
    let start = index
    index += 1
    while let byte = current, byte != Byte.quote {
      if byte < Byte.space {
        throw found(.jsonControlCharacter, at: index, "a control character stands in the text; escape it")
      }
      if byte == Byte.backslash { try skipEscape() } else { index += 1 }
    }
    guard current != nil else { throw found(.jsonStringInvalid, at: start, "the text that begins here has no end") }
    index += 1
    guard let soughtKey else { return false }
    return isSought(UnsafeBufferPointer(rebasing: text[start + 1..<index - 1]), soughtKey)
  }

  private func isSought(_ raw: UnsafeBufferPointer<UInt8>, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
    raw.contains(Byte.backslash) ? JSONEscapes.resolve(raw) == Array(key) : raw.elementsEqual(key)
  }

  private mutating func skipEscape() throws(Found) {
    let start = index
    index += 1
    guard let kind = current else {
      throw found(.jsonStringInvalid, at: start, "the escape that begins here has no end")
    }
    index += 1
    guard kind == UInt8(ascii: "u") else {
      if "\"\\/bfnrt".utf8.contains(kind) { return }
      throw found(.jsonStringInvalid, at: start, "\(excerpt(from: start)) does not begin with an escape json knows")
    }
    let unit = JSONEscapes.unit(text, at: index)
    index += 4
    if let unit, !(0xD800..<0xE000).contains(unit) { return }
    if let unit, unit < 0xDC00, index + 6 <= text.count, text[index] == Byte.backslash,
      text[index + 1] == UInt8(ascii: "u"), let low = JSONEscapes.unit(text, at: index + 2),
      (0xDC00..<0xE000).contains(low)
    {
      index += 6
      return
    }
    throw found(.jsonStringInvalid, at: start, "the escape that begins here is no character")
  }
}
