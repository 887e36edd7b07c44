/// The ways to evaluate a program.
extension Program {
  /// The value for a row.
  public func evaluate(row: Row, context: EvaluationContext) -> Result<Value, EvaluationError> {
    if let words, case .word(let word) = WordMachine.run(words, row, context, symbols) {
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
    var machine = GeneralMachine(code: general, symbols: symbols, context: context)
    return machine.run(row).mapError { error in
      var error = error
      if error.range == nil { error.range = machine.failureRange.map { source.range($0) } }
      return error
    }
  }

  /// The truth of a condition for a row; an error also when the value is no bool.
  public func evaluateTruth(row: Row, context: EvaluationContext) -> Truth {
    if let words, words.result == .bool {
      switch WordMachine.run(words, row, context, symbols) {
      case .word(0): return .false
      case .word(1): return .true
      case .word, .failed: return .error
      case .uncovered: break
      }
    }
    var machine = GeneralMachine(code: general, symbols: symbols, context: context)
    guard case .success(.bool(let truth)) = machine.run(row) else { return .error }
    return truth ? .true : .false
  }

  /// The number that the expression gives for a row, ints and uints as the nearest double; nothing when it fails or
  /// gives no number.
  public func evaluateDouble(row: Row, context: EvaluationContext) -> Double? {
    if let words {
      switch (WordMachine.run(words, row, context, symbols), words.result) {
      case (.word(let word), .double): return Double(bitPattern: word)
      case (.word(let word), .int): return Double(Int64(bitPattern: word))
      case (.word(let word), .uint): return Double(word)
      case (.failed, _): return nil
      default: break
      }
    }
    var machine = GeneralMachine(code: general, symbols: symbols, context: context)
    switch machine.run(row) {
    case .success(.double(let value)): return value
    case .success(.int(let value)): return Double(value)
    case .success(.uint(let value)): return Double(value)
    default: return nil
    }
  }
}
