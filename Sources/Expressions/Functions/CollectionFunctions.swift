/// Lists, maps and fields.
extension Builtin {
  func readCollection(_ arguments: [Value], _ meter: inout CostMeter) throws(EvaluationError) -> Value? {
    switch (self, arguments.count) {
    case (.size, 1): return try arguments[0].elementCount(&meter).map { .int(Int64($0)) }
    case (.in, 2): return try isMember(arguments[0], of: arguments[1], &meter).map { .bool($0) }
    case (.index, 2): return try index(arguments[0], arguments[1], &meter)
    case (.optionalIndex, 2): return try optionalIndex(arguments[0], arguments[1], &meter)
    default: return nil
    }
  }

  private func isMember(_ value: Value, of collection: Value, _ meter: inout CostMeter) throws(EvaluationError) -> Bool?
  {
    try meter.charge(collection.shallowSize)
    switch collection {
    case .list(let list):
      for element in list where Value.areEqual(element, value) { return true }
      return false
    case .map(let map): return map.value(for: value) != nil
    default: return nil
    }
  }

  private func index(_ value: Value, _ key: Value, _ meter: inout CostMeter) throws(EvaluationError) -> Value? {
    switch value {
    case .list(let list):
      guard let place = key.listIndex else {
        throw EvaluationError(.noMatchingOverload, "invalid argument: a list has no place `\(key.type.runtimeName)`")
      }
      guard list.indices.contains(place) else {
        throw EvaluationError(.indexOutOfRange, "invalid argument: the list has no element \(place)")
      }
      return list[place]
    case .map(let map):
      try meter.charge(map.entries.count)
      guard let found = map.value(for: key) else { throw EvaluationError.noKey(key) }
      return found
    case .optional(nil): return .optional(nil)
    case .optional: return try optionalIndex(value, key, &meter)
    default: return nil
    }
  }

  private func optionalIndex(_ value: Value, _ key: Value, _ meter: inout CostMeter) throws(EvaluationError) -> Value? {
    switch value {
    case .list(let list):
      guard let place = key.listIndex else { return nil }
      return .optional(list.indices.contains(place) ? list[place] : nil)
    case .map(let map):
      try meter.charge(map.entries.count)
      return .optional(map.value(for: key))
    case .optional(nil): return .optional(nil)
    case .optional(let wrapped?): return try optionalIndex(wrapped, key, &meter)
    default: return nil
    }
  }
}

extension EvaluationError {
  static func noKey(_ key: Value) -> EvaluationError {
    let text = if case .string(let name) = key { name } else { key.keyText }
    return EvaluationError(.noSuchKey, "no such key: `\(text)`")
  }
}

extension Value {
  /// Whether the value has so many elements, characters (code points) or bytes; nothing when it has no size.
  func elementCount(_ meter: inout CostMeter) throws(EvaluationError) -> Int? {
    switch self {
    case .string(let text):
      try meter.charge(text.utf8.count)
      return text.unicodeScalars.count
    case .bytes(let bytes): return bytes.count
    case .list(let list): return list.count
    case .map(let map): return map.entries.count
    default: return nil
    }
  }

  /// The place in a list that a number means; doubles and uints count when they are whole.
  var listIndex: Int? {
    switch self {
    case .int(let value): Int(exactly: value)
    case .uint(let value): Int(exactly: value)
    case .double(let value): Int(exactly: value)
    default: nil
    }
  }

  /// A key as a message shows it.
  fileprivate var keyText: String {
    switch self {
    case .bool(let value): String(value)
    case .int(let value): String(value)
    case .uint(let value): String(value)
    case .double(let value): DoubleText.shortest(value)
    default: type.runtimeName
    }
  }

  /// The field of a map, or of the map in an optional; an optional without value gives itself.
  func field(_ name: String, isOptional: Bool, _ meter: inout CostMeter) throws(EvaluationError) -> Value {
    switch self {
    case .map(let map):
      try meter.charge(map.entries.count)
      let found = map.value(for: .string(name))
      if isOptional { return .optional(found) }
      guard let found else { throw EvaluationError(.noSuchKey, "no such key: `\(name)`") }
      return found
    case .optional(nil): return self
    case .optional(let wrapped?): return try wrapped.field(name, isOptional: true, &meter)
    default:
      throw EvaluationError(
        .noMatchingOverload, "a value of type `\(type.runtimeName)` does not support field selection of `\(name)`")
    }
  }

  /// Whether the value has a field.
  func hasField(_ name: String, _ meter: inout CostMeter) throws(EvaluationError) -> Bool {
    if case .optional(nil) = try field(name, isOptional: true, &meter) { false } else { true }
  }
}
