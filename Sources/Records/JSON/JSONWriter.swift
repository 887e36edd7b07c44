/// Writes JSON (RFC 8259) into a buffer that is used again: what is written is always valid, in UTF-8, without spaces.
///
/// Commas and colons come by themselves. The caller keeps the grammar: within an object, each value follows its key;
/// what begins ends; at most ``depthMax`` objects and arrays stand in one another.
public struct JSONWriter: Sendable {
  /// How deep objects and arrays may stand in one another.
  public static let depthMax = 127
  /// The most decimals of ``decimal(_:places:)``.
  public static let placesMax = 4
  /// How much text is escaped between two looks at the room left.
  private static let chunkBytes = 256

  private var storage: [UInt8]
  /// How many bytes were written.
  public private(set) var count = 0
  /// One bit for each open object or array, the innermost lowest: whether something stands in it already.
  private var occupied: UInt128 = 0
  private var depth = 0
  private var followsKey = false

  /// Makes a writer with room for `capacity` bytes; more is made as needed.
  public init(capacity: Int = 1_024) { storage = Array(repeating: 0, count: max(64, capacity)) }

  /// A copy of what was written.
  public var bytes: [UInt8] { Array(storage[..<count]) }

  /// Gives what was written to `body`; it holds until `body` returns.
  public func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
    try storage.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }

  /// Forgets what was written and keeps the room.
  public mutating func removeAll() {
    count = 0
    occupied = 0
    depth = 0
    followsKey = false
  }

  // MARK: Structure

  /// Begins an object.
  public mutating func beginObject() { begin(UInt8(ascii: "{")) }

  /// Ends the innermost object.
  public mutating func endObject() { end(UInt8(ascii: "}")) }

  /// Begins an array.
  public mutating func beginArray() { begin(UInt8(ascii: "[")) }

  /// Ends the innermost array.
  public mutating func endArray() { end(UInt8(ascii: "]")) }

  /// Ends a line of JSON Lines, after its value and outside of all objects and arrays.
  public mutating func endLine() {
    precondition(depth == 0 && !followsKey)
    occupied = 0
    put(Byte.lineFeed)
  }

  /// Writes a key, escaped as needed; its value must follow.
  public mutating func key(_ name: StaticString) {
    guard name.hasPointerRepresentation else { return key(name.description) }
    key(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
  }

  /// Writes a key, escaped as needed; its value must follow.
  public mutating func key(_ name: String) {
    var copy = name
    copy.withUTF8 { key($0) }
  }

  /// Writes a key given as UTF-8, escaped as needed; its value must follow.
  public mutating func key(_ name: UnsafeBufferPointer<UInt8>) {
    string(name)
    put(Byte.colon)
    followsKey = true
  }

  private mutating func begin(_ byte: UInt8) {
    precondition(depth < Self.depthMax)
    separate()
    put(byte)
    occupied <<= 1
    depth += 1
  }

  private mutating func end(_ byte: UInt8) {
    precondition(depth > 0 && !followsKey)
    put(byte)
    occupied >>= 1
    depth -= 1
  }

  /// Writes the comma before a key or an element, where one is due.
  @inline(__always) private mutating func separate() {
    if followsKey {
      followsKey = false
    } else {
      if occupied & 1 == 1 { put(Byte.comma) }
      occupied |= 1
    }
  }

  // MARK: Values

  /// Writes a text, escaped as needed.
  public mutating func string(_ text: String) {
    var copy = text
    copy.withUTF8 { string($0) }
  }

  /// Writes a text given as UTF-8, escaped as needed; bytes that are not UTF-8 become U+FFFD.
  public mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
    separate()
    put(Byte.quote)
    var index = 0
    while index < text.count {
      // A byte becomes six at most, and a character may reach beyond the chunk.
      reserve(6 * Self.chunkBytes + 8)
      let stop = min(text.count, index + Self.chunkBytes)
      storage.withUnsafeMutableBufferPointer { target in
        while index < stop { JSONEscaping.escape(text, &index, into: target, &count) }
      }
    }
    put(Byte.quote)
  }

  /// Writes a whole number.
  public mutating func int(_ value: Int64) {
    separate()
    if value < 0 { put(Byte.minus) }
    digits(value.magnitude)
  }

  /// Writes a whole number.
  public mutating func int(_ value: Int) { int(Int64(value)) }

  /// Writes a whole number that is not negative.
  public mutating func uint(_ value: UInt64) {
    separate()
    digits(value)
  }

  /// Writes the shortest decimal that reads back as the same double; NaN and the infinities, which JSON cannot say,
  /// become null.
  public mutating func double(_ value: Double) {
    guard value.isFinite else { return null() }
    separate()
    // Whole numbers of fewer than sixteen digits are what `description` writes, with `.0` after them.
    if abs(value) < 1e15, value != 0, let whole = Int64(exactly: value) {
      if whole < 0 { put(Byte.minus) }
      digits(whole.magnitude)
      put(Byte.dot)
      return put(Byte.zero)
    }
    var text = value.description
    text.withUTF8 { raw($0) }
  }

  /// Writes an amount with `places` decimals, 0 ... ``placesMax``, so that 3.3 with two is `3.30`.
  ///
  /// Halves go away from zero, and a double nearer to a half than 2⁻⁵¹ of its size is that half: 1.005 is 1.01, as its
  /// shortest decimal is read, though the double lies just below. Nothing is written as minus zero. Amounts of 2⁵⁰ units
  /// of the last place and more (eleven trillion euros, in cents) are written as ``double(_:)`` does.
  public mutating func decimal(_ value: Double, places: Int) {
    precondition((0...Self.placesMax).contains(places))
    var power: UInt64 = 1
    for _ in 0..<places { power *= 10 }
    let scaled = abs(value) * Double(power)
    guard scaled < 0x1p50 else { return double(value) }
    let units = UInt64(scaled + scaled * 0x1p-51 + 0.5)
    separate()
    if value < 0 && units > 0 { put(Byte.minus) }
    digits(units / power)
    guard places > 0 else { return }
    put(Byte.dot)
    var rest = units % power
    for _ in 0..<places {
      power /= 10
      put(Byte.zero + UInt8(rest / power))
      rest %= power
    }
  }

  /// Writes `true` or `false`.
  public mutating func bool(_ value: Bool) {
    separate()
    raw(value ? "true" : "false")
  }

  /// Writes `null`.
  public mutating func null() {
    separate()
    raw("null")
  }

  // MARK: Bytes

  private mutating func reserve(_ more: Int) {
    guard storage.count < count + more else { return }
    storage.append(contentsOf: repeatElement(0, count: max(storage.count, more)))
  }

  @inline(__always) private mutating func put(_ byte: UInt8) {
    reserve(1)
    storage[count] = byte
    count += 1
  }

  private mutating func raw(_ text: StaticString) {
    raw(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func raw(_ text: UnsafeBufferPointer<UInt8>) {
    reserve(text.count)
    storage.withUnsafeMutableBufferPointer { target in
      for index in 0..<text.count { target[count + index] = text[index] }
    }
    count += text.count
  }

  private mutating func digits(_ value: UInt64) {
    reserve(20)
    var length = 1
    var limit: UInt64 = 10
    while length < 20 && value >= limit {
      length += 1
      // 10^20 does not fit, and is not looked at.
      limit &*= 10
    }
    storage.withUnsafeMutableBufferPointer { target in
      var rest = value
      var index = count + length
      while index > count {
        index -= 1
        target[index] = Byte.zero + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
    }
    count += length
  }
}

/// Escaping of text, a character at a time.
private enum JSONEscaping {
  private static let hexadecimal: StaticString = "0123456789abcdef"

  /// Writes the character at `index` and moves past it. The target has room for eight bytes.
  @inline(__always) static func escape(
    _ text: UnsafeBufferPointer<UInt8>, _ index: inout Int, into target: UnsafeMutableBufferPointer<UInt8>,
    _ count: inout Int
  ) {
    let byte = text[index]
    if byte >= Byte.space && byte < 0x80 && byte != Byte.quote && byte != Byte.backslash {
      target[count] = byte
      count += 1
      index += 1
    } else {
      escapeRare(text, &index, into: target, &count)
    }
  }

  private static func escapeRare(
    _ text: UnsafeBufferPointer<UInt8>, _ index: inout Int, into target: UnsafeMutableBufferPointer<UInt8>,
    _ count: inout Int
  ) {
    let byte = text[index]
    guard byte < 0x80 else {
      let length = UTF8Text.sequenceLength(text, at: index)
      let replacement: StaticString = "\u{FFFD}"
      let source = length > 0 ? text.baseAddress.map { $0 + index } : replacement.utf8Start
      for offset in 0..<(length > 0 ? length : 3) { target[count + offset] = source?[offset] ?? 0 }
      count += length > 0 ? length : 3
      index += max(1, length)
      return
    }
    target[count] = Byte.backslash
    target[count + 1] = shortForm(byte)
    count += 2
    index += 1
    if target[count - 1] == UInt8(ascii: "u") {
      target[count] = Byte.zero
      target[count + 1] = Byte.zero
      target[count + 2] = hexadecimal.utf8Start[Int(byte >> 4)]
      target[count + 3] = hexadecimal.utf8Start[Int(byte & 15)]
      count += 4
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
