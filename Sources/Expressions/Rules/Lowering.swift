/// Turns checked conditions into the form that the rule index reads.
public enum Lowering {
  /// Deeper conditions are left general; chains of `&&` and `||` count once.
  private static let depthMax = 32

  /// The condition that an expression is, exactly, errors included: its logic, its comparisons of slots with constants,
  /// `slot in [constants]`, `has(slot)`, bool slots, and comparisons of `slot.?x.orValue(constant)`. Everything else
  /// becomes ``Condition/general(_:)``.
  ///
  /// - Parameters:
  ///   - symbols: takes the strings that slots are compared with.
  ///   - general: is handed each part that does not fit, to plan it, and gives the number by which the caller knows it.
  public static func condition(
    of expression: CheckedExpression, symbols: inout SymbolTable,
    general: (CheckedExpression, inout SymbolTable) -> Int
  ) -> Condition {
    guard expression.isTyped, expression.type == .bool else { return .general(general(expression, &symbols)) }
    var lowering = ConditionBuilder(
      expression: expression, constants: ConstantParts(expression), symbols: symbols, depthMax: depthMax)
    let condition = withoutActuallyEscaping(general) { general in
      lowering.build(expression.syntax.root, depth: 0) { general($0, &$1) }
    }
    symbols = lowering.symbols
    return condition
  }
}

/// Builds the condition of one expression.
private struct ConditionBuilder {
  typealias General = (CheckedExpression, inout SymbolTable) -> Int

  let expression: CheckedExpression
  var constants: ConstantParts
  var symbols: SymbolTable
  let depthMax: Int

  mutating func build(_ id: NodeID, depth: Int, _ general: General) -> Condition {
    if case .bool(let truth)? = constants.value(of: id, in: expression) { return .constant(truth) }
    if let simple = simpleCondition(id) { return simple }
    guard depth < depthMax, let (name, operands) = call(id) else { return leave(id, general) }
    switch name {
    case "_&&_": return .all(chain(id, name).map { build($0, depth: depth + 1, general) })
    case "_||_": return .any(chain(id, name).map { build($0, depth: depth + 1, general) })
    case "!_":
      // Two negations cancel each other, failures included.
      var inner = operands[0]
      var isNegative = true
      while let (itsName, itsOperands) = call(inner), itsName == "!_" {
        inner = itsOperands[0]
        isNegative.toggle()
      }
      let condition = build(inner, depth: depth + 1, general)
      return isNegative ? .not(condition) : condition
    default: return leave(id, general)
    }
  }

  private mutating func leave(_ id: NodeID, _ general: General) -> Condition {
    .general(general(expression.subexpression(id), &symbols))
  }

  /// The operands of a chain of one logical operator, in order.
  private func chain(_ id: NodeID, _ name: String) -> [NodeID] {
    var operands: [NodeID] = []
    var pending = [id]
    while let next = pending.popLast() {
      if let (itsName, itsOperands) = call(next), itsName == name {
        pending.append(contentsOf: itsOperands.reversed())
      } else {
        operands.append(next)
      }
    }
    return operands
  }

  private func call(_ id: NodeID) -> (name: String, operands: [NodeID])? {
    guard case .call(_, _, let arguments) = expression.syntax.nodes[id].kind,
      case .function(let name, false)? = expression.references[id], !expression.isHosts(id)
    else { return nil }
    return (name, arguments)
  }

  private func slot(_ id: NodeID) -> (index: Int, type: ValueType)? {
    guard case .variable(let declaration)? = expression.references[id], let slot = declaration.slot else { return nil }
    return (slot, declaration.type)
  }

  // MARK: Slots and constants

  private mutating func simpleCondition(_ id: NodeID) -> Condition? {
    if case .presence(let declaration)? = expression.references[id], let slot = declaration.slot {
      return .present(slot: slot)
    }
    if let (slot, type) = slot(id), type == .bool {
      // Not `equal true`: null is no truth but a failure, as in every ordering.
      return .compare(slot: slot, .greater, .bool(false))
    }
    guard let (name, operands) = call(id), operands.count == 2 else { return nil }
    if name == "@in" { return membership(operands[0], operands[1]) }
    guard let comparison = Comparison(function: name) else { return nil }
    if let value = constants.value(of: operands[1], in: expression) {
      return compare(operands[0], comparison, value)
    }
    if let value = constants.value(of: operands[0], in: expression) {
      return compare(operands[1], comparison.mirrored, value)
    }
    return nil
  }

  private mutating func compare(_ id: NodeID, _ comparison: Comparison, _ value: Value) -> Condition? {
    if let (slot, type) = slot(id) {
      return SlotComparison.make(comparison, type, value, &symbols).map { .compare(slot: slot, $0.0, $0.1) }
    }
    return compareWithDefault(id, comparison, value)
  }

  /// `slot.?x.orValue(default)` compared with a constant: the slot's comparison where it is present, and what the
  /// comparison of the default says where it is absent.
  private mutating func compareWithDefault(_ id: NodeID, _ comparison: Comparison, _ value: Value) -> Condition? {
    guard case .call(_, let receiver?, let arguments) = expression.syntax.nodes[id].kind,
      case .function("orValue", true)? = expression.references[id], !expression.isHosts(id),
      case .optionalVariable(let declaration)? = expression.references[receiver], let slot = declaration.slot,
      let fallback = constants.value(of: arguments[0], in: expression),
      let (itsOperator, constant) = SlotComparison.make(comparison, declaration.type, value, &symbols),
      let truth = comparison.truth(fallback, value)
    else { return nil }
    let whenPresent = Condition.compare(slot: slot, itsOperator, constant)
    return truth
      ? .any([.not(.present(slot: slot)), whenPresent]) : .all([.present(slot: slot), whenPresent])
  }

  private mutating func membership(_ element: NodeID, _ collection: NodeID) -> Condition? {
    guard let (slot, type) = slot(element), case .list(let list)? = constants.value(of: collection, in: expression),
      !list.isEmpty
    else { return nil }
    var members: [Condition.Constant] = []
    for value in list {
      guard value.type == type, let (_, constant) = SlotComparison.make(.equal, type, value, &symbols) else {
        return nil
      }
      members.append(constant)
    }
    return .member(slot: slot, members)
  }
}
