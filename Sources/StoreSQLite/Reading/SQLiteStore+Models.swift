import Hub

extension SQLiteStore {
  /// The newest learned state that was kept of the log up to a position.
  public func models(upTo position: Position) async throws(StoreError) -> StoredModels? {
    try await read { connection in
      let query = try Query(
        connection, "SELECT position, at, state FROM models WHERE position <= ? ORDER BY position DESC LIMIT 1")
      query.bind(1, position.rawValue)
      return try query.first {
        StoredModels(
          position: Position(rawValue: query.int(0)), atMilliseconds: query.int(1), state: query.bytes(2))
      }
    }
  }

  /// Where the learned states are that are kept.
  public var modelMarks: [StoredModelsMark] {
    get async throws(StoreError) {
      try await read { connection in
        let query = try Query(connection, "SELECT position, at FROM models ORDER BY position")
        return try query.all {
          StoredModelsMark(position: Position(rawValue: query.int(0)), atMilliseconds: query.int(1))
        }
      }
    }
  }

  /// Keeps a learned state, or replaces the one of its position, and drops others.
  public func keep(_ models: StoredModels, dropping: [Position]) async throws(StoreError) {
    try await write { connection in
      for position in dropping {
        let query = try Query(connection, "DELETE FROM models WHERE position = ?")
        query.bind(1, position.rawValue)
        try query.run()
      }
      let query = try Query(connection, "INSERT OR REPLACE INTO models(position, at, state) VALUES (?, ?, ?)")
      query.bind(1, models.position.rawValue)
      query.bind(2, models.atMilliseconds)
      try query.bind(3, models.state)
      try query.run()
    }
  }
}
