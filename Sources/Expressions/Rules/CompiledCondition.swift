/// One condition compiled by itself: a flat list of tests with jumps, evaluated over a row without allocating.
///
/// What the condition says of one slot is one test wherever the logic allows: `age >= 18 && age < 65` costs a subtraction
/// and a comparison. General parts are tested last.
///
/// Three-valued truth from two-valued jumps: and, or are minimum and maximum in the order false < error < true. So the
/// condition is true exactly if it is true with every error taken for false, and false exactly if it is false with
/// every error taken for true. The second question is asked only when an error was met.
public struct CompiledCondition: Sendable {
  /// INVARIANT: every jump goes forward, at most to `tests.count + 1`. Place `tests.count` means true, the next false.
  let tests: [SlotTest]
  /// Where pieces begin and their truths, of tests that are not one interval.
  let pieceStarts: [UInt64]
  let pieceTruths: [Truth]

  /// Compiles a condition.
  ///
  /// A comparison whose constant does not match the slot's type is an error for every row, and so is an ordering of
  /// strings, whose codes have no order. A slot outside `slotTypes` is absent in every row. The condition's depth is
  /// limited by the stack; the parser's limit is far below it.
  ///
  /// - Parameters:
  ///   - condition: the condition.
  ///   - slotTypes: the declared type of each slot.
  public init(_ condition: Condition, slotTypes: [ValueType]) {
    self.init(RuleFormula(condition, slotTypes: slotTypes))
  }

  /// Compiles a formula.
  init(_ formula: RuleFormula) {
    var assembler = ConditionAssembler()
    assembler.assemble(formula)
    tests = assembler.tests
    pieceStarts = assembler.pieceStarts
    pieceTruths = assembler.pieceTruths
  }

  /// The truth of the condition for a row; its general parts are errors.
  public func evaluate(_ row: Row) -> Truth {
    var none = NoGeneralRules()
    return evaluate(row, general: &none)
  }

  /// The truth of the condition for a row.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - general: evaluates the general parts, for the same subject.
  public func evaluate<General: GeneralRules>(_ row: Row, general: inout General) -> Truth {
    row.withPointers { evaluate($0, general: &general) }
  }

  /// The truth of the condition for the row behind pointers; see the invariant of ``RowPointers``.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - general: evaluates the general parts, for the same subject; asked again after an error.
  @_specialize(where General == NoGeneralRules)
  public func evaluate<General: GeneralRules>(_ row: RowPointers, general: inout General) -> Truth {
    tests.withUnsafeBufferPointer { tests in
      var metError = false
      if holds(tests, row, errorsAs: false, metError: &metError, general: &general) { return .true }
      guard metError else { return .false }
      return holds(tests, row, errorsAs: true, metError: &metError, general: &general) ? .error : .false
    }
  }

  /// Runs the tests with errors taken for `errorsAs`.
  @inline(__always)
  private func holds<General: GeneralRules>(
    _ tests: UnsafeBufferPointer<SlotTest>, _ row: RowPointers, errorsAs: Bool, metError: inout Bool,
    general: inout General
  ) -> Bool {
    var place = 0
    while place < tests.count {
      let test = tests[place]
      let slot = Int(test.slot)
      let jumps: Bool
      if test.kind <= .doubleInterval, slot < row.slotCount, row.states[slot] == SlotState.word.rawValue {
        let word = row.words[slot]
        let key = test.kind == .interval ? word : SlotKeyKind.doubleKey(word)
        jumps = (key &- test.low <= test.width) == test.jumpsInside
      } else {
        let truth = rareTruth(test, row, general: &general)
        if truth == .error { metError = true }
        jumps = (truth == .error ? errorsAs : truth == .true) == test.jumpsIfTrue
      }
      place = jumps ? Int(test.target) : place + 1
    }
    return place == tests.count
  }

  /// The truth of a test that is not an interval met by a word.
  @inline(never)
  private func rareTruth<General: GeneralRules>(
    _ test: SlotTest, _ row: RowPointers, general: inout General
  ) -> Truth {
    switch test.kind {
    case .general:
      let truth = general.truth(of: Int(truncatingIfNeeded: test.low))
      return test.width == 0 ? truth : truth.negated
    case .constant: return test.truths.absent
    case .interval, .doubleInterval, .pieces: break
    }
    let slot = Int(test.slot)
    guard slot < row.slotCount else { return test.truths.absent }
    switch SlotState(rawValue: row.states[slot]) {
    case .null: return test.truths.null
    case .other: return test.truths.other
    case .word where test.kind == .pieces: return truth(ofPieces: test, row.words[slot])
    case .absent, .word, nil: return test.truths.absent
    }
  }

  /// The truth of the last piece that starts at or before a word's key.
  private func truth(ofPieces test: SlotTest, _ word: UInt64) -> Truth {
    let key = test.keyKind.key(word)
    var first = Int(truncatingIfNeeded: test.low)
    var count = Int(truncatingIfNeeded: test.width)
    while count > 1 {
      let half = count / 2
      if pieceStarts[first + half] <= key { first += half }
      count -= half
    }
    return pieceTruths[first]
  }
}

/// One test of a compiled condition and where to go on.
struct SlotTest: Sendable {
  /// What a test asks.
  enum Kind: UInt8, Sendable, Comparable {
    /// Whether `word - low` is at most `width`, without a sign; the order of two's complement is folded into `low`.
    case interval
    /// The same of a double's key.
    case doubleInterval
    /// In which piece the key lies: `width` pieces from place `low`.
    case pieces
    /// General rule `low`, negated if `width` is 1.
    case general
    /// Always `truths.absent`.
    case constant

    static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
  }

  var kind: Kind
  /// How words map to keys, for pieces.
  var keyKind: SlotKeyKind
  /// Whether a word inside the interval jumps, or one outside it.
  var jumpsInside = false
  /// Whether truth jumps, or falsity; the other goes on with the next test.
  var jumpsIfTrue = false
  /// The truths where there is no word.
  var truths: (absent: Truth, null: Truth, other: Truth)
  var slot: UInt32
  var target: UInt32 = 0
  var low: UInt64
  var width: UInt64
}
