/// The parts of all bits, sorted for the rule index: by slot, constants, and residuals.
struct RuleParts {
  /// All that is said of one slot.
  struct Slot {
    let slot: Int
    let kind: SlotKeyKind
    /// The distinct predicates and the bits that each is a part of.
    fileprivate(set) var predicates: [(predicate: SlotPredicate, bits: [Int])] = []
    fileprivate var placeOfPredicate: [SlotPredicate: Int] = [:]
  }

  /// The bits that are false for every row.
  private(set) var alwaysFalse: [UInt64]
  /// The bits that are no more than an error for every row.
  private(set) var alwaysError: [UInt64]
  /// The slots that are read, in the order in which the rules mention them.
  private(set) var slots: [Slot] = []
  /// The distinct residuals, and for each bit the places of its own.
  private(set) var residuals: [RuleFormula] = []
  private(set) var residualsOfBit: [[Int]]
  /// The bits that have residuals.
  private(set) var residualWords: [UInt64]

  private var placeOfSlot: [Int: Int] = [:]
  private var placeOfResidual: [RuleFormula: Int] = [:]

  init(bitCount: Int, wordCount: Int) {
    alwaysFalse = Array(repeating: 0, count: wordCount)
    alwaysError = alwaysFalse
    residualWords = alwaysFalse
    residualsOfBit = Array(repeating: [], count: bitCount)
  }

  /// Adds one bit's formula.
  mutating func add(_ formula: RuleFormula, bit: Int) {
    switch formula {
    case .constant(.true): break
    case .constant(.false): RuleParts.insert(bit, into: &alwaysFalse)
    case .constant(.error): RuleParts.insert(bit, into: &alwaysError)
    case .slot(let predicate): add(predicate, bit: bit)
    case .junction(.all, let parts): for part in parts { add(part, bit: bit) }
    case .junction(.any, _), .general: addResidual(formula, bit: bit)
    }
  }

  /// Leaves to residuals what is said of one slot.
  mutating func addResiduals(of slot: Slot) {
    for (predicate, bits) in slot.predicates {
      for bit in bits { addResidual(.slot(predicate), bit: bit) }
    }
  }

  private mutating func add(_ predicate: SlotPredicate, bit: Int) {
    let place = placeOfSlot[predicate.slot] ?? slots.count
    if place == slots.count {
      placeOfSlot[predicate.slot] = place
      slots.append(Slot(slot: predicate.slot, kind: predicate.kind))
    }
    if let known = slots[place].placeOfPredicate[predicate] {
      slots[place].predicates[known].bits.append(bit)
    } else {
      slots[place].placeOfPredicate[predicate] = slots[place].predicates.count
      slots[place].predicates.append((predicate, [bit]))
    }
  }

  private mutating func addResidual(_ formula: RuleFormula, bit: Int) {
    let place = placeOfResidual[formula] ?? residuals.count
    if place == residuals.count {
      placeOfResidual[formula] = place
      residuals.append(formula)
    }
    residualsOfBit[bit].append(place)
    RuleParts.insert(bit, into: &residualWords)
  }

  private static func insert(_ bit: Int, into set: inout [UInt64]) { set[bit / 64] |= 1 << UInt64(bit % 64) }
}
