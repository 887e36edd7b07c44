import Times

/// Comparisons, `!`, and the arithmetic of numbers, texts, lists and times. Each gives nothing for types that it does
/// not take.
extension Builtin {
  func compare(_ arguments: [Value], _ meter: inout CostMeter) throws(EvaluationError) -> Value? {
    guard arguments.count == 2 else { return nil }
    try meter.charge(min(arguments[0].shallowSize, arguments[1].shallowSize))
    if self == .equal || self == .notEqual {
      try meter.charge(elementCost(arguments[0], arguments[1]))
      return .bool(Value.areEqual(arguments[0], arguments[1]) == (self == .equal))
    }
    guard let order = Value.order(arguments[0], arguments[1]) else { return nil }
    switch self {
    case .less: return .bool(order == .less)
    case .lessOrEqual: return .bool(order == .less || order == .same)
    case .greater: return .bool(order == .greater)
    default: return .bool(order == .greater || order == .same)
    }
  }

  /// The work of comparing what stands in two lists or maps, as far down as one would look.
  private func elementCost(_ a: Value, _ b: Value) -> Int {
    switch (a, b) {
    case (.list(let a), .list(let b)) where a.count == b.count:
      var cost = 0
      for index in a.indices {
        cost += min(a[index].shallowSize, b[index].shallowSize) + elementCost(a[index], b[index])
      }
      return cost
    case (.map(let a), .map(let b)) where a.entries.count == b.entries.count:
      return a.entries.reduce(0) { $0 + $1.value.deepSize }
    case (.optional(let a?), .optional(let b?)): return elementCost(a, b)
    default: return 0
    }
  }

  func calculate(_ arguments: [Value], _ meter: inout CostMeter) throws(EvaluationError) -> Value? {
    guard let first = arguments.first else { return nil }
    guard arguments.count == 2 else { return try calculate(first) }
    switch (first, arguments[1]) {
    case (.int(let a), .int(let b)): return .int(try integer(a, b))
    case (.uint(let a), .uint(let b)): return .uint(try integer(a, b))
    case (.double(let a), .double(let b)): return double(a, b).map { .double($0) }
    case (.string(let a), .string(let b)) where self == .add:
      try meter.charge(a.utf8.count + b.utf8.count)
      return .string(a + b)
    case (.bytes(let a), .bytes(let b)) where self == .add:
      try meter.charge(a.count + b.count)
      return .bytes(a + b)
    case (.list(let a), .list(let b)) where self == .add:
      try meter.charge(a.count + b.count)
      return .list(a + b)
    default: return try time(first, arguments[1])
    }
  }

  private func calculate(_ operand: Value) throws(EvaluationError) -> Value? {
    switch (self, operand) {
    case (.not, .bool(let value)): return .bool(!value)
    case (.negate, .double(let value)): return .double(-value)
    case (.negate, .int(let value)):
      if value == Int64.min { throw overflow() }
      return .int(-value)
    default: return nil
    }
  }

  private func overflow() -> EvaluationError {
    EvaluationError(
      .overflow, "overflow: the result of `\(OperatorName.sign(of: rawValue) ?? rawValue)` is out of range")
  }

  private func integer<T: FixedWidthInteger>(_ a: T, _ b: T) throws(EvaluationError) -> T {
    let result: (partialValue: T, overflow: Bool)
    switch self {
    case .add: result = a.addingReportingOverflow(b)
    case .subtract: result = a.subtractingReportingOverflow(b)
    case .multiply: result = a.multipliedReportingOverflow(by: b)
    case .divide:
      if b == 0 { throw EvaluationError(.divisionByZero, "division by zero") }
      result = a.dividedReportingOverflow(by: b)
    default:
      if b == 0 { throw EvaluationError(.divisionByZero, "modulus by zero") }
      result = a.remainderReportingOverflow(dividingBy: b)
    }
    if result.overflow { throw overflow() }
    return result.partialValue
  }

  private func double(_ a: Double, _ b: Double) -> Double? {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    default: nil
    }
  }

  // MARK: Times

  private func time(_ a: Value, _ b: Value) throws(EvaluationError) -> Value? {
    switch (self, a, b) {
    case (.add, .timestamp(let moment), .duration(let length)), (.add, .duration(let length), .timestamp(let moment)):
      return .timestamp(try moment.adding(length))
    case (.subtract, .timestamp(let moment), .duration(let length)):
      return .timestamp(try moment.adding(.zero - bounded(length)))
    case (.subtract, .timestamp(let a), .timestamp(let b)):
      let (seconds, overflows) = a.seconds.subtractingReportingOverflow(b.seconds)
      if overflows { throw lengthOutOfRange() }
      return .duration(
        try checked(.seconds(seconds) + .nanoseconds(Int64(a.nanoseconds) - Int64(b.nanoseconds))))
    case (.add, .duration(let a), .duration(let b)): return .duration(try checked(bounded(a) + bounded(b)))
    case (.subtract, .duration(let a), .duration(let b)): return .duration(try checked(bounded(a) - bounded(b)))
    default: return nil
    }
  }

  private func lengthOutOfRange() -> EvaluationError {
    EvaluationError(.outOfRange, "the length of time is out of range (about 292 years)")
  }

  private func checked(_ length: Duration) throws(EvaluationError) -> Duration {
    guard length.nanosecondsExactly != nil else { throw lengthOutOfRange() }
    return length
  }

  /// Refuses lengths of the host that could not even be added.
  private func bounded(_ length: Duration) throws(EvaluationError) -> Duration {
    guard length.components.seconds.magnitude < 1 << 60 else { throw lengthOutOfRange() }
    return length
  }
}

extension Timestamp {
  /// The moment a length of time later, if the language has it.
  func adding(_ length: Duration) throws(EvaluationError) -> Timestamp {
    let (seconds, attoseconds) = length.components
    let nanoseconds = Int64(nanoseconds) + attoseconds / 1_000_000_000
    let (sum, overflows) = self.seconds.addingReportingOverflow(seconds)
    let result = Timestamp(
      // Far outside the range either way, so that the check below refuses it.
      seconds: overflows ? .max : sum &+ nanoseconds.quotientFloored(by: 1_000_000_000),
      nanoseconds: Int32(nanoseconds.remainderFloored(by: 1_000_000_000)))
    guard result.isInRange else {
      throw EvaluationError(.outOfRange, "the timestamp is out of range (years 1 to 9999)")
    }
    return result
  }
}

extension Value {
  /// The bytes or elements of the value, without looking into its elements; 0 for what has a fixed size.
  var shallowSize: Int {
    switch self {
    case .string(let text): text.utf8.count
    case .bytes(let bytes): bytes.count
    case .list(let list): list.count
    case .map(let map): map.entries.count
    default: 0
    }
  }

  /// The bytes and elements of the value and all that stands in it.
  var deepSize: Int {
    switch self {
    case .list(let list): list.reduce(list.count) { $0 + $1.deepSize }
    case .map(let map): map.entries.reduce(map.entries.count) { $0 + $1.key.shallowSize + $1.value.deepSize }
    case .optional(let wrapped?): 1 + wrapped.deepSize
    default: shallowSize
    }
  }
}
