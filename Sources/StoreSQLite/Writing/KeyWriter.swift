import GRDB
import Hub

/// The statements that write once-keys, prepared once; used on the writer's queue alone.
struct KeyWriter {
  private let added: Query
  private let run: Query
  private let copied: Query
  private let cut: Query

  /// Prepares them.
  init(_ connection: Database) throws {
    added = try Query(
      owned: connection,
      """
      INSERT INTO recent_once_keys(number, high, low, request_high, request_low, position, at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """)
    run = try Query(owned: connection, "INSERT OR IGNORE INTO once_key_runs(run, newest) VALUES (?, ?)")
    // Who was erased or forgotten meanwhile has no row any more.
    copied = try Query(
      owned: connection,
      """
      INSERT INTO sorted_once_keys(run, high, low, request_high, request_low, position, at)
      SELECT ?, high, low, request_high, request_low, position, at FROM recent_once_keys WHERE number = ?
      """)
    cut = try Query(owned: connection, "DELETE FROM recent_once_keys WHERE number >= ? AND number < ?")
  }

  /// Writes a key into the transaction.
  func write(_ key: OnceKey, row: Int64) throws {
    added.bind(1, row)
    added.bind(2, key.key.high)
    added.bind(3, key.key.low)
    added.bind(4, key.request.high)
    added.bind(5, key.request.low)
    added.bind(6, key.position.rawValue)
    added.bind(7, key.atMilliseconds)
    try added.run()
  }

  /// Writes a piece of a sweep into the transaction.
  func write(_ piece: RecentKeys.Piece) throws {
    if !piece.rows.isEmpty {
      // With every piece: the run may have been forgotten since the last one.
      run.bind(1, piece.run)
      run.bind(2, piece.newestMilliseconds)
      try run.run()
    }
    for row in piece.rows {
      copied.bind(1, piece.run)
      copied.bind(2, row)
      try copied.run()
    }
    if let rows = piece.cut {
      cut.bind(1, rows.lowerBound)
      cut.bind(2, rows.upperBound)
      try cut.run()
    }
  }
}
