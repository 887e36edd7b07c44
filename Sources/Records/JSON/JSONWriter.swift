/// Writes JSON (RFC 8259) into a buffer that is used again: what is written is always valid, in UTF-8, without spaces.
///
/// Commas and colons come by themselves. The caller keeps the grammar: within an object, each value follows its key;
/// what begins ends.
///
/// It cannot be copied, and so writes without asking each time whether someone else sees its buffer.
public struct JSONWriter: ~Copyable, @unchecked Sendable {
  // Sendable although it holds a pointer: what that points to belongs to this value alone, which has no second copy.

  /// The most decimals of ``decimal(_:places:)``.
  public static let placesMax = 4
  /// How much text is escaped between two looks at the room left.
  private static let chunkBytes = 256

  private var storage: UnsafeMutableBufferPointer<UInt8>
  /// How many bytes were written.
  public private(set) var count = 0
  /// What stands before the next byte. An outer object or array needs no memory: it holds at least the inner one.
  private enum Before { case nothing, value, key }
  private var before = Before.nothing
  /// How many objects and arrays are open.
  private var depth = 0

  /// Makes a writer with room for `capacity` bytes; more is made as needed.
  public init(capacity: Int = 1_024) { storage = .allocate(capacity: max(64, capacity)) }

  deinit { storage.deallocate() }

  /// A copy of what was written.
  public var bytes: [UInt8] { Array(storage[..<count]) }

  /// Gives what was written to `body`; it holds until `body` returns.
  public func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
    try body(UnsafeBufferPointer(rebasing: storage[..<count]))
  }

  /// Forgets what was written and keeps the room.
  public mutating func removeAll() {
    count = 0
    before = .nothing
    depth = 0
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
    precondition(depth == 0 && before != .key)
    before = .nothing
    write(room: 1) { $0.put(Byte.lineFeed) }
  }

  /// Writes a key, escaped as needed; its value must follow.
  public mutating func key(_ name: StaticString) {
    guard name.hasPointerRepresentation else { return key(string: name.description) }
    key(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
  }

  /// Writes a key, escaped as needed; its value must follow.
  public mutating func key(string name: String) {
    var copy = name
    copy.withUTF8 { key($0) }
  }

  /// Writes a key given as UTF-8, escaped as needed; its value must follow.
  public mutating func key(_ name: UnsafeBufferPointer<UInt8>) {
    text(name, suffix: Byte.colon)
    before = .key
  }

  private mutating func begin(_ byte: UInt8) {
    let comma = takeComma()
    write(room: 2) { target in
      if comma { target.put(Byte.comma) }
      target.put(byte)
    }
    before = .nothing
    depth += 1
  }

  private mutating func end(_ byte: UInt8) {
    precondition(depth > 0 && before != .key)
    write(room: 1) { $0.put(byte) }
    before = .value
    depth -= 1
  }

  // MARK: Values

  /// Writes a text, escaped as needed.
  public mutating func string(_ value: String) {
    var copy = value
    copy.withUTF8 { text($0, suffix: nil) }
  }

  /// Writes a text given as UTF-8, escaped as needed; bytes that are not UTF-8 become U+FFFD.
  public mutating func string(_ value: UnsafeBufferPointer<UInt8>) { text(value, suffix: nil) }

  /// Writes a whole number.
  public mutating func int(_ value: Int64) {
    let comma = takeComma()
    write(room: 22) { target in
      if comma { target.put(Byte.comma) }
      if value < 0 { target.put(Byte.minus) }
      target.put(digitsOf: value.magnitude)
    }
  }

  /// Writes a whole number.
  public mutating func int(_ value: Int) { int(Int64(value)) }

  /// Writes a whole number that is not negative.
  public mutating func uint(_ value: UInt64) {
    let comma = takeComma()
    write(room: 21) { target in
      if comma { target.put(Byte.comma) }
      target.put(digitsOf: value)
    }
  }

  /// Writes the shortest decimal that reads back as the same double; NaN and the infinities, which JSON cannot say,
  /// become null.
  public mutating func double(_ value: Double) {
    guard value.isFinite else { return null() }
    // Whole numbers of fewer than sixteen digits are what `description` writes, with `.0` after them.
    if abs(value) < 1e15, value != 0, let whole = Int64(exactly: value) {
      int(whole)
      return write(room: 2) { target in
        target.put(Byte.dot)
        target.put(Byte.zero)
      }
    }
    var shortest = value.description
    shortest.withUTF8 { word($0) }
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
    let comma = takeComma()
    write(room: 24) { target in
      if comma { target.put(Byte.comma) }
      if value < 0 && units > 0 { target.put(Byte.minus) }
      target.put(digitsOf: units / power)
      guard places > 0 else { return }
      target.put(Byte.dot)
      // A leading one keeps the zeros after the point.
      target.put(decimalsOf: power + units % power)
    }
  }

  /// Writes `true` or `false`.
  public mutating func bool(_ value: Bool) { word(value ? "true" : "false") }

  /// Writes `null`.
  public mutating func null() { word("null") }

  // MARK: Bytes

  /// Whether a comma is due before what is written next, which is then accounted for.
  @inline(__always) private mutating func takeComma() -> Bool {
    let isDue = before == .value
    before = .value
    return isDue
  }

  private mutating func word(_ word: StaticString) {
    self.word(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  private mutating func word(_ word: UnsafeBufferPointer<UInt8>) {
    let comma = takeComma()
    write(room: word.count + 1) { target in
      if comma { target.put(Byte.comma) }
      for byte in word { target.put(byte) }
    }
  }

  private mutating func text(_ text: UnsafeBufferPointer<UInt8>, suffix: UInt8?) {
    let comma = takeComma()
    var index = 0
    repeat {
      // A byte becomes six at most; a character may reach three bytes beyond the chunk, and be replaced by three.
      let stop = min(text.count, index + Self.chunkBytes)
      write(room: 6 * (stop - index) + 16) { target in
        if index == 0 {
          if comma { target.put(Byte.comma) }
          target.put(Byte.quote)
        }
        index = JSONEscaping.escape(text, from: index, to: stop, into: &target)
        if index >= text.count {
          target.put(Byte.quote)
          if let suffix { target.put(suffix) }
        }
      }
    } while index < text.count
  }

  /// Makes room, and lets `body` write into it without further checks.
  @inline(__always) private mutating func write(room: Int, _ body: (inout JSONTarget) -> Void) {
    if storage.count - count < room { grow(by: room) }
    guard let base = storage.baseAddress else { return }
    var target = JSONTarget(next: base + count)
    body(&target)
    count = target.next - base
  }

  @inline(never) private mutating func grow(by room: Int) {
    let grown = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: storage.count + max(storage.count, room))
    _ = grown.update(fromContentsOf: storage[..<count])
    storage.deallocate()
    storage = grown
  }
}
