import Expressions

/// The slow and obvious reading of conditions that the compiled ones are compared with: a walk over the tree, values
/// compared as values, no keys, no regions, no jumps.
struct SlowTruth {
  let slotTypes: [ValueType]
  let row: Row
  /// The truths of general rules, by number.
  var generals: [Truth] = []

  func truth(_ condition: Condition) -> Truth {
    switch condition {
    case .constant(let holds): holds ? .true : .false
    case .compare(let slot, let comparison, let constant): compare(slot, comparison, constant)
    case .member(let slot, let constants): member(slot, constants)
    case .present(let slot): slot < slotTypes.count && state(slot) != .absent ? .true : .false
    case .not(let part): not(truth(part))
    case .all(let parts): all(parts.map(truth))
    case .any(let parts): not(all(parts.map { not(truth($0)) }))
    case .general(let rule): generals.indices.contains(rule) ? generals[rule] : .error
    }
  }

  func all(_ truths: [Truth]) -> Truth {
    if truths.contains(.false) { return .false }
    return truths.contains(.error) ? .error : .true
  }

  private func not(_ truth: Truth) -> Truth {
    switch truth {
    case .false: .true
    case .true: .false
    case .error: .error
    }
  }

  private func state(_ slot: Int) -> SlotState { slot < row.slotCount ? row.state(slot) : .absent }

  private func compare(_ slot: Int, _ comparison: Condition.Operator, _ constant: Condition.Constant) -> Truth {
    guard slot < slotTypes.count, fits(constant, slotTypes[slot]) else { return .error }
    let isEquality = comparison == .equal || comparison == .notEqual
    if slotTypes[slot] == .string && !isEquality { return .error }
    switch state(slot) {
    case .absent: return .error
    case .null where !isEquality: return .error
    case .other where !isEquality || slotTypes[slot] != .string: return .error
    case .null, .other: return comparison == .notEqual ? .true : .false
    case .word: return holds(row.words[slot], comparison, constant) ? .true : .false
    }
  }

  private func member(_ slot: Int, _ constants: [Condition.Constant]) -> Truth {
    guard slot < slotTypes.count, hasWords(slotTypes[slot]) else { return .error }
    guard constants.allSatisfy({ fits($0, slotTypes[slot]) }) else { return .error }
    switch state(slot) {
    case .absent: return .error
    case .null: return .false
    case .other: return slotTypes[slot] == .string ? .false : .error
    case .word: return constants.contains { holds(row.words[slot], .equal, $0) } ? .true : .false
    }
  }

  private func hasWords(_ type: ValueType) -> Bool {
    [.bool, .int, .uint, .double, .string, .timestamp, .duration].contains(type)
  }

  private func fits(_ constant: Condition.Constant, _ type: ValueType) -> Bool {
    switch constant {
    case .bool: type == .bool
    case .int: type == .int
    case .uint: type == .uint
    case .double: type == .double
    case .string: type == .string
    case .microseconds: type == .timestamp || type == .duration
    }
  }

  private func holds(_ word: UInt64, _ comparison: Condition.Operator, _ constant: Condition.Constant) -> Bool {
    switch constant {
    case .bool(let value): holds(word == 0 ? 0 : 1, comparison, value ? 1 : 0)
    case .int(let value), .microseconds(let value): holds(Int64(bitPattern: word), comparison, value)
    case .uint(let value): holds(word, comparison, value)
    case .double(let value): holds(Double(bitPattern: word), comparison, value)
    case .string(let value): holds(word, comparison, UInt64(value))
    }
  }

  private func holds<Value: Comparable>(_ left: Value, _ comparison: Condition.Operator, _ right: Value) -> Bool {
    switch comparison {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}

/// General rules whose truths are listed, and how often each was asked.
struct ListedRules: GeneralRules {
  let truths: [Truth]
  var askedCounts: [Int]

  init(_ truths: [Truth]) {
    self.truths = truths
    askedCounts = truths.map { _ in 0 }
  }

  mutating func truth(of rule: Int) -> Truth {
    askedCounts[rule] += 1
    return truths[rule]
  }
}
