import Sweeps
import Testing

/// Small contests whose outcome can be seen at a glance.
@Suite struct SweepTests {
  /// One limit of so many calls; everybody may be called, and is worth their number.
  private func calls(_ room: Int64, floor: Int64? = nil, gold: Set<Int> = [], worths: [Double]) -> Sweep {
    let floors = floor.map { [SlotFloor(name: "gold", least: $0)] } ?? []
    var contest = Contest(
      limits: [SlotLimit(name: "calls", room: room, floors: floors)], uses: [[SlotUse(limit: 0, amount: 1)]])
    for (index, worth) in worths.enumerated() {
      contest.add(
        key: UInt64(index), fallback: 0, options: [SlotOption(treatment: 0, worth: worth)],
        floors: gold.contains(index) ? 1 : 0)
    }
    return Sweep(contest)
  }

  private func called(_ sweep: Sweep, of count: Int) -> [Int] { (0..<count).filter { sweep.treatment($0) != nil } }

  @Test func theBestGetTheSlots() {
    let sweep = calls(2, worths: [1, 5, 3, 4])
    #expect(called(sweep, of: 4) == [1, 3])
    #expect(abs(sweep.value - 9) < 1e-4)
    #expect(sweep.isOptimal && sweep.gap == 0)
    // One more call would go to the third best.
    #expect(abs(sweep.limits[0].price - 3) < 1e-4)
  }

  @Test func whatDoesNotBindCostsNothing() {
    let sweep = calls(4, worths: [1, 5, 3, 4])
    #expect(called(sweep, of: 4) == [0, 1, 2, 3])
    #expect(sweep.limits[0].price == 0)
  }

  @Test func withoutRoomNobodyIsCalled() {
    #expect(called(calls(0, worths: [1, 5]), of: 2) == [])
    #expect(called(calls(3, worths: []), of: 0) == [])
  }

  @Test func aFloorKeepsSlotsWhileItHasTakers() {
    // 0 and 2 are gold: of three slots, two are theirs, though 3 is worth more than both.
    let kept = calls(3, floor: 2, gold: [0, 2], worths: [1, 5, 3, 4])
    #expect(called(kept, of: 4) == [0, 1, 2])
    #expect(kept.limits[0].floors.map(\.kept) == [2] && kept.limits[0].floors.map(\.taken) == [2])
    // With one taker one is kept, and the others share the rest.
    #expect(called(calls(3, floor: 2, gold: [0], worths: [1, 5, 3, 4]), of: 4) == [0, 1, 3])
    // Whoever is worth nothing takes nothing, kept slot or not.
    #expect(called(calls(3, floor: 2, gold: [0], worths: [-1, 5, 3, 4]), of: 4) == [1, 2, 3])
  }

  /// Two people who may be called or written to, one call: the call goes where the letter is worth less.
  @Test func aDearSlotMovesSomebodyToTheirNextBest() {
    var contest = Contest(
      limits: [SlotLimit(name: "calls", room: 1), SlotLimit(name: "letters", room: 2)],
      uses: [[SlotUse(limit: 0, amount: 1)], [SlotUse(limit: 1, amount: 1)]])
    contest.add(key: 1, fallback: 0, options: [.init(treatment: 0, worth: 10), .init(treatment: 1, worth: 9)])
    contest.add(key: 2, fallback: 0, options: [.init(treatment: 0, worth: 8), .init(treatment: 1, worth: 2)])
    let sweep = Sweep(contest)
    #expect(sweep.treatment(0) == 1 && sweep.treatment(1) == 0)
    #expect(abs(sweep.value - 17) < 1e-4)
  }

  /// What costs nothing scarce is given up only for something better.
  @Test func theFallbackCounts() {
    var contest = Contest(limits: [SlotLimit(name: "calls", room: 1)], uses: [[SlotUse(limit: 0, amount: 1)]])
    contest.add(key: 1, fallback: 9, options: [.init(treatment: 0, worth: 10)])
    contest.add(key: 2, fallback: 0, options: [.init(treatment: 0, worth: 4)])
    contest.add(key: 3, fallback: 5, options: [.init(treatment: 0, worth: 3)])
    let sweep = Sweep(contest)
    #expect((0..<3).map { sweep.treatment($0) } == [nil, 0, nil])
    #expect(abs(sweep.value - 18) < 1e-4)
  }

  /// A budget is filled to the cent and not passed, and equal customers are told apart by their keys.
  @Test func aBudgetIsNeverPassed() {
    var contest = Contest(
      limits: [SlotLimit(name: "money", room: 1_000_000)], uses: [[SlotUse(limit: 0, amount: 45_000)]])
    for key in UInt64(0)..<500 { contest.add(key: key, fallback: 0, options: [.init(treatment: 0, worth: 1)]) }
    let sweep = Sweep(contest)
    #expect(sweep.limits[0].taken == 990_000)
    // 0.045 of money each, so a price of one millionth of it.
    #expect(abs(sweep.price(treatment: 0) - 1) < 1e-3)
  }

  /// Thousands fight for the same with the same worth: the exact number gets it.
  @Test func tiesAreSettledExactly() {
    let sweep = calls(1_234, worths: [Double](repeating: 2, count: 5_000))
    #expect(sweep.limits[0].taken == 1_234)
  }

  @Test func oddInputDoesNoHarm() {
    var contest = Contest(
      limits: [SlotLimit(name: "calls", room: 1)],
      uses: [[SlotUse(limit: 0, amount: 1)], [SlotUse(limit: 7, amount: 1)], [SlotUse(limit: 0, amount: -3)], []])
    contest.add(
      key: 1, fallback: 0,
      options: [
        .init(treatment: 0, worth: .nan), .init(treatment: 0, worth: .infinity), .init(treatment: 1, worth: 3),
        .init(treatment: 2, worth: 3), .init(treatment: 99, worth: 3), .init(treatment: -1, worth: 3),
      ])
    contest.add(key: 2, fallback: 0, options: [.init(treatment: 0, worth: 1)], floors: .max)
    let sweep = Sweep(contest)
    #expect(sweep.treatment(0) == nil && sweep.treatment(1) == 0)
  }
}
