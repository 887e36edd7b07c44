import Decisions
import Indicators
import Seeds
import Testing
import Times

/// Customers left alone by chance, and what they tell.
@Suite struct HoldoutTests {
  /// So many customers, each left alone with a chance that the charter calls a tenth; the others buy more often.
  private func report(_ seed: UInt64, heldOut: Double, effect: Double) -> IndicatorReport {
    var generator = SeededGenerator(seed: seed)
    var fold = IndicatorFold()
    let start: Int64 = 1_790_000_000
    for customer in 1...4_000 as ClosedRange<Int64> {
      let isHeldOut = generator.chance(heldOut)
      fold.advance(to: start + customer)
      fold.decide(
        DecisionFact(
          customer: customer, atSeconds: start + customer,
          abstention: Abstention(
            reason: .belowFloor, value: 0, forgone: 0, nextLook: Instant(secondsSince1970: start)),
          isHeldOut: isHeldOut, holdoutShare: 0.1))
      // A purchase before the decision tells nothing of it.
      fold.happen(EventFact(customer: customer, name: "purchase", atSeconds: start - 10, amount: 100))
      if generator.chance(isHeldOut ? 0.1 : 0.1 + effect) {
        fold.happen(EventFact(customer: customer, name: "purchase", atSeconds: start + 50_000, amount: 20))
      }
    }
    fold.advance(to: start + 60_000)
    return fold.report()
  }

  @Test("The planted difference lies in the interval, 0 does where there is none: 20 seeds each")
  func difference() {
    var (found, falseAlarms) = (0, 0)
    for seed in 1...20 as ClosedRange<UInt64> {
      let buyers = report(seed, heldOut: 0.1, effect: 0.1)[.incrementalBuyers][0]
      if let interval = buyers.interval, interval.low < 0.1, 0.1 < interval.high { found += 1 }
      let value = report(seed, heldOut: 0.1, effect: 0)[.incrementalValue][0]
      if let interval = value.interval, interval.low > 0 || interval.high < 0 { falseAlarms += 1 }
    }
    print("seeds 1 to 20: the difference lies in \(found) of 20 intervals, \(falseAlarms) of 20 without one exclude 0")
    // Binomial: fewer than 16 of 20 at 95 % comes once in four thousand times.
    #expect(found >= 16)
    #expect(falseAlarms <= 4)
  }

  @Test("Where the share does not fit the charter's, nothing is shown but that")
  func ratio() {
    let report = report(3, heldOut: 0.15, effect: 0.1)
    #expect(report[.holdoutRatio].first?.value ?? 0 > 0.13)
    #expect(report[.incrementalBuyers].map(\.value) == [nil])
    #expect(report[.incrementalValue].map(\.value) == [nil])
    #expect(report.notes.contains { $0.contains("something else than chance") })
  }

  @Test("Holdouts of experiments are told beside the charter's, each from its own first exposure and until its end")
  func experiments() {
    var fold = IndicatorFold()
    let start: Int64 = 1_790_000_000
    for customer in 0..<100 as Range<Int64> {
      let silence = Abstention(
        reason: .belowFloor, value: 0, forgone: 0, nextLook: Instant(secondsSince1970: start))
      fold.advance(to: start)
      fold.decide(
        DecisionFact(
          customer: customer, atSeconds: start, abstention: silence, isHeldOut: customer % 2 == 0, holdoutShare: 0.5))
      fold.happen(EventFact(customer: customer, name: "purchase", atSeconds: start + 1, amount: 10))
      fold.decide(
        DecisionFact(
          customer: customer, atSeconds: start + 10, abstention: silence,
          holdouts: [
            HoldoutFact(name: "alone", isHeldOut: customer % 4 < 2, share: 0.5, untilSeconds: start + 100)
          ]))
      // All but those held out by the experiment.
      if customer % 4 >= 2 {
        fold.happen(EventFact(customer: customer, name: "purchase", atSeconds: start + 99, amount: 8))
      }
      fold.happen(EventFact(customer: customer, name: "purchase", atSeconds: start + 100, amount: 1_000))
    }
    let report = fold.report()
    #expect(report[.incrementalValue].map(\.detail) == ["", "alone"])
    #expect(report[.incrementalValue].map(\.value) == [0, 8])
    #expect(report[.incrementalBuyers].map(\.value) == [0, 1])
    #expect(report[.holdoutRatio].map(\.value) == [0.5, 0.5])
  }
}
