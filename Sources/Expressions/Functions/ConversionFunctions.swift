import Times

/// Conversions between types. Source: cel-spec, `langdef.md`, "Type Conversions".
extension Builtin {
  func convert(_ arguments: [Value], _ meter: inout CostMeter) throws(EvaluationError) -> Value? {
    guard arguments.count == 1 else { return nil }
    let value = arguments[0]
    try meter.charge(self == .dyn || self == .type ? 0 : value.shallowSize)
    switch self {
    case .dyn: return value
    case .type: return .type(value.type)
    case .toBool: return try toBool(value)
    case .toBytes: return toBytes(value)
    case .toDouble: return try toDouble(value)
    case .toDuration: return try toDuration(value)
    case .toInt: return try toInt(value)
    case .toTimestamp: return try toTimestamp(value)
    case .toUint: return try toUint(value)
    default: return try toText(value)
    }
  }

  private func invalid(_ text: String) -> EvaluationError {
    EvaluationError(.invalidText, "`\(text.prefix(60))` cannot be converted to \(rawValue)")
  }

  private func outOfRange(_ what: String) -> EvaluationError {
    EvaluationError(.outOfRange, "range error: `\(what)` does not fit \(rawValue)")
  }

  private func toBool(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .bool: return value
    case .string(let text):
      switch text {
      case "1", "t", "T", "true", "TRUE", "True": return .bool(true)
      case "0", "f", "F", "false", "FALSE", "False": return .bool(false)
      default: throw invalid(text)
      }
    default: return nil
    }
  }

  private func toBytes(_ value: Value) -> Value? {
    switch value {
    case .bytes: value
    case .string(let text): .bytes(Array(text.utf8))
    default: nil
    }
  }

  private func toDouble(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .double: return value
    case .int(let value): return .double(Double(value))
    case .uint(let value): return .double(Double(value))
    case .string(let text):
      guard let number = DoubleText.parse(text) else { throw invalid(text) }
      return .double(number)
    default: return nil
    }
  }

  private func toInt(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .int: return value
    case .uint(let value):
      guard let result = Int64(exactly: value) else { throw outOfRange(String(value)) }
      return .int(result)
    case .double(let value):
      // Doubles at the very edges stand for more than one number; both edges are refused, as the conformance cases ask.
      guard value > -9_223_372_036_854_775_808, value < 9_223_372_036_854_775_808 else {
        throw outOfRange(DoubleText.shortest(value))
      }
      return .int(Int64(value))
    case .string(let text):
      guard let result = Int64(text) else { throw invalid(text) }
      return .int(result)
    case .timestamp(let moment): return .int(moment.seconds)
    default: return nil
    }
  }

  private func toUint(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .uint: return value
    case .int(let value):
      guard let result = UInt64(exactly: value) else { throw outOfRange(String(value)) }
      return .uint(result)
    case .double(let value):
      guard value > -1, value < 18_446_744_073_709_551_616 else { throw outOfRange(DoubleText.shortest(value)) }
      return .uint(UInt64(value))
    case .string(let text):
      guard let result = UInt64(text) else { throw invalid(text) }
      return .uint(result)
    default: return nil
    }
  }

  private func toDuration(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .duration: return value
    case .string(let text):
      guard let length = Duration(unitText: text) else {
        throw EvaluationError(
          .outOfRange, "`\(text.prefix(60))` is no length of time such as `1h30m`, or out of range (about 292 years)")
      }
      return .duration(length)
    default: return nil
    }
  }

  private func toTimestamp(_ value: Value) throws(EvaluationError) -> Value? {
    let moment: Timestamp
    switch value {
    case .timestamp: return value
    case .int(let seconds): moment = Timestamp(seconds: seconds)
    case .string(let text):
      guard let parsed = Timestamp(rfc3339: text) else {
        throw EvaluationError(.invalidText, "`\(text.prefix(60))` is no timestamp such as `2026-01-31T09:00:00Z`")
      }
      moment = parsed
    default: return nil
    }
    guard moment.isInRange else { throw outOfRange("years 1 to 9999") }
    return .timestamp(moment)
  }

  private func toText(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .string: return value
    case .bool(let value): return .string(String(value))
    case .int(let value): return .string(String(value))
    case .uint(let value): return .string(String(value))
    case .double(let value): return .string(DoubleText.shortest(value))
    case .timestamp(let moment): return .string(moment.rfc3339)
    case .duration(let length): return .string(length.secondsText)
    case .bytes(let bytes):
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw EvaluationError(.invalidUTF8, "the bytes are invalid UTF-8 and cannot be converted to string")
      }
      return .string(text)
    default: return nil
    }
  }
}
