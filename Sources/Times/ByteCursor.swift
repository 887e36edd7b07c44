/// A place in a row of bytes, moving forward only; reading past the end gives nothing instead of trapping.
struct ByteCursor {
  let bytes: [UInt8]
  /// The next byte to be read, as an offset from the first.
  private(set) var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  init(_ text: String) { self.bytes = Array(text.utf8) }

  var isAtEnd: Bool { offset >= bytes.count }

  var remaining: Int { bytes.count - offset }

  func peek() -> UInt8? { isAtEnd ? nil : bytes[offset] }

  mutating func next() -> UInt8? {
    guard let byte = peek() else { return nil }
    offset += 1
    return byte
  }

  /// Moves on when the next byte is one of `characters`, and gives it.
  mutating func take(_ characters: StaticString) -> UInt8? {
    guard let byte = peek() else { return nil }
    let isWanted = characters.withUTF8Buffer { $0.contains(byte) }
    guard isWanted else { return nil }
    offset += 1
    return byte
  }

  /// Moves over `count` bytes; false, without moving, when there are fewer.
  mutating func skip(_ count: Int) -> Bool {
    guard count >= 0, count <= remaining else { return false }
    offset += count
    return true
  }

  // MARK: Decimal text

  /// Exactly `count` decimal digits, as a number.
  mutating func digits(exactly count: Int) -> Int? {
    let start = offset
    guard let number = digits(atMost: count), offset - start == count else {
      offset = start
      return nil
    }
    return number
  }

  /// One to `count` decimal digits (`count` up to 18, so that no number overflows), as a number.
  mutating func digits(atMost count: Int) -> Int? {
    var number = 0
    var taken = 0
    while taken < count, let digit = take("0123456789") {
      number = number * 10 + Int(digit - UInt8(ascii: "0"))
      taken += 1
    }
    return taken == 0 ? nil : number
  }

  // MARK: Big-endian integers

  mutating func uint32() -> UInt32? {
    guard remaining >= 4 else { return nil }
    var value: UInt32 = 0
    for index in offset..<offset + 4 { value = value << 8 | UInt32(bytes[index]) }
    offset += 4
    return value
  }

  mutating func int32() -> Int32? { uint32().map { Int32(bitPattern: $0) } }

  mutating func int64() -> Int64? {
    guard remaining >= 8, let high = uint32(), let low = uint32() else { return nil }
    return Int64(bitPattern: UInt64(high) << 32 | UInt64(low))
  }
}

/// A number of at least `width` digits, zeros in front; for numbers that are not negative.
func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
