import GRDB
import Hub

extension SQLiteStore {
  /// Takes a customer out for ever.
  ///
  /// SQLite overwrites what it deletes with zeros; then the write-ahead log, which holds older copies of the pages, is
  /// copied into the database and cut to nothing. Keys and messages that no index leads to are looked for beside the
  /// writer first: the hub writes nothing of a customer whom it erases.
  public func erase(_ customer: CustomerNumber, of segments: [String]) async throws(StoreError) -> ErasureProgress {
    let connections = try connections
    let head = connections.heads.withLock { $0.head(of: customer.rawValue) }
    let found = try await connections.read { try Erasure(of: customer, head: head, in: $0) }
    try await connections.write { connections, connection throws(StoreError) in
      let marks = connections.marks.withLock { $0 }
      try connections.transaction { writing in
        try found.delete(from: connection, writing)
        for name in segments {
          let segment = try Query(connection, "UPDATE segments SET customers = customers - 1 WHERE name = ?")
          try segment.bind(1, name)
          try segment.run()
        }
        // The rows that told how far the store got may be among those that go.
        try writing.write(marks, headsUpTo: 0)
      }
      connections.heads.withLock { $0.forget(customer.rawValue) }
    }
    return await connections.clean() ? .overwritten : .overwriting
  }
}

/// Everything of a customer that goes with them.
private struct Erasure: Sendable {
  let customer: CustomerNumber
  private let positions: [Int64]
  private let keys: KeyErasure
  private let messages: [(decision: Int64, choice: Int64)]

  init(of customer: CustomerNumber, head: Int64?, in connection: Database) throws {
    self.customer = customer
    let chain = try Chain(of: customer, head: head, in: connection)
    var positions: Set<Int64> = []
    try chain?.walk(before: nil) { row in
      positions.insert(row.position.rawValue)
      return true
    }
    self.positions = positions.sorted()
    keys = try KeyErasure(of: positions, in: connection)
    let messages = try Query(connection, "SELECT decision, choice FROM outbox WHERE customer = ?")
    messages.bind(1, customer.rawValue)
    self.messages = try messages.all { (messages.int(0), messages.int(1)) }
  }

  /// Deletes it all.
  func delete(from connection: Database, _ writing: CommitWriter) throws {
    for sql in ["DELETE FROM occasions WHERE customer = ?", "DELETE FROM timers WHERE customer = ?"] {
      let rows = try Query(connection, sql)
      rows.bind(1, customer.rawValue)
      try rows.run()
    }
    var waiting: [String: Int] = [:]
    for (decision, choice) in messages {
      try writing.outbox.remove(decision: decision, choice: choice, counting: &waiting)
    }
    for position in positions {
      // Messages of this customer's decisions, whomever they are for.
      try writing.outbox.removeAll(ofDecision: position, counting: &waiting)
      try writing.deliveries.removeAll(ofDecision: position)
      let row = try Query(connection, "DELETE FROM log WHERE position = ?")
      row.bind(1, position)
      try row.run()
    }
    try writing.outbox.write(waiting)
    try keys.delete(from: connection)
    for sql in [
      "DELETE FROM identities WHERE customer = ?", "DELETE FROM links WHERE customer = ?",
      "DELETE FROM customers WHERE number = ?",
    ] {
      let rows = try Query(connection, sql)
      rows.bind(1, customer.rawValue)
      try rows.run()
    }
  }
}
