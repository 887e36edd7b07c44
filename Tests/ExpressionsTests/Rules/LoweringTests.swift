import Expressions
import Testing
import Times

/// Conditions for the rule index mean exactly what their expressions mean.
@Suite struct LoweringTests {
  /// Lowers a text; general parts are planned and kept by number.
  static func lower(_ text: String, _ symbols: inout SymbolTable) throws -> (Condition, [Program]) {
    let result = Compilation.check(text, in: RandomExpressions.environment)
    let expression = try #require(result.expression, "`\(text)`: \(result.diagnostics.map(\.message))")
    var programs: [Program] = []
    let condition = Lowering.condition(of: expression, symbols: &symbols) { part, symbols in
      programs.append(Planner.plan(part, symbols: &symbols))
      return programs.count - 1
    }
    return (condition, programs)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    var wanted: String
    var testDescription: String { text }
  }

  /// Slots: x0 bool, x2 int, x4 uint, x6 double, x8 string, x10 timestamp, x12 duration, x14 dyn. Code 1 is `a`.
  static let table: [Case] = [
    Case(text: "s.x2 > 45", wanted: "x2 > int 45"),
    Case(text: "45 > s.x2", wanted: "x2 < int 45"),
    Case(text: "s.x2 > 45u", wanted: "x2 > int 45"),
    Case(text: "s.x2 < 18446744073709551615u", wanted: "x2 <= int 9223372036854775807"),
    Case(text: "s.x2 > 2.5", wanted: "x2 > int 2"),
    Case(text: "s.x2 >= 2.5", wanted: "x2 >= int 3"),
    Case(text: "s.x2 < 1e300", wanted: "general 0"),
    Case(text: "s.x4 > -1", wanted: "x4 >= uint 0"),
    Case(text: "s.x4 <= -0.5", wanted: "x4 < uint 0"),
    Case(text: "s.x6 > 45", wanted: "x6 > double 45.0"),
    Case(text: "s.x6 == 0.0 / 0.0", wanted: "general 0"),
    Case(text: "s.x8 == 'a'", wanted: "x8 == string 1"),
    Case(text: "s.x8 < 'a'", wanted: "general 0"),
    Case(text: "s.x8 in ['a', 'b']", wanted: "x8 in [string 1, string 2]"),
    Case(text: "s.x10 >= timestamp('1970-01-01T00:00:01Z')", wanted: "x10 >= microseconds 1000000"),
    Case(text: "s.x10 >= timestamp('1970-01-01T00:00:00.000000001Z')", wanted: "general 0"),
    Case(text: "s.x12 < duration('1ms')", wanted: "x12 < microseconds 1000"),
    Case(text: "s.x14 == 3", wanted: "general 0"),
    Case(text: "s.x0", wanted: "x0 > bool false"),
    Case(text: "!!s.x0", wanted: "x0 > bool false"),
    Case(text: "!s.x0", wanted: "not(x0 > bool false)"),
    Case(text: "has(s.x2) && !has(s.x4)", wanted: "all(has x2, not(has x4))"),
    Case(text: "s.?x2.orValue(3) > 2", wanted: "any(not(has x2), x2 > int 2)"),
    Case(text: "s.?x2.orValue(3) > 5", wanted: "all(has x2, x2 > int 5)"),
    Case(text: "s.x0 || s.x2 + 1 > 3 || s.x4 == 1u", wanted: "any(x0 > bool false, general 0, x4 == uint 1)"),
    Case(text: "s.x2 == 1 && (s.x2 == 2 && s.x2 == 3)", wanted: "all(x2 == int 1, x2 == int 2, x2 == int 3)"),
    Case(text: "1 > 2 && s.x0", wanted: "all(false, x0 > bool false)"),
    Case(text: "1 + 1 == 2", wanted: "true"),
    Case(text: "s.x0 ? s.x2 > 1 : s.x2 > 2", wanted: "general 0"),
  ]

  @Test(arguments: table) func lowersTo(_ row: Case) throws {
    var symbols = SymbolTable()
    #expect(try Self.lower(row.text, &symbols).0.text == row.wanted)
  }

  @Test(arguments: AgreementTests.seeds) func conditionsAndProgramsAgree(seed: UInt64) throws {
    var random = RandomExpressions(seed: seed ^ 0x10)
    var evaluations = 0
    var withoutGeneral = 0
    for number in 0..<1500 {
      let text = random.condition(depth: 4)
      var symbols = SymbolTable()
      let (condition, parts) = try Self.lower(text, &symbols)
      withoutGeneral += parts.isEmpty ? 1 : 0
      let program = plan(text, RandomExpressions.environment, &symbols, usesWords: false)
      for text in RandomExpressions.texts.dropLast() { symbols.insert(text) }
      let context = EvaluationContext(now: Timestamp(seconds: 1_767_225_600), symbols: symbols)
      for _ in 0..<12 {
        let row = random.row(symbols)
        let wanted = program.evaluateTruth(row: row, context: context)
        let slow = SlowCondition(row: row, types: RandomExpressions.slotTypes) {
          parts[$0].evaluateTruth(row: row, context: context)
        }
        try #require(
          slow.truth(condition) == wanted,
          "seed \(seed), condition \(number): `\(text)` as \(condition.text) on \(row.states) \(row.words)")
        evaluations += 1
      }
    }
    print("lowering, seed \(seed): \(evaluations) evaluations, \(withoutGeneral) of 1500 without general parts")
  }

  @Test func longChainsStayFlat() throws {
    var symbols = SymbolTable()
    let text = (0..<3000).map { "s.x2 == \($0)" }.joined(separator: " || ")
    guard case .any(let parts) = try Self.lower(text, &symbols).0 else {
      Issue.record("no disjunction")
      return
    }
    #expect(parts.count == 3000)
  }
}

/// The obvious meaning of a condition, by the words of its documentation.
struct SlowCondition {
  var row: Row
  var types: [ValueType]
  var general: (Int) -> Truth

  func truth(_ condition: Condition) -> Truth {
    switch condition {
    case .constant(let truth): return truth ? .true : .false
    case .present(let slot): return row.state(slot) == .absent ? .false : .true
    case .not(let inner):
      switch truth(inner) {
      case .true: return .false
      case .false: return .true
      case .error: return .error
      }
    case .all(let parts):
      let truths = parts.map(truth)
      return truths.contains(.false) ? .false : truths.contains(.error) ? .error : .true
    case .any(let parts):
      let truths = parts.map(truth)
      return truths.contains(.true) ? .true : truths.contains(.error) ? .error : .false
    case .general(let number): return general(number)
    case .member(let slot, let constants):
      let truths = constants.map { truth(.compare(slot: slot, .equal, $0)) }
      return truths.contains(.true) ? .true : truths.contains(.error) ? .error : .false
    case .compare(let slot, let comparison, let constant): return compare(slot, comparison, constant)
    }
  }

  private func compare(_ slot: Int, _ comparison: Condition.Operator, _ constant: Condition.Constant) -> Truth {
    switch row.state(slot) {
    case .absent: return .error
    case .null, .other:
      if row.state(slot) == .other, types[slot] != .string { return .error }
      return comparison == .equal ? .false : comparison == .notEqual ? .true : .error
    case .word: break
    }
    let word = row.words[slot]
    let holds: Bool
    switch constant {
    case .bool(let value): holds = test(word, comparison, value ? 1 : 0)
    case .int(let value), .microseconds(let value): holds = test(Int64(bitPattern: word), comparison, value)
    case .uint(let value): holds = test(word, comparison, value)
    case .double(let value): holds = test(Double(bitPattern: word), comparison, value)
    case .string(let code): holds = test(word, comparison, UInt64(code))
    }
    return holds ? .true : .false
  }

  private func test<T: Comparable>(_ a: T, _ comparison: Condition.Operator, _ b: T) -> Bool {
    switch comparison {
    case .equal: a == b
    case .notEqual: a != b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    }
  }
}

extension Condition {
  /// The condition on one line.
  var text: String {
    switch self {
    case .constant(let truth): "\(truth)"
    case .present(let slot): "has x\(slot)"
    case .not(let inner): "not(\(inner.text))"
    case .all(let parts): "all(\(parts.map(\.text).joined(separator: ", ")))"
    case .any(let parts): "any(\(parts.map(\.text).joined(separator: ", ")))"
    case .general(let number): "general \(number)"
    case .member(let slot, let constants): "x\(slot) in [\(constants.map(\.text).joined(separator: ", "))]"
    case .compare(let slot, let comparison, let constant): "x\(slot) \(comparison.text) \(constant.text)"
    }
  }
}

extension Condition.Operator {
  fileprivate var text: String {
    switch self {
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    }
  }
}

extension Condition.Constant {
  fileprivate var text: String {
    switch self {
    case .bool(let value): "bool \(value)"
    case .int(let value): "int \(value)"
    case .uint(let value): "uint \(value)"
    case .double(let value): "double \(value)"
    case .string(let code): "string \(code)"
    case .microseconds(let value): "microseconds \(value)"
    }
  }
}
