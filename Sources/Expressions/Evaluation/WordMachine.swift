import Times

/// The register machine: evaluates ``WordCode`` without allocation, except for the parts that it hands to the stack
/// machine.
struct WordMachine {
  /// How a run ended.
  enum Outcome {
    /// A word of the result type; a truth for conditions.
    case word(UInt64)
    case failed
    /// The row holds something that only the stack machine covers: it must start again.
    case uncovered
  }

  /// The storage that instructions work on; it outlives the run.
  struct Storage {
    let instructions: UnsafePointer<WordInstruction>
    let registers: UnsafeMutablePointer<UInt64>
    let states: UnsafePointer<UInt8>
    let words: UnsafePointer<UInt64>
  }

  /// Evaluates the code of a program for a row.
  static func run(_ program: Program, _ row: Row, _ context: EvaluationContext) -> Outcome {
    // No instruction runs twice, so that their number bounds the work of all but the parts.
    guard row.slotCount >= program.words.slotCount, program.words.instructions.count <= context.costMax else {
      return .uncovered
    }
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: WordCode.registersMax + 4) { registers in
      row.states.withUnsafeBufferPointer { states in
        row.words.withUnsafeBufferPointer { words in
          program.words.instructions.withUnsafeBufferPointer { instructions in
            guard let instructions = instructions.baseAddress, let registers = registers.baseAddress,
              let states = states.baseAddress, let words = words.baseAddress
            else { return .uncovered }
            let storage = Storage(instructions: instructions, registers: registers, states: states, words: words)
            return run(storage, program, row, context)
          }
        }
      }
    }
  }

  /// One switch, longer than a function should be: split, it would decode each instruction twice.
  private static func run(
    _ storage: Storage, _ program: Program, _ row: Row, _ context: EvaluationContext
  ) -> Outcome {
    let registers = storage.registers
    var place = 0
    var costLeft = context.costMax
    while true {
      let instruction = storage.instructions[place]
      place &+= 1
      let truth: UInt64
      switch instruction.operation {
      case .slotSigned:
        truth = compareSlot(instruction, storage, program, row) {
          test(Int64(bitPattern: $0), Int64(bitPattern: instruction.word), instruction.mask)
        }
      case .slotUnsigned, .slotCode:
        truth = compareSlot(instruction, storage, program, row) { test($0, instruction.word, instruction.mask) }
      case .slotFlag:
        truth = compareSlot(instruction, storage, program, row) {
          test($0 == 0 ? 0 : 1, instruction.word, instruction.mask)
        }
      case .slotDouble:
        truth = compareSlot(instruction, storage, program, row) {
          test(Double(bitPattern: $0), Double(bitPattern: instruction.word), instruction.mask)
        }
      case .slotIntAsDouble:
        truth = compareSlot(instruction, storage, program, row) {
          test(Double(Int64(bitPattern: $0)), Double(bitPattern: instruction.word), instruction.mask)
        }
      case .slotUintAsDouble:
        truth = compareSlot(instruction, storage, program, row) {
          test(Double($0), Double(bitPattern: instruction.word), instruction.mask)
        }
      case .slotMember, .slotDoubleMember, .slotCodeMember, .slotBool, .slotPresence:
        truth = testSlot(instruction, storage, program, row)
      case .compareSigned:
        truth = test(
          Int64(bitPattern: registers[Int(instruction.a)]), Int64(bitPattern: registers[Int(instruction.b)]),
          instruction.mask)
      case .compareUnsigned:
        truth = test(registers[Int(instruction.a)], registers[Int(instruction.b)], instruction.mask)
      case .compareDouble:
        truth = test(
          Double(bitPattern: registers[Int(instruction.a)]), Double(bitPattern: registers[Int(instruction.b)]),
          instruction.mask)
      case .truth: truth = registers[Int(instruction.a)]
      case .notTruth:
        let operand = registers[Int(instruction.a)]
        truth = operand < 2 ? operand ^ 1 : operand
      case .constantTruth: truth = instruction.word
      case .generalTruth:
        guard let found = partTruth(instruction, program, row, context, &costLeft) else { return .uncovered }
        truth = found
      case .branch:
        let operand = registers[Int(instruction.a)]
        if instruction.mask == 0 ? operand == 0 : operand > 1 { place = Int(instruction.target) }
        continue
      case .jump:
        place = Int(instruction.target)
        continue
      case .finish: return .word(registers[0])
      case .fail: return .failed
      case .constant:
        registers[Int(instruction.destination)] = instruction.word
        continue
      case .slot where storage.states[Int(instruction.index)] == SlotState.word.rawValue:
        registers[Int(instruction.destination)] = storage.words[Int(instruction.index)]
        continue
      case .slot, .slotOrConstant, .now, .general:
        switch readSeldom(instruction, storage, program, row, context, &costLeft) {
        case .word(let word): registers[Int(instruction.destination)] = word
        case .failed: place = Int(instruction.target)
        case .uncovered: return .uncovered
        }
        continue
      default:
        let operation = instruction.operation
        if let word = operation.calculate(registers[Int(instruction.a)], registers[Int(instruction.b)]) {
          registers[Int(instruction.destination)] = word
        } else {
          place = Int(instruction.target)
        }
        continue
      }
      settle(truth, instruction, registers, &place)
    }
  }

  /// Puts a truth where its mode says.
  @inline(__always)
  private static func settle(
    _ truth: UInt64, _ instruction: WordInstruction, _ registers: UnsafeMutablePointer<UInt64>,
    _ place: inout Int
  ) {
    let destination = Int(instruction.destination)
    switch instruction.mode {
    case .set: registers[destination] = truth
    case .firstAnd:
      registers[destination] = truth
      if truth == 0 { place = Int(instruction.target) }
    case .firstOr:
      registers[destination] = truth
      if truth == 1 { place = Int(instruction.target) }
    case .and:
      if truth == 0 {
        registers[destination] = 0
        place = Int(instruction.target)
      } else {
        registers[destination] |= truth
      }
    case .or:
      if truth == 1 {
        registers[destination] = 1
        place = Int(instruction.target)
      } else {
        registers[destination] |= truth
      }
    }
  }

  // MARK: Parts

  private static func runPart(
    _ instruction: WordInstruction, _ program: Program, _ row: Row, _ context: EvaluationContext, _ costLeft: inout Int
  ) -> Result<Value, EvaluationError> {
    var machine = GeneralMachine(program.words.parts[Int(instruction.index)], costMax: costLeft)
    let result = machine.run(row, context, program.symbols)
    costLeft = machine.meter.remaining
    return result
  }

  /// The truth of a part; nothing when it ran out of work, which no other operand can make up for.
  @inline(never)
  private static func partTruth(
    _ instruction: WordInstruction, _ program: Program, _ row: Row, _ context: EvaluationContext, _ costLeft: inout Int
  ) -> UInt64? {
    switch runPart(instruction, program, row, context, &costLeft) {
    case .success(.bool(let truth)): return truth ? 1 : 0
    case .success: return 2
    case .failure(let error): return error.code == .costExceeded ? nil : 2
    }
  }

  @inline(never)
  private static func readSeldom(
    _ instruction: WordInstruction, _ storage: Storage, _ program: Program, _ row: Row, _ context: EvaluationContext,
    _ costLeft: inout Int
  ) -> Outcome {
    switch instruction.operation {
    case .now:
      guard let word = SlotCoding.microseconds(of: context.now) else { return .uncovered }
      return .word(UInt64(bitPattern: word))
    case .general:
      switch runPart(instruction, program, row, context, &costLeft) {
      case .success(let value): return WordType.word(of: value, instruction.mask).map { .word($0) } ?? .uncovered
      case .failure(let error): return error.code == .costExceeded ? .uncovered : .failed
      }
    default:
      switch SlotState(rawValue: storage.states[Int(instruction.index)]) {
      case .word?: return .word(storage.words[Int(instruction.index)])
      case .absent?, nil: return instruction.operation == .slotOrConstant ? .word(instruction.word) : .failed
      case .null?: return .uncovered
      case .other?: return .failed
      }
    }
  }
}
