import Times

/// A value of the Common Expression Language, protobuf messages left out.
public indirect enum Value: Sendable {
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
  case optional(Value?)
  /// A value of the host's own.
  case opaque(any OpaqueValue)
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
