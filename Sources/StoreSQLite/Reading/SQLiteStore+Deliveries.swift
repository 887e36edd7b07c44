import GRDB
import Hub

extension SQLiteStore {
  /// Messages that were handed over and have no answer.
  public func unansweredDeliveries(countMax: Int) async throws(StoreError) -> [DeliveryRow] {
    try await deliveries("WHERE state = 1 ORDER BY decision, choice LIMIT ?") { $0.bind(1, Int64(max(0, countMax))) }
  }

  /// The message on its way of a choice of a decision.
  public func delivery(of decision: Position, choice: Int) async throws(StoreError) -> DeliveryRow? {
    try await deliveries("WHERE decision = ? AND choice = ?") {
      $0.bind(1, decision.rawValue)
      $0.bind(2, Int64(choice))
    }.first
  }

  /// The message on its way that a provider calls so, the latest if there are several.
  public func delivery(channel: String, providerID: String) async throws(StoreError) -> DeliveryRow? {
    guard !providerID.isEmpty else { return nil }
    let condition =
      "WHERE channel = ? AND provider_id = ? AND provider_id <> '' ORDER BY decision DESC, choice DESC LIMIT 1"
    return try await deliveries(condition) {
      try $0.bind(1, channel)
      try $0.bind(2, providerID)
    }.first
  }

  /// Forgets messages that were handed over before a moment and have an answer, the oldest first.
  public func forgetDeliveries(beforeMilliseconds: Int64, countMax: Int) async throws(StoreError) -> Int {
    try await write { connection in
      let query = try Query(
        connection,
        """
        DELETE FROM deliveries WHERE (decision, choice) IN (
          SELECT decision, choice FROM deliveries WHERE state <> 1 AND at < ? ORDER BY at LIMIT ?)
        """)
      query.bind(1, beforeMilliseconds)
      query.bind(2, Int64(max(0, countMax)))
      try query.run()
      return query.changedCount
    }
  }

  private func deliveries(
    _ condition: String, _ bind: @escaping @Sendable (Query) throws -> Void
  ) async throws(StoreError) -> [DeliveryRow] {
    try await read { connection in
      let query = try Query(
        connection, "SELECT \(Query.messageColumns), state, at, provider_id FROM deliveries \(condition)")
      try bind(query)
      return try query.all {
        guard let state = DeliveryRow.State(rawValue: UInt8(clamping: query.int(9))) else {
          throw StoreError("store.damaged", "a message on its way is in a state that nobody knows")
        }
        return DeliveryRow(
          message: query.message, state: state, atMilliseconds: query.int(10), providerID: query.text(11))
      }
    }
  }
}
