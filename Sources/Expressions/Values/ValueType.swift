/// A type of the Common Expression Language, protobuf messages left out.
public indirect enum ValueType: Hashable, Sendable {
  case null, bool, int, uint, double, string, bytes, timestamp, duration
  /// Known only when evaluated.
  case dyn
  /// The type of a type: `type(1)` has the type `type(int)`.
  case type(ValueType)
  case list(ValueType)
  case map(ValueType, ValueType)
  case optional(ValueType)
  /// A type of the host's, such as `events`; values of it are made and read by the host's functions only.
  case opaque(String)
  /// A type of the host's with parameters, such as `tuple(int, string)`.
  case generic(String, [ValueType])
  /// A variable of a function's signature (`T`), or one that the checker has yet to find.
  case parameter(String)
}

extension ValueType: CustomStringConvertible {
  /// The type as authors write and read it, such as `map(string, int)`.
  public var description: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .dyn: "dyn"
    case .type(let inner): "type(\(inner))"
    case .list(let element): "list(\(element))"
    case .map(let key, let value): "map(\(key), \(value))"
    case .optional(let wrapped): "optional(\(wrapped))"
    case .opaque(let name): name
    case .generic(let name, let parameters): "\(name)(\(parameters.map(\.description).joined(separator: ", ")))"
    case .parameter(let name): name
    }
  }

  /// The name of a type as a value, as `type(x)` gives it; parameters are left out.
  ///
  /// Source: cel-spec, `langdef.md`, "Abstract Types" and the names of the well-known protobuf types.
  public var runtimeName: String {
    switch self {
    case .null: "null_type"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    case .type: "type"
    case .list: "list"
    case .map: "map"
    case .optional: "optional_type"
    case .generic(let name, _): name
    default: description
    }
  }

  /// The types inside.
  var parameters: [ValueType] {
    switch self {
    case .type(let inner), .list(let inner), .optional(let inner): [inner]
    case .map(let key, let value): [key, value]
    case .generic(_, let parameters): parameters
    default: []
    }
  }

  /// The same type with other types inside; as many as ``parameters``.
  func replacingParameters(_ parameters: [ValueType]) -> ValueType {
    switch self {
    case .type: .type(parameters[0])
    case .list: .list(parameters[0])
    case .optional: .optional(parameters[0])
    case .map: .map(parameters[0], parameters[1])
    case .generic(let name, _): .generic(name, parameters)
    default: self
    }
  }
}
