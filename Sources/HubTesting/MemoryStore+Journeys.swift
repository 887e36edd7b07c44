import Hub

extension MemoryStore {
  /// Timers due up to a moment, the earliest first, then by customer.
  public func timers(
    dueUpToSeconds: Int64, after: TimerRow?, countMax: Int
  ) async throws(StoreError) -> [TimerRow] {
    let rows = try tables().timers.map { TimerRow(customer: $0.key, dueSeconds: $0.value) }
      .filter { row in
        row.dueSeconds <= dueUpToSeconds
          && (after.map { ($0.dueSeconds, $0.customer) < (row.dueSeconds, row.customer) } ?? true)
      }
    return Array(rows.sorted { ($0.dueSeconds, $0.customer) < ($1.dueSeconds, $1.customer) }.prefix(max(0, countMax)))
  }

  /// Occasions that wait to be decided, in the order in which they were opened.
  public func occasions(after: OccasionRow.Key?, countMax: Int) async throws(StoreError) -> [OccasionRow] {
    let rows = try tables().occasions.values.filter { row in after.map { $0 < row.key } ?? true }
    return Array(rows.sorted { $0.key < $1.key }.prefix(max(0, countMax)))
  }

  /// How many customers each segment has.
  public var segmentCounts: [String: Int] {
    get async throws(StoreError) { try tables().segments.filter { $0.value != 0 } }
  }

  /// How far the look over everybody got.
  public var review: ReviewMark? { get async throws(StoreError) { try tables().review } }
}
