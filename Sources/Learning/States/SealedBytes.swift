/// Writes a state: four bytes of kind, one of version, its numbers in 64 bits each, little-endian, and a checksum at the
/// end (FNV-1a, 64 bits), which tells a torn or changed state and does not guard against forgery.
struct SealedWriter {
  private var bytes: [UInt8]

  init(kind: StaticString, version: UInt8) {
    bytes = kind.withUTF8Buffer { Array($0) } + [version]
  }

  mutating func write(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ value: Double) { write(value.bitPattern) }

  mutating func write(_ values: [Double]) {
    bytes.reserveCapacity(bytes.count + 8 * values.count + 8)
    for value in values { write(value) }
  }

  /// A text, its length before it.
  mutating func write(_ text: String) {
    write(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  /// Bytes that have a seal of their own, their length before them.
  mutating func write(sealed own: [UInt8]) {
    write(UInt64(own.count))
    bytes.append(contentsOf: own)
  }

  consuming func sealed() -> [UInt8] {
    let checksum = SealedWriter.checksum(bytes[...])
    write(checksum)
    return bytes
  }

  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }
}

/// Reads what ``SealedWriter`` wrote, after its checksum has been found right.
struct SealedReader {
  private var rest: ArraySlice<UInt8>

  /// - Throws: `models.damaged` for bytes that are no such state, `models.newer` for a version beyond `version`.
  init(_ bytes: [UInt8], kind: StaticString, version: UInt8) throws(StateError) {
    let head = kind.utf8CodeUnitCount + 1
    guard bytes.count >= head + 8, kind.withUTF8Buffer({ bytes.starts(with: $0) }) else { throw .damaged }
    var tail = SealedReader(rest: bytes[(bytes.count - 8)...])
    guard try tail.word() == SealedWriter.checksum(bytes[..<(bytes.count - 8)]) else { throw .damaged }
    guard bytes[head - 1] <= version else { throw .newer }
    // What an older program learned is learned again.
    guard bytes[head - 1] == version else { throw .damaged }
    rest = bytes[head..<(bytes.count - 8)]
  }

  private init(rest: ArraySlice<UInt8>) { self.rest = rest }

  mutating func word() throws(StateError) -> UInt64 {
    guard rest.count >= 8 else { throw .damaged }
    var value: UInt64 = 0
    for (index, byte) in rest.prefix(8).enumerated() { value |= UInt64(byte) << UInt64(8 * index) }
    rest = rest.dropFirst(8)
    return value
  }

  /// A number; none that is infinite or NaN.
  mutating func double() throws(StateError) -> Double {
    let value = Double(bitPattern: try word())
    guard value.isFinite else { throw .damaged }
    return value
  }

  mutating func doubles(_ count: Int) throws(StateError) -> [Double] {
    guard rest.count / 8 >= count else { throw .damaged }
    var values: [Double] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try double()) }
    return values
  }

  /// How often something happened.
  mutating func natural() throws(StateError) -> Int64 {
    let count = try word()
    // Half of what fits, so that sums of a few do.
    guard count <= UInt64(Int64.max >> 8) else { throw .damaged }
    return Int64(count)
  }

  /// How many of something follow, at most `most`.
  mutating func count(_ most: Int) throws(StateError) -> Int {
    let count = try word()
    guard count <= UInt64(most) else { throw .damaged }
    return Int(count)
  }

  /// A place among so many.
  mutating func index(_ count: Int) throws(StateError) -> Int {
    let index = try word()
    guard index < UInt64(count) else { throw .damaged }
    return Int(index)
  }

  /// A text of at most so many bytes.
  mutating func text(_ bytesMax: Int) throws(StateError) -> String {
    let count = try count(min(bytesMax, max(0, rest.count - 8)))
    guard let text = String(validating: rest.prefix(count), as: UTF8.self) else { throw .damaged }
    rest = rest.dropFirst(count)
    return text
  }

  /// Bytes that have a seal of their own.
  mutating func sealed() throws(StateError) -> [UInt8] {
    let count = try count(rest.count)
    let bytes = Array(rest.prefix(count))
    guard bytes.count == count else { throw .damaged }
    rest = rest.dropFirst(count)
    return bytes
  }

  /// Nothing may follow.
  func end() throws(StateError) {
    guard rest.isEmpty else { throw .damaged }
  }
}
