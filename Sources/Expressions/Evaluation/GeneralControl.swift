/// The steps of the stack machine that move through the code: logic, loops, optionals.
extension GeneralMachine {
  /// A macro on its way through a list or a map.
  struct Loop {
    var form: SyntaxNode.Comprehension.Form
    var local: Int
    var hasTwoVariables: Bool
    var source: Value
    /// The place of the next element.
    var next = 0
    var list: [Value] = []
    var entries: [(key: Value, value: Value)] = []
    /// The key of the element that is being looked at, when a map is made.
    var key: Value = .null
    var trueCount = 0
    /// Set by the element that ends `all` or `exists`.
    var isDecided = false
    /// The first failure among the elements.
    var failure: KeptFailure?
  }

  mutating func stepControl(_ instruction: GeneralInstruction) throws(EvaluationError) {
    switch instruction {
    case .jump(let target): place = target
    case .branch(let target):
      if try !popCondition("? :") { place = target }
    case .logicLeft(let decision, let end):
      if case .bool(decision)? = stack.last { place = end }
    case .logicRight(let decision): try combine(decidedBy: decision)
    case .beginLoop(let form, let local, let hasTwoVariables): try beginLoop(form, local, hasTwoVariables)
    case .nextElement(let exit): try nextElement(exit: exit)
    case .keep(let next):
      if try !popCondition("filter") { place = next }
    case .decide(let next, let exit): try decide(next: next, exit: exit)
    case .collect(let next): try collect(next: next)
    case .endLoop: try endLoop()
    case .bind(let local): locals[local] = pop()
    case .openOptional(let local, let end): try openOptional(local, end)
    case .wrapOptional: stack.append(.optional(pop()))
    case .requireOptional:
      guard case .optional? = stack.last else { throw EvaluationError.noOverload("optFlatMap", [pop()]) }
    default: break
    }
  }

  private mutating func popCondition(_ name: String) throws(EvaluationError) -> Bool {
    let value = pop()
    guard case .bool(let truth) = value else {
      throw EvaluationError(
        .noMatchingOverload, "no such overload: `\(name)` needs a bool, not `\(value.type.runtimeName)`")
    }
    return truth
  }

  private mutating func openOptional(_ local: Int, _ end: Int) throws(EvaluationError) {
    let value = pop()
    guard case .optional(let wrapped) = value else { throw EvaluationError.noOverload("optMap", [value]) }
    if let wrapped {
      locals[local] = wrapped
    } else {
      stack.append(.optional(nil))
      place = end
    }
  }

  /// Joins the operands of `&&` (decided by false) or `||` (decided by true): a failure matters only when the other
  /// operand does not decide.
  private mutating func combine(decidedBy decision: Bool) throws(EvaluationError) {
    let right = pop()
    let left = pop()
    if case .bool(decision) = right { return stack.append(right) }
    for operand in [left, right] {
      if case .bool = operand { continue }
      if case .opaque(let value) = operand, let kept = value as? KeptFailure { try raise(kept) }
      throw EvaluationError.noOverload(decision ? "_||_" : "_&&_", [left, right])
    }
    stack.append(right)
  }

  // MARK: Loops

  private mutating func beginLoop(
    _ form: SyntaxNode.Comprehension.Form, _ local: Int, _ hasTwoVariables: Bool
  ) throws(EvaluationError) {
    let source = pop()
    switch source {
    case .list, .map: break
    default:
      throw EvaluationError(
        .noMatchingOverload, "no such overload: a macro goes through a list or a map, not `\(source.type.runtimeName)`")
    }
    loops.append(Loop(form: form, local: local, hasTwoVariables: hasTwoVariables, source: source))
  }

  private mutating func nextElement(exit: Int) throws(EvaluationError) {
    let top = loops.count - 1
    let index = loops[top].next
    guard index < loops[top].source.shallowSize else {
      place = exit
      return
    }
    loops[top].next += 1
    let local = loops[top].local
    switch loops[top].source {
    case .list(let list):
      loops[top].key = .int(Int64(index))
      locals[local] = loops[top].hasTwoVariables ? .int(Int64(index)) : list[index]
      if loops[top].hasTwoVariables { locals[local + 1] = list[index] }
    case .map(let map):
      loops[top].key = map.entries[index].key
      locals[local] = map.entries[index].key
      if loops[top].hasTwoVariables { locals[local + 1] = map.entries[index].value }
    default: break
    }
  }

  private mutating func decide(next: Int, exit: Int) throws(EvaluationError) {
    let value = pop()
    let top = loops.count - 1
    place = next
    switch (value, loops[top].form) {
    case (.bool(false), .all), (.bool(true), .exists):
      loops[top].isDecided = true
      place = exit
    case (.bool(let truth), _): loops[top].trueCount += truth ? 1 : 0
    case (.opaque(let value as KeptFailure), _): loops[top].failure = loops[top].failure ?? value
    case (_, .existsOne): throw EvaluationError.noOverload("exists_one", [value])
    default:
      let error = EvaluationError.noOverload(loops[top].form == .all ? "all" : "exists", [value])
      loops[top].failure = loops[top].failure ?? KeptFailure(error: error, place: exit - 1)
    }
  }

  private mutating func collect(next: Int) throws(EvaluationError) {
    let value = pop()
    let top = loops.count - 1
    try meter.charge(1)
    if loops[top].form == .map {
      loops[top].entries.append((loops[top].key, value))
    } else {
      loops[top].list.append(value)
    }
    place = next
  }

  private mutating func endLoop() throws(EvaluationError) {
    guard let loop = loops.popLast() else { return }
    switch loop.form {
    case .all, .exists:
      if !loop.isDecided, let failure = loop.failure { try raise(failure) }
      stack.append(.bool(loop.isDecided == (loop.form == .exists)))
    case .existsOne: stack.append(.bool(loop.trueCount == 1))
    case .map: stack.append(.map(MapValue(entries: loop.entries)))
    case .list, .optionalMap, .optionalFlatMap, .bind: stack.append(.list(loop.list))
    }
  }
}
