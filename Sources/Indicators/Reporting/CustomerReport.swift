/// What is told of customers, group by group.
struct CustomerReport {
  private let fold: IndicatorFold
  private let lifetimes: LifetimeReport
  private(set) var rows: [IndicatorRow] = []
  /// What avoided opt-outs and being left alone come to.
  private(set) var valueRows: [IndicatorRow] = []
  /// What could not be told, and why.
  private(set) var notes: [String] = []

  init(_ fold: IndicatorFold) {
    self.fold = fold
    let end = fold.period.upperBound - 1
    lifetimes = LifetimeReport(
      fold.rows.map(\.purchases), endDay: Int(end.dayFloored), discountPerMonth: fold.terms.discountPerMonth)
    if let note = lifetimes.note { notes.append(note) }
    let everything = fold.dimensions.map { _ in "" }
    var total = CustomerTally()
    var groups: [[String]: CustomerTally] = [:]
    let isCut = fold.dimensions.contains { $0 == .segment || $0 == .customer }
    let days = Double(fold.period.upperBound - fold.period.lowerBound) / 86_400
    for (place, row) in fold.rows.enumerated() {
      total.add(row, end: end, days: days, lifetimes)
      guard isCut, row.isTold else { continue }
      for names in names(place) { groups[names, default: CustomerTally()].add(row, end: end, days: days, lifetimes) }
    }
    rows = rows(everything, total)
    for (names, tally) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      rows += rows(names, tally)
    }
    let (protection, protectionNotes) = ProtectionReport(fold, lifetimes).rows(everything)
    let (holdout, holdoutNotes) = HoldoutReport(fold.rows).rows(everything)
    valueRows = protection + holdout
    notes += protectionNotes + holdoutNotes
  }

  private func names(_ place: Int) -> [[String]] {
    var all: [[String]] = [[]]
    for dimension in fold.dimensions {
      var names = [""]
      if dimension == .segment { names = fold.segmentNames(fold.rows[place].segments) }
      if dimension == .customer { names = [fold.customerName(place)] }
      all = all.flatMap { prefix in names.map { prefix + [$0] } }
    }
    return all
  }

  private static let percentiles: [(name: String, share: Double)] = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)]

  private func percentiles(_ indicator: Indicator, _ group: [String], _ table: CountTable) -> [IndicatorRow] {
    CustomerReport.percentiles.map { name, share in
      IndicatorRow(
        indicator, group, detail: name, value: table.percentile(share).map(Double.init),
        interval: table.interval(share), n: table.total)
    }
      + [
        IndicatorRow(
          indicator, group, detail: "max", value: table.percentile(1).map(Double.init), n: table.total)
      ]
  }

  private func mean(
    _ indicator: Indicator, _ group: [String], _ tally: MeanTally, detail: String = ""
  ) -> IndicatorRow {
    IndicatorRow(
      indicator, group, detail: detail, value: tally.mean, interval: tally.interval, n: Int(tally.count))
  }

  private func rows(_ group: [String], _ tally: CustomerTally) -> [IndicatorRow] {
    let reachable = Double(tally.reachable)
    var rows = percentiles(.pressure7, group, tally.pressure7) + percentiles(.pressure30, group, tally.pressure30)
    rows.append(
      IndicatorRow(
        .reachWithoutAction, group, value: tally.reachable > 0 ? Double(tally.withoutAction) / reachable : nil,
        interval: Interval.share(Double(tally.withoutAction), of: reachable), n: tally.reachable))
    for (reason, count) in tally.reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      rows.append(
        IndicatorRow(
          .reachWithoutAction, group, detail: ReasonName.of(reason), value: Double(count) / reachable,
          interval: Interval.share(Double(count), of: reachable), n: tally.reachable))
    }
    rows += percentiles(.recency, group, tally.recency)
    rows += [mean(.frequency, group, tally.frequency), mean(.timeSpent, group, tally.secondsSpent)]
    guard lifetimes.fit != nil else {
      return rows
        + [.chanceAlive, .expectedPurchases, .lifetimeValue].map {
          IndicatorRow($0, group, value: nil, n: tally.buyers)
        }
    }
    rows.append(mean(.chanceAlive, group, tally.alive))
    for (place, months) in LifetimeReport.horizons.enumerated() {
      rows.append(mean(.expectedPurchases, group, tally.purchases[place], detail: "\(months) months"))
    }
    for (place, months) in LifetimeReport.horizons.enumerated() {
      let deviation = lifetimes.relativeDeviation(tally.sample, place)
      let value = tally.worth[place].mean
      rows.append(
        IndicatorRow(
          .lifetimeValue, group, detail: "\(months) months", value: lifetimes.fit?.spend == nil ? nil : value,
          interval: deviation.flatMap { part in value.map { .normal($0, $0 * part) } }, n: tally.buyers))
    }
    return rows
  }
}

extension CustomerRow {
  /// Whether there is anything to tell of them.
  var isTold: Bool { isAsked || peak30 > 0 || lastInteractionSeconds != .min || !purchases.isEmpty }
}

/// What is counted of the customers of a group.
private struct CustomerTally {
  var pressure7 = CountTable()
  var pressure30 = CountTable()
  var reachable = 0
  var withoutAction = 0
  var reasons: [UInt16: Int] = [:]
  var recency = CountTable()
  var frequency = MeanTally()
  var secondsSpent = MeanTally()
  var buyers = 0
  var alive = MeanTally()
  var purchases = LifetimeReport.horizons.map { _ in MeanTally() }
  var worth = LifetimeReport.horizons.map { _ in MeanTally() }
  /// Some of those who bought, for the doubt about parameters.
  var sample: [PurchaseSummary] = []

  mutating func add(_ row: CustomerRow, end: Int64, days: Double, _ lifetimes: LifetimeReport) {
    if row.peak30 > 0 {
      pressure7.add(Int(row.peak7))
      pressure30.add(Int(row.peak30))
    }
    if row.isReachable {
      reachable += 1
      if !row.isContacted {
        withoutAction += 1
        if let reason = row.mainReason { reasons[reason, default: 0] += 1 }
      }
    }
    if row.lastInteractionSeconds != .min { recency.add(Int((end - row.lastInteractionSeconds).dayFloored)) }
    if row.interactions > 0, days > 0 { frequency.add(Double(row.interactions) / days * 30) }
    if row.durations > 0 { secondsSpent.add(row.secondsSpent) }
    guard let summary = lifetimes.summary(row.purchases) else { return }
    buyers += 1
    guard let outlook = lifetimes.outlook(summary) else { return }
    alive.add(outlook.chanceAlive)
    for place in LifetimeReport.horizons.indices {
      purchases[place].add(outlook.purchases[place])
      worth[place].add(outlook.worth[place])
    }
    if sample.count < LifetimeReport.sampleMax { sample.append(summary) }
  }
}
