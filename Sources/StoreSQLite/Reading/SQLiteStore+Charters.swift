import Charters
import GRDB
import Hub

extension SQLiteStore {
  /// Every charter, oldest first.
  public var charters: [StoredCharter] {
    get async throws(StoreError) {
      try await read { connection in
        let files = try Query(connection, "SELECT path, text FROM charter_files WHERE charter = ? ORDER BY place")
        let query = try Query(connection, "SELECT number, version, uploaded_at FROM charters ORDER BY number")
        return try query.all {
          files.bind(1, query.int(0))
          return StoredCharter(
            version: query.text(1), files: try files.all { SourceFile(path: files.text(0), text: files.text(1)) },
            uploadedAtMilliseconds: query.int(2))
        }
      }
    }
  }

  /// Keeps a charter; keeping one again changes nothing.
  public func keep(_ charter: StoredCharter) async throws(StoreError) {
    try await write { connection in
      let query = try Query(connection, "INSERT OR IGNORE INTO charters(version, uploaded_at) VALUES (?, ?)")
      try query.bind(1, charter.version)
      query.bind(2, charter.uploadedAtMilliseconds)
      try query.run()
      guard query.changedCount == 1 else { return }
      let number = connection.lastInsertedRowID
      for (place, file) in charter.files.enumerated() {
        let row = try Query(connection, "INSERT INTO charter_files(charter, place, path, text) VALUES (?, ?, ?, ?)")
        row.bind(1, number)
        row.bind(2, Int64(place))
        try row.bind(3, file.path)
        try row.bind(4, file.text)
        try row.run()
      }
    }
  }

  /// The times at which charters came into force, oldest first.
  public var activations: [Activation] {
    get async throws(StoreError) {
      try await read { connection in
        let query = try Query(connection, "SELECT number, version, at, earlier FROM activations ORDER BY number")
        return try query.all {
          Activation(
            number: Int(query.int(0)), version: query.text(1), atMilliseconds: query.int(2),
            earlier: query.optionalText(3))
        }
      }
    }
  }

  /// Notes that a charter comes into force.
  public func add(_ activation: Activation) async throws(StoreError) {
    try await write { connection in
      let query = try Query(connection, "INSERT INTO activations(number, version, at, earlier) VALUES (?, ?, ?, ?)")
      query.bind(1, Int64(activation.number))
      try query.bind(2, activation.version)
      query.bind(3, activation.atMilliseconds)
      if let earlier = activation.earlier { try query.bind(4, earlier) } else { query.bind(4, nil as Int64?) }
      try query.run()
    }
  }

  /// Every step that roll-outs were put on, in ascending order of number.
  public var rolloutMoves: [RolloutMove] {
    get async throws(StoreError) {
      try await read { connection in
        let query = try Query(connection, "SELECT number, rollout, step, at, reason FROM rollout_moves ORDER BY number")
        return try query.all {
          RolloutMove(
            number: Int(query.int(0)), rollout: query.text(1), step: Int(query.int(2)), atMilliseconds: query.int(3),
            reason: query.text(4))
        }
      }
    }
  }

  /// Notes that a roll-out is put on a step.
  public func add(_ move: RolloutMove) async throws(StoreError) {
    try await write { connection in
      let query = try Query(
        connection, "INSERT INTO rollout_moves(number, rollout, step, at, reason) VALUES (?, ?, ?, ?, ?)")
      query.bind(1, Int64(move.number))
      try query.bind(2, move.rollout)
      query.bind(3, Int64(move.step))
      query.bind(4, move.atMilliseconds)
      try query.bind(5, move.reason)
      try query.run()
    }
  }

  /// What decisions rested on, in ascending order of number.
  public var contexts: [DecisionContext] {
    get async throws(StoreError) {
      try await read { connection in
        let query = try Query(
          connection, "SELECT number, charter_version, model_version, availability FROM contexts ORDER BY number")
        return try query.all {
          DecisionContext(
            number: Int(query.int(0)), charterVersion: query.text(1), modelVersion: query.text(2),
            availability: query.bytes(3))
        }
      }
    }
  }

  /// Notes what decisions will rest on.
  public func add(_ context: DecisionContext) async throws(StoreError) {
    try await write { connection in
      let query = try Query(
        connection,
        "INSERT INTO contexts(number, charter_version, model_version, availability) VALUES (?, ?, ?, ?)")
      query.bind(1, Int64(context.number))
      try query.bind(2, context.charterVersion)
      try query.bind(3, context.modelVersion)
      try query.bind(4, context.availability)
      try query.run()
    }
  }
}
