import Decisions
import Learning

/// Reads a log once, from its beginning, and gathers what indicators are made of.
///
/// Facts come in the order of the log. Kept are the customers, the sums by cell, and contacts until ``IndicatorTerms``'s
/// window of answers is over; so memory follows the number of customers and of contacts in thirty days, not that of entries.
public struct IndicatorFold: Sendable {
  /// What it is about.
  public let terms: IndicatorTerms
  /// What it can be cut by.
  public var dimensions: [IndicatorDimension] { cells.dimensions }
  var cells: CellTable
  var rows: [CustomerRow] = []
  private var rowNumbers: [Int64: Int32] = [:]
  /// Open contacts by the day (UTC) on which they are said.
  private var buckets: [Int64: [OpenContact]] = [:]
  private var places: [UInt64: (day: Int64, index: Int)] = [:]
  /// No contact of a day before this is open.
  private var closedDay = Int64.min
  private var weights: [UInt8] = []
  /// Survey answers that no contact is known of.
  var unattributedScores = MeanTally()
  /// The net promoter's part of these: 1, 0 or −1 each.
  var unattributedPromotion = MeanTally()
  /// News that came when its contact had been closed, or of contacts that nobody knows.
  public internal(set) var lateCount = 0
  /// News of contacts, whatever it was.
  var newsCount = 0
  var regret = AbstentionRegret()
  var regretCount = 0
  /// The moments of the first and the last entry.
  var endSeconds = Int64.min
  var firstSeconds = Int64.max

  /// Has read nothing.
  public init(_ terms: IndicatorTerms = IndicatorTerms(), by dimensions: [IndicatorDimension] = []) {
    self.terms = terms
    cells = CellTable(dimensions)
    if cells.hasDraws { weights = [UInt8](repeating: 0, count: Replicates.count) }
  }

  /// How many cells there are: what memory and the report grow with.
  public var cellCount: Int { cells.keys.count }

  // MARK: Time

  /// The log has come to a moment: contacts whose answers can no longer come are closed.
  public mutating func advance(to seconds: Int64) {
    firstSeconds = min(firstSeconds, seconds)
    endSeconds = max(endSeconds, seconds)
    let day = (seconds - terms.answerSeconds).dayFloored
    guard day > closedDay else { return }
    close(before: day)
  }

  private mutating func close(before day: Int64) {
    for due in buckets.keys.filter({ $0 < day }).sorted() {
      guard let contacts = buckets.removeValue(forKey: due) else { continue }
      for contact in contacts { places[contact.origin] = nil }
      for contact in contacts.sorted(by: { ($0.atSeconds, $0.origin) < ($1.atSeconds, $1.origin) }) { settle(contact) }
    }
    closedDay = day
  }

  /// Everything was read: closes all.
  mutating func end() { close(before: .max) }

  /// The period: from, and up to.
  var period: Range<Int64> {
    let from = terms.fromSeconds ?? (firstSeconds == .max ? 0 : firstSeconds)
    return from..<max(from, terms.toSeconds ?? (endSeconds == .min ? from : endSeconds + 1))
  }

  /// Whether a moment belongs to the period, as far as it is known by now.
  func isInPeriod(_ seconds: Int64) -> Bool {
    seconds >= terms.fromSeconds ?? .min && seconds < terms.toSeconds ?? .max
  }

  // MARK: Customers

  mutating func row(of customer: Int64) -> Int {
    if let row = rowNumbers[customer] { return Int(row) }
    rowNumbers[customer] = Int32(rows.count)
    rows.append(CustomerRow(number: customer))
    return rows.count - 1
  }

  /// A customer became part of another: from now on both are one.
  public mutating func merge(_ customer: Int64, into other: Int64) {
    guard customer != other, let from = rowNumbers[customer] else { return }
    let to = row(of: other)
    guard Int(from) != to else { return }
    rows[to].absorb(rows[Int(from)])
    if rows[to].name.isEmpty { rows[to].name = rows[Int(from)].name }
    rows[Int(from)] = CustomerRow(number: customer)
    mergedRows[from] = Int32(to)
    rowNumbers[customer] = Int32(to)
  }

  /// Rows that became part of others; contacts name them still.
  private var mergedRows: [Int32: Int32] = [:]

  /// The row that stands for one now.
  func current(_ row: Int32) -> Int {
    var row = row
    while let next = mergedRows[row] { row = next }
    return Int(row)
  }

  /// The segments that a customer belongs to change.
  public mutating func move(_ customer: Int64, entered: [String], left: [String]) {
    guard dimensions.contains(.segment) else { return }
    let row = row(of: customer)
    var segments = cells.segmentSets[Int(rows[row].segments)]
    for name in left {
      let number = cells.names.number(of: name)
      segments.removeAll { $0 == number }
    }
    for name in entered {
      let number = cells.names.number(of: name)
      if !segments.contains(number) { segments.append(number) }
    }
    rows[row].segments = cells.number(ofSegments: segments.sorted())
  }

  // MARK: Open contacts

  mutating func open(_ contact: OpenContact) {
    let day = max(contact.atSeconds.dayFloored, closedDay)
    places[contact.origin] = (day, buckets[day, default: []].count)
    buckets[day, default: []].append(contact)
  }

  /// Changes an open contact; false when nobody knows it any more.
  mutating func change(_ origin: UInt64, _ body: (inout OpenContact) -> Void) -> Bool {
    guard let place = places[origin] else { return false }
    body(&buckets[place.day, default: []][place.index])
    return true
  }

  /// The last outbound contact of a customer that an event can be put down to.
  mutating func lastContact(_ row: Int, at seconds: Int64) -> UInt64? {
    var best: (at: Int64, origin: UInt64)?
    rows[row].open.removeAll { places[$0] == nil }
    for origin in rows[row].open {
      guard let place = places[origin], let contact = buckets[place.day]?[place.index], contact.counts,
        contact.atSeconds <= seconds, seconds - contact.atSeconds <= terms.attributionSeconds
      else { continue }
      if best.map({ ($0.at, $0.origin) < (contact.atSeconds, origin) }) ?? true { best = (contact.atSeconds, origin) }
    }
    return best?.origin
  }

  // MARK: Sums

  /// Adds amounts to a cell, drawn by the customer.
  mutating func add(_ amounts: [(Metric, Double)], to cell: Int32, of row: Int) {
    if cells.hasDraws { Replicates.weights(of: rows[row].number, into: &weights) }
    for (metric, amount) in amounts { cells.sums[Int(cell)].add(metric, amount, weights: weights) }
  }
}
