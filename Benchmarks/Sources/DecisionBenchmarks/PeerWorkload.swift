import Expressions
import Foundation

/// The rules and rows of ``RuleCase`` as a JSON file for engines of other makers.
enum PeerWorkload {
  static func write(_ rules: RuleCase, to path: String) throws {
    let truths = try expectedTruths(rules)
    let object: [String: Any] = [
      "rules": rules.rules.map { ["cel": $0.cel, "zen": $0.zen] },
      "names": SyntheticWorld.names,
      "types": SyntheticWorld.types.map { "\($0)" },
      "rows": rules.values.map { $0.map(json) },
      "trueCount": truths,
    ]
    try JSONSerialization.data(withJSONObject: object).write(to: URL(fileURLWithPath: path))
  }

  /// How many rules hold in all rows together: peers must find the same, or their times mean nothing.
  private static func expectedTruths(_ rules: RuleCase) throws -> Int {
    var count = 0
    for rule in rules.rules {
      var symbols = SymbolTable()
      var programs: [Program] = []
      let condition = try SyntheticRules.rule(rule.cel, symbols: &symbols, programs: &programs).condition
      let compiled = CompiledCondition(condition, slotTypes: SyntheticWorld.types)
      for values in rules.values {
        if compiled.evaluate(SyntheticWorld.row(values, symbols: symbols)) == .true { count += 1 }
      }
    }
    return count
  }

  private static func json(_ value: Value) -> Any {
    switch value {
    case .int(let number): NSNumber(value: number)
    case .double(let number): NSNumber(value: number)
    case .bool(let flag): NSNumber(value: flag)
    case .string(let text): text
    default: NSNull()
    }
  }
}
