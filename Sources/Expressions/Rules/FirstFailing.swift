extension CompiledCondition {
  /// The condition that explains why not all of several hold: the first that is false, or when none is, the first
  /// that is an error; nil when all are true.
  ///
  /// Its truth is the truth of all conditions together, so it agrees with a bit of the ``RuleIndex`` that was made of
  /// the same conditions.
  ///
  /// - Parameters:
  ///   - conditions: the conditions, in the order in which they are named to a reader.
  ///   - row: the row.
  ///   - general: evaluates the general parts, for the same subject.
  public static func firstFailing<General: GeneralRules>(
    of conditions: [CompiledCondition], _ row: Row, general: inout General
  ) -> (place: Int, truth: Truth)? {
    var firstError: Int?
    for (place, condition) in conditions.enumerated() {
      switch condition.evaluate(row, general: &general) {
      case .true: break
      case .false: return (place, .false)
      case .error: firstError = firstError ?? place
      }
    }
    return firstError.map { ($0, .error) }
  }
}

extension Condition {
  /// What ``CompiledCondition/firstFailing(of:_:general:)`` finds, for conditions that are not compiled. Meant for
  /// explanations: it compiles each condition anew.
  ///
  /// - Parameters:
  ///   - conditions: the conditions, in the order in which they are named to a reader.
  ///   - slotTypes: the declared type of each slot.
  ///   - row: the row.
  ///   - general: evaluates the general parts, for the same subject.
  public static func firstFailing<General: GeneralRules>(
    of conditions: [Condition], slotTypes: [ValueType], _ row: Row, general: inout General
  ) -> (place: Int, truth: Truth)? {
    let compiled = conditions.map { CompiledCondition($0, slotTypes: slotTypes) }
    return CompiledCondition.firstFailing(of: compiled, row, general: &general)
  }
}
