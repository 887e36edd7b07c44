/// Why bytes are not the state they should be.
public enum SealedBytesError: String, Error, Sendable {
  /// They begin otherwise than this kind of state.
  case unknownKind = "state_kind_unknown"
  /// They were written by a newer version.
  case unknownVersion = "state_version_unknown"
  /// They end too early, go on too long, or hold what no state holds.
  case malformed = "state_malformed"
  /// They were damaged: the checksum is another.
  case damaged = "state_damaged"

  /// What is wrong, for a person.
  public var sentence: String {
    switch self {
    case .unknownKind: return "the bytes are no state of this kind; give those that `encode` wrote"
    case .unknownVersion: return "the state was written by a newer version; use that version to read it"
    case .malformed: return "the state is too short, too long or holds values that no state holds; restore a copy"
    case .damaged: return "the state's checksum does not match; restore a copy"
    }
  }
}

/// Writes a state: four bytes of kind, one of version, its numbers, and a checksum (FNV-1a, 64 bits) at the end.
struct SealedWriter {
  private(set) var bytes: [UInt8]

  init(kind: StaticString, version: UInt8) {
    bytes = kind.withUTF8Buffer { Array($0) } + [version]
  }

  mutating func write(_ value: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
  }

  mutating func write(_ value: Double) { write(value.bitPattern) }

  mutating func write(_ values: [Double]) {
    bytes.reserveCapacity(bytes.count + 8 * values.count + 8)
    for value in values { write(value) }
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

  init(_ bytes: [UInt8], kind: StaticString, version: UInt8) throws(SealedBytesError) {
    let head = kind.utf8CodeUnitCount + 1
    guard bytes.count >= head + 8 else { throw .malformed }
    guard kind.withUTF8Buffer({ bytes.starts(with: $0) }) else { throw .unknownKind }
    guard bytes[head - 1] == version else { throw .unknownVersion }
    var tail = SealedReader(rest: bytes[(bytes.count - 8)...])
    guard try tail.word() == SealedWriter.checksum(bytes[..<(bytes.count - 8)]) else { throw .damaged }
    rest = bytes[head..<(bytes.count - 8)]
  }

  private init(rest: ArraySlice<UInt8>) { self.rest = rest }

  mutating func word() throws(SealedBytesError) -> UInt64 {
    guard rest.count >= 8 else { throw .malformed }
    var value: UInt64 = 0
    for (index, byte) in rest.prefix(8).enumerated() { value |= UInt64(byte) << UInt64(8 * index) }
    rest = rest.dropFirst(8)
    return value
  }

  /// A number; none that is infinite or NaN.
  mutating func double() throws(SealedBytesError) -> Double {
    let value = Double(bitPattern: try word())
    guard value.isFinite else { throw .malformed }
    return value
  }

  mutating func doubles(_ count: Int) throws(SealedBytesError) -> [Double] {
    guard rest.count / 8 >= count else { throw .malformed }
    var values: [Double] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try double()) }
    return values
  }

  /// Nothing may follow.
  func end() throws(SealedBytesError) {
    guard rest.isEmpty else { throw .malformed }
  }
}
