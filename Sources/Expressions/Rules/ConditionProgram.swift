/// The tests of a ``CompiledCondition`` and their evaluation.
@usableFromInline
final class ConditionProgram: Sendable {
  /// INVARIANT: every jump goes forward, at most to `tests.count + 1`. Place `tests.count` means true, the next false.
  @usableFromInline let tests: [SlotTest]
  /// How many of the first tests are intervals that jump to one place: they are tested without branches.
  ///
  /// Jumps go forward, so that place lies beyond all of these tests.
  @usableFromInline let leadingCount: Int
  /// How many slots a row must have for the leading tests.
  @usableFromInline let leadingSlotsEnd: Int
  /// The pieces of tests that are not one interval.
  private let pieces: [SlotPredicate.Piece]

  /// Assembles the tests of a formula.
  init(_ formula: RuleFormula) {
    var assembler = ConditionAssembler()
    assembler.assemble(formula)
    tests = assembler.tests
    leadingCount = assembler.leadingCount
    leadingSlotsEnd = tests.prefix(leadingCount).reduce(0) { max($0, Int($1.slot) + 1) }
    pieces = assembler.pieces
  }

  /// The place to go on with when the leading tests are done; their own first place when one of them meets no word.
  ///
  /// All are tested though the first that jumps decides, because a branch that the processor cannot foresee costs more
  /// than several tests.
  @inlinable
  func placeAfterLeading(_ tests: UnsafeBufferPointer<SlotTest>, _ row: RowPointers) -> Int {
    guard leadingSlotsEnd <= row.slotCount else { return 0 }
    // Bits instead of booleans, which the compiler would turn into branches.
    var notWords: UInt8 = 0
    var jumps: UInt8 = 0
    for place in 0..<leadingCount {
      let slot = Int(tests[place].slot)
      notWords |= row.states[slot] ^ SlotState.word.rawValue
      jumps |= tests[place].jumps(row.words[slot])
    }
    guard notWords == 0 else { return 0 }
    return jumps != 0 ? Int(tests[0].target) : leadingCount
  }

  /// Runs the tests from a place on, with both readings of errors where the first leaves the question open.
  @usableFromInline
  func evaluate<General: GeneralRules>(
    _ tests: UnsafeBufferPointer<SlotTest>, from start: Int, _ row: RowPointers, general: inout General
  ) -> Truth {
    var metError = false
    if holds(tests, from: start, row, errorsAs: false, metError: &metError, general: &general) { return .true }
    guard metError else { return .false }
    return holds(tests, from: start, row, errorsAs: true, metError: &metError, general: &general) ? .error : .false
  }

  /// Runs the tests from a place on, with errors taken for `errorsAs`.
  private func holds<General: GeneralRules>(
    _ tests: UnsafeBufferPointer<SlotTest>, from start: Int, _ row: RowPointers, errorsAs: Bool,
    metError: inout Bool, general: inout General
  ) -> Bool {
    var place = start
    while place < tests.count {
      let slot = Int(tests[place].slot)
      let jumps: Bool
      if tests[place].kind <= .doubleInterval, slot < row.slotCount, row.states[slot] == SlotState.word.rawValue {
        jumps = tests[place].jumps(row.words[slot]) != 0
      } else {
        let truth = rareTruth(tests[place], row, general: &general)
        if truth == .error { metError = true }
        jumps = (truth == .error ? errorsAs : truth == .true) == tests[place].jumpsIfTrue
      }
      place = jumps ? Int(tests[place].target) : place + 1
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
      if pieces[first + half].start <= key { first += half }
      count -= half
    }
    return pieces[first].truth
  }
}
