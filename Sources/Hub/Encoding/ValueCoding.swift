import Expressions
import Times

/// What stands before a value; the raw values are in the log.
private enum ValueTag: UInt8 {
  case null = 0
  case `false` = 1
  case `true` = 2
  case int = 3
  case uint = 4
  case double = 5
  case string = 6
  case timestamp = 7
  case duration = 8
  case list = 9
  case map = 10
  case bytes = 11
}

extension ByteReader {
  /// The most lists and maps within one another; JSON that is read has fewer.
  static let valueDepthMax = 128
}

extension ByteWriter {
  /// A value; those that no attribute can have (types, optionals, values of the host) are written as null.
  mutating func value(_ value: Value) {
    switch value {
    case .null, .type, .optional, .opaque: tag(.null)
    case .bool(let flag): tag(flag ? .true : .false)
    case .int(let number):
      tag(.int)
      signed(number)
    case .uint(let number):
      tag(.uint)
      varint(number)
    case .double(let number):
      tag(.double)
      double(number)
    case .string(let text):
      tag(.string)
      string(text)
    case .bytes(let bytes):
      tag(.bytes)
      blob(bytes)
    case .timestamp(let moment):
      tag(.timestamp)
      signed(moment.seconds)
      varint(UInt64(UInt32(bitPattern: moment.nanoseconds)))
    case .duration(let length):
      tag(.duration)
      signed(length.components.seconds)
      signed(length.components.attoseconds)
    case .list(let items):
      tag(.list)
      count(items.count)
      for item in items { self.value(item) }
    case .map(let map):
      tag(.map)
      count(map.entries.count)
      for entry in map.entries {
        self.value(entry.key)
        self.value(entry.value)
      }
    }
  }

  private mutating func tag(_ tag: ValueTag) { byte(tag.rawValue) }
}

extension ByteReader {
  /// A value, as ``ByteWriter/value(_:)`` wrote it.
  mutating func value(depth: Int = 0) throws(BodyError) -> Value {
    guard let tag = ValueTag(rawValue: try byte()) else { throw .invalid("a value of an unknown type") }
    switch tag {
    case .null: return .null
    case .false: return .bool(false)
    case .true: return .bool(true)
    case .int: return .int(try signed())
    case .uint: return .uint(try varint())
    case .double: return .double(try double())
    case .string: return .string(try string())
    case .bytes: return .bytes(try blob())
    case .timestamp:
      let seconds = try signed()
      let nanoseconds = try varint()
      guard nanoseconds < 1_000_000_000 else { throw .invalid("a moment that is none") }
      return .timestamp(Timestamp(seconds: seconds, nanoseconds: Int32(nanoseconds)))
    case .duration:
      let seconds = try signed()
      return .duration(Duration(secondsComponent: seconds, attosecondsComponent: try signed()))
    case .list, .map: return try collection(tag, depth: depth + 1)
    }
  }

  private mutating func collection(_ tag: ValueTag, depth: Int) throws(BodyError) -> Value {
    if depth > ByteReader.valueDepthMax { throw .invalid("lists too deep within one another") }
    let count = try count(ofBytes: tag == .list ? 1 : 2)
    if tag == .list {
      var items: [Value] = []
      for _ in 0..<count { items.append(try value(depth: depth)) }
      return .list(items)
    }
    var entries: [(key: Value, value: Value)] = []
    for _ in 0..<count {
      let key = try value(depth: depth)
      entries.append((key, try value(depth: depth)))
    }
    return .map(MapValue(entries: entries))
  }
}
