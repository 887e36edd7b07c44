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

  /// Writes the characters that begin between `index` and `stop`, six bytes at most for each of theirs, and moves
  /// `index` past them.
  @inline(__always) static func escape(
    _ text: UnsafeBufferPointer<UInt8>, _ index: inout Int, to stop: Int, into target: inout JSONTarget
  ) {
    guard let base = UnsafeRawPointer(text.baseAddress) else { return }
    while index < stop {
      if index + 8 <= stop {
        let word = (base + index).loadUnaligned(as: UInt64.self)
        if isPlain(word) {
          UnsafeMutableRawPointer(target.next).storeBytes(of: word, as: UInt64.self)
          target.next += 8
          index += 8
          continue
        }
      }
      let byte = text[index]
      if byte >= Byte.space && byte < 0x80 && byte != Byte.quote && byte != Byte.backslash {
        target.put(byte)
        index += 1
      } else {
        escapeRare(text, &index, into: &target)
      }
    }
  }

  /// Whether none of eight bytes is a control character, a quote, a backslash or beyond ASCII. May wrongly say no.
  @inline(__always) private static func isPlain(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let control = word &- ones &* 0x20
    let quote = (word ^ ones &* 0x22) &- ones
    let backslash = (word ^ ones &* 0x5C) &- ones
    return (word | control | quote | backslash) & (ones << 7) == 0
  }

  private static func escapeRare(
    _ text: UnsafeBufferPointer<UInt8>, _ index: inout Int, into target: inout JSONTarget
  ) {
    let byte = text[index]
    guard byte < 0x80 else {
      let length = UTF8Text.sequenceLength(text, at: index)
      if length > 0 {
        for offset in 0..<length { target.put(text[index + offset]) }
      } else {
        for byte in [0xEF, 0xBF, 0xBD] as [UInt8] { target.put(byte) }
      }
      index += max(1, length)
      return
    }
    index += 1
    target.put(Byte.backslash)
    let form = shortForm(byte)
    target.put(form)
    if form == UInt8(ascii: "u") {
      target.put(Byte.zero)
      target.put(Byte.zero)
      target.put(hexadecimal.utf8Start[Int(byte >> 4)])
      target.put(hexadecimal.utf8Start[Int(byte & 15)])
    }
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
