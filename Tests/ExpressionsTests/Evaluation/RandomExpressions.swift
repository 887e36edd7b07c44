import Expressions
import Times
import Seeds

/// Random expressions that are well typed, over slots of every type, and random rows for them.
struct RandomExpressions {
  /// Two slots of each type that has words, and one that never has.
  static let slotTypes: [ValueType] = [
    .bool, .bool, .int, .int, .uint, .uint, .double, .double, .string, .string, .timestamp, .timestamp, .duration,
    .duration, .dyn, .list(.int),
  ]

  static let declarations = slotTypes.enumerated().map { slot, type in
    Declaration(name: "s.x\(slot)", type: type, slot: slot)
  }

  static let environment = Environment(declarations: declarations + [.now(named: "now")])

  static let texts = ["idf", "paca", "", "é", "never in a rule"]

  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  // MARK: Texts

  private mutating func slot(_ type: ValueType) -> String {
    "s.x\(generator.pick(Self.slotTypes.indices.filter { Self.slotTypes[$0] == type }))"
  }

  mutating func constant(_ type: ValueType) -> String {
    switch type {
    case .bool: generator.pick(["true", "false"])
    case .int: generator.pick(["0", "1", "-1", "3", "45", "9223372036854775807", "-9223372036854775808", "2 * 2"])
    case .uint: generator.pick(["0u", "1u", "3u", "45u", "18446744073709551615u", "9223372036854775808u"])
    case .double:
      generator.pick([
        "0.0", "-0.0", "1.5", "-2.5", "45.0", "1e300", "9007199254740993.0", "0.0 / 0.0", "1.0 / 0.0", "3.0",
      ])
    case .string: generator.pick(["'idf'", "'paca'", "''", "'é'", "'id' + 'f'"])
    case .timestamp:
      generator.pick([
        "timestamp('2026-01-01T00:00:00Z')", "timestamp(0)", "timestamp('2026-01-01T00:00:00.000000001Z')",
        "timestamp('9999-12-31T23:59:59Z')", "now",
      ])
    case .duration: generator.pick(["duration('24h')", "duration('0s')", "duration('-1us')", "duration('1ns')"])
    default: "[1, 2, 3]"
    }
  }

  mutating func value(_ type: ValueType, depth: Int) -> String {
    if type == .bool { return condition(depth: depth) }
    let roll = Int(generator.next() % 12)
    if depth == 0 || roll < 4 { return roll % 2 == 0 ? slot(type) : constant(type) }
    if roll == 4 {
      return "(\(condition(depth: depth - 1)) ? \(value(type, depth: depth - 1)) : \(value(type, depth: depth - 1)))"
    }
    if roll == 5 { return "s.?\(slot(type).dropFirst(2)).orValue(\(constant(type)))" }
    if roll == 6 { return "[\(value(type, depth: depth - 1)), \(constant(type))][0]" }
    switch type {
    case .int, .uint: return binary(generator.pick(["+", "-", "*", "/", "%"]), type, type, depth)
    case .double:
      if roll == 7 { return "double(\(value(generator.pick([.int, .uint]), depth: depth - 1)))" }
      if roll == 8 { return "-\(value(.double, depth: depth - 1))" }
      return binary(generator.pick(["+", "-", "*", "/"]), type, type, depth)
    case .string: return binary("+", type, type, depth)
    case .timestamp:
      return roll == 7
        ? binary("+", .duration, .timestamp, depth) : binary(generator.pick(["+", "-"]), .timestamp, .duration, depth)
    default:
      return roll == 7 ? binary("-", .timestamp, .timestamp, depth) : binary("+", .duration, .duration, depth)
    }
  }

  private mutating func binary(_ sign: String, _ left: ValueType, _ right: ValueType, _ depth: Int) -> String {
    "(\(value(left, depth: depth - 1)) \(sign) \(value(right, depth: depth - 1)))"
  }

  static let wordTypes: [ValueType] = [.bool, .int, .uint, .double, .string, .timestamp, .duration]

  mutating func condition(depth: Int) -> String {
    let roll = Int(generator.next() % 16)
    if depth > 0 {
      switch roll {
      case 0, 1: return "(\(condition(depth: depth - 1)) && \(condition(depth: depth - 1)))"
      case 2, 3: return "(\(condition(depth: depth - 1)) || \(condition(depth: depth - 1)))"
      case 4: return "!\(condition(depth: depth - 1))"
      case 5:
        return "(\(condition(depth: depth - 1)) ? \(condition(depth: depth - 1)) : \(condition(depth: depth - 1)))"
      case 6: return "[1, 2, 3].exists(e, \(condition(depth: depth - 1)))"
      default: break
      }
    }
    let type = generator.pick(Self.wordTypes)
    switch roll {
    case 7: return slot(.bool)
    case 8: return "has(s.x\(generator.next() % UInt64(Self.slotTypes.count)))"
    case 9: return "(\(slot(type)) in [\(constant(type)), \(constant(type)), \(constant(type))])"
    case 10: return "(s.?\(slot(type).dropFirst(2)).orValue(\(constant(type))) \(comparison(type)) \(constant(type)))"
    case 11:
      let numbers: [ValueType] = [.int, .uint, .double]
      return
        "(\(value(generator.pick(numbers), depth: min(depth, 1))) \(generator.pick(["<", "<=", ">", ">="])) \(constant(generator.pick(numbers))))"
    case 12: return "(\(constant(type)) \(comparison(type)) \(slot(type)))"
    case 13: return "(s.x14 == \(constant(type)))"
    default:
      return
        "(\(value(type, depth: depth - 1 < 0 ? 0 : depth - 1)) \(comparison(type)) \(value(type, depth: depth - 1 < 0 ? 0 : depth - 1)))"
    }
  }

  private mutating func comparison(_ type: ValueType) -> String { generator.pick(["==", "!=", "<", "<=", ">", ">="]) }

  // MARK: Rows

  /// A row in which slots are absent, null, words or others; strings that rules name always have their code.
  mutating func row(_ symbols: SymbolTable) -> Row {
    var row = Row(slotCount: Self.slotTypes.count)
    for (slot, type) in Self.slotTypes.enumerated() {
      switch generator.next() % 8 {
      case 0: break
      case 1: row.setNull(slot)
      case 2 where type != .string:
        row.set(slot, other: generator.pick([.int(3), .string("x"), .list([]), .double(.nan)]))
      default: fill(&row, slot, type, symbols)
      }
    }
    return row
  }

  private mutating func fill(_ row: inout Row, _ slot: Int, _ type: ValueType, _ symbols: SymbolTable) {
    switch type {
    case .bool: row.set(slot, word: generator.next() % 2)
    case .int:
      let numbers: [Int64] = [0, 1, -1, 2, 3, 4, 44, 45, 46, .max, .min, 9_007_199_254_740_993]
      row.set(slot, word: UInt64(bitPattern: generator.pick(numbers)))
    case .uint: row.set(slot, word: generator.pick([0, 1, 2, 3, 45, .max, 1 << 63, 9_007_199_254_740_993]))
    case .double:
      let numbers = [0.0, -0.0, 1.5, -2.5, 3, 45, .nan, .infinity, -.infinity, 1e300, 9_007_199_254_740_992]
      row.set(slot, word: generator.pick(numbers).bitPattern)
    case .string:
      let text = generator.pick(Self.texts)
      let code = symbols.code(of: text)
      if code == SymbolTable.unknownCode {
        row.set(slot, other: .string(text))
      } else {
        row.set(slot, word: UInt64(code))
      }
    case .timestamp:
      let times: [Int64] = [
        0, 1_767_225_600_000_000, 1_767_225_600_000_001, -62_135_596_800_000_000, 253_402_300_799_999_999,
      ]
      row.set(slot, word: UInt64(bitPattern: generator.pick(times)))
    case .duration:
      let lengths: [Int64] = [0, -1, 86_400_000_000, Int64.max / 1000, Int64.min / 1000, 999]
      row.set(slot, word: UInt64(bitPattern: generator.pick(lengths)))
    case .dyn: row.set(slot, other: generator.pick([.int(45), .double(45), .string("idf"), .null, .bool(true)]))
    default: row.set(slot, other: .list([.int(1)]))
    }
  }
}
