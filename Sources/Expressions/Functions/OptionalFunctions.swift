import Times

/// Values that may be missing. Source: cel-go's optional types, as the conformance cases have them.
extension Builtin {
  func readOptional(_ arguments: [Value]) throws(EvaluationError) -> Value? {
    switch (self, arguments.count) {
    case (.optionalNone, 0): return .optional(nil)
    case (.optionalOf, 1): return .optional(arguments[0])
    case (.optionalOfNonZero, 1): return .optional(arguments[0].isZero ? nil : arguments[0])
    case (.hasValue, 1):
      guard case .optional(let wrapped) = arguments[0] else { return nil }
      return .bool(wrapped != nil)
    case (.value, 1):
      guard case .optional(let wrapped) = arguments[0] else { return nil }
      guard let wrapped else { throw EvaluationError(.noValue, "the optional has no value") }
      return wrapped
    case (.or, 2):
      guard case .optional(let wrapped) = arguments[0], case .optional = arguments[1] else { return nil }
      return wrapped == nil ? arguments[1] : arguments[0]
    case (.orValue, 2):
      guard case .optional(let wrapped) = arguments[0] else { return nil }
      return wrapped ?? arguments[1]
    default: return nil
    }
  }
}

extension Value {
  /// Whether the value is the one that its type begins with: null, false, zero, empty, the start of 1970.
  var isZero: Bool {
    switch self {
    case .null, .optional(nil): true
    case .bool(let value): !value
    case .int(let value): value == 0
    case .uint(let value): value == 0
    case .double(let value): value == 0
    case .string, .bytes, .list, .map: shallowSize == 0
    case .timestamp(let moment): moment == Timestamp(seconds: 0)
    case .duration(let length): length == .zero
    case .type, .optional, .opaque: false
    }
  }
}
