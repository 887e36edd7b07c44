import GRDB
import Hub

extension SQLiteStore {
  /// The customer of an identity.
  public func customer(of identity: Identity) async throws(StoreError) -> CustomerNumber? {
    try await customers(of: [identity])[0]
  }

  /// The customers of several identities, in their order, in one transaction.
  public func customers(of identities: [Identity]) async throws(StoreError) -> [CustomerNumber?] {
    try await read { connection in
      let query = try Query(connection, "SELECT customer FROM identities WHERE kind = ? AND value = ?")
      return try identities.map { identity in
        query.bind(1, Int64(identity.kind.rawValue))
        try query.bind(2, identity.value)
        return try query.first { CustomerNumber(rawValue: query.int(0)) }
      }
    }
  }

  /// The identities of a customer, in ascending order of kind, then of the bytes of the value.
  public func identities(of customer: CustomerNumber) async throws(StoreError) -> [Identity] {
    try await read { connection in
      let query = try Query(
        connection, "SELECT kind, value FROM identities WHERE customer = ? ORDER BY kind, value")
      query.bind(1, customer.rawValue)
      return try query.all {
        guard let kind = Identity.Kind(rawValue: UInt8(truncatingIfNeeded: query.int(0))) else {
          throw StoreError("store.damaged", "an identity has the unknown kind \(query.int(0))")
        }
        return Identity(kind, query.text(1))
      }
    }
  }

  /// The customer's entries from the last snapshot on, oldest first.
  public func life(of customer: CustomerNumber, before: Position?) async throws(StoreError) -> [Entry] {
    let head = try connections.heads.withLock { $0.head(of: customer.rawValue) }
    return try await read { connection in
      var entries: [Entry] = []
      try Chain(of: customer, head: head, in: connection)?.walk(before: before) { entry in
        entries.append(entry)
        return entry.kind != .snapshot
      }
      entries.reverse()
      return entries
    }
  }

  /// The customer's entries, newest first.
  public func history(
    of customer: CustomerNumber, before: Position?, countMax: Int
  ) async throws(StoreError) -> [Entry] {
    guard countMax > 0 else { return [] }
    let head = try connections.heads.withLock { $0.head(of: customer.rawValue) }
    return try await read { connection in
      var entries: [Entry] = []
      try Chain(of: customer, head: head, in: connection)?.walk(before: before) { entry in
        entries.append(entry)
        return entries.count < countMax
      }
      return entries
    }
  }

  /// One entry.
  public func entry(at position: Position) async throws(StoreError) -> Entry? {
    try await read { connection in
      try Query(connection, "SELECT position, customer, previous, at, kind, body FROM log WHERE position = ?")
        .entry(at: position.rawValue)
    }
  }

  /// Entries of all customers after a position, in ascending order.
  public func entries(after position: Position, countMax: Int) async throws(StoreError) -> [Entry] {
    guard countMax > 0 else { return [] }
    return try await read { connection in
      let query = try Query(
        connection,
        "SELECT position, customer, previous, at, kind, body FROM log WHERE position > ? ORDER BY position LIMIT ?")
      query.bind(1, position.rawValue)
      query.bind(2, Int64(countMax))
      return try query.all { try query.entry }
    }
  }

  /// Customers by number, ascending, after a number.
  public func customers(after customer: CustomerNumber, countMax: Int) async throws(StoreError) -> [CustomerNumber] {
    guard countMax > 0 else { return [] }
    return try await read { connection in
      let query = try Query(connection, "SELECT number FROM customers WHERE number > ? ORDER BY number LIMIT ?")
      query.bind(1, customer.rawValue)
      query.bind(2, Int64(countMax))
      return try query.all { CustomerNumber(rawValue: query.int(0)) }
    }
  }

  /// The customers that share a household or an address, in ascending order of number.
  public func customers(linkedBy link: UInt64) async throws(StoreError) -> [CustomerNumber] {
    try await read { connection in
      let query = try Query(connection, "SELECT customer FROM links WHERE link = ? ORDER BY customer")
      query.bind(1, link)
      return try query.all { CustomerNumber(rawValue: query.int(0)) }
    }
  }
}
