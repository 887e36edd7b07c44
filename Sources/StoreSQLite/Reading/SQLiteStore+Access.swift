import GRDB
import Hub

extension SQLiteStore {
  /// What is stopped by hand.
  public var stops: Set<Stop> {
    get async throws(StoreError) {
      try await read { connection in
        let query = try Query(connection, "SELECT target, name, reason FROM stops")
        return Set(
          try query.all {
            guard let target = Stop.Target(rawValue: UInt8(truncatingIfNeeded: query.int(0))) else {
              throw StoreError("store.damaged", "a stop has the unknown target \(query.int(0))")
            }
            return Stop(target, query.text(1), reason: query.text(2))
          })
      }
    }
  }

  /// Replaces what is stopped by hand.
  public func set(_ stops: Set<Stop>) async throws(StoreError) {
    try await write { connection in
      try Query(connection, "DELETE FROM stops").run()
      for stop in stops {
        let query = try Query(connection, "INSERT INTO stops(target, name, reason) VALUES (?, ?, ?)")
        query.bind(1, Int64(stop.target.rawValue))
        try query.bind(2, stop.name)
        try query.bind(3, stop.reason)
        try query.run()
      }
    }
  }

  /// Every API key, in ascending order of number, revoked ones as well.
  public var accessKeys: [StoredAccessKey] {
    get async throws(StoreError) {
      try await read { connection in
        let query = try Query(
          connection,
          "SELECT number, name, secret_digest, scopes, created_at, revoked_at FROM access_keys ORDER BY number")
        return try query.all {
          StoredAccessKey(
            number: Int(query.int(0)), name: query.text(1), secretDigest: query.bytes(2),
            scopes: UInt8(truncatingIfNeeded: query.int(3)), createdAtMilliseconds: query.int(4),
            revokedAtMilliseconds: query.optionalInt(5))
        }
      }
    }
  }

  /// Keeps an API key, or replaces the one of its number.
  public func keep(_ key: StoredAccessKey) async throws(StoreError) {
    try await write { connection in
      let query = try Query(
        connection,
        """
        INSERT INTO access_keys(number, name, secret_digest, scopes, created_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT(number) DO UPDATE SET
          name = excluded.name, secret_digest = excluded.secret_digest, scopes = excluded.scopes,
          created_at = excluded.created_at, revoked_at = excluded.revoked_at
        """)
      query.bind(1, Int64(key.number))
      try query.bind(2, key.name)
      try query.bind(3, key.secretDigest)
      query.bind(4, Int64(key.scopes))
      query.bind(5, key.createdAtMilliseconds)
      query.bind(6, key.revokedAtMilliseconds)
      try query.run()
    }
  }
}
