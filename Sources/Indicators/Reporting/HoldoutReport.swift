import Statistics

/// What contact adds, by those who were left alone by chance: by the charter's holdout, and by each of its experiments'.
struct HoldoutReport {
  /// One holdout, summed up.
  private struct Comparison {
    var bought = (held: Moments(), open: Moments())
    var worth = (held: Moments(), open: Moments())
    /// How many would be held out, had every customer the share of their decision.
    var expected = 0.0

    mutating func add(_ standing: HoldoutStanding) {
      expected += standing.fact.share
      let buys = standing.purchases > 0 ? 1.0 : 0
      if standing.fact.isHeldOut {
        bought.held.add(buys)
        worth.held.add(standing.value)
      } else {
        bought.open.add(buys)
        worth.open.add(standing.value)
      }
    }

    var count: Double { bought.held.count + bought.open.count }
  }

  private var comparisons: [String: Comparison] = [:]

  init(_ rows: [CustomerRow]) {
    for row in rows {
      for standing in row.holdouts { comparisons[standing.fact.name, default: Comparison()].add(standing) }
    }
  }

  /// The rows, and what could not be told: the charter's own holdout first, then experiments by name.
  func rows(_ group: [String]) -> ([IndicatorRow], notes: [String]) {
    guard !comparisons.isEmpty else {
      return (
        [.holdoutRatio, .incrementalBuyers, .incrementalValue].map { IndicatorRow($0, group, value: nil, n: 0) }, []
      )
    }
    var rows: [IndicatorRow] = []
    var notes: [String] = []
    for (name, comparison) in comparisons.sorted(by: { $0.key < $1.key }) {
      let (own, note) = Self.rows(group, name, comparison)
      rows += own
      if let note { notes.append(note) }
    }
    return (rows, notes)
  }

  /// The share is checked first, and where it does not fit nothing else is told.
  private static func rows(
    _ group: [String], _ name: String, _ comparison: Comparison
  ) -> ([IndicatorRow], note: String?) {
    let (held, n) = (comparison.bought.held.count, comparison.count)
    let ratio = IndicatorRow(
      .holdoutRatio, group, detail: name, value: held / n, interval: Interval.share(held, of: n), n: Int(n))
    let sizes = SampleRatio(counts: [held, n - held], shares: [comparison.expected, n - comparison.expected])
    guard sizes.isSound(.once) else {
      let whose = name.isEmpty ? "" : " by `\(name)`"
      let note =
        "\(Int(held)) of \(Int(n)) customers were left alone\(whose), where \(Int(comparison.expected.rounded())) were expected: "
        + "something else than chance had a say, and no difference is shown"
      return (
        [ratio]
          + [.incrementalBuyers, .incrementalValue].map { IndicatorRow($0, group, detail: name, value: nil, n: Int(n)) },
        note
      )
    }
    return ([ratio, buyers(group, name, comparison), value(group, name, comparison)], nil)
  }

  private static func buyers(_ group: [String], _ name: String, _ comparison: Comparison) -> IndicatorRow {
    let (held, open) = comparison.bought
    guard held.count > 0, open.count > 0 else {
      return IndicatorRow(.incrementalBuyers, group, detail: name, value: nil, n: Int(comparison.count))
    }
    // Few buyers among few held out: Wilson's limits hold there, and a normal interval would not.
    return IndicatorRow(
      .incrementalBuyers, group, detail: name, value: open.mean - held.mean,
      interval: Interval.difference(
        ((open.mean * open.count).rounded(), open.count), ((held.mean * held.count).rounded(), held.count)),
      n: Int(comparison.count))
  }

  private static func value(_ group: [String], _ name: String, _ comparison: Comparison) -> IndicatorRow {
    let (held, open) = comparison.worth
    guard held.count > 0, open.count > 0 else {
      return IndicatorRow(.incrementalValue, group, detail: name, value: nil, n: Int(comparison.count))
    }
    let difference = Estimate(treated: open, control: held)
    var interval: Interval?
    if open.count >= 10, held.count >= 10, difference.isUsable {
      let range = difference.fixedInterval(alpha: 0.05)
      interval = Interval(low: range.lower, high: range.upper)
    }
    return IndicatorRow(
      .incrementalValue, group, detail: name, value: difference.value, interval: interval, n: Int(comparison.count))
  }
}
