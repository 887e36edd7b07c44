import Times

/// A value of the Common Expression Language, protobuf messages left out.
public enum Value: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  case string(String)
  case bytes([UInt8])
  case timestamp(Timestamp)
  /// A length of time; CEL's range is that of `google.protobuf.Duration`.
  case duration(Duration)
  case list([Value])
  case map(MapValue)
  case type(ValueType)
  indirect case optional(Value?)
  /// A value of the host's own.
  indirect case opaque(any OpaqueValue)
}

/// A value that only the host's functions can read, such as a customer's events.
public protocol OpaqueValue: Sendable {
  /// The name of its type, as in ``ValueType/opaque(_:)``.
  var typeName: String { get }
}

/// A map, in order of insertion.
public struct MapValue: Sendable {
  /// Its keys (bool, int, uint or string) and values.
  public var entries: [(key: Value, value: Value)]

  /// Makes a map; keys must differ.
  public init(entries: [(key: Value, value: Value)]) { self.entries = entries }
}

extension Value {
  /// The type of the value itself; what lists, maps and optionals hold is not looked at and given as `dyn`.
  public var type: ValueType {
    switch self {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .timestamp: .timestamp
    case .duration: .duration
    case .list: .list(.dyn)
    case .map: .map(.dyn, .dyn)
    case .type: .type(.dyn)
    case .optional: .optional(.dyn)
    case .opaque(let value): .opaque(value.typeName)
    }
  }

  /// Whether the value can stand where a type is asked for; only its outermost shape is looked at.
  func fits(_ wanted: ValueType) -> Bool {
    switch (wanted, self) {
    case (.dyn, _), (.parameter, _), (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double),
      (.string, .string), (.bytes, .bytes), (.timestamp, .timestamp), (.duration, .duration), (.list, .list),
      (.map, .map), (.type, .type), (.optional, .optional):
      true
    case (.opaque(let name), .opaque(let value)), (.generic(let name, _), .opaque(let value)): name == value.typeName
    default: false
    }
  }
}
