/// Turns an expression into code for the stack machine.
///
/// Works with a list of steps to do, so that deep trees need no deep calls.
struct GeneralPlanner {
  typealias Step = (inout GeneralPlanner) -> Void

  let expression: CheckedExpression
  /// Finds constants to fold; nothing when the planner itself works for that search.
  var constants: ConstantParts?
  var code = GeneralCode()
  /// What is left to do, last first.
  private var steps: [Step] = []
  /// How many values stand on the stack at this place of the code.
  var height = 0
  var loopHeight = 0
  var region: Int32 = -1
  private var nameIndexes: [String: Int] = [:]

  init(_ expression: CheckedExpression, constants: ConstantParts?) {
    self.expression = expression
    self.constants = constants
  }

  /// The code for one node and all below it, which must use no variable of a macro around it.
  mutating func plan(_ id: NodeID) -> GeneralCode {
    code.localCount = expression.localCount
    schedule { $0.visit(id) }
    while let step = steps.popLast() { step(&self) }
    return code
  }

  /// Puts steps in front of all that is left to do, in their order.
  mutating func schedule(_ new: Step...) { steps.append(contentsOf: new.reversed()) }

  /// Adds an instruction; `change` is what it does to the height of the stack.
  mutating func emit(_ instruction: GeneralInstruction, _ id: NodeID, _ change: Int) {
    code.instructions.append(instruction)
    code.origins.append(expression.syntax.nodes[id].range)
    code.handlers.append(region)
    height += change
  }

  /// The place of the next instruction.
  var here: Int { code.instructions.count }

  mutating func nameIndex(_ name: String) -> Int {
    if let known = nameIndexes[name] { return known }
    code.names.append(name)
    nameIndexes[name] = code.names.count - 1
    return code.names.count - 1
  }

  mutating func emitConstant(_ value: Value, _ id: NodeID) {
    code.constants.append(value)
    emit(.constant(code.constants.count - 1), id, 1)
  }

  private mutating func fold(_ id: NodeID) -> Value? {
    guard var parts = constants else { return nil }
    constants = nil
    let value = parts.value(of: id, in: expression)
    constants = parts
    return value
  }

  mutating func visit(_ id: NodeID) {
    let node = expression.syntax.nodes[id]
    if let value = fold(id) { return emitConstant(value, id) }
    if let reference = expression.references[id], emitReference(reference, id) { return }
    switch node.kind {
    case .literal(let value): emitConstant(value, id)
    case .select(let operand, let field, let isOptional):
      schedule(
        { $0.visit(operand) },
        { planner in
          let name = planner.nameIndex(field)
          planner.emit(isOptional ? .optionalField(name) : .field(name), id, 0)
        })
    case .presence(let operand, let field):
      schedule({ $0.visit(operand) }, { $0.emit(.hasField($0.nameIndex(field)), id, 0) })
    case .list(let elements):
      visitAll(elements.map(\.value)) { planner in
        let flags = planner.flagsIndex(elements.map(\.isOptional))
        planner.emit(.list(elements.count, flags: flags), id, 1 - elements.count)
      }
    case .map(let entries):
      visitAll(entries.flatMap { [$0.key, $0.value] }) { planner in
        let flags = planner.flagsIndex(entries.map(\.isOptional))
        planner.emit(.map(entries.count, flags: flags), id, 1 - 2 * entries.count)
      }
    case .call(let function, let receiver, let arguments):
      visitCall(id, function, receiver: receiver, arguments: arguments)
    case .comprehension(let loop): visitComprehension(id, loop)
    case .name, .message, .invalid: emitFailure(.unknownName, "this part has no value", id)
    }
  }

  private mutating func visitAll(_ ids: [NodeID], then last: @escaping Step) {
    steps.append(last)
    steps.append(contentsOf: ids.reversed().map { id in { $0.visit(id) } })
  }

  private mutating func flagsIndex(_ flags: [Bool]) -> Int {
    guard flags.contains(true) else { return -1 }
    code.optionalFlags.append(flags)
    return code.optionalFlags.count - 1
  }

  private mutating func emitFailure(_ errorCode: EvaluationError.Code, _ message: String, _ id: NodeID) {
    code.failures.append(EvaluationError(errorCode, message))
    emit(.fail(code.failures.count - 1), id, 1)
  }

  /// Emits what a resolved name reads; false when the node is to be read as written.
  private mutating func emitReference(_ reference: CheckedExpression.Reference, _ id: NodeID) -> Bool {
    switch reference {
    case .variable(let declaration):
      switch declaration.storage {
      case .slot(let slot): emit(.slot(slot, declaration.type), id, 1)
      case .binding: emit(.binding(nameIndex(declaration.name)), id, 1)
      case .now: emit(.now, id, 1)
      }
    case .presence(let declaration):
      switch declaration.storage {
      case .slot(let slot): emit(.slotPresence(slot), id, 1)
      case .binding: emit(.bindingPresence(nameIndex(declaration.name)), id, 1)
      case .now: emitConstant(.bool(true), id)
      }
    case .optionalVariable(let declaration):
      switch declaration.storage {
      case .slot(let slot): emit(.slotOptional(slot, declaration.type), id, 1)
      case .binding: emit(.bindingOptional(nameIndex(declaration.name)), id, 1)
      case .now:
        emit(.now, id, 1)
        emit(.wrapOptional, id, 0)
      }
    case .type(let type): emitConstant(.type(type), id)
    case .local(let index):
      guard case .name = expression.syntax.nodes[id].kind else { return false }
      emit(.local(index), id, 1)
    case .failure(let errorCode, let message): emitFailure(errorCode, message, id)
    case .function: return false
    }
    return true
  }

  // MARK: Calls

  private mutating func visitCall(_ id: NodeID, _ function: String, receiver: NodeID?, arguments: [NodeID]) {
    switch function {
    case "_&&_": return visitLogic(id, arguments[0], arguments[1], decidedBy: false)
    case "_||_": return visitLogic(id, arguments[0], arguments[1], decidedBy: true)
    case "_?_:_": return visitConditional(id, arguments)
    default: break
    }
    guard case .function(let name, let hasReceiver)? = expression.references[id] else {
      return emitFailure(.unknownFunction, "unknown function `\(function)`", id)
    }
    let operands = (hasReceiver ? receiver.map { [$0] } ?? [] : []) + arguments
    if name == "matches", operands.count == 2, case .string(let text)? = fold(operands[1]),
      case .success(let pattern) = Pattern.compile(text)
    {
      code.patterns.append(pattern)
      let index = code.patterns.count - 1
      return schedule({ $0.visit(operands[0]) }, { $0.emit(.match(index), id, 0) })
    }
    let functions = expression.functions.filter {
      $0.signature.name == name && $0.signature.isMethod == hasReceiver
        && $0.signature.parameters.count == operands.count
    }
    let builtin = Builtin(rawValue: name)
    let call: GeneralInstruction
    if !functions.isEmpty {
      code.hosts.append(GeneralCode.HostGroup(name: name, functions: functions, builtin: builtin))
      call = .host(code.hosts.count - 1, argumentCount: operands.count)
    } else if let builtin {
      call = .call(builtin, argumentCount: operands.count)
    } else {
      return emitFailure(.unknownFunction, "unknown function `\(name)`", id)
    }
    visitAll(operands) { $0.emit(call, id, 1 - operands.count) }
  }

  // MARK: Logic

  /// Opens a region whose failures are left on the stack for the instruction behind it.
  mutating func openRegion() -> (index: Int, outer: Int32) {
    code.regions.append(GeneralCode.Region(resume: 0, stackHeight: height, loopHeight: loopHeight))
    let outer = region
    region = Int32(code.regions.count - 1)
    return (code.regions.count - 1, outer)
  }

  mutating func closeRegion(_ opened: (index: Int, outer: Int32)) {
    code.regions[opened.index].resume = here
    region = opened.outer
  }

  private mutating func visitLogic(_ id: NodeID, _ left: NodeID, _ right: NodeID, decidedBy decision: Bool) {
    let first = openRegion()
    schedule(
      { $0.visit(left) },
      { planner in
        planner.closeRegion(first)
        let middle = planner.here
        planner.emit(.logicLeft(decidedBy: decision, end: 0), id, 0)
        let second = planner.openRegion()
        planner.schedule(
          { $0.visit(right) },
          { planner in
            planner.closeRegion(second)
            planner.emit(.logicRight(decidedBy: decision), id, -1)
            planner.code.instructions[middle] = .logicLeft(decidedBy: decision, end: planner.here)
          })
      })
  }

  private mutating func visitConditional(_ id: NodeID, _ arguments: [NodeID]) {
    schedule(
      { $0.visit(arguments[0]) },
      { planner in
        let branch = planner.here
        planner.emit(.branch(else: 0), arguments[0], -1)
        planner.schedule(
          { $0.visit(arguments[1]) },
          { planner in
            let jump = planner.here
            planner.emit(.jump(0), id, -1)
            planner.code.instructions[branch] = .branch(else: planner.here)
            planner.schedule(
              { $0.visit(arguments[2]) }, { $0.code.instructions[jump] = .jump($0.here) })
          })
      })
  }
}
