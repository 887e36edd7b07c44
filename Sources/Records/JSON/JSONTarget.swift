/// The place of a ``JSONWriter`` where the next byte goes. Who writes has made sure of the room.
struct JSONTarget {
  var next: UnsafeMutablePointer<UInt8>

  @inline(__always) mutating func put(_ byte: UInt8) {
    next.pointee = byte
    next += 1
  }

  /// Writes a number in decimal digits, 20 at most.
  @inline(__always) mutating func put(digitsOf value: UInt64) {
    let end = next + Self.digitCount(value)
    var place = end
    var rest = value
    repeat {
      place -= 1
      place.pointee = Byte.zero + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    next = end
  }

  /// Writes the decimals of an amount: the digits after the first one, which only keeps their zeros.
  @inline(__always) mutating func put(decimalsOf value: UInt64) {
    // The digit before lies on the byte just written, which is written again.
    let before = next - 1
    let covered = before.pointee
    next = before
    put(digitsOf: value)
    before.pointee = covered
  }

  /// Writes bytes of text as they are, unless one of them is a control character, a quote, a backslash or beyond ASCII
  /// (or, seldom, follows such a byte); false then, and nothing is written.
  @inline(__always) mutating func putPlain<Word: FixedWidthInteger & UnsignedInteger>(_ word: Word) -> Bool {
    let ones = Word.max / 0xFF
    let control = word &- ones &* 0x20
    let quote = (word ^ ones &* 0x22) &- ones
    let backslash = (word ^ ones &* 0x5C) &- ones
    guard (word | control | quote | backslash) & (ones &<< 7) == 0 else { return false }
    UnsafeMutableRawPointer(next).storeBytes(of: word, as: Word.self)
    next += Word.bitWidth / 8
    return true
  }

  private static func digitCount(_ value: UInt64) -> Int {
    var count = 1
    var limit: UInt64 = 10
    while count < 20 && value >= limit {
      count += 1
      // 10^20 does not fit, and is not looked at.
      limit &*= 10
    }
    return count
  }
}

/// Escaping of text (RFC 8259, section 7).
enum JSONEscaping {
  private static let hexadecimal: StaticString = "0123456789abcdef"

  /// Writes the characters that begin between `start` and `stop`, six bytes at most for each of theirs.
  /// - Returns: the index after them.
  @inline(__always) static func escape(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, to stop: Int, into target: inout JSONTarget
  ) -> Int {
    guard let base = UnsafeRawPointer(text.baseAddress) else { return start }
    // Copies, so that they stay in registers.
    var index = start
    var next = target
    while index < stop {
      let left = stop - index
      if left >= 8, next.putPlain((base + index).loadUnaligned(as: UInt64.self)) {
        index += 8
      } else if left >= 4, next.putPlain((base + index).loadUnaligned(as: UInt32.self)) {
        index += 4
      } else if isPlain(text[index]) {
        next.put(text[index])
        index += 1
      } else {
        (index, next) = escapeRare(text, index, next)
      }
    }
    target = next
    return index
  }

  @inline(__always) private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= Byte.space && byte < 0x80 && byte != Byte.quote && byte != Byte.backslash
  }

  @inline(never) private static func escapeRare(
    _ text: UnsafeBufferPointer<UInt8>, _ index: Int, _ target: JSONTarget
  ) -> (Int, JSONTarget) {
    var target = target
    let byte = text[index]
    guard byte < 0x80 else {
      let length = UTF8Text.sequenceLength(text, at: index)
      if length > 0 {
        for offset in 0..<length { target.put(text[index + offset]) }
      } else {
        target.put(0xEF)
        target.put(0xBF)
        target.put(0xBD)
      }
      return (index + max(1, length), target)
    }
    target.put(Byte.backslash)
    let form = shortForm(byte)
    target.put(form)
    if form == UInt8(ascii: "u") {
      target.put(Byte.zero)
      target.put(Byte.zero)
      target.put(hexadecimal.utf8Start[Int(byte >> 4)])
      target.put(hexadecimal.utf8Start[Int(byte & 15)])
    }
    return (index + 1, target)
  }

  /// What follows the backslash.
  private static func shortForm(_ byte: UInt8) -> UInt8 {
    switch byte {
    case Byte.quote, Byte.backslash: byte
    case 8: UInt8(ascii: "b")
    case 9: UInt8(ascii: "t")
    case 10: UInt8(ascii: "n")
    case 12: UInt8(ascii: "f")
    case 13: UInt8(ascii: "r")
    default: UInt8(ascii: "u")
    }
  }
}
