import GRDB
import Hub

/// The statements that write messages on their way, prepared once; used on the writer's queue alone.
struct DeliveryWriter {
  private let added: Query
  private let removed: Query
  private let removedOfDecision: Query

  /// Prepares them.
  init(_ connection: Database) throws {
    added = try Query(
      owned: connection,
      """
      INSERT INTO deliveries(\(Query.messageColumns), state, at, provider_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT(decision, choice) DO UPDATE
      SET due = ?7, urgent = ?8, attempts = ?9, state = ?10, at = ?11, provider_id = ?12
      """)
    removed = try Query(owned: connection, "DELETE FROM deliveries WHERE decision = ? AND choice = ?")
    removedOfDecision = try Query(owned: connection, "DELETE FROM deliveries WHERE decision = ?")
  }

  /// Writes what a commit says of them into the transaction. What goes comes before what is added.
  func write(_ commit: Commit) throws {
    for (decision, choice) in commit.deliveriesRemoved {
      removed.bind(1, decision.rawValue)
      removed.bind(2, Int64(choice))
      try removed.run()
    }
    for row in commit.deliveriesAdded {
      try added.bind(row.message)
      added.bind(10, Int64(row.state.rawValue))
      added.bind(11, row.atMilliseconds)
      try added.bind(12, row.providerID)
      try added.run()
    }
  }

  /// Takes out every message on its way of a decision.
  func removeAll(ofDecision decision: Int64) throws {
    removedOfDecision.bind(1, decision)
    try removedOfDecision.run()
  }
}
