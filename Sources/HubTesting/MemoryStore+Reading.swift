import Hub

extension MemoryStore {
  /// How far the store got.
  public var last: StoreMarks { get async throws(StoreError) { try tables().marks } }

  /// The customer of an identity.
  public func customer(of identity: Identity) async throws(StoreError) -> CustomerNumber? {
    try tables().identities[MemoryTables.IdentityKey(identity)]?.customer
  }

  /// The customers of several identities, in their order.
  public func customers(of identities: [Identity]) async throws(StoreError) -> [CustomerNumber?] {
    let tables = try tables()
    return identities.map { tables.identities[MemoryTables.IdentityKey($0)]?.customer }
  }

  /// The identities of a customer, in ascending order of kind, then of the bytes of the value.
  public func identities(of customer: CustomerNumber) async throws(StoreError) -> [Identity] {
    try tables().identities.filter { $0.value.customer == customer }
      .sorted {
        $0.key.kind != $1.key.kind
          ? $0.key.kind < $1.key.kind : $0.key.value.lexicographicallyPrecedes($1.key.value)
      }.map(\.value.identity)
  }

  /// The customer's entries from the last snapshot on, oldest first.
  public func life(of customer: CustomerNumber, before: Position?) async throws(StoreError) -> [Entry] {
    let chain = try tables().chain(of: customer, before: before)
    let end = chain.firstIndex { $0.kind == .snapshot } ?? chain.count - 1
    return chain.prefix(end + 1).reversed()
  }

  /// The customer's entries, newest first.
  public func history(
    of customer: CustomerNumber, before: Position?, countMax: Int
  ) async throws(StoreError) -> [Entry] {
    Array(try tables().chain(of: customer, before: before).prefix(max(0, countMax)))
  }

  /// One entry.
  public func entry(at position: Position) async throws(StoreError) -> Entry? { try tables().log[position] }

  /// Entries of all customers after a position, in ascending order.
  public func entries(after position: Position, countMax: Int) async throws(StoreError) -> [Entry] {
    let tables = try tables()
    return tables.positions.drop { $0 <= position }.prefix(max(0, countMax)).compactMap { tables.log[$0] }
  }

  /// What a key was used for.
  public func onceKey(_ key: Digest128) async throws(StoreError) -> OnceKey? { try tables().onceKeys[key] }

  /// The customers that share a household or an address, in ascending order of number.
  public func customers(linkedBy link: UInt64) async throws(StoreError) -> [CustomerNumber] {
    try tables().links[link, default: []].sorted()
  }

  /// Messages that wait, those due first first, then those decided first.
  public func outbox(
    channel: String?, dueBeforeSeconds: Int64, countMax: Int
  ) async throws(StoreError) -> [OutboxRow] {
    let rows = try tables().outbox.values.filter {
      (channel == nil || $0.channel == channel) && $0.dueSeconds < dueBeforeSeconds
    }
    return Array(
      rows.sorted { ($0.dueSeconds, $0.decision, $0.choice) < ($1.dueSeconds, $1.decision, $1.choice) }
        .prefix(max(0, countMax)))
  }

  /// How many messages wait, by channel.
  public var outboxCounts: [String: Int] {
    get async throws(StoreError) {
      try tables().outbox.values.reduce(into: [:]) { $0[$1.channel, default: 0] += 1 }
    }
  }

  /// Customers by number, ascending, after a number.
  public func customers(after customer: CustomerNumber, countMax: Int) async throws(StoreError) -> [CustomerNumber] {
    Array(try tables().heads.keys.filter { $0 > customer }.sorted().prefix(max(0, countMax)))
  }

  /// Every charter, oldest first.
  public var charters: [StoredCharter] { get async throws(StoreError) { try tables().charters } }

  /// Every step that roll-outs were put on.
  public var rolloutMoves: [RolloutMove] {
    get async throws(StoreError) { try tables().rolloutMoves.sorted { $0.number < $1.number } }
  }

  /// The newest learned state up to a position.
  public func models(upTo position: Position) async throws(StoreError) -> StoredModels? {
    try tables().models.values.filter { $0.position <= position }.max { $0.position < $1.position }
  }

  /// Where the learned states are.
  public var modelMarks: [StoredModelsMark] {
    get async throws(StoreError) {
      try tables().models.values.map { StoredModelsMark(position: $0.position, atMilliseconds: $0.atMilliseconds) }
        .sorted { $0.position < $1.position }
    }
  }

  /// The times at which charters came into force, oldest first.
  public var activations: [Activation] {
    get async throws(StoreError) { try tables().activations.sorted { $0.number < $1.number } }
  }

  /// What decisions rested on, in ascending order of number.
  public var contexts: [DecisionContext] {
    get async throws(StoreError) { try tables().contexts.sorted { $0.number < $1.number } }
  }

  /// What is stopped by hand.
  public var stops: Set<Stop> { get async throws(StoreError) { try tables().stops } }

  /// Every API key, in ascending order of number.
  public var accessKeys: [StoredAccessKey] {
    get async throws(StoreError) { try tables().accessKeys.values.sorted { $0.number < $1.number } }
  }
}
