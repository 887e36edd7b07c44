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
        try [true, false].flatMap { isUrgent in
          try SQLiteStore.waiting(in: channel, isUrgent, dueBeforeSeconds, after: nil, countMax, connection)
        }
      }
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

  /// Messages of one channel that wait, either the urgent ones or the others: one step into the index, and then along it.
  public func outbox(
    channel: String, isUrgent: Bool, dueBeforeSeconds: Int64, after: OutboxMark?, countMax: Int
  ) async throws(StoreError) -> [OutboxRow] {
    guard countMax > 0 else { return [] }
    return try await read { connection in
      try SQLiteStore.waiting(in: channel, isUrgent, dueBeforeSeconds, after: after, countMax, connection)
    }
  }

  private static func waiting(
    in channel: String, _ isUrgent: Bool, _ dueBeforeSeconds: Int64, after: OutboxMark?, _ countMax: Int,
    _ connection: Database
  ) throws -> [OutboxRow] {
    let query = try Query(
      connection,
      """
      SELECT \(Query.messageColumns) FROM outbox
      WHERE channel = ? AND urgent = ? AND due < ? AND (due, decision, choice) > (?, ?, ?)
      ORDER BY due, decision, choice LIMIT ?
      """)
    try query.bind(1, channel)
    query.bind(2, Int64(isUrgent ? 1 : 0))
    query.bind(3, dueBeforeSeconds)
    query.bind(4, after?.dueSeconds ?? .min)
    query.bind(5, after?.decision.rawValue ?? 0)
    query.bind(6, Int64(after?.choice ?? 0))
    query.bind(7, Int64(countMax))
    return try query.all { query.message }
  }
}
