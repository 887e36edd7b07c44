/// The math extension. Source: cel-go's `ext/math.go`, as the conformance cases have it.
extension Builtin {
  func calculateMath(_ arguments: [Value], _ meter: inout CostMeter) throws(EvaluationError) -> Value? {
    switch self {
    case .greatest, .least: return try extreme(arguments, &meter)
    case .bitAnd, .bitOr, .bitXor, .bitShiftLeft, .bitShiftRight:
      return arguments.count == 2 ? try bits(arguments[0], arguments[1]) : nil
    case .bitNot:
      switch arguments.first {
      case .int(let value)? where arguments.count == 1: return .int(~value)
      case .uint(let value)? where arguments.count == 1: return .uint(~value)
      default: return nil
      }
    default:
      guard arguments.count == 1 else { return nil }
      return try number(arguments[0])
    }
  }

  private func extreme(_ arguments: [Value], _ meter: inout CostMeter) throws(EvaluationError) -> Value? {
    var candidates = arguments
    if arguments.count == 1, case .list(let list) = arguments[0] { candidates = list }
    try meter.charge(candidates.count)
    guard var best = candidates.first else {
      throw EvaluationError(.noMatchingOverload, "`\(rawValue)` needs at least one number")
    }
    for candidate in candidates {
      guard let order = NumberOrder.of(candidate, best) else { return nil }
      if order == (self == .greatest ? .greater : .less) { best = candidate }
    }
    return best
  }

  private func number(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .double(let value): return double(value)
    case .int(let value):
      switch self {
      case .sqrt: return .double(Double(value).squareRoot())
      case .sign: return .int(value.signum())
      case .abs:
        if value == Int64.min { throw EvaluationError(.overflow, "overflow: the result of `math.abs` is out of range") }
        return .int(Swift.abs(value))
      default: return nil
      }
    case .uint(let value):
      switch self {
      case .sqrt: return .double(Double(value).squareRoot())
      case .sign: return .uint(value == 0 ? 0 : 1)
      case .abs: return .uint(value)
      default: return nil
      }
    default: return nil
    }
  }

  private func double(_ value: Double) -> Value? {
    switch self {
    case .ceil: .double(value.rounded(.up))
    case .floor: .double(value.rounded(.down))
    case .round: .double(value.rounded(.toNearestOrAwayFromZero))
    case .trunc: .double(value.rounded(.towardZero))
    case .sqrt: .double(value.squareRoot())
    case .isNaN: .bool(value.isNaN)
    case .isInf: .bool(value.isInfinite)
    case .isFinite: .bool(value.isFinite)
    case .abs: .double(value.magnitude)
    case .sign: .double(value > 0 ? 1 : value < 0 ? -1 : value)
    default: nil
    }
  }

  private func bits(_ a: Value, _ b: Value) throws(EvaluationError) -> Value? {
    switch (self, a, b) {
    case (.bitAnd, .int(let a), .int(let b)): return .int(a & b)
    case (.bitAnd, .uint(let a), .uint(let b)): return .uint(a & b)
    case (.bitOr, .int(let a), .int(let b)): return .int(a | b)
    case (.bitOr, .uint(let a), .uint(let b)): return .uint(a | b)
    case (.bitXor, .int(let a), .int(let b)): return .int(a ^ b)
    case (.bitXor, .uint(let a), .uint(let b)): return .uint(a ^ b)
    // Bits move out at both ends and zeros move in, also to the right of a negative int.
    case (.bitShiftLeft, .int(let a), .int(let b)): return .int(a << (try distance(b)))
    case (.bitShiftLeft, .uint(let a), .int(let b)): return .uint(a << (try distance(b)))
    case (.bitShiftRight, .int(let a), .int(let b)):
      return .int(Int64(bitPattern: UInt64(bitPattern: a) >> (try distance(b))))
    case (.bitShiftRight, .uint(let a), .int(let b)): return .uint(a >> (try distance(b)))
    default: return nil
    }
  }

  private func distance(_ value: Int64) throws(EvaluationError) -> Int64 {
    if value < 0 { throw EvaluationError(.outOfRange, "`\(rawValue)` has a negative offset: \(value)") }
    return min(value, 64)
  }
}
