import Testing

@testable import Expressions

/// 2,500 seeded rule sets with 8 rows each, compared with the slow reading: every bit, every single condition.
@Test(arguments: 0..<10)
func compiledRulesAgreeWithTheSlowReading(part: UInt64) {
  for seed in part * 250..<(part + 1) * 250 {
    if let mistake = firstMistake(seed: seed) {
      Issue.record("seed \(seed): \(mistake)")
      return
    }
  }
}

/// The first disagreement in the world of a seed.
private func firstMistake(seed: UInt64) -> String? {
  var world = RandomRules(seed: seed)
  let bits = world.bits()
  // Now and then hardly any room for tables, so that slots are left to residuals.
  let tableWordsMax = world.chance(6) ? 40 : RuleIndex.tableWordsMax
  let index = RuleIndex(bits: bits, slotTypes: world.slotTypes, tableWordsMax: tableWordsMax)
  let compiled = bits.map { $0.map { CompiledCondition($0, slotTypes: world.slotTypes) } }
  var truths = RuleTruths(for: index)
  for _ in 0..<8 {
    let row = world.row()
    let slow = SlowTruth(slotTypes: world.slotTypes, row: row, generals: world.generals())
    var general = ListedRules(slow.generals)
    index.evaluate(row, into: &truths)
    for (bit, conditions) in bits.enumerated() {
      let expected = conditions.map(slow.truth)
      for (place, condition) in compiled[bit].enumerated() {
        let truth = condition.evaluate(row, general: &general)
        if truth != expected[place] { return "\(conditions[place]) is \(expected[place]), not \(truth), of \(row)" }
      }
      let all = slow.all(expected)
      if let mistake = mistake(index, bit, truths, row, general, expected: all) {
        return "\(mistake) of \(conditions) for \(row) with generals \(slow.generals) in slots \(world.slotTypes)"
      }
      let failing = CompiledCondition.firstFailing(of: compiled[bit], row, general: &general)
      let place = expected.firstIndex(of: .false) ?? expected.firstIndex(of: .error)
      if failing?.place != place || failing?.truth ?? .true != all { return "\(conditions) fails at \(place as Any)" }
    }
  }
  return nil
}

/// What the index has wrong about one bit, asked in both ways.
private func mistake(
  _ index: RuleIndex, _ bit: Int, _ truths: RuleTruths, _ row: Row, _ general: ListedRules, expected: Truth
) -> String? {
  var general = general
  var truths = truths
  let parts = [
    truths.indexed(bit), row.withPointers { index.evaluateResidual(bit, $0, general: &general) },
  ]
  let apart = SlowTruth(slotTypes: [], row: row).all(parts)
  if apart != expected { return "bit \(bit) is \(expected), not \(parts)" }
  if !index.hasResidual(bit) && parts[1] != .true { return "bit \(bit) has no residual but \(parts[1])" }
  if truths.falseWords[bit / 64] & truths.errorWords[bit / 64] != 0 { return "bit \(bit) is false and an error" }
  let whole = index.truth(of: bit, &truths, row, general: &general)
  return whole == expected ? nil : "bit \(bit) is \(expected), not \(whole)"
}

/// Every condition of one or two comparisons over two slots, on every row of three values, null and absence: for each
/// type, all that can be said about small worlds.
@Test(arguments: [ValueType.bool, .int, .uint, .double, .string, .duration])
func smallWorldsAreExhausted(type: ValueType) {
  let (values, constants) = smallDomain(type)
  let slotTypes = [type, type]
  var singles: [Condition] = []
  for slot in 0..<2 {
    singles.append(.present(slot: slot))
    for constant in constants {
      singles += RandomRules.comparisons.map { .compare(slot: slot, $0, constant) }
      singles.append(.member(slot: slot, [constant, constants[0]]))
    }
  }
  singles += singles.map { .not($0) }
  var conditions = singles
  for left in singles {
    for right in singles { conditions += [.all([left, right]), .any([left, right])] }
  }
  let index = RuleIndex(bits: conditions.map { [$0] }, slotTypes: slotTypes)
  var truths = RuleTruths(for: index)
  var general = NoGeneralRules()
  for row in smallRows(values) {
    let slow = SlowTruth(slotTypes: slotTypes, row: row)
    index.evaluate(row, into: &truths)
    let mistaken = conditions.indices.first {
      index.truth(of: $0, &truths, row, general: &general) != slow.truth(conditions[$0])
    }
    if let mistaken { Issue.record("\(conditions[mistaken]) is not \(slow.truth(conditions[mistaken])) of \(row)") }
  }
}

/// Three values of a type, as words and as constants; two for bool.
private func smallDomain(_ type: ValueType) -> (values: [UInt64], constants: [Condition.Constant]) {
  switch type {
  case .bool: ([0, 1], [.bool(false), .bool(true)])
  case .uint: ([0, 1, .max], [.uint(0), .uint(1), .uint(.max)])
  case .string: ([1, 2, 3], [.string(1), .string(2), .string(3)])
  case .double: ([0.0, -0.0, .nan].map(\.bitPattern), [.double(0.0), .double(-0.0), .double(.nan)])
  case .duration:
    ([-1, 0, 1].map { UInt64(bitPattern: $0) }, [.microseconds(-1), .microseconds(0), .microseconds(1)])
  default: ([Int64.min, 0, .max].map { UInt64(bitPattern: $0) }, [.int(.min), .int(0), .int(.max)])
  }
}

/// Every row of two slots over some words, null, absence and a value without a word.
private func smallRows(_ values: [UInt64]) -> [Row] {
  let holds: [(inout Row, Int) -> Void] =
    [{ $0.clear($1) }, { $0.setNull($1) }, { $0.set($1, other: .string("x")) }]
    + values.map { value in { $0.set($1, word: value) } }
  return holds.flatMap { first in
    holds.map { second in
      var row = Row(slotCount: 2)
      first(&row, 0)
      second(&row, 1)
      return row
    }
  }
}
