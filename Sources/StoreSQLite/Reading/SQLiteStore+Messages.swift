import GRDB
import Hub

extension SQLiteStore {
  /// Messages that wait, those due first first, then those decided first.
  public func outbox(
    channel: String?, dueBeforeSeconds: Int64, countMax: Int
  ) async throws(StoreError) -> [OutboxRow] {
    guard countMax > 0 else { return [] }
    return try await read { connection in
      let channels = try channel.map { [$0] } ?? SQLiteStore.channels(connection)
      let rows = try channels.flatMap { channel in
        try SQLiteStore.waiting(in: channel, dueBeforeSeconds, countMax, connection)
      }
      guard channels.count > 1 else { return rows }
      return Array(
        rows.sorted { ($0.dueSeconds, $0.decision, $0.choice) < ($1.dueSeconds, $1.decision, $1.choice) }
          .prefix(countMax))
    }
  }

  /// How many messages wait, by channel; they are not counted for this, so it costs little however many they are.
  public var outboxCounts: [String: Int] {
    get async throws(StoreError) {
      try await read { connection in
        let query = try Query(connection, "SELECT channel, messages FROM outbox_counts WHERE messages <> 0")
        return Dictionary(uniqueKeysWithValues: try query.all { (query.text(0), Int(query.int(1))) })
      }
    }
  }

  /// The channels that have messages. Each is found by one step into the index, however many messages wait.
  private static func channels(_ connection: Database) throws -> [String] {
    let query = try Query(connection, "SELECT min(channel) FROM outbox WHERE channel > ?")
    let lowest = try Query(connection, "SELECT min(channel) FROM outbox")
    var channels: [String] = []
    var next = try lowest.first { lowest.optionalText(0) } ?? nil
    while let channel = next {
      channels.append(channel)
      try query.bind(1, channel)
      next = try query.first { query.optionalText(0) } ?? nil
    }
    return channels
  }

  private static func waiting(
    in channel: String, _ dueBeforeSeconds: Int64, _ countMax: Int, _ connection: Database
  ) throws -> [OutboxRow] {
    let query = try Query(
      connection,
      """
      SELECT decision, choice, customer, action, channel, brand, due FROM outbox
      WHERE channel = ? AND due < ? ORDER BY due, decision, choice LIMIT ?
      """)
    try query.bind(1, channel)
    query.bind(2, dueBeforeSeconds)
    query.bind(3, Int64(countMax))
    return try query.all {
      OutboxRow(
        decision: Position(rawValue: query.int(0)), choice: Int(query.int(1)),
        customer: CustomerNumber(rawValue: query.int(2)), action: query.text(3), channel: query.text(4),
        brand: query.text(5), dueSeconds: query.int(6))
    }
  }
}
