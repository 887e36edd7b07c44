import Decisions
import Expressions

/// One rule, in the two languages in which it is measured.
struct SyntheticRule {
  /// The Common Expression Language.
  var cel: String
  /// The expression language of ZEN (GoRules).
  var zen: String
}

/// A mistake in the benchmark's own rules.
struct SyntheticRuleError: Error, CustomStringConvertible {
  var text: String
  var description: String { "the benchmark's rule `\(text)` does not compile" }
}

/// Rules such as CRM managers write, from a seed: bounds, ranges, lists of values, a flag beside a score, and one in ten
/// an alternative over two attributes, which the rule index cannot settle alone.
struct SyntheticRules {
  private var random: SeededRandom
  /// Whether every rule holds for everybody, so that no candidate falls.
  private let areAlwaysTrue: Bool

  init(seed: UInt64, areAlwaysTrue: Bool) {
    random = SeededRandom(seed: seed)
    self.areAlwaysTrue = areAlwaysTrue
  }

  /// The next rule; it holds for about 45 % of customers, so that three together leave about one in ten.
  mutating func next() -> SyntheticRule {
    let int = "int_\(Int.random(in: 0..<SyntheticWorld.intCount, using: &random))"
    let num = "num_\(Int.random(in: 0..<SyntheticWorld.doubleCount, using: &random))"
    let text = "text_\(Int.random(in: 0..<SyntheticWorld.stringCount, using: &random))"
    let flag = "flag_\(Int.random(in: 0..<SyntheticWorld.boolCount, using: &random))"
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<2:
      let bound = areAlwaysTrue ? 0 : Int.random(in: 45..<70, using: &random)
      return SyntheticRule(cel: "\(int) >= \(bound)", zen: "\(int) >= \(bound)")
    case 2..<4:
      let low = areAlwaysTrue ? 0 : Int.random(in: 5..<50, using: &random)
      let high = areAlwaysTrue ? 100 : low + Int.random(in: 35..<50, using: &random)
      return SyntheticRule(
        cel: "\(int) >= \(low) && \(int) < \(high)", zen: "\(int) >= \(low) and \(int) < \(high)")
    case 4..<6:
      let count = areAlwaysTrue ? 8 : Int.random(in: 3...4, using: &random)
      let list = SyntheticWorld.words.shuffled(using: &random).prefix(count).map { "\"\($0)\"" }.joined(separator: ", ")
      return SyntheticRule(cel: "\(text) in [\(list)]", zen: "\(text) in [\(list)]")
    case 6..<9:
      let bound = areAlwaysTrue ? -1 : Double(Int.random(in: 30..<50, using: &random)) / 100
      let other = areAlwaysTrue ? "\(int) >= 0" : "\(flag)"
      return SyntheticRule(
        cel: "\(num) > \(bound) && \(other)", zen: "\(num) > \(bound) and \(areAlwaysTrue ? other : "\(flag) == true")")
    default:
      let bound = areAlwaysTrue ? 0 : Int.random(in: 55..<70, using: &random)
      return SyntheticRule(
        cel: "\(int) >= \(bound) || \(text) == \"amber\"", zen: "\(int) >= \(bound) or \(text) == \"amber\"")
    }
  }

  /// Compiles a rule as the charter's loader does.
  static func rule(_ text: String, symbols: inout SymbolTable, programs: inout [Program]) throws -> Rule {
    guard let checked = Compilation.check(text, in: SyntheticWorld.environment, wanted: .bool).expression else {
      throw SyntheticRuleError(text: text)
    }
    let condition = Lowering.condition(of: checked, symbols: &symbols) { part, symbols in
      programs.append(Planner.plan(part, symbols: &symbols))
      return programs.count - 1
    }
    return Rule(text: text, condition: condition)
  }
}
