/// Why bytes are not what they should be.
public struct BodyError: Error, Hashable, Sendable {
  /// `body.truncated`, `body.trailing`, `body.invalid`, `body.newer`.
  public var code: String
  /// A sentence a person can act on.
  public var message: String

  /// Makes an error.
  public init(_ code: String, _ message: String) {
    self.code = code
    self.message = message
  }

  static let truncated = BodyError("body.truncated", "the entry ends too early")
  static let trailing = BodyError("body.trailing", "the entry has bytes after its end")

  static func invalid(_ what: String) -> BodyError { BodyError("body.invalid", "the entry has \(what)") }
}

/// Reads what ``ByteWriter`` wrote; bytes that it cannot have written are an error, whatever they are.
struct ByteReader {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// How many bytes are left.
  var remaining: Int { bytes.count - index }

  /// Must be called last: nothing may be left.
  func finish() throws(BodyError) {
    if index != bytes.count { throw .trailing }
  }

  /// The version of the format, which every body begins with.
  mutating func version(upTo newest: UInt8) throws(BodyError) -> UInt8 {
    let version = try byte()
    if version == 0 { throw .invalid("no format version") }
    if version > newest {
      throw BodyError("body.newer", "the entry was written by a newer mesure (format \(version)); install that one")
    }
    return version
  }

  mutating func byte() throws(BodyError) -> UInt8 {
    guard index < bytes.count else { throw .truncated }
    defer { index += 1 }
    return bytes[index]
  }

  mutating func flag() throws(BodyError) -> Bool {
    switch try byte() {
    case 0: return false
    case 1: return true
    default: throw .invalid("a flag that is neither 0 nor 1")
    }
  }

  mutating func varint() throws(BodyError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      // The tenth group has one bit left.
      if shift == 63, byte > 1 { throw .invalid("a number of more than 64 bits") }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  mutating func signed() throws(BodyError) -> Int64 {
    let value = try varint()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// A number that is not negative and fits an Int.
  mutating func number() throws(BodyError) -> Int {
    guard let number = Int(exactly: try varint()) else { throw .invalid("a number that is too great") }
    return number
  }

  /// A count of things of which each takes at least so many bytes, so that a false one allocates nothing.
  mutating func count(ofBytes least: Int) throws(BodyError) -> Int {
    let count = try number()
    if count > remaining / least { throw .truncated }
    return count
  }

  mutating func fixed32() throws(BodyError) -> UInt32 {
    guard remaining >= 4 else { throw .truncated }
    defer { index += 4 }
    return bytes.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: index, as: UInt32.self)) }
  }

  mutating func fixed64() throws(BodyError) -> UInt64 {
    guard remaining >= 8 else { throw .truncated }
    defer { index += 8 }
    return bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: index, as: UInt64.self)) }
  }

  mutating func double() throws(BodyError) -> Double { Double(bitPattern: try fixed64()) }

  mutating func string() throws(BodyError) -> String {
    let count = try count(ofBytes: 1)
    defer { index += count }
    guard let text = String(validating: bytes[index..<index + count], as: UTF8.self) else {
      throw .invalid("a text that is not UTF-8")
    }
    return text
  }

  mutating func blob() throws(BodyError) -> [UInt8] {
    let count = try count(ofBytes: 1)
    defer { index += count }
    return Array(bytes[index..<index + count])
  }

  mutating func strings() throws(BodyError) -> [String] {
    let count = try count(ofBytes: 1)
    var texts: [String] = []
    texts.reserveCapacity(count)
    for _ in 0..<count { texts.append(try string()) }
    return texts
  }
}
