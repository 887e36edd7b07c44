import Decisions
import Indicators
import Times

extension Authority {
  /// The indicators of a period, from the log.
  ///
  /// Reads the log once from its beginning, beside whatever else the hub does; memory grows with customers and with contacts
  /// of thirty days, not with entries. The same log gives the same report, to the last bit.
  /// - Parameters:
  ///   - terms: the period, and what is to be understood by purchases, surveys, calls.
  ///   - dimensions: what to cut by.
  ///   - identity: only what is known of this customer; nothing: of all.
  /// - Throws: `report.period_empty`, `report.too_many_groups`, `customer.unknown`; the store's codes.
  public func indicators(
    _ terms: IndicatorTerms, by dimensions: [IndicatorDimension], of identity: Identity? = nil
  ) async throws(HubError) -> IndicatorReport {
    if let from = terms.fromSeconds, let to = terms.toSeconds, to <= from {
      throw HubError(.invalid, "report.period_empty", "the period ends before it begins; put `to` after `from`")
    }
    var reading = IndicatorReading(self, IndicatorFold(terms, by: dimensions))
    let last = terms.toSeconds.map { $0 + terms.answerSeconds } ?? .max
    if let identity {
      for entry in try await everything(about: identity).entries where entry.atMilliseconds / 1000 <= last {
        try await reading.take(entry)
      }
    } else {
      var position = Position.none
      reading: while true {
        let page = try await entries(after: position, countMax: Authority.indicatorEntriesPerRead)
        guard let end = page.last else { break }
        for entry in page {
          guard entry.atMilliseconds / 1000 <= last else { break reading }
          try await reading.take(entry)
        }
        position = end.position
        try Authority.expectFewCells(reading.fold.cellCount)
      }
    }
    return reading.fold.report()
  }

  /// The most cells that a report has: combinations of what it is cut by, sets of segments counting once each.
  static let indicatorCellsMax = 20_000

  private static func expectFewCells(_ count: Int) throws(HubError) {
    guard count > indicatorCellsMax else { return }
    throw HubError(
      .invalid, "report.too_many_groups",
      "that cuts the period into more than \(indicatorCellsMax) groups; cut by less, or make the period shorter")
  }

  /// Entries read at once.
  private static let indicatorEntriesPerRead = 2_000
}
