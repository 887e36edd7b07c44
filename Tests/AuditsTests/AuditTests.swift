import Audits
import Decisions
import Testing
import Times

@Suite("an audit, checked by hand")
struct AuditTests {
  /// Anne hears from three services on a Monday, and twice on the Tuesday; Bob gets one text message late.
  private let small = """
    customer,time,service,channel,purpose,cost,clicked
    anne,2026-03-02 09:00,crm,email,promo,0.01,1
    anne,2026-03-02 10:30,care,email,service,0.01,0
    anne,2026-03-02 23:30,billing,letter,legal,1.5,0
    anne,2026-03-03 09:00,crm,email,promo,0.01,0
    anne,2026-03-03 09:00,crm,email,promo,0.01,0
    bob,2026-03-01 21:40,crm,sms,promo,0.05,0
    anne,2026-03-03 12:00,crm,email,newsletter,0.01,0

    """

  @Test("counts, collisions, gaps, costs")
  func counts() throws {
    let audit = try Reading.audit(small)
    #expect(audit.sendCount == 6 && audit.copyCount == 1 && audit.people == 2 && audit.marketingCount == 4)
    let day = try #require(audit.pressures.first { $0.group == .all && $0.window == .day })
    #expect(day.busiest.ascending.map { [$0.value, $0.occurrences] } == [[1, 1], [3, 1]])
    #expect(day.busiestWeight.ascending.map(\.value) == [150, 350])
    // 1 March is a Sunday: another week than Anne's, and Bob's only one.
    let week = try #require(audit.pressures.first { $0.group == .marketing && $0.window == .week })
    #expect(week.busiest.ascending.map { [$0.value, $0.occurrences] } == [[1, 1], [3, 1]])
    #expect(
      audit.collisions.pairs.map { [$0.first, $0.second, $0.people, $0.personDays] } == [
        [0, 1, 1, 1], [0, 2, 1, 1], [1, 2, 1, 1],
      ])
    #expect(
      audit.collisions.personDays == Rate(hits: 1, count: 3) && audit.collisions.people == Rate(hits: 1, count: 2))
    #expect(
      audit.gaps[0].hours.ascending.flatMap { [Int](repeating: $0.value, count: $0.occurrences) } == [1, 3, 9, 13])
    #expect(audit.gaps[1].hours.ascending.map(\.value) == [3, 24])
    #expect(audit.pauses.promotions == Rate(hits: 1, count: 3) && audit.pauses.longestRuns.max == 2)
    #expect(audit.frequencies.rows.reduce(0) { $0 + $1.cost } == 15_800 + 100)
  }

  @Test("the law: 21:40 on 1 March 2026 is after hours, and a Sunday")
  func law() throws {
    let audit = try Reading.audit(small)
    #expect(audit.breaches.certain == 1 && audit.breaches.possible == 0 && audit.breaches.judged == 1)
    #expect(audit.breaches.rules.map(\.rule) == ["fr-sms-days-2026", "fr-sms-hours-2026"])
    #expect(audit.breaches.rules.map(\.certainPeople) == [1, 1])
  }

  @Test(
    "a text message for marketing in France, by the minute and the day",
    arguments: [
      // The hours of 2026 are 8:00 to 21:30, of the charter before 8:00 to 22:00 without Sundays.
      ("2026-03-03 07:59", "FR", "promo", "certain"), ("2026-03-03 08:00", "FR", "promo", "no"),
      ("2026-03-03 21:29", "FR", "promo", "no"), ("2026-03-03 21:30", "FR", "promo", "certain"),
      ("2026-02-24 21:45", "FR", "promo", "no"), ("2026-02-22 12:00", "FR", "promo", "certain"),
      // Easter Monday everywhere; Good Friday in Moselle, and perhaps where the region is unknown.
      ("2026-04-06 12:00", "FR", "promo", "certain"), ("2026-04-03 12:00", "FR", "promo", "possible"),
      // Clocks go forward on 29 March, a Sunday; the Saturday before is quiet from 21:30 on.
      ("2026-03-28 20:29Z", "FR", "promo", "no"), ("2026-03-28 20:30Z", "FR", "promo", "certain"),
      ("2026-03-30 06:00Z", "FR", "promo", "no"), ("2026-03-30 05:59Z", "FR", "promo", "certain"),
      // Service is not concerned; what nobody named may be.
      ("2026-03-03 23:00", "FR", "facture", "no"), ("2026-03-03 23:00", "FR", "mystery", "possible"),
      // Only the day is known.
      ("2026-03-03", "FR", "promo", "no"), ("2026-04-06", "FR", "promo", "certain"),
      // Somewhere in the United States: early in the west only; night from Maine to Hawaii.
      ("2026-03-03 13:30Z", "US", "promo", "possible"), ("2026-03-03 07:00Z", "US", "promo", "certain"),
      ("2026-03-03 18:30Z", "US", "promo", "possible"), ("2026-03-03 20:30Z", "US", "promo", "no"),
      // A country whose law does not ship.
      ("2026-03-03 23:00", "ES", "promo", "no"),
    ])
  func textMessages(time: String, country: String, purpose: String, verdict: String) throws {
    let audit = try Reading.audit("customer,time,channel,purpose,country\na,\(time),sms,\(purpose),\(country)\n")
    let found = audit.breaches.certain == 1 ? "certain" : audit.breaches.possible == 1 ? "possible" : "no"
    #expect(found == verdict)
  }

  @Test("days are those of the recipient: one evening in Paris is two days in Tokyo")
  func zones() throws {
    func days(_ zone: String) throws -> Int {
      try Reading.audit(
        "customer,time,service,zone\na,2026-03-02T14:30Z,crm,\(zone)\na,2026-03-02T15:30Z,care,\(zone)\n"
      ).collisions.personDays.count
    }
    #expect(try days("Europe/Paris") == 1)
    #expect(try days("Asia/Tokyo") == 2)
  }

  @Test("a cap holds back what comes too soon after what was kept, not after what was held back")
  func caps() throws {
    // Days 0, 1, 2, 3 and 7: of one in two days, 0 and 2 are kept, then 7.
    let rows = [2, 3, 4, 5, 9].map { "a,2026-03-0\($0) 10:00,promo" }.joined(separator: "\n")
    let audit = try Reading.audit("customer,time,purpose\n\(rows)\n")
    let spacing = try #require(audit.thresholds.spacings.first { $0.windowSeconds == 48 * 3_600 })
    #expect(spacing.held.sends == 2)
    // A week to the second is outside the window.
    let week = try #require(audit.thresholds.caps.first { $0.max == 1 && $0.windowSeconds == 7 * 86_400 })
    #expect(week.held.sends == 3)
  }

  @Test("percentiles are values that occurred, and the interval is Wilson's")
  func statistics() {
    var histogram = Histogram()
    for value in [1, 1, 2, 9, 70_000] { histogram.add(value) }
    #expect([20, 40, 50, 60, 80, 81, 100].map(histogram.percentile) == [1, 1, 2, 2, 9, 70_000, 70_000])
    #expect(histogram.countAbove(1) == 3 && histogram.sum == 70_013 && histogram.max == 70_000)
    #expect(Histogram().percentile(50) == 0)
    // From Wilson's formula, worked by hand: 1 of 10 is 1.79 % to 40.42 %.
    let interval = Rate(hits: 1, count: 10).interval
    #expect(abs(interval.lowerBound - 0.017_876) < 1e-6 && abs(interval.upperBound - 0.404_150) < 1e-6)
    #expect(Rate().interval == 0...1)
  }

  @Test("one person with very many sends, and one send of everybody")
  func extremes() throws {
    let one = (0..<20_000).map { "a,\(1_772_446_500 + $0 * 60),promo" }.joined(separator: "\n")
    let audit = try Reading.audit("customer,time,purpose\n\(one)\n")
    #expect(audit.people == 1 && audit.totals.max == 20_000)
    let each = (0..<5_000).map { "p\($0),2026-03-02 10:00,promo" }.joined(separator: "\n")
    let flat = try Reading.audit("customer,time,purpose\n\(each)\n")
    #expect(flat.thresholds.caps.allSatisfy { $0.held.sends == 0 } && flat.proposal.caps.isEmpty)
  }
}
