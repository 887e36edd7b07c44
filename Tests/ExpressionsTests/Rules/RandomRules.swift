import Expressions
import Seeds

/// A seeded world: slots of every type, rules over them, rows whose values often equal the rules' thresholds.
struct RandomRules {
  static let types: [ValueType] = [
    .bool, .int, .uint, .double, .string, .timestamp, .duration, .dyn, .bytes, .list(.int), .null,
  ]
  static let ints: [Int64] = [.min, .min + 1, -1, 0, 1, 2, 45, 46, 1000, 5_000_000, .max - 1, .max]
  static let uints: [UInt64] = [0, 1, 2, 45, 46, 1000, 5_000_000, 1 << 63, .max - 1, .max]
  static let doubles: [Double] = [
    -.infinity, -.greatestFiniteMagnitude, -1.5, -.leastNonzeroMagnitude, -0.0, 0.0, .leastNonzeroMagnitude, 0.1, 1,
    .greatestFiniteMagnitude, .infinity, .nan, -.nan, .signalingNaN,
  ]
  static let comparisons: [Condition.Operator] = [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual]
  static let generalCount = 4

  var generator: SeededGenerator
  let slotTypes: [ValueType]

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    let slotCount = Int.random(in: 0...8, using: &generator)
    var types: [ValueType] = []
    for _ in 0..<slotCount { types.append(RandomRules.types.randomElement(using: &generator)!) }
    slotTypes = types
  }

  mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &generator) == 0 }

  mutating func constant(_ type: ValueType) -> Condition.Constant {
    let type = chance(40) ? RandomRules.types.randomElement(using: &generator)! : type
    switch type {
    case .bool: return .bool(chance(2))
    case .uint: return .uint(RandomRules.uints.randomElement(using: &generator)!)
    case .double: return .double(RandomRules.doubles.randomElement(using: &generator)!)
    case .string: return .string(chance(9) ? .max : UInt32.random(in: 1...5, using: &generator))
    case .timestamp, .duration: return .microseconds(RandomRules.ints.randomElement(using: &generator)!)
    default: return .int(RandomRules.ints.randomElement(using: &generator)!)
    }
  }

  /// A slot, now and then one that no row has.
  mutating func slot() -> Int { Int.random(in: 0...slotTypes.count, using: &generator) * (chance(30) ? 7 : 1) }

  mutating func leaf(slot fixed: Int?) -> Condition {
    let slot = fixed ?? slot()
    let type = slot < slotTypes.count ? slotTypes[slot] : .int
    switch Int.random(in: 0..<12, using: &generator) {
    case 0: return .present(slot: slot)
    case 1, 2:
      let count = Int.random(in: 0...6, using: &generator)
      var constants: [Condition.Constant] = []
      for _ in 0..<count { constants.append(constant(type)) }
      return .member(slot: slot, constants)
    case 3 where chance(4): return .constant(chance(2))
    case 4 where fixed == nil && chance(2):
      return .general(Int.random(in: 0..<RandomRules.generalCount, using: &generator))
    default:
      return .compare(slot: slot, RandomRules.comparisons.randomElement(using: &generator)!, constant(type))
    }
  }

  /// A condition of some depth; with a slot given, it reads no other.
  mutating func condition(depth: Int, slot fixed: Int? = nil) -> Condition {
    if depth == 0 || chance(3) { return leaf(slot: fixed) }
    let fixed = fixed ?? (chance(2) ? slot() : nil)
    if chance(4) { return .not(condition(depth: depth - 1, slot: fixed)) }
    var parts: [Condition] = []
    for _ in 0..<Int.random(in: 0...4, using: &generator) { parts.append(condition(depth: depth - 1, slot: fixed)) }
    return chance(2) ? .all(parts) : .any(parts)
  }

  /// The conditions of some bits; now and then enough bits for long sets.
  mutating func bits() -> [[Condition]] {
    let count = chance(12) ? Int.random(in: 129...700, using: &generator) : Int.random(in: 0...9, using: &generator)
    var shared: [Condition] = []
    for _ in 0..<4 { shared.append(condition(depth: 2)) }
    var bits: [[Condition]] = []
    for _ in 0..<count {
      var conditions: [Condition] = []
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        conditions.append(chance(3) ? shared.randomElement(using: &generator)! : condition(depth: 3))
      }
      bits.append(conditions)
    }
    return bits
  }

  mutating func word(_ type: ValueType) -> UInt64? {
    switch type {
    case .bool: return chance(2) ? 1 : 0
    case .int, .timestamp, .duration:
      return UInt64(
        bitPattern: chance(4)
          ? .random(in: -3...50, using: &generator) : RandomRules.ints.randomElement(using: &generator)!)
    case .uint: return RandomRules.uints.randomElement(using: &generator)!
    case .double: return RandomRules.doubles.randomElement(using: &generator)!.bitPattern
    case .string: return chance(9) ? UInt64(UInt32.max) : .random(in: 1...6, using: &generator)
    default: return nil
    }
  }

  /// A row; now and then one with fewer or more slots than the rules know.
  mutating func row() -> Row {
    var row = Row(slotCount: chance(12) ? Int.random(in: 0...12, using: &generator) : slotTypes.count)
    let isOftenMissing = chance(3)
    for slot in 0..<row.slotCount {
      switch Int.random(in: 0..<(isOftenMissing ? 5 : 15), using: &generator) {
      case 0: break
      case 1: row.setNull(slot)
      case 2: row.set(slot, other: .string("a string nobody named"))
      default:
        if let word = word(slot < slotTypes.count ? slotTypes[slot] : .int) { row.set(slot, word: word) }
      }
    }
    return row
  }

  mutating func generals() -> [Truth] {
    var truths: [Truth] = []
    for _ in 0..<RandomRules.generalCount { truths.append([.false, .true, .error].randomElement(using: &generator)!) }
    return truths
  }
}
