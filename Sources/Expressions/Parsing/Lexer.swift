/// Cuts the text of an expression into tokens; mistakes are reported and stepped over.
struct Lexer {
  private let source: SourceText
  private(set) var offset = 0
  private(set) var diagnostics: [Diagnostic] = []

  private var bytes: [UInt8] { source.bytes }

  init(source: SourceText) { self.source = source }

  /// The next token; ``Token/Kind/end`` for ever after the last.
  mutating func next() -> Token {
    skipBlanks()
    let start = offset
    guard let byte = peek(), diagnostics.count < ParsingLimits.diagnosticsMax else {
      return Token(kind: .end, range: ByteRange(offset, offset))
    }
    let kind: Token.Kind
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): kind = number()
    case UInt8(ascii: ".") where peek(1).map(isDigit) ?? false: kind = number()
    case UInt8(ascii: "\""), UInt8(ascii: "'"): kind = string(prefixLength: 0)
    case UInt8(ascii: "`"): kind = quotedIdentifier()
    case _ where isNameStart(byte): kind = stringPrefixLength().map { string(prefixLength: $0) } ?? name()
    default: kind = sign()
    }
    return Token(kind: kind, range: ByteRange(start, offset))
  }

  private func peek(_ ahead: Int = 0) -> UInt8? {
    offset + ahead < bytes.count ? bytes[offset + ahead] : nil
  }

  private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
  private func isHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (65...70).contains(byte & 0xDF) }
  private func isNameStart(_ byte: UInt8) -> Bool { byte == 0x5F || (65...90).contains(byte & 0xDF) && byte >= 65 }

  private mutating func report(_ code: Diagnostic.Code, _ message: String, from start: Int, to end: Int) {
    diagnostics.append(Diagnostic(code: code, message: message, range: source.range(ByteRange(start, end))))
  }

  private mutating func skipBlanks() {
    while let byte = peek() {
      if [0x20, 0x09, 0x0A, 0x0D, 0x0C].contains(byte) {
        offset += 1
      } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") {
        while let next = peek(), next != 0x0A { offset += 1 }
      } else {
        return
      }
    }
  }

  private mutating func name() -> Token.Kind {
    let start = offset
    while let byte = peek(), isNameStart(byte) || isDigit(byte) { offset += 1 }
    return .identifier(String(decoding: bytes[start..<offset], as: UTF8.self))
  }

  private mutating func quotedIdentifier() -> Token.Kind {
    let start = offset
    offset += 1
    while let byte = peek(), isNameStart(byte) || isDigit(byte) || [0x2E, 0x2D, 0x2F, 0x20].contains(byte) {
      offset += 1
    }
    guard peek() == UInt8(ascii: "`"), offset > start + 1 else {
      report(.unclosedString, "a quoted field name must end with a backquote", from: start, to: offset)
      return .invalid
    }
    offset += 1
    return .quotedIdentifier(String(decoding: bytes[start + 1..<offset - 1], as: UTF8.self))
  }

  private mutating func sign() -> Token.Kind {
    let start = offset
    if let second = peek(1),
      let sign = Token.Sign(rawValue: String(decoding: [bytes[offset], second], as: UTF8.self))
    {
      offset += 2
      return .sign(sign)
    }
    if let sign = Token.Sign(rawValue: String(decoding: [bytes[offset]], as: UTF8.self)) {
      offset += 1
      return .sign(sign)
    }
    offset += 1
    while let byte = peek(), byte & 0xC0 == 0x80 { offset += 1 }
    let character = String(decoding: bytes[start..<offset], as: UTF8.self)
    let hint = ["=": "; did you mean `==`?", "&": "; did you mean `&&`?", "|": "; did you mean `||`?"][character] ?? ""
    report(.unexpectedCharacter, "unexpected character `\(character)`\(hint)", from: start, to: offset)
    return .invalid
  }

  // MARK: Numbers

  private mutating func number() -> Token.Kind {
    let start = offset
    if peek() == UInt8(ascii: "0"), peek(1).map({ $0 | 0x20 }) == UInt8(ascii: "x"), peek(2).map(isHexDigit) ?? false {
      offset += 2
      while let byte = peek(), isHexDigit(byte) { offset += 1 }
      return integer(from: start, digits: start + 2..<offset, radix: 16)
    }
    while let byte = peek(), isDigit(byte) { offset += 1 }
    let integerEnd = offset
    if peek() == UInt8(ascii: "."), peek(1).map(isDigit) ?? false {
      offset += 1
      while let byte = peek(), isDigit(byte) { offset += 1 }
    }
    if peek().map({ $0 | 0x20 }) == UInt8(ascii: "e") {
      let signLength = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
      if peek(1 + signLength).map(isDigit) ?? false {
        offset += 1 + signLength
        while let byte = peek(), isDigit(byte) { offset += 1 }
      }
    }
    guard offset > integerEnd else { return integer(from: start, digits: start..<offset, radix: 10) }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      report(.numberOutOfRange, "the number `\(text)` is too large for a double", from: start, to: offset)
      return .invalid
    }
    return .literal(.double(value))
  }

  private mutating func integer(from start: Int, digits: Range<Int>, radix: Int) -> Token.Kind {
    let value = UInt64(String(decoding: bytes[digits], as: UTF8.self), radix: radix)
    guard peek().map({ $0 | 0x20 }) == UInt8(ascii: "u") else { return .integer(value) }
    offset += 1
    guard let value else {
      let text = String(decoding: bytes[start..<offset], as: UTF8.self)
      report(.numberOutOfRange, "the number `\(text)` does not fit a uint (0 to 2^64 − 1)", from: start, to: offset)
      return .invalid
    }
    return .literal(.uint(value))
  }

  // MARK: Strings

  /// The length of a prefix such as `r`, `b` or `br` with a quote behind it.
  private func stringPrefixLength() -> Int? {
    let isPrefix = { (byte: UInt8?) in byte.map { [UInt8(ascii: "r"), UInt8(ascii: "b")].contains($0 | 0x20) } ?? false
    }
    let isQuote = { (byte: UInt8?) in byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
    guard isPrefix(peek()) else { return nil }
    if isQuote(peek(1)) { return 1 }
    guard isPrefix(peek(1)), isQuote(peek(2)), peek().map({ $0 | 0x20 }) != peek(1).map({ $0 | 0x20 }) else {
      return nil
    }
    return 2
  }

  private mutating func string(prefixLength: Int) -> Token.Kind {
    let start = offset
    let prefix = bytes[start..<start + prefixLength].map { $0 | 0x20 }
    let isRaw = prefix.contains(UInt8(ascii: "r"))
    offset += prefixLength
    let quote = bytes[offset]
    let isTriple = peek(1) == quote && peek(2) == quote
    offset += isTriple ? 3 : 1
    let contentStart = offset
    guard let contentEnd = findEnd(quote: quote, isTriple: isTriple, isRaw: isRaw) else {
      let place = isTriple ? "" : " on the same line"
      report(.unclosedString, "this string has no closing quote\(place)", from: start, to: offset)
      return .invalid
    }
    var decoder = LiteralDecoder(isBytes: prefix.contains(UInt8(ascii: "b")), isRaw: isRaw)
    guard let value = decoder.decode(bytes[contentStart..<contentEnd]) else {
      let failure = decoder.failure ?? (message: "this escape is not valid", range: contentStart..<contentEnd)
      report(.invalidEscape, failure.message, from: failure.range.lowerBound, to: failure.range.upperBound)
      return .invalid
    }
    return .literal(value)
  }

  /// Moves behind the closing quote and says where the content ends.
  private mutating func findEnd(quote: UInt8, isTriple: Bool, isRaw: Bool) -> Int? {
    while let byte = peek() {
      if byte == UInt8(ascii: "\\"), !isRaw {
        offset += peek(1) == nil ? 1 : 2
      } else if byte == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
        offset += isTriple ? 3 : 1
        return offset - (isTriple ? 3 : 1)
      } else if !isTriple, byte == 0x0A || byte == 0x0D {
        return nil
      } else {
        offset += 1
      }
    }
    return nil
  }
}
