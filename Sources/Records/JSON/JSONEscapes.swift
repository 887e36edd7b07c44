/// What escapes in JSON strings stand for.
enum JSONEscapes {
  /// The four hexadecimal digits at `index`, or nil.
  static func unit(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt16? {
    guard index + 4 <= text.count else { return nil }
    var unit: UInt16 = 0
    for byte in text[index..<index + 4] {
      guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  /// The text of a well-formed string, without its quotes.
  static func resolve(_ raw: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var units: [UInt16] = []
    var index = 0
    while index < raw.count {
      guard raw[index] == Byte.backslash else {
        let end = raw[index...].firstIndex(of: Byte.backslash) ?? raw.count
        units.append(contentsOf: String(decoding: raw[index..<end], as: UTF8.self).utf16)
        index = end
        continue
      }
      switch raw[index + 1] {
      case UInt8(ascii: "u"):
        units.append(unit(raw, at: index + 2) ?? 0xFFFD)
        index += 4
      case UInt8(ascii: "b"): units.append(8)
      case UInt8(ascii: "f"): units.append(12)
      case UInt8(ascii: "n"): units.append(10)
      case UInt8(ascii: "r"): units.append(13)
      case UInt8(ascii: "t"): units.append(9)
      case let byte: units.append(UInt16(byte))
      }
      index += 2
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}
