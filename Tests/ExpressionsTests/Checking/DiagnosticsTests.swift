import Expressions
import Testing

/// What authors read when they make a mistake: the code, the place and the sentence.
@Suite struct DiagnosticsTests {
  static let environment = Environment(
    declarations: [
      Declaration(name: "customer.age", type: .int, slot: 0),
      Declaration(name: "customer.region", type: .string, slot: 1),
      Declaration(name: "customer.tags", type: .list(.string), slot: 2),
      Declaration(name: "offer", type: .map(.string, .double)),
    ])

  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    /// Each mistake as `line:column code: message`.
    var wanted: [String]
    var testDescription: String { text }
  }

  static let table: [Case] = [
    // Parsing
    Case(text: "", wanted: ["1:1 unexpected_token: a value is expected here, not the end of the expression"]),
    Case(text: "1 +", wanted: ["1:4 unexpected_token: a value is expected here, not the end of the expression"]),
    Case(
      text: "1 2",
      wanted: ["1:3 unexpected_token: `2` cannot stand here; an operator or a comma may be missing"]),
    Case(text: "(1", wanted: ["1:1 unclosed_bracket: this `(` is never closed"]),
    Case(text: "1)", wanted: ["1:2 unexpected_token: this `)` closes nothing"]),
    Case(text: "[1, 2)", wanted: ["1:6 unexpected_token: `]` is expected here, not `)`"]),
    Case(text: "{1}", wanted: ["1:3 unexpected_token: `:` and a value are expected here, not `}`"]),
    Case(text: "'abc", wanted: ["1:1 unclosed_string: this string has no closing quote on the same line"]),
    Case(text: #"'a\q'"#, wanted: [#"1:3 invalid_escape: `\q` is no escape of the language"#]),
    Case(text: #"'\ud800'"#, wanted: ["1:2 invalid_escape: `d800` is not the number of a Unicode character"]),
    Case(text: #"'\x4'"#, wanted: ["1:2 invalid_escape: this escape needs 2 digits of base 16"]),
    Case(
      text: "9223372036854775808",
      wanted: ["1:1 number_out_of_range: the number `9223372036854775808` does not fit an int (−2^63 to 2^63 − 1)"]),
    Case(
      text: "18446744073709551616u",
      wanted: ["1:1 number_out_of_range: the number `18446744073709551616u` does not fit a uint (0 to 2^64 − 1)"]),
    Case(text: "1e999", wanted: ["1:1 number_out_of_range: the number `1e999` is too large for a double"]),
    Case(
      text: "a = 1",
      wanted: [
        "1:1 unknown_name: unknown name `a`", "1:3 unexpected_character: unexpected character `=`; did you mean `==`?",
      ]),
    Case(text: "for", wanted: ["1:1 reserved_word: `for` is a word of the language and cannot be a name"]),
    Case(text: "true ? 1", wanted: ["1:6 unexpected_token: this `?` has no `:`"]),
    Case(text: "[1].map(1, 2)", wanted: ["1:9 invalid_macro: `map` takes the name of a new variable here"]),
    Case(text: "has(1)", wanted: ["1:5 invalid_macro: `has` takes a field, such as `has(a.b)`"]),
    Case(text: "A{b: 1}", wanted: ["1:1 message_unsupported: messages such as `A{…}` are not part of this language"]),
    // Names
    Case(
      text: "customer.agee > 3",
      wanted: ["1:1 unknown_name: unknown name `customer.agee`; did you mean `customer.age`?"]),
    Case(
      text: "custmer.age > 3", wanted: ["1:1 unknown_name: unknown name `custmer.age`; did you mean `customer.age`?"]),
    Case(
      text: "has(customer.regoin)",
      wanted: ["1:1 unknown_name: unknown name `customer.regoin`; did you mean `customer.region`?"]),
    Case(text: "siez('x')", wanted: ["1:1 unknown_function: unknown function `siez`; did you mean `size`?"]),
    Case(
      text: "customer.region.startWith('i')",
      wanted: [
        "1:17 unknown_function: unknown function `startWith`; did you mean `startsWith`?"
      ]),
    Case(text: "[1].map(x, y)", wanted: ["1:12 unknown_name: unknown name `y`; did you mean `x`?"]),
    // Types
    Case(text: "customer.age == 'x'", wanted: ["1:14 no_matching_overload: `==` does not take `int` and `string`"]),
    Case(text: "customer.age == null", wanted: ["1:14 no_matching_overload: `==` does not take `int` and `null`"]),
    Case(text: "!customer.age", wanted: ["1:1 no_matching_overload: `!` does not take `int`"]),
    Case(text: "customer.age && true", wanted: ["1:14 no_matching_overload: `&&` does not take `int` and `bool`"]),
    Case(text: "1 in customer.tags", wanted: ["1:3 no_matching_overload: `in` does not take `int` and `list(string)`"]),
    Case(
      text: "customer.age.startsWith('x')",
      wanted: [
        "1:14 no_matching_overload: `startsWith` cannot be called on `int` with `string`; it is "
          + "`string.startsWith(string) -> bool`"
      ]),
    Case(
      text: "customer.region.length",
      wanted: [
        "1:17 not_a_container: `length` is read from a value of type `string`, which has no fields"
      ]),
    Case(
      text: "customer.age.all(x, true)",
      wanted: [
        "1:1 type_mismatch: `all` works on a list or a map, not on `int`"
      ]),
    Case(
      text: "customer.tags.all(t, size(t))",
      wanted: [
        "1:22 type_mismatch: `all` needs a condition here, not a value of type `int`"
      ]),
    Case(
      text: "customer.tags.filter(t, t)",
      wanted: [
        "1:25 type_mismatch: `filter` needs a condition here, not a value of type `string`"
      ]),
    Case(text: "[?1]", wanted: ["1:3 optional_expected: an element behind `?` must be optional, not `int`"]),
    Case(
      text: "math.greatest('a')",
      wanted: [
        "1:6 no_matching_overload: `math.greatest` takes numbers or a list of numbers, not `string`"
      ]),
    Case(
      text: "customer.region.matches('(')",
      wanted: [
        "1:25 invalid_pattern: the regular expression `(` is not valid: missing ): ("
      ]),
    Case(text: "offer.price + 1", wanted: ["1:13 no_matching_overload: `+` does not take `double` and `int`"]),
    // Several at once, on several lines, behind characters of several bytes
    Case(
      text: "customer.agee > 3 &&\n  'é😀' == 1 && // comment\n  siez(customer.age)",
      wanted: [
        "1:1 unknown_name: unknown name `customer.agee`; did you mean `customer.age`?",
        "2:8 no_matching_overload: `==` does not take `string` and `int`",
        "3:3 unknown_function: unknown function `siez`; did you mean `size`?",
      ]),
    Case(
      text: "(1 + ) * (2 +)",
      wanted: [
        "1:6 unexpected_token: a value is expected here, not `)`",
        "1:14 unexpected_token: a value is expected here, not `)`",
      ]),
  ]

  @Test(arguments: table) func mistakesAreReported(_ row: Case) {
    let found = Compilation.check(row.text, in: Self.environment).diagnostics.map {
      "\($0.range.start.line):\($0.range.start.column) \($0.code.rawValue): \($0.message)"
    }
    #expect(found == row.wanted)
  }

  @Test func aRuleMustBeACondition() {
    let result = Compilation.check("customer.age + 1", in: Self.environment, wanted: .bool)
    #expect(result.diagnostics.map(\.message) == ["the expression must give `bool`, but it gives `int`"])
    #expect(Compilation.check("customer.age > 1", in: Self.environment, wanted: .bool).diagnostics.isEmpty)
  }

  @Test(
    arguments: [
      ("1 < 2", true), ("1 > 2", false), ("customer.age > 3 && false", false), ("true || customer.age > 3", true),
      ("customer.age > 3", nil), ("!(customer.age > 3 && 1 == 2)", true), ("1 / 0 > 1", nil),
      ("[1, 2].exists(x, x == 2) || true", true), ("true ? 'a' == 'b' : customer.age > 3", false), ("1 + 1", nil),
    ] as [(String, Bool?)])
  func constantRulesAreFound(_ text: String, _ wanted: Bool?) {
    #expect(Compilation.check(text, in: Self.environment).expression?.constantValue == wanted, "\(text)")
  }

  @Test func variablesAreListed() {
    let expression = Compilation.check(
      "has(customer.region) && customer.age > 3 || customer.?age.orValue(1) > 2", in: Self.environment
    ).expression
    #expect(expression?.variables.map(\.name) == ["customer.age", "customer.region"])
  }

  @Test func failuresKnowTheirPlace() {
    let program = plan("true &&\n 10 / customer.age > 1", Self.environment)
    var row = Row(slotCount: 3)
    row.set(0, word: 0)
    guard case .failure(let error) = program.evaluate(row: row, context: EvaluationContext()) else {
      Issue.record("no failure")
      return
    }
    #expect(error.code == .divisionByZero)
    #expect(error.range?.start == SourcePosition(byteOffset: 9, line: 2, column: 2))
  }
}
