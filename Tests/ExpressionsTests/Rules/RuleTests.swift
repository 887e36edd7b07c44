import Testing

@testable import Expressions

/// What the rules of a small charter say of a few customers, one line a customer.
@Test func aRowHasTheTruthOfEveryBit() {
  let slotTypes: [ValueType] = [.int, .string, .double]  // age, region, basket
  let bits: [[Condition]] = [
    [.compare(slot: 0, .greater, .int(45))],
    [.compare(slot: 0, .greaterOrEqual, .int(18)), .compare(slot: 0, .less, .int(65))],
    [.compare(slot: 0, .greater, .int(45)), .member(slot: 1, [.string(1), .string(2)])],
    [.any([.compare(slot: 1, .equal, .string(3)), .compare(slot: 2, .greaterOrEqual, .double(50))])],
    [.not(.present(slot: 2))],
    [],
  ]
  let customers: [(age: Int64?, region: UInt64?, basket: Double?, truths: String)] = [
    (46, 1, 10, "T T T F F T"),
    (45, 1, 50, "F T F T F T"),
    (70, 3, nil, "T F F T T T"),
    (70, nil, 50, "T F E T F T"),
    (nil, nil, .nan, "E E E E F T"),
    (17, nil, nil, "F F F E T T"),
  ]
  let index = RuleIndex(bits: bits, slotTypes: slotTypes)
  var truths = RuleTruths(for: index)
  var none = NoGeneralRules()
  for customer in customers {
    var row = Row(slotCount: 3)
    if let age = customer.age { row.set(0, word: UInt64(bitPattern: age)) }
    if let region = customer.region { row.set(1, word: region) }
    if let basket = customer.basket { row.set(2, word: basket.bitPattern) }
    index.evaluate(row, into: &truths)
    let letters = bits.indices.map { letter(index.truth(of: $0, &truths, row, general: &none)) }
    #expect(letters.joined(separator: " ") == customer.truths, "\(customer)")
  }
}

private func letter(_ truth: Truth) -> String {
  switch truth {
  case .false: "F"
  case .true: "T"
  case .error: "E"
  }
}

@Test func onlyTheAlternativesOfSeveralSlotsAndGeneralRulesAreResidual() {
  let slotTypes: [ValueType] = [.int, .int]
  let age = Condition.compare(slot: 0, .greater, .int(45))
  let visits = Condition.compare(slot: 1, .greater, .int(3))
  let index = RuleIndex(
    bits: [
      [age, visits], [.any([age, .not(age)])], [.not(.any([age, visits]))], [.any([age, visits])], [.general(0)],
    ],
    slotTypes: slotTypes)
  #expect((0..<5).map(index.hasResidual) == [false, false, false, true, true])
  #expect(index.residualWords == [0b11000, 0])
}

@Test func aGeneralRuleSharedByManyBitsIsAskedOnceARow() {
  let bits = Array(repeating: [Condition.general(0)], count: 300)
  let index = RuleIndex(bits: bits, slotTypes: [])
  var truths = RuleTruths(for: index)
  var general = ListedRules([.true])
  for count in 1...2 {
    index.evaluate(Row(slotCount: 0), into: &truths)
    for bit in bits.indices {
      #expect(index.truth(of: bit, &truths, Row(slotCount: 0), general: &general) == .true)
    }
    #expect(general.askedCounts == [count])
  }
}

@Test func aGeneralRuleIsNotAskedWhenTheIndexRefutesTheBit() {
  let index = RuleIndex(bits: [[.general(0), .compare(slot: 0, .equal, .bool(true))]], slotTypes: [.bool])
  var truths = RuleTruths(for: index)
  var general = ListedRules([.true])
  var row = Row(slotCount: 1)
  row.set(0, word: 0)
  index.evaluate(row, into: &truths)
  #expect(index.truth(of: 0, &truths, row, general: &general) == .false)
  #expect(general.askedCounts == [0])
}

@Test func theExplanationNamesAFalseRuleBeforeABrokenOne() throws {
  let conditions: [Condition] = [.constant(true), .general(0), .compare(slot: 0, .less, .int(5)), .constant(false)]
  var row = Row(slotCount: 1)
  row.set(0, word: 7)
  var general = ListedRules([.error])
  let refuted = Condition.firstFailing(of: conditions, slotTypes: [.int], row, general: &general)
  #expect(try #require(refuted) == (2, .false))
  let broken = Condition.firstFailing(of: Array(conditions[..<2]), slotTypes: [.int], row, general: &general)
  #expect(try #require(broken) == (1, .error))
  #expect(Condition.firstFailing(of: [.constant(true)], slotTypes: [.int], row, general: &general) == nil)
}

@Test func oneSlotIsOneTestHoweverItIsSaid() {
  let slotTypes: [ValueType] = [.int]
  let forms: [Condition] = [
    .all([.compare(slot: 0, .greaterOrEqual, .int(18)), .compare(slot: 0, .less, .int(65))]),
    .not(.any([.compare(slot: 0, .less, .int(18)), .compare(slot: 0, .greater, .int(64))])),
    .all([.compare(slot: 0, .greater, .int(17)), .not(.not(.compare(slot: 0, .lessOrEqual, .int(64))))]),
  ]
  let formulas = Set(forms.map { RuleFormula($0, slotTypes: slotTypes) })
  #expect(formulas.count == 1)
  #expect(CompiledCondition(forms[0], slotTypes: slotTypes).program.tests.count == 1)
}

@Test func truthsOfAnotherIndexAreMadeAnew() {
  let small = RuleIndex(bits: [[.constant(false)]], slotTypes: [])
  let large = RuleIndex(bits: Array(repeating: [.constant(false)], count: 1000), slotTypes: [])
  var truths = RuleTruths(for: small)
  large.evaluate(Row(slotCount: 0), into: &truths)
  #expect(truths.indexed(999) == .false)
}

@Test func anIndexWithoutRulesHasNothingToSay() {
  let index = RuleIndex(bits: [], slotTypes: [.int])
  var truths = RuleTruths(for: index)
  index.evaluate(Row(slotCount: 1), into: &truths)
  #expect(truths.falseWords.allSatisfy { $0 == 0 } && truths.errorWords.allSatisfy { $0 == 0 })
}

/// More slots than are looked up at a time, and sets that lie far apart.
@Test func manySlotsAndManyBitsAreUnited() {
  let slotTypes = [ValueType](repeating: .int, count: 200)
  let bits = (0..<2000).map { [Condition.compare(slot: $0 % 200, .equal, .int(Int64($0)))] }
  let index = RuleIndex(bits: bits, slotTypes: slotTypes)
  var truths = RuleTruths(for: index)
  var row = Row(slotCount: 200)
  for slot in 0..<200 { row.set(slot, word: UInt64(slot + 200 * (slot % 10))) }
  row.clear(7)
  index.evaluate(row, into: &truths)
  for bit in 0..<2000 {
    let slot = bit % 200
    let expected: Truth = slot == 7 ? .error : bit == slot + 200 * (slot % 10) ? .true : .false
    #expect(truths.indexed(bit) == expected, "bit \(bit)")
  }
}
