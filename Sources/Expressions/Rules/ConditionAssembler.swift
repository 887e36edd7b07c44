/// Turns a formula into the tests and jumps of a ``CompiledCondition``.
struct ConditionAssembler {
  private(set) var tests: [SlotTest] = []
  private(set) var pieces: [SlotPredicate.Piece] = []

  /// Where a test's jump leads, before places are known.
  private enum Label {
    case whenTrue, whenFalse
    case place(Int)
  }

  /// The labels of nested junctions: the place each one came to stand for.
  private var labels: [Int?] = []
  private var jumps: [Label] = []

  /// Assembles a whole formula.
  mutating func assemble(_ formula: RuleFormula) {
    emit(formula, nextIfTrue: true, jump: .whenFalse)
    for index in tests.indices {
      let place: Int
      switch jumps[index] {
      case .whenTrue: place = tests.count
      case .whenFalse: place = tests.count + 1
      case .place(let label): place = labels[label] ?? tests.count
      }
      tests[index].target = UInt32(truncatingIfNeeded: place)
    }
  }

  /// How many of the first tests are intervals that jump to one place.
  var leadingCount: Int {
    tests.firstIndex { $0.kind > .doubleInterval || $0.target != tests[0].target } ?? tests.count
  }

  /// Emits tests that go on with what follows them if the formula's truth is `nextIfTrue`, and jump otherwise.
  private mutating func emit(_ formula: RuleFormula, nextIfTrue: Bool, jump: Label) {
    switch formula {
    case .constant(let truth):
      let truths = (absent: truth, null: truth, other: truth)
      let test = SlotTest(kind: .constant, keyKind: .unsigned, truths: truths, slot: 0, low: 0, width: 0)
      append(test, insideIsTrue: true, nextIfTrue: nextIfTrue, jump: jump)
    case .general(let rule, let negated):
      let truths = (absent: Truth.error, null: Truth.error, other: Truth.error)
      let test = SlotTest(
        kind: .general, keyKind: .unsigned, truths: truths, slot: 0,
        low: UInt64(truncatingIfNeeded: rule), width: negated ? 1 : 0)
      append(test, insideIsTrue: true, nextIfTrue: nextIfTrue, jump: jump)
    case .slot(let predicate):
      emit(predicate, nextIfTrue: nextIfTrue, jump: jump)
    case .junction(let junction, let parts):
      // Every part but the last goes on if it leaves the answer open, and else leaves with the absorbing truth.
      let leavesIfTrue = junction == .any
      let leavesToNext = leavesIfTrue == nextIfTrue
      labels.append(nil)
      let end = labels.count - 1
      let parts = parts.filter(\.isInterval) + parts.filter { !$0.isInterval }
      for part in parts.dropLast() {
        emit(part, nextIfTrue: !leavesIfTrue, jump: leavesToNext ? .place(end) : jump)
      }
      if let last = parts.last { emit(last, nextIfTrue: nextIfTrue, jump: jump) }
      labels[end] = tests.count
    }
  }

  private mutating func emit(_ predicate: SlotPredicate, nextIfTrue: Bool, jump: Label) {
    var test = SlotTest(
      kind: .pieces, keyKind: predicate.kind,
      truths: (absent: predicate.absent, null: predicate.null, other: predicate.other),
      slot: UInt32(truncatingIfNeeded: predicate.slot), low: 0, width: 0)
    var insideIsTrue = true
    if let interval = predicate.singleInterval {
      insideIsTrue = interval.truth == .true
      test.width = (interval.keys.end ?? 0) &- 1 &- interval.keys.low
      test.low = interval.keys.low
      test.kind = predicate.kind == .double ? .doubleInterval : .interval
      // To flip the sign bit is to add 2^63; taken off the bound, it need not be added to each word.
      test.low &-= predicate.kind.signFlip
    } else {
      test.low = UInt64(pieces.count)
      test.width = UInt64(predicate.pieces.count)
      pieces += predicate.pieces
    }
    append(test, insideIsTrue: insideIsTrue, nextIfTrue: nextIfTrue, jump: jump)
  }

  private mutating func append(_ test: SlotTest, insideIsTrue: Bool, nextIfTrue: Bool, jump: Label) {
    var test = test
    test.jumpsIfTrue = !nextIfTrue
    test.jumpsInside = insideIsTrue == test.jumpsIfTrue ? 1 : 0
    tests.append(test)
    jumps.append(jump)
  }
}

extension RuleFormula {
  /// Whether it is one test without a search: such tests come first, where they can do without branches.
  fileprivate var isInterval: Bool {
    if case .slot(let predicate) = self { predicate.singleInterval != nil } else { false }
  }
}

extension SlotPredicate {
  /// The interval of keys that has `truth` while all others have its opposite, when the pieces are of that form.
  fileprivate var singleInterval: (keys: KeyInterval, truth: Truth)? {
    guard pieces.count <= 3, !pieces.contains(where: { $0.truth == .error }) else { return nil }
    // One piece: every key. Two: the keys from the second on. Three: the middle.
    let inside = pieces.count == 1 ? 0 : 1
    let end = pieces.count == 3 ? pieces[2].start : nil
    return (KeyInterval(low: pieces[inside].start, end: end), pieces[inside].truth)
  }
}
