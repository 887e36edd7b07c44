import Decisions
import Expressions
import Times

/// Rules by themselves, without the decision around them.
struct RuleCase {
  private static let alone = "int_0 > 45 && text_0 == \"cedar\" && int_1 >= 3"
  private static let word = "num_0 * 0.5 + num_1 > 0.6 && int_0 > 20"
  private static let general = "text_0.startsWith(\"c\") && int_0 > 20"

  let rules: [SyntheticRule]
  let rows: [Row]
  let values: [[Value]]
  private var symbols: SymbolTable
  private let programs: [Program]
  private let conditions: [Condition]

  /// - Parameters:
  ///   - ruleCount: how many rules the index holds.
  ///   - rowCount: how many customers are looked at in rotation.
  init(ruleCount: Int, rowCount: Int) throws {
    var source = SyntheticRules(seed: 2, areAlwaysTrue: false)
    rules = (0..<ruleCount).map { _ in source.next() }
    var symbols = SymbolTable()
    var programs: [Program] = []
    conditions = try rules.map {
      try SyntheticRules.rule($0.cel, symbols: &symbols, programs: &programs).condition
    }
    for word in SyntheticWorld.words { symbols.insert(word) }
    var random = SeededRandom(seed: 7)
    values = (0..<rowCount).map { _ in SyntheticWorld.values(using: &random) }
    rows = values.map { SyntheticWorld.row($0, symbols: symbols) }
    self.symbols = symbols
    self.programs = programs
  }

  /// One conjunction of three comparisons, compiled by itself.
  mutating func timeAlone(repetitions: Int) throws -> Timing {
    var programs: [Program] = []
    let rule = try SyntheticRules.rule(RuleCase.alone, symbols: &symbols, programs: &programs)
    let compiled = CompiledCondition(rule.condition, slotTypes: SyntheticWorld.types)
    // The rows side by side in memory, as a sweep over customers has them: what is timed is the rule, not the counting
    // of references to arrays.
    let columns = LentRows(rows)
    defer { columns.deallocate() }
    return Measurement.time(count: rows.count, repetitions: repetitions, prepare: { 0 }) { trueCount in
      var none = NoGeneralRules()
      for row in columns.rows where compiled.evaluate(row, general: &none) == .true { trueCount += 1 }
    }
  }

  /// One rule by the program that a charter keeps for what fits no ``Condition``: arithmetic over slots.
  mutating func timeProgram(onWords: Bool, repetitions: Int) throws -> Timing {
    let text = onWords ? RuleCase.word : RuleCase.general
    guard let checked = Compilation.check(text, in: SyntheticWorld.environment, wanted: .bool).expression else {
      throw SyntheticRuleError(text: text)
    }
    let program = Planner.plan(checked, symbols: &symbols)
    let context = EvaluationContext(symbols: symbols)
    return time(repetitions) { program.evaluateTruth(row: $0, context: context) == .true }
  }

  /// All rules by the index and what it leaves over; nanoseconds of one rule.
  func timeIndex(repetitions: Int) -> Timing {
    let index = RuleIndex(bits: conditions.map { [$0] }, slotTypes: SyntheticWorld.types)
    let residualBits = conditions.indices.filter { index.hasResidual($0) }
    return Measurement.time(
      count: rows.count * conditions.count, repetitions: repetitions, prepare: { RuleTruths(for: index) }
    ) { truths in
      var none = NoGeneralRules()
      var trueCount = 0
      for row in rows {
        index.evaluate(row, into: &truths)
        for bit in residualBits where index.truth(of: bit, &truths, row, general: &none) == .true { trueCount += 1 }
      }
      consume(trueCount)
    }
  }

  private func time(_ repetitions: Int, _ evaluate: (Row) -> Bool) -> Timing {
    Measurement.time(count: rows.count, repetitions: repetitions, prepare: { 0 }) { trueCount in
      for row in rows where evaluate(row) { trueCount += 1 }
    }
  }
}

/// The storage of rows in one piece.
private struct LentRows {
  let rows: [RowPointers]
  private let states: UnsafeMutableBufferPointer<UInt8>
  private let words: UnsafeMutableBufferPointer<UInt64>

  init(_ rows: [Row]) {
    let allStates = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: rows.count * SyntheticWorld.attributeCount)
    let allWords = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: rows.count * SyntheticWorld.attributeCount)
    _ = allStates.initialize(from: rows.flatMap(\.states))
    _ = allWords.initialize(from: rows.flatMap(\.words))
    states = allStates
    words = allWords
    self.rows = rows.indices.compactMap { index in
      guard let firstState = allStates.baseAddress, let firstWord = allWords.baseAddress else { return nil }
      let offset = index * SyntheticWorld.attributeCount
      return RowPointers(
        states: UnsafePointer(firstState + offset), words: UnsafePointer(firstWord + offset),
        slotCount: SyntheticWorld.attributeCount)
    }
  }

  func deallocate() {
    states.deallocate()
    words.deallocate()
  }
}
