/// Numbers and times in code for the register machine.
extension WordPlanner {
  /// Plans a value whose type fits a word; goes to `failure` when it has none.
  mutating func planValue(_ id: NodeID, into register: Int, failure: Label) {
    let type = expression.types[id]
    guard descend(register + 2) else { return planGeneral(id, into: register, failure: failure) }
    defer { ascend() }
    if let value = constant(id), let word = word(of: value, type) {
      return emit(WordInstruction(operation: .constant, destination: UInt8(register), word: word))
    }
    if let (slot, slotType) = slot(id), slotType == type {
      var instruction = slotInstruction(.slot, slot)
      instruction.destination = UInt8(register)
      instruction.target = failure
      return emit(instruction)
    }
    if case .variable(let declaration)? = expression.references[id], declaration.storage == .now {
      return emit(WordInstruction(operation: .now, destination: UInt8(register)))
    }
    guard let (name, operands) = call(id),
      planCall(name, operands, type, into: register, failure: failure)
    else { return planGeneral(id, into: register, failure: failure) }
  }

  /// The word of a constant of a type.
  private func word(of value: Value, _ type: ValueType) -> UInt64? {
    guard value.type == type else { return nil }
    switch value {
    case .int(let value): return UInt64(bitPattern: value)
    case .uint(let value): return value
    case .double(let value): return value.bitPattern
    case .timestamp(let moment): return SlotCoding.microseconds(of: moment).map { UInt64(bitPattern: $0) }
    case .duration(let length): return SlotCoding.microseconds(of: length).map { UInt64(bitPattern: $0) }
    default: return nil
    }
  }

  private mutating func planGeneral(_ id: NodeID, into register: Int, failure: Label) {
    let part = addPart(id)
    emit(
      WordInstruction(
        operation: .general, destination: UInt8(register), mask: WordType.code(of: expression.types[id]), index: part,
        target: failure))
  }

  /// Plans a call; false when the register machine cannot.
  private mutating func planCall(
    _ name: String, _ operands: [NodeID], _ type: ValueType, into register: Int, failure: Label
  ) -> Bool {
    let types = operands.map { expression.types[$0] }
    switch (name, operands.count) {
    case ("_?_:_", 3):
      planChoice(operands, into: register, failure: failure)
      return true
    case ("orValue", 2): return planOrValue(operands, type, into: register, failure: failure)
    case ("double", 1):
      guard types[0] == .int || types[0] == .uint else { return false }
      planValue(operands[0], into: register, failure: failure)
      emit(
        WordInstruction(
          operation: types[0] == .int ? .intToDouble : .uintToDouble, destination: UInt8(register), a: UInt8(register)))
      return true
    default:
      guard let operation = arithmetic(name, types) else { return false }
      for (offset, operand) in operands.enumerated() {
        planValue(operand, into: register + offset, failure: failure)
      }
      emit(
        WordInstruction(
          operation: operation, destination: UInt8(register), a: UInt8(register),
          b: UInt8(register + operands.count - 1), target: failure))
      return true
    }
  }

  private func arithmetic(_ name: String, _ types: [ValueType]) -> Operation? {
    switch (name, types) {
    case ("-_", [.int]): .negateInt
    case ("-_", [.double]): .negateDouble
    case ("_+_", [.int, .int]): .addInt
    case ("_-_", [.int, .int]): .subtractInt
    case ("_*_", [.int, .int]): .multiplyInt
    case ("_/_", [.int, .int]): .divideInt
    case ("_%_", [.int, .int]): .remainderInt
    case ("_+_", [.uint, .uint]): .addUint
    case ("_-_", [.uint, .uint]): .subtractUint
    case ("_*_", [.uint, .uint]): .multiplyUint
    case ("_/_", [.uint, .uint]): .divideUint
    case ("_%_", [.uint, .uint]): .remainderUint
    case ("_+_", [.double, .double]): .addDouble
    case ("_-_", [.double, .double]): .subtractDouble
    case ("_*_", [.double, .double]): .multiplyDouble
    case ("_/_", [.double, .double]): .divideDouble
    case ("_+_", [.timestamp, .duration]), ("_+_", [.duration, .timestamp]): .addMoment
    case ("_-_", [.timestamp, .duration]): .subtractMoment
    case ("_+_", [.duration, .duration]): .addLength
    case ("_-_", [.duration, .duration]), ("_-_", [.timestamp, .timestamp]): .subtractLength
    default: nil
    }
  }

  private mutating func planChoice(_ operands: [NodeID], into register: Int, failure: Label) {
    let otherwise = newLabel()
    let end = newLabel()
    planTruth(operands[0], into: register, .set, end: newLabel())
    planBranch(register, otherwise: otherwise, failure: failure)
    planValue(operands[1], into: register, failure: failure)
    emit(WordInstruction(operation: .jump, target: end))
    place(otherwise)
    planValue(operands[2], into: register, failure: failure)
    place(end)
  }

  /// `customer.?age.orValue(0)` on a slot and a constant.
  private mutating func planOrValue(
    _ operands: [NodeID], _ type: ValueType, into register: Int, failure: Label
  ) -> Bool {
    guard case .optionalVariable(let declaration)? = expression.references[operands[0]], let slot = declaration.slot,
      declaration.type == type, let value = constant(operands[1]), let word = word(of: value, type)
    else { return false }
    var instruction = slotInstruction(.slotOrConstant, slot)
    instruction.destination = UInt8(register)
    instruction.target = failure
    instruction.word = word
    emit(instruction)
    return true
  }
}

/// The types whose values the register machine takes from the stack machine, as numbers inside instructions.
enum WordType {
  static func code(of type: ValueType) -> UInt8 {
    switch type {
    case .int: 1
    case .uint: 2
    case .double: 3
    case .timestamp: 4
    case .duration: 5
    default: 0
    }
  }

  /// The word of a value of the numbered type; nothing when it has another type or no exact word.
  static func word(of value: Value, _ code: UInt8) -> UInt64? {
    switch (code, value) {
    case (1, .int(let value)): UInt64(bitPattern: value)
    case (2, .uint(let value)): value
    case (3, .double(let value)): value.bitPattern
    case (4, .timestamp(let moment)): SlotCoding.microseconds(of: moment).map { UInt64(bitPattern: $0) }
    case (5, .duration(let length)): SlotCoding.microseconds(of: length).map { UInt64(bitPattern: $0) }
    default: nil
    }
  }
}
