import Decisions

/// What silence protects: opt-outs that did not happen, and what those customers are worth.
struct ProtectionReport {
  private let fold: IndicatorFold
  private let lifetimes: LifetimeReport

  init(_ fold: IndicatorFold, _ lifetimes: LifetimeReport) {
    self.fold = fold
    self.lifetimes = lifetimes
  }

  /// The rows, and what could not be told.
  func rows(_ group: [String]) -> ([IndicatorRow], notes: [String]) {
    var sums = CellSums()
    for (place, key) in fold.cells.keys.enumerated() where !key.isInbound { sums.add(fold.cells.sums[place]) }
    let days = fold.rows.reduce(0) { $0 + Int($1.withheldDays) }
    let contacts = sums[.contacts]
    let hazard = contacts > 0 ? sums[.optOuts] / contacts : nil
    let limits = sums.share(.optOuts, of: .contacts)
    let avoided = IndicatorRow(
      .optOutsAvoided, group, value: hazard.map { optOuts($0) },
      interval: limits.map { Interval(low: optOuts($0.low), high: optOuts($0.high)) }, n: days)
    return ([avoided] + valueRows(group, sums, hazard), [])
  }

  private func valueRows(_ group: [String], _ sums: CellSums, _ hazard: Double?) -> [IndicatorRow] {
    let wide = sums.share(.optOuts, of: .contacts, deviations: Interval.normal975)
    let share = fold.terms.lossShareOfOptOut
    var held: [(summary: PurchaseSummary, days: Double)] = []
    for row in fold.rows where row.withheldDays > 0 {
      if let summary = lifetimes.summary(row.purchases) { held.append((summary, Double(row.withheldDays))) }
    }
    return LifetimeReport.horizons.enumerated().map { place, months in
      let worths = held.map { (lifetimes.outlook($0.summary)?.worth[place] ?? 0, $0.days) }
      func protected(_ hazard: Double) -> Double {
        share * worths.reduce(0) { $0 + $1.0 * ProtectionReport.chance(hazard, days: $1.1) }
      }
      let isKnown = lifetimes.fit?.spend != nil && !held.isEmpty
      let sample = held.prefix(LifetimeReport.sampleMax).map(\.summary)
      let part = lifetimes.relativeDeviation(Array(sample), place)
      var interval: Interval?
      if isKnown, let wide, let part {
        let doubt = Interval.normal975 * part
        interval = Interval(low: protected(wide.low) * max(0, 1 - doubt), high: protected(wide.high) * (1 + doubt))
      }
      return IndicatorRow(
        .protectedValue, group, detail: "\(months) months", value: isKnown ? hazard.map(protected) : nil,
        interval: interval, n: held.count)
    }
  }

  private func optOuts(_ hazard: Double) -> Double {
    fold.rows.reduce(0) { $0 + ($1.withheldDays > 0 ? Self.chance(hazard, days: Double($1.withheldDays)) : 0) }
  }

  /// The chance that one of so many messages is the last.
  private static func chance(_ hazard: Double, days: Double) -> Double {
    hazard < 1 ? 1 - Elementary.exponential(days * Elementary.logarithm(1 - hazard)) : 1
  }
}
