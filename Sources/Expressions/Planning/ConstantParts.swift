/// Finds and evaluates the parts of an expression that are the same for every subject.
struct ConstantParts {
  /// The most work that evaluating one constant part may take at planning; dearer ones are left for the evaluation.
  static let costMax = 10_000
  /// The most instructions that are planned in search of constants, so that planning stays near linear.
  static let attemptsMax = 200_000

  /// For each node, whether it reads no variable and calls nothing but standard functions.
  let isConstant: [Bool]
  private var attemptsLeft = attemptsMax

  init(_ expression: CheckedExpression) {
    var isConstant = Array(repeating: false, count: expression.syntax.nodes.count)
    let hosts = Set(expression.functions.map(\.signature.name))
    for (id, node) in expression.syntax.nodes.enumerated() {
      if case .function(let name, _)? = expression.references[id], hosts.contains(name) { continue }
      isConstant[id] = ConstantParts.isConstant(node, expression.references[id], isConstant)
    }
    self.isConstant = isConstant
  }

  private static func isConstant(
    _ node: SyntaxNode, _ reference: CheckedExpression.Reference?, _ known: [Bool]
  ) -> Bool {
    switch (node.kind, reference) {
    case (.literal, _), (_, .type?): true
    case (_, .variable?), (_, .presence?), (_, .optionalVariable?), (_, .local?), (_, .failure?): false
    case (.call(_, let receiver, let arguments), .function(let name, let hasReceiver)?):
      (Builtin(rawValue: name)?.isConstant ?? name.contains("_")) && arguments.allSatisfy { known[$0] }
        && (!hasReceiver || receiver.map { known[$0] } ?? true)
    case (.name, _), (.message, _), (.invalid, _), (.comprehension, _), (.call, _): false
    case (.select, _), (.presence, _), (.list, _), (.map, _): node.children.allSatisfy { known[$0] }
    }
  }

  /// The value of a constant part, when it has one that is cheap to find.
  mutating func value(of id: NodeID, in expression: CheckedExpression) -> Value? {
    if case .literal(let value) = expression.syntax.nodes[id].kind { return value }
    guard isConstant[id], attemptsLeft > 0 else { return nil }
    var planner = GeneralPlanner(expression, constants: nil)
    let code = planner.plan(id)
    attemptsLeft -= code.instructions.count
    let context = EvaluationContext(costMax: ConstantParts.costMax)
    var machine = GeneralMachine(code: code, symbols: SymbolTable(), context: context)
    return try? machine.run(Row(slotCount: 0)).get()
  }
}

extension CheckedExpression {
  /// Whether a node calls a function of the host.
  func isHosts(_ id: NodeID) -> Bool {
    guard case .function(let name, _)? = references[id] else { return false }
    return functions.contains { $0.signature.name == name }
  }

  /// The truth of the expression when it is the same for every subject: a rule that always or never holds.
  ///
  /// Found through `&&`, `||`, `!` and `? :`, so `false && customer.age > 3` is false. Nothing when it depends on the
  /// subject, fails, or is no condition.
  public var constantValue: Bool? {
    var parts = ConstantParts(self)
    var truths: [Bool?] = Array(repeating: nil, count: syntax.nodes.count)
    for (id, node) in syntax.nodes.enumerated() {
      if parts.isConstant[id] {
        // Only the largest constant parts matter; smaller ones are found through their logic.
        guard types[id] == .bool, case .bool(let value)? = parts.value(of: id, in: self) else { continue }
        truths[id] = value
        continue
      }
      guard case .call(let function, _, let arguments) = node.kind, case .function? = references[id] else { continue }
      switch function {
      case "!_": truths[id] = truths[arguments[0]].map { !$0 }
      case "_&&_": truths[id] = ConstantParts.logic(truths[arguments[0]], truths[arguments[1]], decidedBy: false)
      case "_||_": truths[id] = ConstantParts.logic(truths[arguments[0]], truths[arguments[1]], decidedBy: true)
      case "_?_:_": truths[id] = truths[arguments[0]].flatMap { truths[arguments[$0 ? 1 : 2]] }
      default: break
      }
    }
    return truths[syntax.root]
  }
}

extension ConstantParts {
  /// `&&` or `||` of what is known of its operands.
  fileprivate static func logic(_ a: Bool?, _ b: Bool?, decidedBy decision: Bool) -> Bool? {
    if a == decision || b == decision { return decision }
    return a == nil || b == nil ? nil : !decision
  }
}
