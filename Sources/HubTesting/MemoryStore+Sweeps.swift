import Hub

extension MemoryStore {
  /// What is known of several customers, in their order.
  public func lives(of customers: [CustomerNumber]) async throws(StoreError) -> [StoredLife] {
    var lives: [StoredLife] = []
    for customer in customers {
      let entries = try await life(of: customer, before: nil)
      guard !entries.isEmpty else { continue }
      lives.append(
        StoredLife(customer: customer, identities: try await identities(of: customer), entries: entries))
    }
    return lives
  }

  /// Sweeps, the newest first.
  public func sweeps(countMax: Int) async throws(StoreError) -> [SweepRow] {
    Array(try tables().sweeps.values.sorted { $0.number > $1.number }.prefix(max(0, countMax)))
  }

  /// How far the lanes of a sweep got, in their order.
  public func sweepMarks(of sweep: Int) async throws(StoreError) -> [SweepMark] {
    (try tables().sweepMarks[sweep] ?? [:]).values.sorted { $0.lane < $1.lane }
  }
}
