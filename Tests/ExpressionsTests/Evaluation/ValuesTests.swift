import Expressions
import Testing
import Times
import Seeds

/// The edges of numbers, texts and times, and the functions that the conformance cases leave out.
@Suite struct ValuesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    /// A value, or the code of a failure.
    var wanted: String
    init(_ text: String, _ wanted: String) {
      self.text = text
      self.wanted = wanted
    }
    var testDescription: String { text }
  }

  static let environment = Environment(declarations: [
    Declaration(name: "i", type: .int, slot: 0), Declaration(name: "u", type: .uint, slot: 1),
    Declaration(name: "d", type: .double, slot: 2), Declaration(name: "s", type: .string, slot: 3),
    Declaration(name: "t", type: .timestamp, slot: 4), Declaration(name: "l", type: .duration, slot: 5),
    .now(named: "now"), Declaration(name: "free", type: .dyn),
  ])

  static let row: Row = {
    var row = Row(slotCount: 6)
    row.set(0, word: UInt64(bitPattern: Int64.min))
    row.set(1, word: .max)
    row.set(2, word: Double.nan.bitPattern)
    row.set(3, other: .string("Zoë"))
    row.set(4, word: UInt64(bitPattern: -1))
    return row
  }()

  static let table: [Case] = [
    // Ints at the edges, both in words and folded
    Case("i", "int(-9223372036854775808)"), Case("-i", "overflow"), Case("i - 1", "overflow"),
    Case("i + -1", "overflow"), Case("i * -1", "overflow"), Case("i / -1", "overflow"), Case("i % -1", "overflow"),
    Case("i / 0", "division_by_zero"), Case("i % 0", "division_by_zero"), Case("i + 9223372036854775807", "int(-1)"),
    Case("-9223372036854775808 == i", "bool(true)"), Case("i < -9223372036854775807", "bool(true)"),
    Case("u + 1u", "overflow"), Case("u * 2u", "overflow"), Case("0u - u", "overflow"), Case("u - u", "uint(0)"),
    Case("u / 0u", "division_by_zero"), Case("i < u", "bool(true)"), Case("u > i", "bool(true)"),
    Case("int(u)", "out_of_range"), Case("uint(i)", "out_of_range"),
    Case("double(u)", "double(1.8446744073709552e+19)"),
    Case("int(9223372036854774784.0)", "int(9223372036854774784)"), Case("int(9223372036854775808.0)", "out_of_range"),
    Case("int(d)", "out_of_range"), Case("uint(-0.5)", "uint(0)"), Case("uint(-1.0)", "out_of_range"),
    Case("uint(18446744073709549568.0)", "uint(18446744073709549568)"),
    Case("int('9223372036854775808')", "invalid_text"),
    Case("int('-9223372036854775808')", "int(-9223372036854775808)"),
    Case("int(' 1')", "invalid_text"), Case("uint('-1')", "invalid_text"), Case("double('0x10')", "invalid_text"),
    Case("double('1e999')", "double(inf)"), Case("0x7FFFFFFFFFFFFFFF + 0", "int(9223372036854775807)"),
    Case("-0x8000000000000000", "int(-9223372036854775808)"),
    // NaN and infinities
    Case("d == d", "bool(false)"), Case("d != d", "bool(true)"), Case("d < d || d >= d", "bool(false)"),
    Case("[d] == [d]", "bool(false)"), Case("d in [d, 0.0 / 0.0]", "bool(false)"), Case("d < 1", "bool(false)"),
    Case("0.0 == -0.0", "bool(true)"), Case("1.0 / 0.0 > 1e308", "bool(true)"), Case("-1.0 / 0.0 < i", "bool(true)"),
    Case("{1: 'a'}[dyn(1.0)]", "string(\"a\")"), Case("{1: 'a'}[dyn(d)]", "no_such_key"),
    Case("math.isNaN(d)", "bool(true)"),
    // Texts: code points and bytes, not what Swift holds equal
    Case("s == 'Zoë'", "bool(true)"), Case("s == 'Zoe\\u0308'", "bool(false)"), Case("s != 'Zoe\\u0308'", "bool(true)"),
    Case("s in ['Zoe\\u0308', 'Zoë']", "bool(true)"), Case("size('Zoe\\u0308')", "int(4)"), Case("size(s)", "int(3)"),
    Case("size({'\\u00e9': 1, 'e\\u0301': 2})", "int(2)"), Case("{'\\u00e9': 1, '\\u00e9': 2}", "repeated_key"),
    Case("'\\U0001F468\\u200D\\U0001F469'.size()", "int(3)"), Case("'a' < 'B'", "bool(false)"),
    Case("'\\uFFFF' < '\\U00010000'", "bool(true)"), Case("string(b'\\xff')", "invalid_utf8"),
    Case("'a,b,,c'.split(',', 2)", "list([Expressions.Value.string(\"a\"), Expressions.Value.string(\"b,,c\")])"),
    Case("'aaa'.replace('', '-')", "string(\"-a-a-a-\")"), Case("'aaa'.replace('a', 'b', 2)", "string(\"bba\")"),
    Case("'aXbXc'.lastIndexOf('X', 2)", "int(1)"), Case("''.split('')", "list([])"),
    Case("'abc'.split('')[1]", "string(\"b\")"), Case("'%.101f'.format([1.0])", "invalid_text"),
    Case("'%.30f'.format([0.1])", "string(\"0.100000000000000005551115123126\")"),
    Case("'%.2e'.format([0.0])", "string(\"0.00e+00\")"), Case("'%.0f'.format([0.5])", "string(\"0\")"),
    Case("'%.1f'.format([0.05])", "string(\"0.1\")"), Case("'%.3f'.format([0.0004])", "string(\"0.000\")"),
    Case("'%.1e'.format([9.96e10])", "string(\"1.0e+11\")"), Case("'%f'.format([-0.0])", "string(\"-0.000000\")"),
    Case("'%.0f'.format([1e22])", "string(\"10000000000000000000000\")"),
    Case("'%.1f'.format([0.96])", "string(\"1.0\")"), Case("'%.5f'.format([5e-324])", "string(\"0.00000\")"),
    // Times
    Case("now", "timestamp(Times.Timestamp(seconds: 1767225600, nanoseconds: 0))"),
    Case("string(t)", "string(\"1969-12-31T23:59:59.999999Z\")"), Case("t.getMilliseconds()", "int(999)"),
    Case("t < now", "bool(true)"), Case("now - t > duration('1h')", "bool(true)"),
    Case("t.getHours('-08:00')", "int(15)"), Case("t.getMinutes('+05:30')", "int(29)"),
    Case("t.getHours('Mars/Base')", "unknown_zone"),
    Case("t.getHours('+24:00')", "unknown_zone"),
    Case("duration('9223372036.854775807s') + duration('1ns')", "out_of_range"),
    Case("duration('-9223372036.854775808s')", "duration(-9223372036.854776 seconds)"),
    Case("duration('1h1m1s1ms1us1ns') - duration('1h1m1s1ms1us')", "duration(1e-09 seconds)"),
    Case("duration('1.5h') == duration('90m')", "bool(true)"), Case("duration('1')", "out_of_range"),
    Case("timestamp('2026-02-29T00:00:00Z')", "invalid_text"),
    Case("timestamp('2028-02-29T24:00:00Z')", "invalid_text"),
    Case("timestamp('2026-01-01T00:00:00+01:00') < timestamp('2026-01-01T00:00:00Z')", "bool(true)"),
    Case("timestamp('2026-01-01')", "invalid_text"), Case("timestamp(253402300800)", "out_of_range"),
    Case("string(duration('1.5s'))", "string(\"1.5s\")"), Case("l > duration('1s')", "unknown_name"),
    // Presence and failures
    Case("has(i)", "invalid"), Case("free == 1", "unknown_name"), Case("free == 1 || i < 0", "bool(true)"),
    Case("l > duration('1s') && false", "bool(false)"), Case("(l > duration('1s') || false) && true", "unknown_name"),
    Case("[1, 2][5]", "index_out_of_range"), Case("optional.none().value()", "no_value"),
    Case("base64.decode('a')", "invalid_text"), Case("base64.decode('****')", "invalid_text"),
    Case("math.bitShiftLeft(1, 63)", "int(-9223372036854775808)"), Case("math.isNaN(math.sqrt(-1.0))", "bool(true)"),
    Case("math.abs(i)", "overflow"), Case("[3, 1u, 2.5].map(x, math.least([x, 2]))[0]", "int(2)"),
  ]

  @Test(arguments: table) func valuesAtTheEdges(_ row: Case) {
    let checked = Compilation.check(row.text, in: Self.environment)
    guard let expression = checked.expression else {
      #expect(checked.diagnostics.first?.code.rawValue.hasPrefix(row.wanted) == true, "\(checked.diagnostics)")
      return
    }
    var symbols = SymbolTable()
    let context = EvaluationContext(now: Timestamp(seconds: 1_767_225_600))
    for usesWords in [true, false] {
      let program = Planner.plan(expression, symbols: &symbols, usesWords: usesWords)
      #expect(shown(program.evaluate(row: Self.row, context: context)) == row.wanted, "words: \(usesWords)")
    }
  }

  @Test func programsReadStringsThatWereNamedLater() {
    var symbols = SymbolTable()
    let program = plan("s.startsWith('I')", Self.environment, &symbols)
    var row = Row(slotCount: 6)
    row.set(3, word: UInt64(symbols.insert("Iris")))
    let unknown = program.evaluate(row: row, context: EvaluationContext())
    #expect(unknown.failureCode == .noMatchingOverload)
    let known = program.evaluate(row: row, context: EvaluationContext(symbols: symbols))
    #expect(shown(known) == "bool(true)")
  }

  /// Random bytes, words and halves of expressions: anything may come out but a crash.
  @Test(arguments: [7, 77, 777] as [UInt64]) func nonsenseEndsWell(seed: UInt64) {
    let words = [
      "a", "b.c", "1", "2.5", "3u", "'x'", "b'y'", "r'z", "\"", "`q`", "(", ")", "[", "]", "{", "}", ",", ".", "?", ":",
      "+", "-", "*", "/", "%", "!", "<", ">=", "==", "&&", "||", "in", "has", "all", "map", "null", "true", ".?", "[?",
      "size", "cel.bind", "\\", "é", "\u{0}", "//\n", " ", "\n", "0x", "1e", "for", "'''", "exists(x,", "optional.of(",
    ]
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<4000 {
      let text = (0..<generator.next() % 14).map { _ in generator.pick(words) }.joined(
        separator: generator.pick(["", " "]))
      _ = HostileTests.outcome(text)
      _ = HostileTests.outcome(text, isTyped: false)
    }
  }
}
