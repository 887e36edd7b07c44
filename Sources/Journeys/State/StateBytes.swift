import Decisions
import Expressions
import Times

/// Why bytes are no state.
public struct JourneyStateError: Error, Hashable, Sendable {
  /// `state.truncated`, `state.trailing`, `state.invalid`, `state.newer`.
  public var code: String
  /// A sentence a person can act on.
  public var message: String

  static let truncated = JourneyStateError(code: "state.truncated", message: "the journey state ends too early")
  static let trailing = JourneyStateError(
    code: "state.trailing", message: "the journey state has bytes after its end")

  static func invalid(_ what: String) -> JourneyStateError {
    JourneyStateError(code: "state.invalid", message: "the journey state has \(what)")
  }
}

/// Writes numbers of variable length (LEB128, signs folded by zigzag), symbols and texts.
struct StateWriter {
  private(set) var bytes: [UInt8] = []

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  mutating func number(_ value: Int64) {
    var rest = UInt64(bitPattern: value << 1) ^ UInt64(bitPattern: value >> 63)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func symbol(_ symbol: Symbol) {
    for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: symbol.rawValue >> shift)) }
  }

  mutating func blob(_ blob: [UInt8]) {
    number(Int64(blob.count))
    bytes += blob
  }

  mutating func list<Item>(_ items: [Item], _ write: (inout StateWriter, Item) -> Void) {
    number(Int64(items.count))
    for item in items { write(&self, item) }
  }
}

/// Reads what ``StateWriter`` wrote; anything else is an error, whatever it is.
struct StateReader {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { index == bytes.count }

  mutating func byte() throws(JourneyStateError) -> UInt8 {
    guard index < bytes.count else { throw .truncated }
    defer { index += 1 }
    return bytes[index]
  }

  mutating func number() throws(JourneyStateError) -> Int64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      if shift == 63, byte > 1 { throw .invalid("a number of more than 64 bits") }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
      shift += 7
    }
  }

  mutating func symbol() throws(JourneyStateError) -> Symbol {
    var value: UInt32 = 0
    for shift in [0, 8, 16, 24] as [UInt32] { value |= UInt32(try byte()) << shift }
    return Symbol(rawValue: value)
  }

  /// A count of things of at least one byte each, so that a false one allocates nothing.
  mutating func count() throws(JourneyStateError) -> Int {
    let count = try number()
    guard count >= 0 else { throw .invalid("a negative count") }
    guard count <= bytes.count - index else { throw .truncated }
    return Int(count)
  }

  mutating func blob() throws(JourneyStateError) -> [UInt8] {
    let count = try count()
    defer { index += count }
    return Array(bytes[index..<index + count])
  }

  mutating func list<Item>(
    _ read: (inout StateReader) throws(JourneyStateError) -> Item
  ) throws(JourneyStateError) -> [Item] {
    let count = try count()
    var items: [Item] = []
    for _ in 0..<count { items.append(try read(&self)) }
    return items
  }
}

/// An attribute's value as bytes, which compare as the values do: equal or not.
enum KeptValue {
  /// No bytes for an absent value; values that no attribute has are kept as null.
  static func bytes(of value: Value?) -> [UInt8] {
    guard let value else { return [] }
    var writer = StateWriter()
    write(value, &writer)
    return writer.bytes
  }

  /// The value of bytes that ``bytes(of:)`` gave; nothing for an absent one, and for any others.
  static func value(of bytes: [UInt8]) -> Value? {
    guard !bytes.isEmpty else { return nil }
    var reader = StateReader(bytes)
    return try? read(&reader, depth: 0)
  }

  private static func write(_ value: Value, _ writer: inout StateWriter) {
    switch value {
    case .bool(let flag): writer.byte(flag ? 2 : 1)
    case .int(let number):
      writer.byte(3)
      writer.number(number)
    case .uint(let number):
      writer.byte(4)
      writer.number(Int64(bitPattern: number))
    case .double(let number):
      writer.byte(5)
      writer.number(Int64(bitPattern: number.bitPattern))
    case .string(let text):
      writer.byte(6)
      writer.blob(Array(text.utf8))
    case .timestamp(let moment):
      writer.byte(7)
      writer.number(moment.seconds)
      writer.number(Int64(moment.nanoseconds))
    case .duration(let length):
      writer.byte(8)
      writer.number(length.components.seconds)
      writer.number(length.components.attoseconds)
    case .list(let items):
      writer.byte(9)
      writer.list(items) { write($1, &$0) }
    default: writer.byte(0)
    }
  }

  private static func read(_ reader: inout StateReader, depth: Int) throws(JourneyStateError) -> Value {
    switch try reader.byte() {
    case 0: return .null
    case 1: return .bool(false)
    case 2: return .bool(true)
    case 3: return .int(try reader.number())
    case 4: return .uint(UInt64(bitPattern: try reader.number()))
    case 5: return .double(Double(bitPattern: UInt64(bitPattern: try reader.number())))
    case 6: return .string(String(decoding: try reader.blob(), as: UTF8.self))
    case 7:
      let seconds = try reader.number()
      let nanoseconds = Int32(truncatingIfNeeded: try reader.number())
      return .timestamp(Timestamp(seconds: seconds, nanoseconds: nanoseconds))
    case 8:
      let seconds = try reader.number()
      return .duration(Duration(secondsComponent: seconds, attosecondsComponent: try reader.number()))
    case 9:
      guard depth < 8 else { throw .invalid("lists within lists") }
      return .list(try reader.list { (reader) throws(JourneyStateError) in try read(&reader, depth: depth + 1) })
    default: throw .invalid("a value of an unknown type")
    }
  }
}
