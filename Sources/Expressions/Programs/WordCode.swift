/// The code of an expression for the register machine that works on unboxed words: conditions over slots and constants,
/// arithmetic, and calls of ``GeneralCode`` for whatever does not fit.
struct WordCode: Sendable {
  /// Registers are numbered below this.
  static let registersMax = 48

  var instructions: [WordInstruction] = []
  /// The parts that the stack machine evaluates.
  var parts: [GeneralCode] = []
  /// The constants of ``WordInstruction/Operation/slotMember``, as words.
  var members: [[UInt64]] = []
  /// The strings of ``WordInstruction/Operation/slotCode`` and of string members, by code.
  var texts: [UInt64: String] = [:]
  /// One more than the largest slot that is read.
  var slotCount = 0
  /// The type of the result: bool, or the type whose word is returned.
  var result: ValueType = .bool
}

/// One step of the register machine, 24 bytes.
///
/// A truth is 0 for false, 1 for true, and 2 or more for a failure, so that failures survive a bitwise or.
struct WordInstruction: Sendable {
  enum Operation: UInt8, Sendable {
    // Values. They go to `target` when they fail.
    case constant, slot, slotOrConstant, now, general
    case addInt, subtractInt, multiplyInt, divideInt, remainderInt, negateInt
    case addUint, subtractUint, multiplyUint, divideUint, remainderUint
    case addDouble, subtractDouble, multiplyDouble, divideDouble, negateDouble
    case intToDouble, uintToDouble
    /// Moments and lengths in microseconds; the result is checked as a moment or as a length.
    case addMoment, subtractMoment, addLength, subtractLength

    // Truths. They are put into the register as ``mode`` says.
    case slotSigned, slotUnsigned, slotDouble, slotIntAsDouble, slotUintAsDouble, slotCode
    case slotMember, slotDoubleMember, slotCodeMember, slotBool, slotPresence
    case compareSigned, compareUnsigned, compareDouble
    case truth, notTruth, constantTruth, generalTruth

    // The way through the code.
    case branch, jump, finish, fail
  }

  /// What becomes of a truth.
  enum Mode: UInt8, Sendable {
    case set
    /// The first and the later operands of a conjunction: false ends it, at `target`.
    case firstAnd, and
    case firstOr, or
  }

  var operation: Operation
  var mode: Mode = .set
  /// The register that takes the result.
  var destination: UInt8 = 0
  /// Registers of operands.
  var a: UInt8 = 0
  var b: UInt8 = 0
  /// Which orders make a comparison true; see ``ComparisonMask``.
  var mask: UInt8 = 0
  /// A slot, or the place of a part or a list.
  var index: Int32 = 0
  /// Where to go on failure, or when the truth ends a conjunction or disjunction.
  var target: Int32 = 0
  /// A constant.
  var word: UInt64 = 0
}

/// Comparisons as sets of orders, a bit each: less, same, greater, unordered.
enum ComparisonMask {
  static let less: UInt8 = 0b0001
  static let same: UInt8 = 0b0010
  static let greater: UInt8 = 0b0100
  static let unordered: UInt8 = 0b1000

  /// The set of a comparison operator.
  static func mask(of function: String) -> UInt8? {
    switch function {
    case "_==_": same
    case "_!=_": less | greater | unordered
    case "_<_": less
    case "_<=_": less | same
    case "_>_": greater
    case "_>=_": greater | same
    default: nil
    }
  }

  /// The same comparison with its sides exchanged.
  static func mirrored(_ mask: UInt8) -> UInt8 {
    mask & (same | unordered) | (mask & less) << 2 | (mask & greater) >> 2
  }
}
