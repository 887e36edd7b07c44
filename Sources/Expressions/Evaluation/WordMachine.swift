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

  /// What the instructions read.
  struct Subject {
    let code: WordCode
    let row: Row
    let context: EvaluationContext
    let symbols: SymbolTable
    let states: UnsafeBufferPointer<UInt8>
    let words: UnsafeBufferPointer<UInt64>
  }

  /// Evaluates code for a row.
  static func run(
    _ code: WordCode, _ row: Row, _ context: EvaluationContext, _ symbols: SymbolTable
  ) -> Outcome {
    // No instruction runs twice, so that their number bounds the work of all but the parts.
    guard row.slotCount >= code.slotCount, code.instructions.count <= context.costMax else { return .uncovered }
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: WordCode.registersMax + 4) { registers in
      row.states.withUnsafeBufferPointer { states in
        row.words.withUnsafeBufferPointer { words in
          code.instructions.withUnsafeBufferPointer { instructions in
            let subject = Subject(
              code: code, row: row, context: context, symbols: symbols, states: states, words: words)
            return run(instructions, registers, subject)
          }
        }
      }
    }
  }

  private static func run(
    _ instructions: UnsafeBufferPointer<WordInstruction>, _ registers: UnsafeMutableBufferPointer<UInt64>,
    _ subject: borrowing Subject
  ) -> Outcome {
    var place = 0
    var costLeft = subject.context.costMax
    while true {
      let instruction = instructions[place]
      place += 1
      let truth: UInt64
      switch instruction.operation {
      case .slotSigned, .slotUnsigned, .slotDouble, .slotIntAsDouble, .slotUintAsDouble, .slotCode:
        truth = compareSlot(instruction, subject)
      case .slotMember, .slotDoubleMember, .slotCodeMember, .slotBool, .slotPresence:
        truth = testSlot(instruction, subject)
      case .compareSigned, .compareUnsigned, .compareDouble:
        truth = compare(instruction, registers[Int(instruction.a)], registers[Int(instruction.b)])
      case .truth: truth = registers[Int(instruction.a)]
      case .notTruth:
        let operand = registers[Int(instruction.a)]
        truth = operand < 2 ? operand ^ 1 : operand
      case .constantTruth: truth = instruction.word
      case .generalTruth:
        guard let found = partTruth(instruction, subject, &costLeft) else { return .uncovered }
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
      case .slot, .slotOrConstant, .now, .general:
        switch read(instruction, subject, &costLeft) {
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
    _ truth: UInt64, _ instruction: WordInstruction, _ registers: UnsafeMutableBufferPointer<UInt64>,
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
    _ instruction: WordInstruction, _ subject: borrowing Subject, _ costLeft: inout Int
  ) -> Result<Value, EvaluationError> {
    var context = subject.context
    context.costMax = costLeft
    var machine = GeneralMachine(
      code: subject.code.parts[Int(instruction.index)], symbols: subject.symbols, context: context)
    let result = machine.run(subject.row)
    costLeft = machine.meter.remaining
    return result
  }

  /// The truth of a part; nothing when it ran out of work, which no other operand can make up for.
  private static func partTruth(
    _ instruction: WordInstruction, _ subject: borrowing Subject, _ costLeft: inout Int
  ) -> UInt64? {
    switch runPart(instruction, subject, &costLeft) {
    case .success(.bool(let truth)): return truth ? 1 : 0
    case .success: return 2
    case .failure(let error): return error.code == .costExceeded ? nil : 2
    }
  }

  private static func read(
    _ instruction: WordInstruction, _ subject: borrowing Subject, _ costLeft: inout Int
  ) -> Outcome {
    switch instruction.operation {
    case .now:
      guard let word = SlotCoding.microseconds(of: subject.context.now) else { return .uncovered }
      return .word(UInt64(bitPattern: word))
    case .general:
      switch runPart(instruction, subject, &costLeft) {
      case .success(let value): return WordType.word(of: value, instruction.mask).map { .word($0) } ?? .uncovered
      case .failure(let error): return error.code == .costExceeded ? .uncovered : .failed
      }
    default:
      switch SlotState(rawValue: subject.states[Int(instruction.index)]) {
      case .word?: return .word(subject.words[Int(instruction.index)])
      case .absent?, nil: return instruction.operation == .slotOrConstant ? .word(instruction.word) : .failed
      case .null?: return .uncovered
      case .other?: return .failed
      }
    }
  }
}
