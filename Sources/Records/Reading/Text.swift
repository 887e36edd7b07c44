/// The encodings a CSV file may be in. All three agree with ASCII below 128.
public enum TextEncoding: String, Sendable, CaseIterable {
  /// UTF-8, the default.
  case utf8 = "utf-8"
  /// ISO 8859-1: each byte is the Unicode scalar of the same number.
  case latin1 = "latin-1"
  /// Microsoft's code page 1252: as ISO 8859-1, with `€`, `œ`, quotes and dashes between 0x80 and 0x9F.
  case windows1252 = "windows-1252"
}

extension TextEncoding {
  /// 0x80 ... 0x9F of windows-1252 (Unicode Consortium, CP1252.TXT); 0 where the code page has no character.
  static let windows1252Scalars: [UInt16] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
    0x0178,
  ]

  /// The scalar of a byte of a single-byte encoding; 0 where the encoding has none.
  func scalar(of byte: UInt8) -> UInt16 {
    guard self == .windows1252, byte >= 0x80, byte < 0xA0 else { return UInt16(byte) }
    return Self.windows1252Scalars[Int(byte) - 0x80]
  }

  /// Appends text in this encoding as UTF-8; a byte without a character becomes U+FFFD. UTF-8 is taken as it is.
  func appendUTF8(of text: UnsafeBufferPointer<UInt8>, to target: inout [UInt8]) {
    if self == .utf8 { return target.append(contentsOf: text) }
    for byte in text {
      let scalar = scalar(of: byte)
      switch scalar {
      case 0 where byte != 0: target.append(contentsOf: [0xEF, 0xBF, 0xBD])
      case 0..<0x80: target.append(byte)
      case 0x80..<0x800:
        target.append(0xC0 | UInt8(scalar >> 6))
        target.append(0x80 | UInt8(scalar & 0x3F))
      default:
        target.append(0xE0 | UInt8(scalar >> 12))
        target.append(0x80 | UInt8(scalar >> 6 & 0x3F))
        target.append(0x80 | UInt8(scalar & 0x3F))
      }
    }
  }

  /// The offset of the first byte that is not text in this encoding, or nil.
  func firstInvalid(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    switch self {
    case .utf8: UTF8Text.firstInvalid(text)
    case .latin1: nil
    case .windows1252: text.firstIndex { $0 >= 0x80 && scalar(of: $0) == 0 }
    }
  }

  /// How many characters (Unicode scalars) there are in `text`.
  func scalarCount(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    guard self == .utf8 else { return text.count }
    var count = 0
    for byte in text where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }

  /// The beginning of `text` for a message: one line, in backticks, cut where it is long.
  func excerpt(_ text: UnsafeBufferPointer<UInt8>) -> String {
    // Four bytes hold a character at most.
    let part = UnsafeBufferPointer(rebasing: text.prefix(4 * (RecordLimits.excerptCharactersMax + 1)))
    var bytes: [UInt8] = []
    appendUTF8(of: part, to: &bytes)
    let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
    var shown = String.UnicodeScalarView()
    for scalar in scalars.prefix(RecordLimits.excerptCharactersMax) {
      shown.append(scalar.value < 0x20 || scalar == "`" ? " " : scalar)
    }
    let isCut = scalars.count > RecordLimits.excerptCharactersMax
    return "`\(String(shown))\(isCut ? "…" : "")`"
  }
}

/// Checks UTF-8 (Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
enum UTF8Text {
  /// The offset of the first byte that begins no well-formed sequence, or nil.
  static func firstInvalid(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    var index = 0
    while index < text.count {
      let length = sequenceLength(text, at: index)
      if length == 0 { return index }
      index += length
    }
    return nil
  }

  /// The length of the well-formed sequence that begins at `index`, 1 ... 4, or 0 where none does.
  @inline(__always) static func sequenceLength(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
    let lead = text[index]
    if lead < 0x80 { return 1 }
    return multibyteLength(text, at: index, lead: lead)
  }

  private static func multibyteLength(_ text: UnsafeBufferPointer<UInt8>, at index: Int, lead: UInt8) -> Int {
    let length: Int
    var secondMin: UInt8 = 0x80
    var secondMax: UInt8 = 0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF:
      length = 3
      if lead == 0xE0 { secondMin = 0xA0 }
      if lead == 0xED { secondMax = 0x9F }
    case 0xF0...0xF4:
      length = 4
      if lead == 0xF0 { secondMin = 0x90 }
      if lead == 0xF4 { secondMax = 0x8F }
    default: return 0
    }
    guard index + length <= text.count else { return 0 }
    guard text[index + 1] >= secondMin, text[index + 1] <= secondMax else { return 0 }
    for offset in 2..<max(2, length) where text[index + offset] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
