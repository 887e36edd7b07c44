import Testing

@testable import Hub

@Suite("Occasions in flight")
struct OccasionsInFlightTests {
  private func row(_ opened: Int64) -> OccasionRow {
    OccasionRow(
      key: OccasionRow.Key(opened: Position(rawValue: opened), place: 0), customer: CustomerNumber(rawValue: 1),
      source: "helped", expiresSeconds: 0)
  }

  @Test("what a look read before it was decided is not decided again")
  func decidedMeanwhile() {
    let occasions = OccasionsInFlight()
    occasions.enter([row(1)])
    occasions.beginLook()
    // The look reads that 1 and 2 wait; then 1 is decided.
    occasions.leave([row(1)])
    #expect(!occasions.tryToEnter(row(1)))
    #expect(occasions.tryToEnter(row(2)))
    #expect(!occasions.tryToEnter(row(2)))
    occasions.leave([row(2)])
    #expect(!occasions.tryToEnter(row(2)))
    occasions.endLook()
  }

  @Test("one that could not be decided is found by the next look")
  func foundAgain() {
    let occasions = OccasionsInFlight()
    occasions.enter([row(1)])
    occasions.beginLook()
    #expect(!occasions.tryToEnter(row(1)))
    occasions.leave([row(1)])
    occasions.endLook()
    occasions.beginLook()
    #expect(occasions.tryToEnter(row(1)))
    occasions.leave([row(1)])
    occasions.endLook()
  }

  @Test("who was rung for while attended to has waited since then")
  func rungAgain() {
    let alarms = Alarms()
    let customer = CustomerNumber(rawValue: 1)
    alarms.ring(customer)
    let first = alarms.nextNow()
    alarms.ring(customer)
    let rungAgain = ContinuousClock.now
    alarms.ring(customer, isNews: false)
    #expect(alarms.nextNow() == nil)
    alarms.done(customer)
    let second = alarms.nextNow()
    #expect(second?.customer == customer)
    #expect(first.map { $0.since <= rungAgain } == true)
    #expect(second.map { $0.since <= rungAgain } == true)
    alarms.done(customer)
    #expect(alarms.nextNow() == nil)
  }
}
