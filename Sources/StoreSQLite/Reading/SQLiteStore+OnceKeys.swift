import GRDB
import Hub

extension SQLiteStore {
  /// What a key of a request or a message was used for.
  public func onceKey(_ key: Digest128) async throws(StoreError) -> OnceKey? {
    let connections = try connections
    guard connections.keyFilter.mayHold(key) else { return nil }
    // Before the transaction begins: a key that leaves memory in between is in a run by then.
    let row = connections.recentKeys.withLock { $0.row(of: key) }
    return try await read { connection in
      if let row, let recent = try SQLiteStore.recentKey(key, row: row, connection) { return recent }
      return try SQLiteStore.sortedKey(key, connection)
    }
  }

  private static func recentKey(_ key: Digest128, row: Int64, _ connection: Database) throws -> OnceKey? {
    let query = try Query(
      connection,
      """
      SELECT request_high, request_low, position, at FROM recent_once_keys
      WHERE number = ? AND high = ? AND low = ?
      """)
    query.bind(1, row)
    query.bind(2, key.high)
    query.bind(3, key.low)
    return try query.first { query.onceKey(key) }
  }

  private static func sortedKey(_ key: Digest128, _ connection: Database) throws -> OnceKey? {
    // CROSS JOIN keeps SQLite from changing the order: one step into the table for each run, and the newest run counts.
    let query = try Query(
      connection,
      """
      SELECT keys.request_high, keys.request_low, keys.position, keys.at
      FROM once_key_runs AS runs CROSS JOIN sorted_once_keys AS keys
      WHERE keys.run = runs.run AND keys.high = ? AND keys.low = ?
      ORDER BY runs.run DESC LIMIT 1
      """)
    query.bind(1, key.high)
    query.bind(2, key.low)
    return try query.first { query.onceKey(key) }
  }

  /// Forgets keys used before a moment, at most so many; returns how many. Those of a run go once the youngest of them
  /// is so old.
  public func forgetOnceKeys(beforeMilliseconds: Int64, countMax: Int) async throws(StoreError) -> Int {
    guard countMax > 0 else { return 0 }
    return try await write { connection in
      let runs = try Query(connection, "SELECT run FROM once_key_runs WHERE newest < ? ORDER BY run")
      runs.bind(1, beforeMilliseconds)
      var count = 0
      for run in try runs.all({ runs.int(0) }) {
        count += try SQLiteStore.forgetKeys(ofRun: run, countMax: countMax - count, connection)
        guard count < countMax else { return count }
        let empty = try Query(connection, "DELETE FROM once_key_runs WHERE run = ?")
        empty.bind(1, run)
        try empty.run()
      }
      return try count
        + SQLiteStore.forgetRecentKeys(before: beforeMilliseconds, countMax: countMax - count, connection)
    }
  }

  private static func forgetKeys(ofRun run: Int64, countMax: Int, _ connection: Database) throws -> Int {
    let place = try Query(
      connection, "SELECT high, low FROM sorted_once_keys WHERE run = ? ORDER BY high, low LIMIT 1 OFFSET ?")
    place.bind(1, run)
    place.bind(2, Int64(countMax - 1))
    let last = try place.first { (place.int(0), place.int(1)) } ?? (.max, .max)
    let rows = try Query(connection, "DELETE FROM sorted_once_keys WHERE run = ? AND (high, low) <= (?, ?)")
    rows.bind(1, run)
    rows.bind(2, last.0)
    rows.bind(3, last.1)
    try rows.run()
    return rows.changedCount
  }

  /// Rows stand in the order of use, so the first that is young enough ends the search.
  private static func forgetRecentKeys(
    before milliseconds: Int64, countMax: Int, _ connection: Database
  ) throws -> Int {
    let rows = try Query(connection, "SELECT number, at FROM recent_once_keys ORDER BY number LIMIT ?")
    rows.bind(1, Int64(countMax))
    var last: Int64 = 0
    try rows.forEach {
      guard rows.int(1) < milliseconds else { return false }
      last = rows.int(0)
      return true
    }
    let old = try Query(connection, "DELETE FROM recent_once_keys WHERE number <= ?")
    old.bind(1, last)
    try old.run()
    return old.changedCount
  }
}

extension Query {
  /// The key of the row, of a statement that selects what it was used for.
  fileprivate func onceKey(_ key: Digest128) -> OnceKey {
    OnceKey(
      key: key, request: Digest128(high: hash(0), low: hash(1)), position: Position(rawValue: int(2)),
      atMilliseconds: int(3))
  }
}
