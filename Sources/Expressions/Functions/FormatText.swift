/// `format` of strings: clauses such as `%s`, `%d`, `%.3f`, `%e`, `%b`, `%o`, `%x`, `%X` and `%%`.
///
/// Source: cel-go's `ext/formatting.go`, as the conformance cases have it.
enum FormatText {
  /// The most digits behind the point.
  static let precisionMax = 100
  private static let defaultPrecision = 6

  /// The text with each clause replaced by its value, in order.
  static func format(_ form: String, _ values: [Value], _ meter: inout CostMeter) throws(EvaluationError) -> String {
    var result = ""
    var rest = Array(form.unicodeScalars)[...]
    var next = 0
    while let scalar = rest.popFirst() {
      guard scalar == "%" else {
        result.unicodeScalars.append(scalar)
        continue
      }
      if rest.first == "%" {
        rest.removeFirst()
        result += "%"
        continue
      }
      let precision = try takePrecision(&rest)
      guard let clause = rest.popFirst() else { throw unparsable("unexpected end of string") }
      guard clauses.contains(clause) else { throw unparsable("unrecognized formatting clause \"\(clause)\"") }
      guard next < values.count else {
        throw EvaluationError(
          .indexOutOfRange, "`format` has no value for clause \(next + 1): index \(next) out of range")
      }
      let text = try self.text(clause, values[next], precision: precision, &meter)
      try meter.charge(text.utf8.count)
      result += text
      next += 1
    }
    return result
  }

  private static let clauses: Set<Unicode.Scalar> = ["s", "d", "f", "e", "b", "o", "x", "X"]

  private static func unparsable(_ reason: String) -> EvaluationError {
    EvaluationError(.invalidText, "could not parse formatting clause: \(reason)")
  }

  private static func takePrecision(_ rest: inout ArraySlice<Unicode.Scalar>) throws(EvaluationError) -> Int {
    guard rest.first == "." else { return defaultPrecision }
    rest.removeFirst()
    var precision = 0
    while let scalar = rest.first, let digit = scalar.properties.numericType == .decimal ? scalar.value : nil,
      (48...57).contains(digit)
    {
      precision = precision * 10 + Int(digit - 48)
      rest.removeFirst()
      guard precision <= precisionMax else { throw unparsable("more than \(precisionMax) digits behind the point") }
    }
    return precision
  }

  private static func text(
    _ clause: Unicode.Scalar, _ value: Value, precision: Int, _ meter: inout CostMeter
  ) throws(EvaluationError) -> String {
    switch clause {
    case "s": return try plain(value, &meter)
    case "d": return try decimal(value)
    case "f":
      let number = try double(value, clause: "fixed-point")
      return DoubleText.fixed(number, fractionDigits: precision)
    case "e":
      let number = try double(value, clause: "scientific")
      return DoubleText.scientific(number, fractionDigits: precision)
    case "b":
      if case .bool(let bit) = value { return bit ? "1" : "0" }
      return try integer(value, radix: 2, failure: "only integers and bools can be formatted as binary")
    case "o": return try integer(value, radix: 8, failure: "octal clause can only be used on integers")
    default: return try hexadecimal(value, isUppercase: clause == "X", &meter)
    }
  }

  private static func refused(_ reason: String, _ value: Value) -> EvaluationError {
    EvaluationError(
      .noMatchingOverload, "error during formatting: \(reason), was given \(value.type.runtimeName)")
  }

  private static func decimal(_ value: Value) throws(EvaluationError) -> String {
    switch value {
    case .int(let value): return String(value)
    case .uint(let value): return String(value)
    case .double(let value) where !value.isFinite: return DoubleText.shortest(value)
    default: throw refused("decimal clause can only be used on integers", value)
    }
  }

  private static func double(_ value: Value, clause: String) throws(EvaluationError) -> Double {
    switch value {
    case .double(let value): return value
    case .int(let value): return Double(value)
    case .uint(let value): return Double(value)
    default: throw refused("\(clause) clause can only be used on doubles", value)
    }
  }

  private static func integer(_ value: Value, radix: Int, failure: String) throws(EvaluationError) -> String {
    switch value {
    case .int(let value): return String(value, radix: radix)
    case .uint(let value): return String(value, radix: radix)
    default: throw refused(failure, value)
    }
  }

  private static func hexadecimal(
    _ value: Value, isUppercase: Bool, _ meter: inout CostMeter
  ) throws(EvaluationError) -> String {
    let bytes: [UInt8]
    switch value {
    case .int(let value): return String(value, radix: 16, uppercase: isUppercase)
    case .uint(let value): return String(value, radix: 16, uppercase: isUppercase)
    case .string(let text): bytes = Array(text.utf8)
    case .bytes(let given): bytes = given
    default: throw refused("only integers, byte buffers, and strings can be formatted as hex", value)
    }
    try meter.charge(bytes.count)
    return bytes.map { (($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: isUppercase)) }.joined()
  }

  /// A value as `%s` shows it; maps in the order of their keys' texts.
  private static func plain(_ value: Value, _ meter: inout CostMeter) throws(EvaluationError) -> String {
    try meter.charge(1 + value.shallowSize)
    switch value {
    case .null: return "null"
    case .type(let type): return type.runtimeName
    case .list(let list):
      var parts: [String] = []
      for element in list { parts.append(try plain(element, &meter)) }
      return "[" + parts.joined(separator: ", ") + "]"
    case .map(let map):
      var parts: [(key: String, value: String)] = []
      for entry in map.entries { parts.append((try plain(entry.key, &meter), try plain(entry.value, &meter))) }
      parts.sort { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
      return "{" + parts.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
    case .optional, .opaque:
      throw refused(
        "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and "
          + "timestamps", value)
    default:
      guard case .string(let text)? = try Builtin.toString.convert([value], &meter) else {
        throw refused("string clause cannot be used here", value)
      }
      return text
    }
  }
}
