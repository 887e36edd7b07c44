import Indicators
import Testing

/// The fold beside a second implementation, on random logs.
@Suite struct ReferenceTests {
  private static let cuts: [[IndicatorDimension]] = [
    [], [.channel], [.channel, .action], [.purpose, .nature], [.segment], [.customer], [.hour, .channel],
    [.segment, .action],
  ]

  private static func periods(_ log: RandomLog) -> [IndicatorTerms] {
    var part = IndicatorTerms()
    part.fromSeconds = RandomLog.start + 20 * RandomLog.day
    part.toSeconds = RandomLog.start + 45 * RandomLog.day
    part.answerSeconds = 10 * RandomLog.day
    return [IndicatorTerms(), part]
  }

  @Test("Counts of contacts are those of the second implementation", arguments: 1...25 as ClosedRange<UInt64>)
  func contacts(seed: UInt64) {
    let log = RandomLog(seed: seed)
    for terms in Self.periods(log) {
      let reference = ReferenceReport(log, terms)
      for by in Self.cuts {
        let report = log.report(terms, by: by)
        let sums = reference.sums(by)
        for (group, wanted) in sums where wanted.contacts > 0 || group.allSatisfy(\.isEmpty) {
          compare(report, group, wanted, "seed \(seed) by \(by.map(\.rawValue)) \(group)")
        }
        let groups = report[.contacts].filter { ($0.value ?? 0) > 0 }.count
        let wantedGroups = sums.filter { $0.value.contacts > 0 }.count
        #expect(groups == wantedGroups, "seed \(seed) by \(by.map(\.rawValue))")
      }
    }
  }

  private func compare(
    _ report: IndicatorReport, _ group: [String], _ wanted: ReferenceReport.Sums, _ place: String
  ) {
    func value(_ indicator: Indicator) -> Double? {
      report[indicator].first { $0.group == group && $0.detail.isEmpty }?.value
    }
    func share(_ count: Int, of n: Int) -> Double? { n > 0 ? Double(count) / Double(n) : nil }
    func same(_ indicator: Indicator, _ other: Double?) {
      let own = value(indicator)
      #expect((own == nil) == (other == nil), "\(indicator) \(place)")
      if let own, let other { #expect(abs(own - other) < 1e-9 * max(1, abs(other)), "\(indicator) \(place)") }
    }
    let n = wanted.contacts
    same(.contacts, Double(n))
    same(.bounceRate, share(wanted.bounced, of: n + wanted.bounced))
    same(.deliveryRate, share(wanted.delivered, of: n))
    same(.openRate, share(wanted.opened, of: n))
    same(.clickRate, share(wanted.clicked, of: n))
    same(.conversionRate, share(wanted.converted, of: n))
    same(.unsubscriptionRate, share(wanted.unsubscribed, of: n))
    same(.value, wanted.value)
    same(.relationalCost, n > 0 ? wanted.cost / Double(n) : nil)
    same(.serviceCallRate, share(wanted.calls, of: n))
    same(.collisionShare, share(wanted.collisions, of: n))
    same(.soonAfterShare, share(wanted.soon, of: n))
    same(.satisfactionAnswers, Double(wanted.surveys))
    same(.satisfaction, wanted.surveys > 0 ? wanted.scores / Double(wanted.surveys) : nil)
    same(.netPromoter, share(100 * wanted.promotion, of: wanted.surveys))
    if group.allSatisfy(\.isEmpty) {
      same(.offers, Double(wanted.offers))
      same(.offerValue, wanted.offerValue)
    }
  }

  @Test(
    "Pressure, silence and reach are those of the second implementation", arguments: 1...40 as ClosedRange<UInt64>)
  func customers(seed: UInt64) {
    let log = RandomLog(seed: seed, count: 250, customers: 40)
    for terms in Self.periods(log) {
      let reference = ReferenceReport(log, terms)
      let report = log.report(terms)
      for (indicator, days) in [(Indicator.pressure7, Int64(7)), (.pressure30, 30)] {
        let counts = reference.pressure(days: days)
        for (name, share) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1)] {
          let row = report[indicator].first { $0.detail == name }
          let rank = max(1, Int((share * Double(counts.count)).rounded(.up)))
          #expect(row?.value == (counts.isEmpty ? nil : Double(counts[rank - 1])), "seed \(seed) \(name)")
          #expect(row?.n == counts.count)
        }
      }
      let (reasons, decisions) = reference.silences
      let told = report[.abstentionsByReason].map { ($0.detail, Int($0.value ?? 0)) }
      #expect(Dictionary(uniqueKeysWithValues: told) == reasons, "seed \(seed)")
      #expect(report[.decisions].first?.value == Double(decisions))
      let reach = report[.reachWithoutAction].first
      #expect(reach?.n == reference.reach.reachable)
      #expect(
        reach?.value
          == (reference.reach.reachable > 0
            ? Double(reference.reach.without) / Double(reference.reach.reachable) : nil))
      let spent = reference.durations.values
      #expect(report[.timeSpent].first?.n == spent.count)
      if !spent.isEmpty {
        #expect(abs((report[.timeSpent].first?.value ?? 0) - spent.reduce(0, +) / Double(spent.count)) < 1e-9)
      }
    }
  }

  @Test("Sums over the groups of a cut are the whole", arguments: 1...10 as ClosedRange<UInt64>)
  func conservation(seed: UInt64) {
    let log = RandomLog(seed: seed)
    let cuts: [[IndicatorDimension]] = [
      [.channel], [.action, .channel], [.customer], [.day], [.hour], [.purpose, .nature, .day],
    ]
    for by in cuts {
      let report = log.report(by: by)
      for indicator in [Indicator.contacts, .value, .satisfactionAnswers, .offers, .offerValue] {
        let rows = report[indicator].filter { $0.detail.isEmpty }
        let whole = rows[0].value ?? .nan
        let parts = rows.dropFirst().reduce(0) { $0 + ($1.value ?? 0) }
        #expect(abs(whole - parts) < 1e-6, "seed \(seed), \(indicator) by \(by.map(\.rawValue))")
      }
    }
    for by in [[.customer], [.day], [.customer, .day]] as [[IndicatorDimension]] {
      let report = log.report(by: by)
      for indicator in [Indicator.decisions, .abstentionsByReason] {
        let rows = report[indicator]
        let whole = rows.filter { $0.group.allSatisfy(\.isEmpty) }.reduce(0) { $0 + ($1.value ?? 0) }
        let parts = rows.filter { !$0.group.allSatisfy(\.isEmpty) }.reduce(0) { $0 + ($1.value ?? 0) }
        #expect(whole == parts, "seed \(seed), \(indicator) by \(by.map(\.rawValue))")
      }
    }
  }

  @Test("The same log gives the same report, however it is cut")
  func repeatable() {
    let log = RandomLog(seed: 77)
    #expect(log.report(by: [.channel]) == log.report(by: [.channel]))
    // What is told of everything does not depend on the cut, intervals by draws of customers included.
    let whole = log.report()
    let cut = log.report(by: [.channel])
    for indicator in Indicator.allCases {
      let everything = cut[indicator].filter { $0.group.allSatisfy(\.isEmpty) }
      #expect(everything.map(\.n) == whole[indicator].map(\.n), "\(indicator)")
      for (a, b) in zip(everything, whole[indicator]) {
        #expect(abs((a.value ?? 0) - (b.value ?? 0)) < 1e-9)
        #expect(abs((a.interval?.low ?? 0) - (b.interval?.low ?? 0)) < 1e-9)
        #expect(abs((a.interval?.high ?? 0) - (b.interval?.high ?? 0)) < 1e-9)
      }
    }
  }
}
