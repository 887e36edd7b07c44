import GRDB
import Hub

/// The entries of one customer, newest first, followed from each to the one before.
struct Chain {
  private let customer: CustomerNumber
  private let newest: Int64
  private let connection: Database
  private let query: Query

  /// Finds the newest entry.
  /// - Parameter head: the newest entry, when it is known without the customer's row.
  /// - Returns: nothing when there is no such customer.
  init?(of customer: CustomerNumber, head: Int64?, in connection: Database) throws {
    self.customer = customer
    self.connection = connection
    query = try Query(connection, "SELECT position, customer, previous, at, kind, body FROM log WHERE position = ?")
    // A head in memory may belong to somebody who was erased before this transaction began.
    guard let row = try Chain.row(of: customer, in: connection) else { return nil }
    newest = head ?? row
  }

  /// Calls a function with each entry, newest first, until it returns false.
  /// - Parameter before: only with earlier ones than this.
  func walk(before: Position?, _ body: (Entry) throws -> Bool) throws {
    var position = newest
    if let before, before.rawValue <= newest, before.rawValue > 0 {
      // Usually that is an entry of the same customer, and leads straight on.
      if let entry = try query.entry(at: before.rawValue), entry.customer == customer {
        position = entry.previous.rawValue
      }
    }
    while position > 0 {
      guard let entry = try query.entry(at: position), entry.customer == customer else {
        throw StoreError("store.damaged", "an entry of the log is missing; stop the hub and put back a backup")
      }
      if before.map({ entry.position < $0 }) ?? true {
        guard try body(entry) else { return }
      }
      position = entry.previous.rawValue
    }
  }

  private static func row(of customer: CustomerNumber, in connection: Database) throws -> Int64? {
    let query = try Query(connection, "SELECT head FROM customers WHERE number = ?")
    query.bind(1, customer.rawValue)
    return try query.first { query.int(0) }
  }
}

extension Query {
  /// The entry at a position, of a statement that selects all columns of the log by position.
  func entry(at position: Int64) throws -> Entry? {
    bind(1, position)
    return try first { try entry }
  }

  /// The entry of the row.
  var entry: Entry {
    get throws {
      guard let kind = EntryKind(rawValue: UInt8(truncatingIfNeeded: int(4))) else {
        throw StoreError("store.damaged", "an entry of the log has the unknown kind \(int(4))")
      }
      return Entry(
        position: Position(rawValue: int(0)), customer: CustomerNumber(rawValue: int(1)),
        previous: Position(rawValue: int(2)), atMilliseconds: int(3), kind: kind, body: bytes(5))
    }
  }
}
