import GRDB
import Hub

extension SQLiteStore {
  /// Timers due up to a moment, the earliest first, then by customer: a range of one index, however many timers wait.
  public func timers(
    dueUpToSeconds: Int64, after: TimerRow?, countMax: Int
  ) async throws(StoreError) -> [TimerRow] {
    guard countMax > 0 else { return [] }
    return try await read { connection in
      let query = try Query(
        connection,
        """
        SELECT customer, due FROM timers WHERE due <= ?1 AND (due, customer) > (?2, ?3) ORDER BY due, customer LIMIT ?4
        """)
      query.bind(1, dueUpToSeconds)
      query.bind(2, after?.dueSeconds ?? .min)
      query.bind(3, after?.customer.rawValue ?? 0)
      query.bind(4, Int64(countMax))
      return try query.all { TimerRow(customer: CustomerNumber(rawValue: query.int(0)), dueSeconds: query.int(1)) }
    }
  }

  /// Occasions that wait to be decided, in the order in which they were opened.
  public func occasions(after: OccasionRow.Key?, countMax: Int) async throws(StoreError) -> [OccasionRow] {
    guard countMax > 0 else { return [] }
    return try await read { connection in
      let query = try Query(
        connection,
        """
        SELECT opened, place, customer, source, expires FROM occasions
        WHERE (opened, place) > (?, ?) ORDER BY opened, place LIMIT ?
        """)
      query.bind(1, after?.opened.rawValue ?? 0)
      query.bind(2, Int64(after?.place ?? -1))
      query.bind(3, Int64(countMax))
      return try query.all {
        OccasionRow(
          key: OccasionRow.Key(opened: Position(rawValue: query.int(0)), place: Int(query.int(1))),
          customer: CustomerNumber(rawValue: query.int(2)), source: query.text(3), expiresSeconds: query.int(4))
      }
    }
  }

  /// How many customers each segment has.
  public var segmentCounts: [String: Int] {
    get async throws(StoreError) {
      try await read { connection in
        let query = try Query(connection, "SELECT name, customers FROM segments WHERE customers <> 0")
        return Dictionary(uniqueKeysWithValues: try query.all { (query.text(0), Int(query.int(1))) })
      }
    }
  }

  /// How far the look over everybody got.
  public var review: ReviewMark? {
    get async throws(StoreError) {
      try await read { connection in
        let query = try Query(connection, "SELECT plan, reached, is_done FROM review")
        return try query.first {
          ReviewMark(
            planKey: UInt32(truncatingIfNeeded: query.int(0)), reached: CustomerNumber(rawValue: query.int(1)),
            isDone: query.int(2) != 0)
        }
      }
    }
  }

  /// Notes how far the look over everybody got, and sets timers of those whom it looked at.
  public func advance(_ review: ReviewMark, timers: [TimerRow]) async throws(StoreError) {
    try await write { connection in
      let mark = try Query(connection, "INSERT OR REPLACE INTO review(one, plan, reached, is_done) VALUES (1, ?, ?, ?)")
      mark.bind(1, Int64(review.planKey))
      mark.bind(2, review.reached.rawValue)
      mark.bind(3, Int64(review.isDone ? 1 : 0))
      try mark.run()
      let timer = try Query(
        connection,
        """
        INSERT INTO timers(customer, due) VALUES (?, ?)
        ON CONFLICT(customer) DO UPDATE SET due = min(due, excluded.due)
        """)
      for row in timers {
        timer.bind(1, row.customer.rawValue)
        timer.bind(2, row.dueSeconds)
        try timer.run()
      }
    }
  }
}
