import GRDB
import Hub

/// The statements that write messages, and how many wait, prepared once; used on the writer's queue alone.
struct OutboxWriter {
  private let added: Query
  private let known: Query
  private let changed: Query
  private let removed: Query
  private let removedOfDecision: Query
  private let count: Query

  /// Prepares them.
  init(_ connection: Database) throws {
    func prepare(_ sql: String) throws -> Query { try Query(owned: connection, sql) }
    added = try prepare(
      """
      INSERT INTO outbox(decision, choice, customer, action, channel, brand, due) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT(decision, choice) DO NOTHING
      """)
    known = try prepare("SELECT channel FROM outbox WHERE decision = ? AND choice = ?")
    changed = try prepare(
      """
      UPDATE outbox SET customer = ?3, action = ?4, channel = ?5, brand = ?6, due = ?7
      WHERE decision = ?1 AND choice = ?2
      """)
    removed = try prepare("DELETE FROM outbox WHERE decision = ? AND choice = ? RETURNING channel")
    removedOfDecision = try prepare("DELETE FROM outbox WHERE decision = ? RETURNING channel")
    count = try prepare(
      """
      INSERT INTO outbox_counts(channel, messages) VALUES (?, ?)
      ON CONFLICT(channel) DO UPDATE SET messages = messages + excluded.messages
      """)
  }

  /// Writes the messages of a commit into the transaction. What goes comes before what is added, so that one commit can
  /// replace.
  /// - Parameter waiting: how many more messages wait than before, by channel.
  func write(_ commit: Commit, counting waiting: inout [String: Int]) throws {
    for (decision, choice) in commit.outboxRemoved {
      try remove(decision: decision.rawValue, choice: Int64(choice), counting: &waiting)
    }
    for row in commit.outboxAdded {
      try bind(row, to: added)
      try added.run()
      waiting[row.channel, default: 0] += 1
      // Almost every message is new; one that was put off is looked for only now.
      if added.changedCount == 0 {
        known.bind(1, row.decision.rawValue)
        known.bind(2, Int64(row.choice))
        try known.forEach {
          waiting[known.text(0), default: 0] -= 1
          return true
        }
        try bind(row, to: changed)
        try changed.run()
      }
    }
  }

  /// Takes out a message, if it waits.
  func remove(decision: Int64, choice: Int64, counting waiting: inout [String: Int]) throws {
    removed.bind(1, decision)
    removed.bind(2, choice)
    try subtract(removed, from: &waiting)
  }

  /// Takes out every message of a decision.
  func removeAll(ofDecision decision: Int64, counting waiting: inout [String: Int]) throws {
    removedOfDecision.bind(1, decision)
    try subtract(removedOfDecision, from: &waiting)
  }

  /// Writes how many more messages wait than before, by channel.
  func write(_ waiting: [String: Int]) throws {
    for (channel, more) in waiting where more != 0 {
      try count.bind(1, channel)
      count.bind(2, Int64(more))
      try count.run()
    }
  }

  private func subtract(_ rows: Query, from waiting: inout [String: Int]) throws {
    try rows.forEach {
      waiting[rows.text(0), default: 0] -= 1
      return true
    }
  }

  private func bind(_ row: OutboxRow, to query: Query) throws {
    query.bind(1, row.decision.rawValue)
    query.bind(2, Int64(row.choice))
    query.bind(3, row.customer.rawValue)
    try query.bind(4, row.action)
    try query.bind(5, row.channel)
    try query.bind(6, row.brand)
    query.bind(7, row.dueSeconds)
  }
}
