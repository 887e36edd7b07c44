import Times

/// Comparisons and arithmetic on words.
extension WordMachine {
  /// Whether the order of two words is among those of a mask: 0 or 1. Without branches, which random rows would defeat.
  @inline(__always)
  static func test<T: FixedWidthInteger>(_ a: T, _ b: T, _ mask: UInt8) -> UInt64 {
    let order =
      (a < b ? ComparisonMask.less : 0) | (a == b ? ComparisonMask.same : 0) | (a > b ? ComparisonMask.greater : 0)
    return mask & order == 0 ? 0 : 1
  }

  @inline(__always)
  static func test(_ a: Double, _ b: Double, _ mask: UInt8) -> UInt64 {
    let order =
      (a < b ? ComparisonMask.less : 0) | (a == b ? ComparisonMask.same : 0) | (a > b ? ComparisonMask.greater : 0)
    return mask & (order == 0 ? ComparisonMask.unordered : order) == 0 ? 0 : 1
  }

  /// The truth of a comparison of a slot's word, given as code, with the constant of the instruction.
  @inline(__always)
  static func compareSlot(
    _ instruction: WordInstruction, _ storage: Storage, _ program: Program, _ row: Row, _ compare: (UInt64) -> UInt64
  ) -> UInt64 {
    let slot = Int(instruction.index)
    guard storage.states[slot] == SlotState.word.rawValue else { return compareWithoutWord(instruction, program, row) }
    return compare(storage.words[slot])
  }

  /// A slot that holds no word: null equals no constant, and a string without a code equals none that has one.
  @inline(never)
  private static func compareWithoutWord(
    _ instruction: WordInstruction, _ program: Program, _ row: Row
  ) -> UInt64 {
    let slot = Int(instruction.index)
    let isEquality = instruction.mask == ComparisonMask.same
    let isInequality = instruction.mask & ComparisonMask.unordered != 0
    switch row.state(slot) {
    case .null where isEquality || isInequality: return isEquality ? 0 : 1
    case .other where instruction.operation == .slotCode:
      guard let value = row.other(slot), let text = program.words.texts[instruction.word] else { return 2 }
      return Value.areEqual(value, .string(text)) == isEquality ? 1 : 0
    default: return 2
    }
  }

  @inline(__always)
  static func testSlot(_ instruction: WordInstruction, _ storage: Storage, _ program: Program, _ row: Row) -> UInt64 {
    let slot = Int(instruction.index)
    let state = SlotState(rawValue: storage.states[slot]) ?? .absent
    let word = storage.words[slot]
    if instruction.operation == .slotPresence { return state == .absent ? 0 : 1 }
    if instruction.operation == .slotBool { return state != .word ? 2 : word == 0 ? 0 : 1 }
    return testMembership(instruction, state, word, program, row)
  }

  @inline(never)
  private static func testMembership(
    _ instruction: WordInstruction, _ state: SlotState, _ word: UInt64, _ program: Program, _ row: Row
  ) -> UInt64 {
    switch state {
    case .absent: return 2
    case .null: return 0
    case .other:
      guard instruction.operation == .slotCodeMember, let value = row.other(Int(instruction.index)) else { return 2 }
      for member in program.words.members[Int(instruction.word)] {
        if let text = program.words.texts[member], Value.areEqual(value, .string(text)) { return 1 }
      }
      return 0
    case .word:
      let members = program.words.members[Int(instruction.word)]
      if instruction.operation == .slotDoubleMember {
        let number = Double(bitPattern: word)
        return members.contains { Double(bitPattern: $0) == number } ? 1 : 0
      }
      return contains(members, word) ? 1 : 0
    }
  }

  /// Whether a word is among ascending words.
  private static func contains(_ members: [UInt64], _ word: UInt64) -> Bool {
    var low = 0
    var high = members.count
    while low < high {
      let middle = (low + high) / 2
      if members[middle] < word { low = middle + 1 } else { high = middle }
    }
    return low < members.count && members[low] == word
  }
}

extension WordInstruction.Operation {
  /// The result of arithmetic on words; nothing when the language has none.
  @inline(__always)
  func calculate(_ a: UInt64, _ b: UInt64) -> UInt64? {
    switch self {
    case .addInt, .subtractInt, .multiplyInt, .divideInt, .remainderInt, .negateInt:
      integer(Int64(bitPattern: a), Int64(bitPattern: b)).map { UInt64(bitPattern: $0) }
    case .addUint, .subtractUint, .multiplyUint, .divideUint, .remainderUint: integer(a, b)
    case .intToDouble: Double(Int64(bitPattern: a)).bitPattern
    case .uintToDouble: Double(a).bitPattern
    case .addMoment, .subtractMoment, .addLength, .subtractLength:
      time(Int64(bitPattern: a), Int64(bitPattern: b)).map { UInt64(bitPattern: $0) }
    default: double(Double(bitPattern: a), Double(bitPattern: b)).bitPattern
    }
  }

  private func integer<T: FixedWidthInteger>(_ a: T, _ b: T) -> T? {
    let result: (partialValue: T, overflow: Bool)
    switch self {
    case .addInt, .addUint: result = a.addingReportingOverflow(b)
    case .subtractInt, .subtractUint: result = a.subtractingReportingOverflow(b)
    case .multiplyInt, .multiplyUint: result = a.multipliedReportingOverflow(by: b)
    case .divideInt, .divideUint:
      if b == 0 { return nil }
      result = a.dividedReportingOverflow(by: b)
    case .remainderInt, .remainderUint:
      if b == 0 { return nil }
      result = a.remainderReportingOverflow(dividingBy: b)
    default: result = T.zero.subtractingReportingOverflow(a)
    }
    return result.overflow ? nil : result.partialValue
  }

  private func double(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .addDouble: a + b
    case .subtractDouble: a - b
    case .multiplyDouble: a * b
    case .divideDouble: a / b
    default: -a
    }
  }

  /// Microseconds of the first and last moment of the language.
  private static let moments =
    Timestamp.secondsMin * 1_000_000...Timestamp.secondsMax * 1_000_000 + 999_999
  /// Microseconds that fit 64 bits of nanoseconds.
  private static let lengths = Int64.min / 1000...Int64.max / 1000

  private func time(_ a: Int64, _ b: Int64) -> Int64? {
    let isSum = self == .addMoment || self == .addLength
    let (result, overflows) = isSum ? a.addingReportingOverflow(b) : a.subtractingReportingOverflow(b)
    let isMoment = self == .addMoment || self == .subtractMoment
    let range = isMoment ? WordInstruction.Operation.moments : WordInstruction.Operation.lengths
    return !overflows && range.contains(result) ? result : nil
  }
}
