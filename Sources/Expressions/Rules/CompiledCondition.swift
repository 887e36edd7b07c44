/// One condition compiled by itself: a flat list of tests with jumps, evaluated over a row without allocating.
///
/// What the condition says of one slot is one test wherever the logic allows: `age >= 18 && age < 65` costs a subtraction
/// and a comparison. General parts are tested last.
///
/// Three-valued truth from two-valued jumps: and, or are minimum and maximum in the order false < error < true. So the
/// condition is true exactly if it is true with every error taken for false, and false exactly if it is false with
/// every error taken for true. The second question is asked only when an error was met.
public struct CompiledCondition: Sendable {
  // One reference, so that copies of the condition cost one count and not one for each array.
  @usableFromInline let program: ConditionProgram

  /// Compiles a condition.
  ///
  /// A comparison whose constant does not match the slot's type is an error for every row, and so is an ordering of
  /// strings, whose codes have no order. A slot outside `slotTypes` is absent in every row. The condition's depth is
  /// limited by the stack; the parser's limit is far below it.
  ///
  /// - Parameters:
  ///   - condition: the condition.
  ///   - slotTypes: the declared type of each slot.
  public init(_ condition: Condition, slotTypes: [ValueType]) {
    self.init(RuleFormula(condition, slotTypes: slotTypes))
  }

  /// Compiles a formula.
  init(_ formula: RuleFormula) {
    program = ConditionProgram(formula)
  }

  /// The truth of the condition for a row; its general parts are errors.
  @inlinable
  public func evaluate(_ row: Row) -> Truth {
    var none = NoGeneralRules()
    return evaluate(row, general: &none)
  }

  /// The truth of the condition for a row.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - general: evaluates the general parts, for the same subject.
  @inlinable
  public func evaluate<General: GeneralRules>(_ row: Row, general: inout General) -> Truth {
    row.withPointers { evaluate($0, general: &general) }
  }

  /// The truth of the condition for the row behind pointers; see the invariant of ``RowPointers``.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - general: evaluates the general parts, for the same subject; asked again after an error.
  @inlinable
  public func evaluate<General: GeneralRules>(_ row: RowPointers, general: inout General) -> Truth {
    program.tests.withUnsafeBufferPointer { tests in
      let start = program.placeAfterLeading(tests, row)
      if start >= tests.count { return start == tests.count ? .true : .false }
      return program.evaluate(tests, from: start, row, general: &general)
    }
  }
}
