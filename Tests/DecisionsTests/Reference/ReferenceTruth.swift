import Decisions
import Expressions

/// What conditions and quantities are for one customer: a walk over the tree, values compared as values.
struct ReferenceTruth {
  let slotTypes: [ValueType]
  let row: Row

  func truth(_ condition: Condition) -> Truth {
    switch condition {
    case .constant(let holds): holds ? .true : .false
    case .compare(let slot, let comparison, let constant): compare(slot, comparison, constant)
    case .member(let slot, let constants): any(constants.map { compare(slot, .equal, $0) })
    case .present(let slot): row.state(slot) == .absent ? .false : .true
    case .not(let part): not(truth(part))
    case .all(let parts): all(parts.map(truth))
    case .any(let parts): any(parts.map(truth))
    case .general: .error
    }
  }

  /// False if any rule is false; else an error if any cannot be evaluated; else true.
  func all(_ truths: [Truth]) -> Truth {
    if truths.contains(.false) { return .false }
    return truths.contains(.error) ? .error : .true
  }

  func any(_ truths: [Truth]) -> Truth { not(all(truths.map(not))) }

  /// An attribute as a number; NaN where there is none.
  func number(_ quantity: Quantity) -> Double {
    switch quantity {
    case .constant(let value): return value
    case .expression, .model: return .nan
    case .slot(let slot):
      guard row.state(slot) == .word else { return .nan }
      switch slotTypes[slot] {
      case .double: return Double(bitPattern: row.words[slot])
      case .int: return Double(Int64(bitPattern: row.words[slot]))
      case .uint: return Double(row.words[slot])
      default: return .nan
      }
    }
  }

  private func not(_ truth: Truth) -> Truth {
    switch truth {
    case .false: .true
    case .true: .false
    case .error: .error
    }
  }

  private func compare(_ slot: Int, _ comparison: Condition.Operator, _ constant: Condition.Constant) -> Truth {
    let isEquality = comparison == .equal || comparison == .notEqual
    switch row.state(slot) {
    case .absent: return .error
    case .null: return isEquality ? (comparison == .notEqual ? .true : .false) : .error
    case .other:
      guard isEquality, slotTypes[slot] == .string else { return .error }
      return comparison == .notEqual ? .true : .false
    case .word:
      if slotTypes[slot] == .string && !isEquality { return .error }
      return holds(row.words[slot], comparison, constant) ? .true : .false
    }
  }

  private func holds(_ word: UInt64, _ comparison: Condition.Operator, _ constant: Condition.Constant) -> Bool {
    switch constant {
    case .bool(let value): ordered(word, comparison, value ? 1 : 0)
    case .int(let value), .microseconds(let value): ordered(Int64(bitPattern: word), comparison, value)
    case .uint(let value): ordered(word, comparison, value)
    case .double(let value): ordered(Double(bitPattern: word), comparison, value)
    case .string(let value): ordered(word, comparison, UInt64(value))
    }
  }

  private func ordered<Value: Comparable>(_ left: Value, _ comparison: Condition.Operator, _ right: Value) -> Bool {
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
