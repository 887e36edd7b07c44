import Expressions
import Foundation
import Testing
import Times

/// Texts made to exhaust memory, time or the stack. Every one ends in a value or in a mistake with a code, also on a
/// thread with half a megabyte of stack and without optimisation.
@Suite struct HostileTests {
  static let stackBytes = 512 * 1024

  /// What became of a text: a value, or the first code.
  static func outcome(_ text: String, isTyped: Bool = true, costMax: Int = 1_000_000) -> String {
    let environment = Environment(declarations: [
      Declaration(name: "a", type: .dyn), Declaration(name: "n", type: .int, slot: 0),
      Declaration(name: "b", type: .bool, slot: 1),
    ])
    let parsed = Parser.parse(text)
    if let mistake = parsed.diagnostics.first { return mistake.code.rawValue }
    guard let syntax = parsed.syntax else { return "no tree" }
    let checked = Checker.check(syntax, in: environment, isTyped: isTyped)
    guard let expression = checked.expression else { return checked.diagnostics[0].code.rawValue }
    _ = expression.constantValue
    var symbols = SymbolTable()
    _ = Lowering.condition(of: expression, symbols: &symbols) { part, symbols in
      _ = Planner.plan(part, symbols: &symbols)
      return 0
    }
    let program = Planner.plan(expression, symbols: &symbols)
    var row = Row(slotCount: 2)
    row.set(0, word: 1)
    row.set(1, word: 1)
    let context = EvaluationContext(
      variables: ["a": .map(MapValue(entries: [(.string("a"), .int(1))]))], costMax: costMax)
    _ = program.evaluateTruth(row: row, context: context)
    switch program.evaluate(row: row, context: context) {
    case .success(let value): return value.type == .list(.dyn) ? "list" : "\(value)"
    case .failure(let error): return error.code.rawValue
    }
  }

  /// Runs work on a thread with a small stack, as a server's may be.
  static func onSmallStack(_ work: @escaping @Sendable () -> String) -> String {
    nonisolated(unsafe) var result = "not run"
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      result = work()
      done.signal()
    }
    thread.stackSize = stackBytes
    thread.start()
    done.wait()
    return result
  }

  struct Level: Sendable, CustomTestStringConvertible {
    var name: String
    var text: @Sendable (Int) -> String
    /// What becomes of 200, 1,000, 10,000 and 100,000 levels.
    var outcomes: [String]
    var testDescription: String { name }
  }

  static func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  static let tooDeep = "nesting_too_deep"
  static let tooLong = "source_too_long"

  static let table: [Level] = [
    Level(
      name: "parentheses", text: { times("(", $0) + "1" + times(")", $0) },
      outcomes: ["int(1)", tooDeep, tooDeep, tooLong]),
    Level(
      name: "open parentheses", text: { times("(", $0) }, outcomes: ["unclosed_bracket", tooDeep, tooDeep, tooLong]),
    Level(
      name: "lists", text: { times("[", $0) + "1" + times("]", $0) }, outcomes: ["list", tooDeep, tooDeep, tooLong]),
    Level(
      name: "maps", text: { "size(" + times("{1:", $0) + "1" + times("}", $0) + ")" },
      outcomes: ["int(1)", tooDeep, tooDeep, tooLong]),
    Level(
      name: "calls", text: { times("dyn(", $0) + "1" + times(")", $0) },
      outcomes: ["int(1)", tooDeep, tooDeep, tooLong]),
    Level(name: "not", text: { times("!", $0) + "b" }, outcomes: ["bool(true)", "bool(true)", "bool(true)", tooLong]),
    Level(name: "minus", text: { times("-", $0) + "n" }, outcomes: ["int(1)", "int(1)", "int(1)", tooLong]),
    Level(name: "sum", text: { "1" + times("+n", $0) }, outcomes: ["int(201)", "int(1001)", "int(10001)", tooLong]),
    Level(
      name: "constant sum", text: { "1" + times("+1", $0) }, outcomes: ["int(201)", "int(1001)", "int(10001)", tooLong]),
    Level(
      name: "and", text: { "b" + times("&&b", $0) }, outcomes: ["bool(true)", "bool(true)", "bool(true)", tooLong]),
    Level(
      name: "or of general parts", text: { "b" + times("||a.x", $0) },
      outcomes: ["bool(true)", "bool(true)", "bool(true)", tooLong]),
    Level(
      name: "failing or", text: { "a.x" + times("||a.x", $0) },
      outcomes: ["no_such_key", "no_such_key", "no_such_key", tooLong]),
    Level(
      name: "conditionals", text: { times("b?1:", $0) + "2" }, outcomes: ["int(1)", "int(1)", "int(1)", tooLong]),
    Level(
      name: "conditionals in conditions", text: { times("(", $0) + "b" + times("?b:b)", $0) },
      outcomes: ["bool(true)", tooDeep, tooDeep, tooLong]),
    Level(
      name: "fields", text: { "a" + times(".a", $0) },
      outcomes: ["no_matching_overload", "no_matching_overload", "no_matching_overload", tooLong]),
    Level(
      name: "optional fields", text: { "a" + times(".?a", $0) },
      outcomes: ["no_matching_overload", "no_matching_overload", "no_matching_overload", tooLong]),
    Level(
      name: "indexes", text: { "a" + times("['a']", $0) },
      outcomes: ["no_matching_overload", "no_matching_overload", "no_matching_overload", tooLong]),
    Level(
      name: "chained calls", text: { "'x'" + times(".trim()", $0) },
      outcomes: ["string(\"x\")", "string(\"x\")", tooLong, tooLong]),
    Level(
      name: "chained maps", text: { "[1]" + times(".map(x,[x])", $0) },
      outcomes: ["list", "value_too_deep", tooLong, tooLong]),
    Level(
      name: "chained dyn maps", text: { "a" + times(".map(x,[dyn(x)])", $0) },
      outcomes: ["list", "value_too_deep", tooLong, tooLong]),
    Level(
      name: "nested macros", text: { times("[1].map(x,", $0) + "x" + times(")", $0) },
      outcomes: ["list", tooDeep, tooLong, tooLong]),
    Level(
      name: "bad characters", text: { times("@", $0) },
      outcomes: ["unexpected_character", "unexpected_character", "unexpected_character", tooLong]),
    Level(
      name: "commas", text: { times(",", $0) },
      outcomes: ["unexpected_token", "unexpected_token", "unexpected_token", tooLong]),
    Level(
      name: "closing brackets", text: { times(")", $0) },
      outcomes: ["unexpected_token", "unexpected_token", "unexpected_token", tooLong]),
  ]

  @Test(arguments: table) func deepTextsEndWell(_ row: Level) {
    for (count, wanted) in zip([200, 1000, 10_000, 100_000], row.outcomes) {
      let text = row.text(count)
      let result = Self.onSmallStack { Self.outcome(text) }
      #expect(result == wanted, "\(row.name) × \(count)")
      // Unchecked expressions go the same ways.
      _ = Self.onSmallStack { Self.outcome(text, isTyped: false) }
    }
  }

  @Test func tenMegabytesAreRefusedAtOnce() {
    let text = "1" + Self.times(" + 1", 2_500_000)
    let result = Parser.parse(text)
    #expect(result.syntax == nil)
    #expect(result.diagnostics.map(\.code) == [.sourceTooLong])
    #expect(
      result.diagnostics[0].message == "the expression has 10000001 bytes; at most 65536 are allowed")
  }

  @Test func workIsBounded() {
    let list = "[0,1,2,3,4,5,6,7,8,9]"
    let thousand = "\(list).map(x, \(list).map(y, \(list).map(z, x + y + z)))"
    #expect(Self.outcome("size(\(thousand))") == "int(10)")
    #expect(Self.outcome("size(\(thousand))", costMax: 1000) == "cost_exceeded")
    let doubling =
      "cel.bind(s, 'x', "
      + (0..<60).map { "cel.bind(s\($0), s\($0 == 0 ? "" : "\($0 - 1)") + s\($0 == 0 ? "" : "\($0 - 1)"), " }
      .joined() + "s59" + Self.times(")", 61)
    #expect(Self.outcome(doubling) == "cost_exceeded")
    let cubic = "range.all(x, range.all(y, range.all(z, x + y + z >= 0)))"
    let environment = Environment(declarations: [Declaration(name: "range", type: .list(.int))])
    let program = plan(cubic, environment)
    let range = Value.list((0..<10_000).map { .int($0) })
    let result = program.evaluate(row: Row(slotCount: 0), context: EvaluationContext(variables: ["range": range]))
    #expect(result.failureCode == .costExceeded)
    #expect(Self.outcome("false || size(\(thousand)) == 10 || true", costMax: 500) == "cost_exceeded")
  }

  /// Patterns on which backtracking would take longer than the world has existed.
  @Test func hostilePatternsTakeLinearTime() {
    let text = "'" + Self.times("a", 5000) + "!'"
    for pattern in ["(a+)+$", "(a*)*b", "(a|aa)+$", "(.*a){20}$", "(x+x+)+y"] {
      #expect(Self.outcome("\(text).matches('\(pattern)')") == "bool(false)", "\(pattern)")
    }
    #expect(Self.outcome("'a'.matches('(((a{100}){100}){100}){100}')") == "invalid_pattern")
    #expect(Self.outcome("'a'.matches(a.a == 1 ? '(' : 'x')") == "invalid_pattern")
    #expect(Self.outcome("'a'.matches('(?=a)')") == "invalid_pattern")
    #expect(Self.outcome(#"'aa'.matches('(a)\\1')"#) == "invalid_pattern")
    let contains = "'" + Self.times("a", 20_000) + "'.contains('" + Self.times("a", 10_000) + "b')"
    #expect(Self.outcome(contains) == "bool(false)")
  }
}
