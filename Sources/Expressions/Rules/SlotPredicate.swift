/// What a condition that reads one slot says of everything the slot may hold: the normal form of such conditions.
///
/// Conditions of any shape over one slot (comparisons, ranges, `in`, and, or, not) come down to a truth for each state
/// and a piecewise constant function of the key. Two conditions with the same meaning have the same form.
struct SlotPredicate: Hashable {
  /// The truth from one key up to the next piece.
  struct Piece: Hashable {
    var start: UInt64
    var truth: Truth
  }

  /// The slot that is read.
  let slot: Int
  /// How the slot's words map to keys.
  let kind: SlotKeyKind
  /// The truth where the slot is absent.
  var absent: Truth
  /// The truth where the slot is null.
  var null: Truth
  /// The truth where the slot holds a value without a word.
  var other: Truth
  /// INVARIANT: the first piece starts at key 0, starts ascend, and neighbours differ in truth.
  private(set) var pieces: [Piece]

  /// Makes a predicate that is true of the keys in `intervals`, which ascend and do not overlap, and false of others.
  init(
    slot: Int, kind: SlotKeyKind, absent: Truth, null: Truth, other: Truth, trueWithin intervals: [KeyInterval]
  ) {
    self.slot = slot
    self.kind = kind
    self.absent = absent
    self.null = null
    self.other = other
    pieces = []
    append(Piece(start: 0, truth: .false))
    for interval in intervals {
      append(Piece(start: interval.low, truth: .true))
      guard let end = interval.end else { break }
      append(Piece(start: end, truth: .false))
    }
  }

  /// The one truth it has whatever the slot holds, if there is one.
  var constantTruth: Truth? {
    let truth = pieces[0].truth
    return pieces.count == 1 && absent == truth && null == truth && other == truth ? truth : nil
  }

  /// The predicate that is true where this one is false and false where it is true.
  var negated: SlotPredicate {
    var result = self
    result.absent = absent.negated
    result.null = null.negated
    result.other = other.negated
    for index in result.pieces.indices { result.pieces[index].truth = pieces[index].truth.negated }
    return result
  }

  /// Joins two predicates over the same slot, in time linear in their pieces.
  func joined(_ other: SlotPredicate, _ junction: Junction) -> SlotPredicate {
    var result = self
    result.absent = junction.joined(absent, other.absent)
    result.null = junction.joined(null, other.null)
    result.other = junction.joined(self.other, other.other)
    result.pieces = []
    var left = 0
    var right = 0
    while left < pieces.count || right < other.pieces.count {
      let leftStart = left < pieces.count ? pieces[left].start : .max
      let rightStart = right < other.pieces.count ? other.pieces[right].start : .max
      let start = min(leftStart, rightStart)
      if left < pieces.count, leftStart == start { left += 1 }
      if right < other.pieces.count, rightStart == start { right += 1 }
      // Both have moved past key 0 in the first turn, so both have a piece in force.
      let truth = junction.joined(pieces[left - 1].truth, other.pieces[right - 1].truth)
      result.append(Piece(start: start, truth: truth))
    }
    return result
  }

  /// Joins predicates over the same slot, halves first, so that many small ones cost n log n.
  static func joined(_ predicates: ArraySlice<SlotPredicate>, _ junction: Junction) -> SlotPredicate? {
    guard predicates.count > 1 else { return predicates.first }
    let middle = predicates.startIndex + predicates.count / 2
    guard let left = joined(predicates[..<middle], junction), let right = joined(predicates[middle...], junction)
    else { return nil }
    return left.joined(right, junction)
  }

  /// Adds a piece: one that starts where the last does replaces it, one with the same truth is merged into it.
  private mutating func append(_ piece: Piece) {
    if pieces.last?.start == piece.start { pieces.removeLast() }
    if pieces.last?.truth != piece.truth { pieces.append(piece) }
  }
}

extension SlotPredicate {
  /// The predicate of a comparison; nil when it is an error whatever the slot holds: the constant is of another type,
  /// or the type has no order among words.
  init?(slot: Int, type: ValueType, _ comparison: Condition.Operator, _ constant: Condition.Constant) {
    guard let kind = SlotKeyKind(type), let keys = ConstantKeys(constant, type) else { return nil }
    let isEquality = comparison == .equal || comparison == .notEqual
    if !isEquality && keys.ordered == nil { return nil }
    let ofEqual = SlotPredicate(
      slot: slot, kind: kind, absent: .error, null: isEquality ? .false : .error,
      // A string without a code is none of the strings that rules name; other values cannot be compared.
      other: isEquality && type == .string ? .false : .error,
      trueWithin: keys.own.map { SlotPredicate.interval(of: comparison, $0, keys.ordered) } ?? [])
    self = comparison == .notEqual ? ofEqual.negated : ofEqual
  }

  /// The predicate of a membership; nil when it is an error whatever the slot holds.
  init?(slot: Int, type: ValueType, memberOf constants: [Condition.Constant]) {
    guard let kind = SlotKeyKind(type) else { return nil }
    var intervals: [KeyInterval] = []
    for constant in constants {
      guard let keys = ConstantKeys(constant, type) else { return nil }
      if let own = keys.own { intervals.append(own) }
    }
    intervals.sort { $0.low < $1.low }
    var distinct: [KeyInterval] = []
    for interval in intervals where distinct.last != interval { distinct.append(interval) }
    self.init(
      slot: slot, kind: kind, absent: .error, null: .false, other: type == .string ? .false : .error,
      trueWithin: distinct)
  }

  /// The predicate of presence: false where the slot is absent, else true.
  static func presence(of slot: Int, type: ValueType) -> SlotPredicate {
    SlotPredicate(
      slot: slot, kind: SlotKeyKind(type) ?? .unsigned, absent: .false, null: .true, other: .true,
      trueWithin: [KeyInterval(low: 0, end: nil)])
  }

  /// The keys of which a comparison with a constant holds; for `notEqual`, those of which it does not.
  private static func interval(
    of comparison: Condition.Operator, _ own: KeyInterval, _ ordered: KeyInterval?
  ) -> [KeyInterval] {
    let first = ordered?.low ?? 0
    let end = ordered?.end
    switch comparison {
    case .equal, .notEqual: return [own]
    case .less: return own.low > first ? [KeyInterval(low: first, end: own.low)] : []
    case .lessOrEqual: return [KeyInterval(low: first, end: own.end)]
    case .greaterOrEqual: return [KeyInterval(low: own.low, end: end)]
    case .greater:
      guard let next = own.end, next != end else { return [] }
      return [KeyInterval(low: next, end: end)]
    }
  }
}
