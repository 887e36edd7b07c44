/// Conditions in code for the register machine.
extension WordPlanner {
  typealias Mode = WordInstruction.Mode
  typealias Operation = WordInstruction.Operation

  /// Plans a condition; its truth goes into a register as `mode` says, and may go on at `end`.
  mutating func planTruth(_ id: NodeID, into register: Int, _ mode: Mode, end: Label) {
    let finish = { (instruction: WordInstruction) in
      var instruction = instruction
      instruction.destination = UInt8(register)
      instruction.mode = mode
      instruction.target = end
      return instruction
    }
    guard descend(register + 2) else { return emit(finish(generalTruth(id))) }
    defer { ascend() }
    if let value = constant(id), case .bool(let truth) = value {
      return emit(finish(WordInstruction(operation: .constantTruth, word: truth ? 1 : 0)))
    }
    if let (slot, type) = slot(id), type == .bool { return emit(finish(slotInstruction(.slotBool, slot))) }
    if case .presence(let declaration)? = expression.references[id], let slot = declaration.slot {
      return emit(finish(slotInstruction(.slotPresence, slot)))
    }
    guard let (name, operands) = call(id) else { return emit(finish(generalTruth(id))) }
    switch name {
    case "_&&_", "_||_":
      planChain(id, name, into: mode == .set ? register : register + 1, isAnd: name == "_&&_")
      if mode != .set { emit(finish(WordInstruction(operation: .truth, a: UInt8(register + 1)))) }
    case "!_":
      planTruth(operands[0], into: register + 1, .set, end: newLabel())
      emit(finish(WordInstruction(operation: .notTruth, a: UInt8(register + 1))))
    case "_?_:_" where expression.types[id] == .bool:
      planChoice(operands, into: register + 1)
      emit(finish(WordInstruction(operation: .truth, a: UInt8(register + 1))))
    case "@in":
      emit(finish(membership(operands[0], operands[1]) ?? generalTruth(id)))
    default:
      guard let mask = ComparisonMask.mask(of: name) else { return emit(finish(generalTruth(id))) }
      if let fused = slotComparison(operands, mask) { return emit(finish(fused)) }
      if !planComparison(operands, mask, into: register, mode, end: end) { emit(finish(generalTruth(id))) }
    }
  }

  private mutating func generalTruth(_ id: NodeID) -> WordInstruction {
    WordInstruction(operation: .generalTruth, index: addPart(id))
  }

  /// Plans all operands of a chain of one logical operator, however it was bracketed.
  private mutating func planChain(_ id: NodeID, _ name: String, into register: Int, isAnd: Bool) {
    var operands: [NodeID] = []
    var pending = [id]
    while let next = pending.popLast() {
      if let (itsName, itsOperands) = call(next), itsName == name, !constants.isConstant[next] {
        pending.append(contentsOf: itsOperands.reversed())
      } else {
        operands.append(next)
      }
    }
    let end = newLabel()
    for (index, operand) in operands.enumerated() {
      let mode: Mode = isAnd ? (index == 0 ? .firstAnd : .and) : (index == 0 ? .firstOr : .or)
      planTruth(operand, into: register, mode, end: end)
    }
    place(end)
  }

  private mutating func planChoice(_ operands: [NodeID], into register: Int) {
    let otherwise = newLabel()
    let failure = newLabel()
    let end = newLabel()
    planTruth(operands[0], into: register, .set, end: newLabel())
    planBranch(register, otherwise: otherwise, failure: failure)
    planTruth(operands[1], into: register, .set, end: newLabel())
    emit(WordInstruction(operation: .jump, target: end))
    place(otherwise)
    planTruth(operands[2], into: register, .set, end: newLabel())
    place(end)
    planLater { planner in
      planner.place(failure)
      planner.emit(WordInstruction(operation: .constantTruth, destination: UInt8(register), word: 2))
      planner.emit(WordInstruction(operation: .jump, target: end))
    }
  }

  /// Goes on when a truth is true, elsewhere when it is false or a failure.
  mutating func planBranch(_ register: Int, otherwise: Label, failure: Label) {
    emit(WordInstruction(operation: .branch, a: UInt8(register), mask: 0, target: otherwise))
    emit(WordInstruction(operation: .branch, a: UInt8(register), mask: 1, target: failure))
  }

  // MARK: Slots and constants

  private mutating func slotComparison(_ operands: [NodeID], _ mask: UInt8) -> WordInstruction? {
    if let (slot, type) = slot(operands[0]), let value = constant(operands[1]) {
      return slotComparison(slot, type, value, mask)
    }
    if let (slot, type) = slot(operands[1]), let value = constant(operands[0]) {
      return slotComparison(slot, type, value, ComparisonMask.mirrored(mask))
    }
    return nil
  }

  private mutating func slotComparison(
    _ slot: Int, _ type: ValueType, _ value: Value, _ mask: UInt8
  ) -> WordInstruction? {
    guard
      let (operation, word) = comparisonWord(type, value, isOrder: mask & ComparisonMask.unordered == 0 && mask != 2)
    else { return nil }
    var instruction = slotInstruction(operation, slot)
    instruction.mask = mask
    instruction.word = word
    return instruction
  }

  /// How a slot of a type is compared with a constant, and the constant as a word.
  private mutating func comparisonWord(_ type: ValueType, _ value: Value, isOrder: Bool) -> (Operation, UInt64)? {
    switch (type, value) {
    case (.bool, .bool(let value)): return (.slotUnsigned, value ? 1 : 0)
    case (.int, .int(let value)): return (.slotSigned, UInt64(bitPattern: value))
    case (.uint, .uint(let value)): return (.slotUnsigned, value)
    case (.double, .double(let value)): return (.slotDouble, value.bitPattern)
    case (.double, .int(let value)): return (.slotDouble, Double(value).bitPattern)
    case (.double, .uint(let value)): return (.slotDouble, Double(value).bitPattern)
    case (.int, .double(let value)): return (.slotIntAsDouble, value.bitPattern)
    case (.uint, .double(let value)): return (.slotUintAsDouble, value.bitPattern)
    case (.timestamp, .timestamp(let moment)):
      return SlotCoding.microseconds(of: moment).map { (.slotSigned, UInt64(bitPattern: $0)) }
    case (.duration, .duration(let length)):
      return SlotCoding.microseconds(of: length).map { (.slotSigned, UInt64(bitPattern: $0)) }
    case (.string, .string(let text)) where !isOrder: return (.slotCode, codeWord(text))
    default: return nil
    }
  }

  /// The code of a string, which the row and the instructions share.
  private mutating func codeWord(_ text: String) -> UInt64 {
    let word = UInt64(symbols.insert(text))
    code.texts[word] = text
    return word
  }

  private mutating func membership(_ element: NodeID, _ collection: NodeID) -> WordInstruction? {
    guard let (slot, type) = slot(element), case .list(let list)? = constant(collection) else { return nil }
    var words: [UInt64] = []
    for value in list {
      guard value.type == type, let (_, word) = comparisonWord(type, value, isOrder: false) else { return nil }
      words.append(word)
    }
    let operation: Operation
    switch type {
    case .string: operation = .slotCodeMember
    case .double: operation = .slotDoubleMember
    case .int, .uint, .bool, .timestamp, .duration: operation = .slotMember
    default: return nil
    }
    code.members.append(words.sorted())
    var instruction = slotInstruction(operation, slot)
    instruction.word = UInt64(code.members.count - 1)
    return instruction
  }

  // MARK: Comparisons of values

  /// Plans the comparison of two values; false when the register machine cannot.
  private mutating func planComparison(
    _ operands: [NodeID], _ mask: UInt8, into register: Int, _ mode: Mode, end: Label
  ) -> Bool {
    let types = operands.map { expression.types[$0] }
    guard let (operation, isMixed) = valueComparison(types, mask) else { return false }
    let failure = newLabel()
    let next = newLabel()
    for (offset, operand) in operands.enumerated() {
      let place = register + 1 + offset
      planValue(operand, into: place, failure: failure)
      if isMixed, types[offset] != .double {
        emit(
          WordInstruction(
            operation: types[offset] == .int ? .intToDouble : .uintToDouble, destination: UInt8(place), a: UInt8(place)
          ))
      }
    }
    emit(
      WordInstruction(
        operation: operation, mode: mode, destination: UInt8(register), a: UInt8(register + 1), b: UInt8(register + 2),
        mask: mask, target: end))
    place(next)
    planLater { planner in
      planner.place(failure)
      planner.emit(
        WordInstruction(
          operation: .constantTruth, mode: mode, destination: UInt8(register), target: end, word: 2))
      planner.emit(WordInstruction(operation: .jump, target: next))
    }
    return true
  }

  private func valueComparison(_ types: [ValueType], _ mask: UInt8) -> (Operation, isMixed: Bool)? {
    switch (types[0], types[1]) {
    case (.int, .int), (.timestamp, .timestamp), (.duration, .duration): (.compareSigned, false)
    case (.uint, .uint): (.compareUnsigned, false)
    case (.double, .double): (.compareDouble, false)
    case (.int, .double), (.double, .int), (.uint, .double), (.double, .uint): (.compareDouble, true)
    default: nil
    }
  }
}
