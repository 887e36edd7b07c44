@testable import Hub
import Testing

@Suite("How fast messages go, and when none does") struct DeliveryPaceTests {
  @Test("never more than a second's worth at once, nor more than the rate over time")
  func pace() {
    var pace = DeliveryPace(perSecond: 10, nowSeconds: 0)
    #expect(pace.take(100, nowSeconds: 0) == 10)
    #expect(pace.take(100, nowSeconds: 0) == 0)
    #expect(pace.take(100, nowSeconds: 0.25) == 2)
    #expect(pace.take(100, nowSeconds: 0.2) == 0, "a time that is over gives nothing again")
    #expect(pace.take(100, nowSeconds: 99) == 10)
    pace.giveBack(3)
    #expect(pace.take(2, nowSeconds: 99) == 2)
    var total = 0
    var slow = DeliveryPace(perSecond: 0.5, nowSeconds: 0)
    for tick in 0...1_000 { total += slow.take(9, nowSeconds: Double(tick) / 10) }
    #expect(total == 51, "one at the start, then one every two seconds")
  }

  @Test("closed, open, half open: what lets how many through")
  func breaker() {
    var breaker = CircuitBreaker(failuresToOpen: 2, waitSeconds: 1, waitSecondsMax: 3)
    func room(_ now: Double) -> Int { breaker.room(9, nowSeconds: now) }
    breaker.fail(nowSeconds: 0)
    #expect(room(0) == 9 && !breaker.isOpen)
    breaker.fail(nowSeconds: 0)
    #expect(room(0.9) == 0 && breaker.isOpen)
    breaker.fail(nowSeconds: 0.9)
    #expect(room(1) == 1, "messages that were under way before do not make the wait longer")
    #expect(room(1) == 0, "one try at a time")
    breaker.fail(nowSeconds: 1)
    #expect(room(2.9) == 0 && room(3) == 1, "twice as long")
    breaker.fail(nowSeconds: 3)
    #expect(room(5.9) == 0 && room(6) == 1, "no longer than the most")
    breaker.giveBackTry()
    #expect(room(6) == 1)
    breaker.succeed()
    #expect(room(6) == 9 && !breaker.isOpen)
  }

  @Test("waits double up to the most, with at most half taken off by chance, the same each time")
  func waits() {
    var terms = DeliveryTerms()
    terms.retrySeconds = 8
    terms.retrySecondsMax = 100
    var row = OutboxRow(
      decision: Position(rawValue: 7), choice: 0, customer: CustomerNumber(rawValue: 1), action: "a", channel: "c",
      brand: "", dueSeconds: 0)
    for (attempts, full) in [(0, 8), (1, 16), (2, 32), (3, 64), (4, 100), (60, 100)] as [(Int, Int64)] {
      row.attempts = attempts
      let wait = terms.waitSeconds(of: row)
      #expect(wait >= full / 2 && wait <= full, "after \(attempts)")
      #expect(wait == terms.waitSeconds(of: row))
    }
  }
}
