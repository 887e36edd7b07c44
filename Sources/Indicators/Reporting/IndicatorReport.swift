/// One number of a report.
public struct IndicatorRow: Hashable, Sendable {
  /// What it is.
  public var indicator: Indicator
  /// Of what, in the order of the report's dimensions; empty where not cut by one.
  public var group: [String]
  /// Which of several: a percentile, a reason, a number of months; else empty.
  public var detail: String
  /// The number; nothing where there is nothing to make it of.
  public var value: Double?
  /// What it may be, where there is doubt and enough to say how much.
  public var interval: Interval?
  /// What it is made of: how many of what ``IndicatorDefinition/basis`` counts.
  public var n: Int

  /// Makes a row.
  public init(
    _ indicator: Indicator, _ group: [String], detail: String = "", value: Double?, interval: Interval? = nil, n: Int
  ) {
    self.indicator = indicator
    self.group = group
    self.detail = detail
    self.value = value
    self.interval = interval
    self.n = n
  }
}

/// Indicators of a period.
public struct IndicatorReport: Hashable, Sendable {
  /// What it is about.
  public var terms: IndicatorTerms
  /// From, and up to: seconds since 1970.
  public var period: Range<Int64>
  /// What groups are made of.
  public var dimensions: [IndicatorDimension]
  /// All numbers: by indicator, of everything first, then group by group.
  public var rows: [IndicatorRow]
  /// News that came too late to count, or of contacts that nobody knows.
  public var lateCount: Int
  /// What could not be told, and why.
  public var notes: [String]

  /// The rows of an indicator.
  public subscript(indicator: Indicator) -> [IndicatorRow] { rows.filter { $0.indicator == indicator } }
}

extension IndicatorFold {
  /// Closes what is open, and makes the report.
  public consuming func report() -> IndicatorReport {
    var fold = self
    fold.end()
    let customers = CustomerReport(fold)
    var rows = fold.contactRows() + fold.decisionRows() + customers.rows + fold.regretRows() + customers.valueRows
    let order = Dictionary(uniqueKeysWithValues: Indicator.allCases.enumerated().map { ($0.element, $0.offset) })
    // A stable sort: rows of an indicator stay in the order in which they were made.
    rows = rows.enumerated().sorted {
      (order[$0.element.indicator] ?? 0, $0.offset) < (order[$1.element.indicator] ?? 0, $1.offset)
    }.map(\.element)
    return IndicatorReport(
      terms: fold.terms, period: fold.period, dimensions: fold.dimensions, rows: rows, lateCount: fold.lateCount,
      notes: fold.silenceOfSenders + customers.notes)
  }

  /// Rates of 0 that nobody measured are said to be so.
  private var silenceOfSenders: [String] {
    guard newsCount == 0, cells.sums.contains(where: { $0[.contacts] > 0 }) else { return [] }
    return ["nobody told what became of contacts: rates of deliveries, answers and complaints are 0 for want of news"]
  }

  /// Sums by group: of everything first, under a group of empty names, then each group in the order of its names.
  func groups(_ cuts: IndicatorDefinition.Cuts, isInbound: Bool, having metric: Metric) -> [(
    group: [String], sums: CellSums
  )] {
    var total = CellSums()
    var groups: [[String]: CellSums] = [:]
    let isCut = dimensions.contains { cuts.dimensions.contains($0) }
    for (place, key) in cells.keys.enumerated() where key.isInbound == isInbound {
      let sums = cells.sums[place]
      total.add(sums)
      guard isCut, sums[metric] != 0 || sums[.bounced] != 0 else { continue }
      for names in names(of: key, cuts) { groups[names, default: CellSums()].add(sums) }
    }
    let everything = [(group: dimensions.map { _ in "" }, sums: total)]
    return everything
      + groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { (group: $0.key, sums: $0.value) }
  }

  /// What a cell is called: by each of its segments once.
  private func names(of key: CellKey, _ cuts: IndicatorDefinition.Cuts) -> [[String]] {
    var all: [[String]] = [[]]
    for dimension in dimensions {
      var names = [""]
      if cuts.dimensions.contains(dimension) {
        switch dimension {
        case .channel: names = [name(key.channel)]
        case .action: names = [name(key.action)]
        case .purpose: names = [name(key.purpose)]
        case .nature: names = [name(key.nature)]
        case .segment: names = segmentNames(key.segments)
        case .customer: names = [customerName(current(key.customer))]
        case .day: names = [DayText.of(day: Int(key.day))]
        case .hour: names = [key.hour < 10 ? "0\(key.hour)" : "\(key.hour)"]
        }
      }
      all = all.flatMap { prefix in names.map { prefix + [$0] } }
    }
    return all
  }

  /// Nobody, or nothing of the sort.
  static let noName = "(none)"

  private func name(_ number: Int32) -> String { number < 0 ? IndicatorFold.noName : cells.names[number] }

  func segmentNames(_ number: Int32) -> [String] {
    let names = number < 0 ? [] : cells.segmentSets[Int(number)].map { cells.names[$0] }
    return names.isEmpty ? [IndicatorFold.noName] : names
  }

  func customerName(_ row: Int) -> String {
    rows[row].name.isEmpty ? "#\(rows[row].number)" : rows[row].name
  }
}
