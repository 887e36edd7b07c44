/// A condition in the form that is compiled: negations pushed to the leaves, nested junctions of one kind flattened,
/// constants folded, and all that a junction says of one slot in one predicate.
///
/// Equal formulas have the same truth for every row; the truth is that of the condition.
indirect enum RuleFormula: Hashable {
  case constant(Truth)
  case slot(SlotPredicate)
  case general(Int, negated: Bool)
  /// INVARIANT: at least two parts, none of the same junction, none constant but error; slots first, then
  /// parts without general rules, then parts with them.
  case junction(Junction, [RuleFormula])

  /// Reads a condition. A slot outside `slotTypes` is one that no row has.
  init(_ condition: Condition, slotTypes: [ValueType], negated: Bool = false) {
    switch condition {
    case .constant(let holds): self = .constant(Truth(holds != negated))
    case .general(let rule): self = .general(rule, negated: negated)
    case .not(let part): self.init(part, slotTypes: slotTypes, negated: !negated)
    case .all(let parts): self.init(joining: parts, .all, slotTypes: slotTypes, negated: negated)
    case .any(let parts): self.init(joining: parts, .any, slotTypes: slotTypes, negated: negated)
    case .present(let slot):
      if slotTypes.indices.contains(slot) {
        self.init(SlotPredicate.presence(of: slot, type: slotTypes[slot]), negated: negated)
      } else {
        self = .constant(Truth(negated))
      }
    case .compare(let slot, let comparison, let constant):
      guard slotTypes.indices.contains(slot) else { self = .constant(.error); return }
      self.init(SlotPredicate(slot: slot, type: slotTypes[slot], comparison, constant), negated: negated)
    case .member(let slot, let constants):
      guard slotTypes.indices.contains(slot) else { self = .constant(.error); return }
      self.init(SlotPredicate(slot: slot, type: slotTypes[slot], memberOf: constants), negated: negated)
    }
  }

  /// Wraps a predicate; none is an error.
  private init(_ predicate: SlotPredicate?, negated: Bool) {
    guard let predicate else { self = .constant(.error); return }
    self = .slot(negated ? predicate.negated : predicate)
  }

  private init(joining parts: [Condition], _ junction: Junction, slotTypes: [ValueType], negated: Bool) {
    let formulas = parts.map { RuleFormula($0, slotTypes: slotTypes, negated: negated) }
    self = .joined(formulas, negated ? junction.dual : junction)
  }

  /// Joins formulas into one.
  static func joined(_ formulas: [RuleFormula], _ junction: Junction) -> RuleFormula {
    var parts = JunctionParts(junction)
    for formula in formulas { parts.insert(formula) }
    return parts.formula
  }
}

extension RuleFormula {
  /// Whether any part of it is a general rule.
  var hasGeneral: Bool {
    switch self {
    case .general: true
    case .constant, .slot: false
    case .junction(_, let parts): parts.contains { $0.hasGeneral }
    }
  }
}

/// The parts of a junction, sorted by what they are while they are gathered.
private struct JunctionParts {
  let junction: Junction
  /// The predicates of each slot; slots in the order of their first appearance.
  private var predicates: [[SlotPredicate]] = []
  private var placeOfSlot: [Int: Int] = [:]
  private var nested: [RuleFormula] = []
  private var generals: [RuleFormula] = []
  private var seen: Set<RuleFormula> = []
  private var isAbsorbed = false
  private var hasError = false

  init(_ junction: Junction) { self.junction = junction }

  mutating func insert(_ formula: RuleFormula) {
    switch formula {
    case .constant(let truth):
      if truth == junction.absorbing { isAbsorbed = true }
      if truth == .error { hasError = true }
    case .junction(junction, let parts):
      for part in parts { insert(part) }
    case .slot(let predicate):
      if let place = placeOfSlot[predicate.slot] {
        predicates[place].append(predicate)
      } else {
        placeOfSlot[predicate.slot] = predicates.count
        predicates.append([predicate])
      }
    case .junction, .general:
      guard seen.insert(formula).inserted else { return }
      if formula.hasGeneral { generals.append(formula) } else { nested.append(formula) }
    }
  }

  /// The formula of everything inserted. Cheap parts come first, because evaluation stops at the first that decides.
  var formula: RuleFormula {
    var isAbsorbed = isAbsorbed
    var hasError = hasError
    var parts: [RuleFormula] = []
    for sameSlot in predicates {
      guard let predicate = SlotPredicate.joined(sameSlot[...], junction) else { continue }
      switch predicate.constantTruth {
      case nil: parts.append(.slot(predicate))
      case junction.absorbing: isAbsorbed = true
      case .error: hasError = true
      default: break
      }
    }
    if isAbsorbed { return .constant(junction.absorbing) }
    parts += nested
    parts += generals
    if hasError { parts.append(.constant(.error)) }
    guard let first = parts.first else { return .constant(junction.neutral) }
    return parts.count == 1 ? first : .junction(junction, parts)
  }
}
