/// Writes the bodies of log entries: little-endian numbers, variable-length numbers and length-prefixed UTF-8.
struct ByteWriter {
  /// What was written.
  private(set) var bytes: [UInt8] = []

  /// Makes a writer with room for so many bytes; more is made as needed.
  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// A number in groups of seven bits, the lowest first, each but the last with its high bit set (LEB128).
  mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// A count or another number that is not negative.
  mutating func count(_ value: Int) { varint(UInt64(max(0, value))) }

  /// A number with a sign, folded so that small ones of either sign are short (zigzag).
  mutating func signed(_ value: Int64) { varint(UInt64(bitPattern: value << 1) ^ UInt64(bitPattern: value >> 63)) }

  mutating func fixed32(_ value: UInt32) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }

  mutating func fixed64(_ value: UInt64) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }

  /// All bits of a double, so that what is read is what was written.
  mutating func double(_ value: Double) { fixed64(value.bitPattern) }

  mutating func string(_ value: String) {
    var value = value
    value.withUTF8 { text in
      varint(UInt64(text.count))
      bytes.append(contentsOf: text)
    }
  }

  mutating func blob(_ value: [UInt8]) {
    varint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  mutating func strings(_ values: [String]) {
    count(values.count)
    for value in values { string(value) }
  }
}
