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
      INSERT INTO outbox(decision, choice, customer, action, channel, brand, due, urgent, attempts)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT(decision, choice) DO NOTHING
      """)
    known = try prepare("SELECT channel FROM outbox WHERE decision = ? AND choice = ?")
    changed = try prepare(
      """
      UPDATE outbox
      SET customer = ?3, action = ?4, channel = ?5, brand = ?6, due = ?7, urgent = ?8, attempts = ?9
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
      try added.bind(row)
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
        try changed.bind(row)
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
}

extension Query {
  /// Binds a message to the first nine places, in the order of ``messageColumns``.
  func bind(_ row: OutboxRow) throws {
    bind(1, row.decision.rawValue)
    bind(2, Int64(row.choice))
    bind(3, row.customer.rawValue)
    try bind(4, row.action)
    try bind(5, row.channel)
    try bind(6, row.brand)
    bind(7, row.dueSeconds)
    bind(8, Int64(row.isUrgent ? 1 : 0))
    bind(9, Int64(row.attempts))
  }

  /// The columns of a message, in the order of ``message``.
  static let messageColumns = "decision, choice, customer, action, channel, brand, due, urgent, attempts"

  /// The message that a row of ``messageColumns`` is.
  var message: OutboxRow {
    OutboxRow(
      decision: Position(rawValue: int(0)), choice: Int(int(1)), customer: CustomerNumber(rawValue: int(2)),
      action: text(3), channel: text(4), brand: text(5), dueSeconds: int(6), isUrgent: int(7) != 0,
      attempts: Int(int(8)))
  }
}
