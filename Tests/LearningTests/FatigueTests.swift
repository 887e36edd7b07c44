import Decisions
import Learning
import Seeds
import Testing
import Times

/// Customers with constant habits, and customers who tire at a known day: who comes to count as tired, and when.
@Suite("Fatigue") struct FatigueTests {
  private static let contactsPerYear = 100
  private static let expected = 0.15

  /// Whether a year of contacts ever makes a customer count as tired, and at which contact.
  /// - Parameter onset: from which contact on the log odds are lower by `drop`; nothing: never.
  private func firstAlarm(
    own: Double, onset: Int?, drop: Double, _ generator: inout SeededGenerator
  ) -> Int? {
    var watch = FatigueWatch(Fatigue(alpha: 0.05))
    let base = Elementary.logit(Self.expected) + own
    for contact in 0..<Self.contactsPerYear {
      let at = Instant(secondsSince1970: 1_700_000_000 + Int64(contact) * 365 * 86_400 / Int64(Self.contactsPerYear))
      let isTired = onset.map { contact >= $0 } ?? false
      let isPositive = generator.chance(Elementary.sigmoid(base - (isTired ? drop : 0)))
      watch.observe(isPositive: isPositive, expected: Self.expected, at: at)
      if watch.standing(at: at).isTired { return contact }
    }
    return nil
  }

  /// A standard normal number, by the sum of twelve uniform ones.
  private func normal(_ generator: inout SeededGenerator) -> Double {
    (0..<12).map { _ in generator.double(0...1) }.reduce(-6, +)
  }

  @Test func `a year of watching calls at most one steady customer in twenty tired`() {
    var generator = SeededGenerator(seed: 5)
    let people = 2000
    let alarms = (0..<people).count { _ in
      firstAlarm(own: 0.7 * normal(&generator), onset: nil, drop: 0, &generator) != nil
    }
    // 5 % and three standard errors of it.
    #expect(Double(alarms) / Double(people) <= 0.05 + 3 * (0.05 * 0.95 / Double(people)).squareRoot(), "\(alarms)")
    print("fatigue: \(alarms) false alarms in \(people) years of one customer")
  }

  @Test func `receptive customers who tire are found, most of them within thirty contacts`() {
    var generator = SeededGenerator(seed: 6)
    let people = 500
    let alarms = (0..<people).map { _ in firstAlarm(own: 0.8, onset: 40, drop: 3, &generator) }
    let found = alarms.compactMap { $0 }.filter { $0 >= 40 }.map { $0 - 40 }.sorted()
    #expect(found.count >= people / 2, "\(found.count) of \(people)")
    print("fatigue: \(found.count) of \(people) found, half of those within \(found[found.count / 2]) contacts")
  }

  @Test func `who is left alone recovers`() {
    var watch = FatigueWatch(Fatigue())
    let start = Instant(secondsSince1970: 1_700_000_000)
    for contact in 0..<20 { watch.observe(isPositive: true, expected: 0.3, at: start + Int64(contact) * 86_400) }
    var at = start + 20 * 86_400
    for _ in 0..<40 {
      watch.observe(isPositive: false, expected: 0.3, at: at)
      at = at + 86_400
    }
    #expect(watch.standing(at: at).isTired)
    #expect(!watch.standing(at: at + 720 * 86_400).isTired)
  }

  @Test func `chances that are none say nothing`() {
    var watch = FatigueWatch(Fatigue())
    for expected in [0, 1, -1, 2, .nan, .infinity] {
      watch.observe(isPositive: false, expected: expected, at: Instant(secondsSince1970: 0))
    }
    #expect(watch.standing(at: Instant(secondsSince1970: 10)).evidence == 0)
  }
}
