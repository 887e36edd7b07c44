import Hub

extension MemoryStore {
  /// Messages of one channel that wait, either the urgent ones or the others, in the order in which they are due.
  public func outbox(
    channel: String, isUrgent: Bool, dueBeforeSeconds: Int64, after: OutboxMark?, countMax: Int
  ) async throws(StoreError) -> [OutboxRow] {
    func order(_ mark: OutboxMark) -> (Int64, Position, Int) { (mark.dueSeconds, mark.decision, mark.choice) }
    let rows = try tables().outbox.values.filter { row in
      row.channel == channel && row.isUrgent == isUrgent && row.dueSeconds < dueBeforeSeconds
        && after.map { order($0) < order(OutboxMark(row)) } ?? true
    }
    return Array(rows.sorted { order(OutboxMark($0)) < order(OutboxMark($1)) }.prefix(max(0, countMax)))
  }

  /// Messages that were handed over and have no answer.
  public func unansweredDeliveries(countMax: Int) async throws(StoreError) -> [DeliveryRow] {
    let rows = try tables().deliveries.values.filter { $0.state == .handedOver }
    return Array(
      rows.sorted { ($0.message.decision, $0.message.choice) < ($1.message.decision, $1.message.choice) }
        .prefix(max(0, countMax)))
  }

  /// The message on its way of a choice of a decision.
  public func delivery(of decision: Position, choice: Int) async throws(StoreError) -> DeliveryRow? {
    try tables().deliveries[MemoryTables.MessageKey(decision: decision, choice: choice)]
  }

  /// The message on its way that a provider calls so.
  public func delivery(channel: String, providerID: String) async throws(StoreError) -> DeliveryRow? {
    guard !providerID.isEmpty else { return nil }
    return try tables().deliveries.values
      .filter { $0.message.channel == channel && $0.providerID.utf8.elementsEqual(providerID.utf8) }
      .max { ($0.message.decision, $0.message.choice) < ($1.message.decision, $1.message.choice) }
  }

  /// Forgets messages that were handed over before a moment and have an answer.
  public func forgetDeliveries(beforeMilliseconds: Int64, countMax: Int) async throws(StoreError) -> Int {
    try change(mayFail: false) { tables throws(StoreError) in
      let answered = tables.deliveries.values.filter { $0.state != .handedOver }
      let old = answered.filter { $0.atMilliseconds < beforeMilliseconds }
        .sorted { $0.atMilliseconds < $1.atMilliseconds }.prefix(max(0, countMax))
      for row in old {
        tables.deliveries[MemoryTables.MessageKey(decision: row.message.decision, choice: row.message.choice)] = nil
      }
      return old.count
    }
  }
}
