import Expressions
import Testing
import Times

/// The fast ways to evaluate say what the slow one says, on random expressions and rows.
@Suite struct AgreementTests {
  static let seeds: [UInt64] = [1, 20_260_131, 0xC0FFEE]
  static let expressionsPerSeed = 1500
  static let rowsPerExpression = 12

  @Test(arguments: seeds) func wordsAndValuesAgree(seed: UInt64) throws {
    var random = RandomExpressions(seed: seed)
    var inWords = 0
    var evaluations = 0
    for number in 0..<Self.expressionsPerSeed {
      let type = random.generator.pick([.bool, .bool, .int, .uint, .double, .timestamp, .duration] as [ValueType])
      let text = random.value(type, depth: 4)
      guard let (fast, slow, symbols) = try programs(text) else { continue }
      inWords += fast.hasWordCode ? 1 : 0
      for _ in 0..<Self.rowsPerExpression {
        let row = random.row(symbols)
        let context = EvaluationContext(now: Timestamp(seconds: 1_767_225_600), symbols: symbols)
        let wanted = slow.evaluate(row: row, context: context)
        let place = "seed \(seed), expression \(number): `\(text)` on \(row.states) \(row.words) \(row.others)"
        try #require(shown(fast.evaluate(row: row, context: context)) == shown(wanted), "\(place)")
        try #require(fast.evaluateTruth(row: row, context: context) == truth(wanted), "\(place)")
        try #require(
          shownNumber(fast.evaluateDouble(row: row, context: context)) == shownNumber(double(wanted)), "\(place)")
        evaluations += 1
      }
    }
    print("agreement, seed \(seed): \(evaluations) evaluations, \(inWords) of \(Self.expressionsPerSeed) in words")
    #expect(inWords > Self.expressionsPerSeed / 2)
  }

  private func programs(_ text: String) throws -> (Program, Program, SymbolTable)? {
    let result = Compilation.check(text, in: RandomExpressions.environment)
    let expression = try #require(result.expression, "`\(text)`: \(result.diagnostics.map(\.message))")
    var symbols = SymbolTable()
    let fast = Planner.plan(expression, symbols: &symbols)
    for text in RandomExpressions.texts.dropLast() { symbols.insert(text) }
    let slow = Planner.plan(expression, symbols: &symbols, usesWords: false)
    return (fast, slow, symbols)
  }

  private func truth(_ result: Result<Value, EvaluationError>) -> Truth {
    switch result {
    case .success(.bool(let truth)): truth ? .true : .false
    default: .error
    }
  }

  private func double(_ result: Result<Value, EvaluationError>) -> Double? {
    switch result {
    case .success(.int(let value)): Double(value)
    case .success(.uint(let value)): Double(value)
    case .success(.double(let value)): value
    default: nil
    }
  }

  private func shownNumber(_ value: Double?) -> String { value.map { "\($0)" } ?? "none" }
}
