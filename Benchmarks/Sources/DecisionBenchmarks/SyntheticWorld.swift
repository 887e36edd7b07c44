import Expressions

/// Fifty attributes: what the synthetic rules read.
///
/// 20 ints (uniform in 0 ..< 100), 15 doubles (uniform in 0 ..< 1), 10 strings (one of eight), 5 bools (true for 70 %).
enum SyntheticWorld {
  static let intCount = 20
  static let doubleCount = 15
  static let stringCount = 10
  static let boolCount = 5
  static let attributeCount = intCount + doubleCount + stringCount + boolCount
  static let firstDouble = intCount
  static let firstString = intCount + doubleCount
  static let firstBool = intCount + doubleCount + stringCount

  /// The values that a string attribute may have.
  static let words = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "haven"]

  static let types: [ValueType] =
    Array(repeating: .int, count: intCount) + Array(repeating: .double, count: doubleCount)
    + Array(repeating: .string, count: stringCount) + Array(repeating: .bool, count: boolCount)

  /// The name of each attribute in rules.
  static let names: [String] =
    (0..<intCount).map { "int_\($0)" } + (0..<doubleCount).map { "num_\($0)" }
    + (0..<stringCount).map { "text_\($0)" } + (0..<boolCount).map { "flag_\($0)" }

  static let environment = Environment(
    declarations: zip(names, types).enumerated().map {
      Declaration(name: $0.element.0, type: $0.element.1, slot: $0.offset)
    })

  /// The attributes of one synthetic customer, as values.
  static func values(using random: inout SeededRandom) -> [Value] {
    types.map { type in
      switch type {
      case .int: .int(Int64.random(in: 0..<100, using: &random))
      case .double: .double(Double.random(in: 0..<1, using: &random))
      case .string: .string(words[Int.random(in: 0..<words.count, using: &random)])
      default: .bool(random.chance(0.7))
      }
    }
  }

  /// A row of values.
  static func row(_ values: [Value], symbols: SymbolTable) -> Row {
    var row = Row(slotCount: attributeCount)
    for (slot, value) in values.enumerated() { row.set(slot, value, type: types[slot], symbols: symbols) }
    return row
  }
}
