/// What a JSON value is. Numbers are told apart by how they are written: `1` is whole, `1.0` and `1e0` are not.
public enum JSONKind: UInt8, Sendable {
  /// `{…}`
  case object = 0x7B
  /// `[…]`
  case array = 0x5B
  /// `"…"`
  case string = 0x22
  /// A whole number in -2^63 ..< 2^63.
  case int64 = 0x6C
  /// A whole number in 2^63 ..< 2^64.
  case uint64 = 0x75
  /// A number with a point or an exponent.
  case double = 0x64
  /// `true`
  case `true` = 0x74
  /// `false`
  case `false` = 0x66
  /// `null`
  case null = 0x6E
}

/// A value of a parsed document: a place on the parser's tape, two words and a pointer wide.
///
/// It holds, like the bytes it hands out, until the closure it was given to returns. The tape is simdjson's: the upper
/// eight bits of a word are the ``JSONKind``, the others say where to go.
public struct JSONValue {
  @usableFromInline let tape: UnsafePointer<UInt64>
  @usableFromInline let strings: UnsafePointer<UInt8>
  @usableFromInline let index: Int

  @usableFromInline init(tape: UnsafePointer<UInt64>, strings: UnsafePointer<UInt8>, index: Int) {
    self.tape = tape
    self.strings = strings
    self.index = index
  }

  /// What the value is.
  @inlinable public var kind: JSONKind { JSONKind(rawValue: UInt8(tape[index] >> 56)) ?? .null }

  /// Whether the value is `null`.
  @inlinable public var isNull: Bool { kind == .null }

  /// `true` or `false`; nil for other kinds.
  @inlinable public var bool: Bool? {
    switch kind {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// A whole number in the range of Int64; nil for others and for other kinds.
  @inlinable public var int64: Int64? { kind == .int64 ? Int64(bitPattern: tape[index + 1]) : nil }

  /// A whole number that is not negative; nil for others and for other kinds.
  @inlinable public var uint64: UInt64? {
    switch kind {
    case .uint64: tape[index + 1]
    case .int64 where tape[index + 1] >> 63 == 0: tape[index + 1]
    default: nil
    }
  }

  /// Any number, rounded to the nearest double; nil for other kinds.
  @inlinable public var double: Double? {
    switch kind {
    case .double: Double(bitPattern: tape[index + 1])
    case .int64: Double(Int64(bitPattern: tape[index + 1]))
    case .uint64: Double(tape[index + 1])
    default: nil
    }
  }

  /// The UTF-8 text of a string, escapes resolved (so that it may hold NUL); nil for other kinds.
  @inlinable public var stringBytes: UnsafeBufferPointer<UInt8>? { kind == .string ? text : nil }

  /// A copy of the text of a string; nil for other kinds.
  @inlinable public var string: String? { stringBytes.map { String(decoding: $0, as: UTF8.self) } }

  /// The members of an object, in the order of the text; none for other kinds.
  @inlinable public var members: JSONMembers { JSONMembers(self) }

  /// The elements of an array, in order; none for other kinds.
  @inlinable public var elements: JSONElements { JSONElements(self) }

  /// The value of a key of an object, found by looking at its keys in order; nil where there is none.
  @inlinable public subscript(key: StaticString) -> JSONValue? {
    guard key.hasPointerRepresentation else { return nil }
    return self[keyBytes: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)]
  }

  /// The value of a key given as UTF-8; nil where there is none.
  @inlinable public subscript(keyBytes key: UnsafeBufferPointer<UInt8>) -> JSONValue? {
    for member in members where member.key.count == key.count && member.key.elementsEqual(key) { return member.value }
    return nil
  }

  /// The text a word of kind string points to: a length in 32 bits, then the bytes.
  @inlinable var text: UnsafeBufferPointer<UInt8> {
    let start = strings + Int(tape[index] & 0x00FF_FFFF_FFFF_FFFF)
    let length = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
    return UnsafeBufferPointer(start: start + 4, count: Int(length))
  }

  /// The index of what follows the value.
  @inlinable var nextIndex: Int {
    switch kind {
    case .object, .array: Int(tape[index] & 0xFFFF_FFFF)
    case .int64, .uint64, .double: index + 2
    case .string, .true, .false, .null: index + 1
    }
  }
}

/// The members of an object, in the order of the text.
public struct JSONMembers: Sequence, IteratorProtocol {
  @usableFromInline var position: JSONValue
  @usableFromInline let end: Int

  @inlinable init(_ object: JSONValue) {
    let isObject = object.kind == .object
    position = JSONValue(tape: object.tape, strings: object.strings, index: object.index + 1)
    end = isObject ? object.nextIndex - 1 : object.index + 1
  }

  /// The next key, as UTF-8 with escapes resolved, and its value.
  @inlinable public mutating func next() -> (key: UnsafeBufferPointer<UInt8>, value: JSONValue)? {
    guard position.index < end else { return nil }
    let value = JSONValue(tape: position.tape, strings: position.strings, index: position.index + 1)
    let key = position.text
    position = JSONValue(tape: position.tape, strings: position.strings, index: value.nextIndex)
    return (key, value)
  }
}

/// The elements of an array, in order.
public struct JSONElements: Sequence, IteratorProtocol {
  @usableFromInline var position: JSONValue
  @usableFromInline let end: Int

  @inlinable init(_ array: JSONValue) {
    let isArray = array.kind == .array
    position = JSONValue(tape: array.tape, strings: array.strings, index: array.index + 1)
    end = isArray ? array.nextIndex - 1 : array.index + 1
  }

  /// The next element.
  @inlinable public mutating func next() -> JSONValue? {
    guard position.index < end else { return nil }
    let value = position
    position = JSONValue(tape: position.tape, strings: position.strings, index: value.nextIndex)
    return value
  }
}
