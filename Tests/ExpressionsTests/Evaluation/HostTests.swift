import Expressions
import Testing
import Times

/// What a host adds: functions, opaque values, and calls that become slots.
@Suite struct HostTests {
  /// The events of a customer, as a host may keep them.
  struct Events: OpaqueValue, Hashable {
    var ages: [Int64]
    var typeName: String { "events" }
  }

  static let functions: [HostFunction] = [
    HostFunction(
      FunctionSignature(name: "events", isMethod: false, parameters: [.string], result: .opaque("events"))
    ) { (arguments: [Value], context: EvaluationContext) throws(EvaluationError) -> Value in
      guard case .string(let name) = arguments[0], name != "broken" else {
        throw EvaluationError(.host, "no such events")
      }
      return .opaque(Events(ages: [1, 5, 40]))
    },
    HostFunction(
      FunctionSignature(name: "last", isMethod: true, parameters: [.opaque("events"), .int], result: .opaque("events"))
    ) { (arguments: [Value], context: EvaluationContext) throws(EvaluationError) -> Value in
      guard case .opaque(let value) = arguments[0], let events = value as? Events, case .int(let days) = arguments[1]
      else { throw EvaluationError(.host, "not events") }
      return .opaque(Events(ages: events.ages.filter { $0 <= days }))
    },
    HostFunction(
      FunctionSignature(name: "size", isMethod: true, parameters: [.opaque("events")], result: .int), cost: 5
    ) { (arguments: [Value], context: EvaluationContext) throws(EvaluationError) -> Value in
      guard case .opaque(let value) = arguments[0], let events = value as? Events else {
        throw EvaluationError(.host, "not events")
      }
      return .int(Int64(events.ages.count))
    },
  ]

  static let environment = Environment(
    declarations: [Declaration(name: "n", type: .int, slot: 0)], functions: functions,
    derive: { call in
      guard call.functionName == "count", call.arguments.isEmpty, let last = call.receiver,
        last.functionName == "last", last.arguments.count == 1, last.arguments[0].stringLiteral == "30d",
        let events = last.receiver, events.functionName == "events",
        events.arguments.first?.stringLiteral == "page_view"
      else { return nil }
      return Declaration(name: call.text, type: .int, slot: 1)
    })

  @Test(arguments: [
    ("events('x').last(5).size()", "int(2)"), ("events('x').size() + 'abc'.size()", "int(6)"),
    ("events('x') == events('y')", "bool(true)"), ("events('x') != events('y').last(3)", "bool(true)"),
    ("events('broken').size()", "host"), ("events('broken').size() > 3 || n > 0", "bool(true)"),
    ("type(events('x'))", "type(events)"), ("['a', 'b'].map(e, events(e).size())[1]", "int(3)"),
    ("events('page_view').last('30d').count() > 6", "bool(true)"),
    ("events('page_view').last('30d').count() + n", "int(8)"),
  ])
  func functionsAndDerivedSlots(_ text: String, _ wanted: String) {
    var row = Row(slotCount: 2)
    row.set(0, word: 1)
    row.set(1, word: 7)
    #expect(shown(plan(text, Self.environment).evaluate(row: row, context: EvaluationContext())) == wanted, "\(text)")
  }

  @Test func derivedSlotsAreLoweredAndMistakesStay() throws {
    let text = "events('page_view').last('30d').count() >= 3"
    let expression = try #require(Compilation.check(text, in: Self.environment).expression)
    #expect(expression.variables.map(\.slot) == [1])
    var symbols = SymbolTable()
    let condition = Lowering.condition(of: expression, symbols: &symbols) { _, _ in 0 }
    #expect(condition == .compare(slot: 1, .greaterOrEqual, .int(3)))
    let wrong = Compilation.check("events('page_view').last('31d').count() >= 3", in: Self.environment)
    #expect(wrong.diagnostics.map(\.code) == [.noMatchingOverload, .unknownFunction])
  }
}
