import Times

/// The stack machine that evaluates any expression on any values.
///
/// A failure inside an operand of `&&` or `||`, or inside the body of `all` or `exists`, is kept as a value until it is
/// known whether it matters; any other ends the evaluation.
struct GeneralMachine {
  private let planned: PlannedCode
  var meter: CostMeter
  var stack: [Value] = []
  var locals: [Value]
  var loops: [Loop] = []
  /// The place of the next instruction.
  var place = 0

  var code: GeneralCode { _read { yield planned.code } }

  init(_ code: PlannedCode, costMax: Int) {
    planned = code
    meter = CostMeter(costMax: costMax)
    stack.reserveCapacity(8)
    locals = code.code.localCount == 0 ? [] : Array(repeating: .null, count: code.code.localCount)
  }

  /// Runs the code to its end. A failure has the range of bytes in which it happened.
  ///
  /// - Parameter symbols: the strings behind the codes of the row, unless the context has others.
  mutating func run(
    _ row: Row, _ context: EvaluationContext, _ symbols: SymbolTable
  ) -> Result<Value, EvaluationError> {
    let count = planned.code.instructions.count
    while place < count {
      let current = place
      place += 1
      do throws(EvaluationError) {
        try meter.charge(1)
        try step(planned.code.instructions[current], row, context, symbols)
      } catch {
        failurePlace = failurePlace ?? current
        guard absorb(error, at: current) else { return .failure(error) }
      }
    }
    guard let value = stack.popLast() else {
      return .failure(EvaluationError(.unknownName, "the expression has no value"))
    }
    return .success(value)
  }

  /// Where the failure arose that ended the evaluation.
  private(set) var failurePlace: Int?

  /// The stretch of text in which the evaluation failed.
  var failureRange: ByteRange? { failurePlace.map { code.origins[$0] } }

  /// Keeps a failure as a value when a region catches it.
  private mutating func absorb(_ error: EvaluationError, at current: Int) -> Bool {
    let handler = code.handlers[current]
    guard handler >= 0, error.code != .costExceeded else { return false }
    let region = code.regions[Int(handler)]
    stack.removeLast(stack.count - region.stackHeight)
    loops.removeLast(loops.count - region.loopHeight)
    stack.append(.opaque(KeptFailure(error: error, place: failurePlace ?? current)))
    failurePlace = nil
    place = region.resume
    return true
  }

  mutating func pop() -> Value { stack.popLast() ?? .null }

  /// Fails again with a failure that was kept, at the place where it arose.
  mutating func raise(_ kept: KeptFailure) throws(EvaluationError) {
    failurePlace = kept.place
    throw kept.error
  }

  private mutating func step(
    _ instruction: GeneralInstruction, _ row: Row, _ context: EvaluationContext, _ symbols: SymbolTable
  ) throws(EvaluationError) {
    switch instruction {
    case .constant(let index): stack.append(code.constants[index])
    case .local(let index): stack.append(locals[index])
    case .slot(let slot, let type):
      guard let value = try read(slot, type, row, context, symbols) else {
        throw EvaluationError(.unknownName, "the value is absent")
      }
      stack.append(value)
    case .slotPresence(let slot): stack.append(.bool(slot < row.slotCount && row.state(slot) != .absent))
    case .slotOptional(let slot, let type): stack.append(.optional(try read(slot, type, row, context, symbols)))
    case .binding(let name):
      guard let value = context.variables[code.names[name]] else {
        throw EvaluationError(.unknownName, "nothing is bound to `\(code.names[name])`")
      }
      stack.append(value)
    case .bindingPresence(let name): stack.append(.bool(context.variables[code.names[name]] != nil))
    case .bindingOptional(let name): stack.append(.optional(context.variables[code.names[name]]))
    case .now: stack.append(.timestamp(context.now))
    case .fail(let index): throw code.failures[index]
    case .field(let name): stack.append(try pop().field(code.names[name], isOptional: false, &meter))
    case .optionalField(let name): stack.append(try pop().field(code.names[name], isOptional: true, &meter))
    case .hasField(let name): stack.append(.bool(try pop().hasField(code.names[name], &meter)))
    case .call(let builtin, let count):
      if count == 2, let value = builtin.applyToNumbers(stack[stack.count - 2], stack[stack.count - 1]) {
        stack.removeLast(2)
        stack.append(value)
        return
      }
      let arguments = popLast(count)
      stack.append(try builtin.apply(arguments, &meter, context))
    case .host(let group, let count): try callHost(code.hosts[group], popLast(count), context)
    case .match(let index): try match(code.patterns[index])
    case .list(let count, let flags): try makeList(count, flags)
    case .map(let count, let flags): try makeMap(count, flags)
    default: try stepControl(instruction)
    }
  }

  mutating func popLast(_ count: Int) -> [Value] {
    // Moved one by one: a slice of the stack would share its storage and make the next change copy it all.
    var values: [Value] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(pop()) }
    values.reverse()
    return values
  }

  /// The value of a slot; nothing when it is absent.
  private func read(
    _ slot: Int, _ typeIndex: Int, _ row: Row, _ context: EvaluationContext, _ symbols: SymbolTable
  ) throws(EvaluationError) -> Value? {
    guard slot < row.slotCount else { return nil }
    let type = planned.code.slotTypes[typeIndex]
    switch row.state(slot) {
    case .absent: return nil
    case .null: return .null
    case .word:
      guard let value = SlotCoding.value(of: row.words[slot], type, context.symbols ?? symbols) else {
        throw EvaluationError(.noMatchingOverload, "the value is not of the declared type `\(type)`")
      }
      return value
    case .other:
      guard let value = row.other(slot), !SlotCoding.isAlwaysWord(type) else {
        throw EvaluationError(.noMatchingOverload, "the value is not of the declared type `\(type)`")
      }
      return value
    }
  }

  private mutating func match(_ pattern: Pattern) throws(EvaluationError) {
    let value = pop()
    guard case .string(let text) = value else { throw EvaluationError.noOverload("matches", [value]) }
    try meter.charge(text.utf8.count)
    stack.append(.bool(pattern.matches(text)))
  }

  private mutating func callHost(
    _ group: GeneralCode.HostGroup, _ arguments: [Value], _ context: EvaluationContext
  ) throws(EvaluationError) {
    for function in group.functions
    where zip(arguments, function.signature.parameters).allSatisfy({ $0.fits($1) }) {
      try meter.charge(function.cost)
      stack.append(try function.body(arguments, context))
      return
    }
    guard let builtin = group.builtin else { throw EvaluationError.noOverload(group.name, arguments) }
    stack.append(try builtin.apply(arguments, &meter, context))
  }

  // MARK: Lists and maps

  private mutating func makeList(_ count: Int, _ flags: Int) throws(EvaluationError) {
    let values = popLast(count)
    try meter.charge(count)
    guard flags >= 0 else { return stack.append(.list(values)) }
    var list: [Value] = []
    for (value, isOptional) in zip(values, code.optionalFlags[flags]) {
      if let element = try present(value, isOptional: isOptional) { list.append(element) }
    }
    stack.append(.list(list))
  }

  private mutating func makeMap(_ count: Int, _ flags: Int) throws(EvaluationError) {
    let values = popLast(2 * count)
    try meter.charge(2 * count)
    var entries: [(key: Value, value: Value)] = []
    var known: Set<MapKey> = []
    for index in 0..<count {
      let isOptional = flags >= 0 && code.optionalFlags[flags][index]
      guard let value = try present(values[2 * index + 1], isOptional: isOptional) else { continue }
      let key = values[2 * index]
      guard let unique = MapKey(key) else {
        throw EvaluationError(.unsupportedKey, "unsupported key type: `\(key.type.runtimeName)`")
      }
      guard known.insert(unique).inserted else {
        throw EvaluationError(.repeatedKey, "the map has two equal keys")
      }
      entries.append((key, value))
    }
    stack.append(.map(MapValue(entries: entries)))
  }

  /// The value of an element; nothing when it is an optional one without a value.
  private func present(_ value: Value, isOptional: Bool) throws(EvaluationError) -> Value? {
    guard isOptional else { return value }
    guard case .optional(let wrapped) = value else {
      throw EvaluationError(
        .noMatchingOverload, "an element behind `?` must be optional, not `\(value.type.runtimeName)`")
    }
    return wrapped
  }
}

/// A failure that waits for its fate on the stack.
struct KeptFailure: OpaqueValue {
  var error: EvaluationError
  /// The instruction that failed.
  var place: Int
  var typeName: String { "failure" }
}
