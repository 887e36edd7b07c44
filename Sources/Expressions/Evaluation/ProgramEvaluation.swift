/// The ways to evaluate a program.
extension Program {
  /// The value for a row.
  public func evaluate(row: Row, context: EvaluationContext) -> Result<Value, EvaluationError> {
    if hasWordCode, case .word(let word) = WordMachine.run(self, row, context) {
      if words.result == .bool {
        if word < 2 { return .success(.bool(word == 1)) }
      } else if let value = SlotCoding.value(of: word, words.result, symbols) {
        return .success(value)
      }
    }
    // Failures too are left to the stack machine, which knows their reasons.
    return evaluateGenerally(row: row, context: context)
  }

  /// The value for a row, by the stack machine alone.
  func evaluateGenerally(row: Row, context: EvaluationContext) -> Result<Value, EvaluationError> {
    var machine = GeneralMachine(general, costMax: context.costMax)
    return machine.run(row, context, symbols).mapError { error in
      var error = error
      if error.range == nil { error.range = machine.failureRange.map { source.range($0) } }
      return error
    }
  }

  /// The truth of a condition for a row; an error also when the value is no bool.
  public func evaluateTruth(row: Row, context: EvaluationContext) -> Truth {
    if isWordCondition {
      switch WordMachine.run(self, row, context) {
      case .word(0): return .false
      case .word(1): return .true
      case .word, .failed: return .error
      case .uncovered: break
      }
    }
    var machine = GeneralMachine(general, costMax: context.costMax)
    guard case .success(.bool(let truth)) = machine.run(row, context, symbols) else { return .error }
    return truth ? .true : .false
  }

  /// The number that the expression gives for a row, ints and uints as the nearest double; nothing when it fails or
  /// gives no number.
  public func evaluateDouble(row: Row, context: EvaluationContext) -> Double? {
    if hasWordCode {
      switch (WordMachine.run(self, row, context), words.result) {
      case (.word(let word), .double): return Double(bitPattern: word)
      case (.word(let word), .int): return Double(Int64(bitPattern: word))
      case (.word(let word), .uint): return Double(word)
      case (.failed, _): return nil
      default: break
      }
    }
    var machine = GeneralMachine(general, costMax: context.costMax)
    switch machine.run(row, context, symbols) {
    case .success(.double(let value)): return value
    case .success(.int(let value)): return Double(value)
    case .success(.uint(let value)): return Double(value)
    default: return nil
    }
  }
}
