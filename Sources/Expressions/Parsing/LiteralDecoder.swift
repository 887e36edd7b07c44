/// Turns the content of a string or bytes literal into its value.
///
/// Source: the lexical grammar of the language's definition (cel-spec, `langdef.md`, "String and Bytes Values").
struct LiteralDecoder {
  let isBytes: Bool
  let isRaw: Bool
  /// What is wrong when ``decode(_:)`` gives nothing.
  private(set) var failure: (message: String, range: Range<Int>)?
  private var result: [UInt8] = []

  init(isBytes: Bool, isRaw: Bool) {
    self.isBytes = isBytes
    self.isRaw = isRaw
  }

  /// The value of the content between the quotes.
  mutating func decode(_ content: ArraySlice<UInt8>) -> Value? {
    result.removeAll()
    if isRaw {
      result.append(contentsOf: content)
    } else {
      var rest = content
      while let byte = rest.popFirst() {
        if byte != UInt8(ascii: "\\") {
          result.append(byte)
        } else if !escape(&rest) {
          return nil
        }
      }
    }
    return isBytes ? .bytes(result) : .string(String(decoding: result, as: UTF8.self))
  }

  private static let simpleEscapes: [UInt8: UInt8] = [
    UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13,
    UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11, UInt8(ascii: "\\"): 92, UInt8(ascii: "?"): 63,
    UInt8(ascii: "\""): 34, UInt8(ascii: "'"): 39, UInt8(ascii: "`"): 96,
  ]

  /// Appends what the escape stands for, whose backslash was taken.
  private mutating func escape(_ rest: inout ArraySlice<UInt8>) -> Bool {
    let start = rest.startIndex - 1
    let behindBackslash = rest
    guard let letter = rest.popFirst() else {
      return fail("a backslash must be followed by a character", start, start + 1)
    }
    if let byte = LiteralDecoder.simpleEscapes[letter] {
      result.append(byte)
      return true
    }
    switch letter {
    case UInt8(ascii: "x"), UInt8(ascii: "X"): return numeric(&rest, digits: 2, radix: 16, isByte: true, start)
    case UInt8(ascii: "u") where !isBytes: return numeric(&rest, digits: 4, radix: 16, isByte: false, start)
    case UInt8(ascii: "U") where !isBytes: return numeric(&rest, digits: 8, radix: 16, isByte: false, start)
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      rest = behindBackslash
      return numeric(&rest, digits: 3, radix: 8, isByte: true, start)
    default:
      return fail("`\\\(Character(Unicode.Scalar(letter)))` is no escape of the language", start, start + 2)
    }
  }

  private mutating func numeric(
    _ rest: inout ArraySlice<UInt8>, digits: Int, radix: Int, isByte: Bool, _ start: Int
  ) -> Bool {
    let text = String(decoding: rest.prefix(digits), as: UTF8.self)
    guard rest.count >= digits, text.utf8.first != UInt8(ascii: "+"), text.utf8.first != UInt8(ascii: "-"),
      let number = UInt32(text, radix: radix)
    else { return fail("this escape needs \(digits) digits of base \(radix)", start, start + 2) }
    rest = rest.dropFirst(digits)
    if isBytes, isByte {
      result.append(UInt8(truncatingIfNeeded: number))
      return true
    }
    guard let scalar = Unicode.Scalar(number) else {
      return fail("`\(text)` is not the number of a Unicode character", start, start + 2 + digits)
    }
    result.append(contentsOf: String(Character(scalar)).utf8)
    return true
  }

  private mutating func fail(_ message: String, _ start: Int, _ end: Int) -> Bool {
    failure = (message, start..<end)
    return false
  }
}
