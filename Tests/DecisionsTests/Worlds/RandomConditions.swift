import Decisions
import Expressions

/// Conditions over the slots of ``RandomCharter``, mostly true of its customers.
extension RandomCharter {
  mutating func rule() -> Rule {
    let condition = self.condition(depth: 2)
    return Rule(text: String(describing: condition), condition: condition)
  }

  private mutating func condition(depth: Int) -> Condition {
    switch generator.int(0...(depth == 0 ? 5 : 9)) {
    case 6: return .not(condition(depth: depth - 1))
    case 7, 8: return .any((0..<generator.int(1...3)).map { _ in condition(depth: depth - 1) })
    case 9: return .all((0..<generator.int(1...3)).map { _ in condition(depth: depth - 1) })
    default: return leaf()
    }
  }

  private mutating func leaf() -> Condition {
    let slot = generator.int(0...RandomCharter.slotTypes.count - 1)
    if generator.chance(0.1) { return .constant(generator.chance(0.7)) }
    if generator.chance(0.15) { return .present(slot: slot) }
    if generator.chance(0.15) {
      return .member(slot: slot, (0..<generator.int(1...3)).map { _ in constant(slot) })
    }
    let isOrdered = RandomCharter.slotTypes[slot] != .string && RandomCharter.slotTypes[slot] != .bool
    let comparisons: [Condition.Operator] =
      isOrdered ? [.less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual] : [.equal, .notEqual]
    return .compare(slot: slot, generator.pick(comparisons), constant(slot))
  }

  private mutating func constant(_ slot: Int) -> Condition.Constant {
    switch RandomCharter.slotTypes[slot] {
    case .double: .double(generator.pick(RandomCustomer.doubles))
    case .string: .string(UInt32(generator.int(1...3)))
    case .bool: .bool(generator.chance(0.5))
    case .timestamp: .microseconds(generator.pick(RandomCustomer.ints) * 1_000_000)
    case .uint: .uint(UInt64(generator.int(0...3)))
    default: .int(generator.pick(RandomCustomer.ints))
    }
  }
}
