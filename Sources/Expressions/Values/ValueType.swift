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
  /// A variable of a function's signature (`T`), or one that the checker has yet to find.
  case parameter(String)
}
