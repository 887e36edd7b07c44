extension Condition {
  /// Whether there may be a row for which all conditions are true.
  ///
  /// False is certain; true means that no contradiction within one slot was found: what several slots or general
  /// rules say together is not searched.
  public static func canHold(_ conditions: [Condition], slotTypes: [ValueType]) -> Bool {
    RuleFormula(.all(conditions), slotTypes: slotTypes).canHold
  }
}

extension RuleFormula {
  fileprivate var canHold: Bool {
    switch self {
    case .constant(let truth): truth == .true
    case .slot(let predicate): predicate.canHold
    case .general: true
    case .junction(.all, let parts): parts.allSatisfy(\.canHold)
    case .junction(.any, let parts): parts.contains(where: \.canHold)
    }
  }
}

extension SlotPredicate {
  fileprivate var canHold: Bool {
    absent == .true || null == .true || other == .true || pieces.contains { $0.truth == .true }
  }
}
