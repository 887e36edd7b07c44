import GRDB
import Hub

extension SQLiteStore {
  /// What is known of several customers, in their order, in one transaction.
  public func lives(of customers: [CustomerNumber]) async throws(StoreError) -> [StoredLife] {
    let heads = try connections.heads.withLock { heads in customers.map { heads.head(of: $0.rawValue) } }
    return try await read { connection in
      let identity = try Query(
        connection, "SELECT kind, value FROM identities WHERE customer = ? ORDER BY kind, value")
      var lives: [StoredLife] = []
      lives.reserveCapacity(customers.count)
      for (customer, head) in zip(customers, heads) {
        guard let chain = try Chain(of: customer, head: head, in: connection) else { continue }
        var entries: [Entry] = []
        try chain.walk(before: nil) { entry in
          entries.append(entry)
          return entry.kind != .snapshot
        }
        entries.reverse()
        identity.bind(1, customer.rawValue)
        let identities = try identity.all {
          guard let kind = Identity.Kind(rawValue: UInt8(truncatingIfNeeded: identity.int(0))) else {
            throw StoreError("store.damaged", "an identity has the unknown kind \(identity.int(0))")
          }
          return Identity(kind, identity.text(1))
        }
        lives.append(StoredLife(customer: customer, identities: identities, entries: entries))
      }
      return lives
    }
  }

  /// Sweeps, the newest first.
  public func sweeps(countMax: Int) async throws(StoreError) -> [SweepRow] {
    guard countMax > 0 else { return [] }
    return try await read { connection in
      let query = try Query(
        connection,
        "SELECT number, begun, planned, last, lanes, ended, outcome FROM sweeps ORDER BY number DESC LIMIT ?")
      query.bind(1, Int64(countMax))
      return try query.all {
        SweepRow(
          number: Int(query.int(0)), begunAtMilliseconds: query.int(1), plannedAtSeconds: query.optionalInt(2),
          last: CustomerNumber(rawValue: query.int(3)), laneCount: Int(query.int(4)),
          endedAtMilliseconds: query.optionalInt(5), outcome: query.bytes(6))
      }
    }
  }

  /// Keeps a sweep, or replaces the one of its number.
  public func keep(_ sweep: SweepRow) async throws(StoreError) {
    try await write { connection in
      let query = try Query(
        connection,
        """
        INSERT INTO sweeps(number, begun, planned, last, lanes, ended, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT(number) DO UPDATE SET ended = excluded.ended, outcome = excluded.outcome
        """)
      query.bind(1, Int64(sweep.number))
      query.bind(2, sweep.begunAtMilliseconds)
      query.bind(3, sweep.plannedAtSeconds)
      query.bind(4, sweep.last.rawValue)
      query.bind(5, Int64(sweep.laneCount))
      query.bind(6, sweep.endedAtMilliseconds)
      try query.bind(7, sweep.outcome)
      try query.run()
    }
  }

  /// How far the lanes of a sweep got, in their order.
  public func sweepMarks(of sweep: Int) async throws(StoreError) -> [SweepMark] {
    try await read { connection in
      let query = try Query(
        connection, "SELECT lane, reached, decisions, contacts FROM sweep_marks WHERE sweep = ? ORDER BY lane")
      query.bind(1, Int64(sweep))
      return try query.all {
        SweepMark(
          sweep: sweep, lane: Int(query.int(0)), reached: CustomerNumber(rawValue: query.int(1)),
          decisionCount: Int(query.int(2)), contactCount: Int(query.int(3)))
      }
    }
  }
}
