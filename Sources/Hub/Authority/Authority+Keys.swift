extension Authority {
  /// Who calls with this secret; nothing when nobody may. Answered from memory.
  public func access(secret: String) -> Access? { accessKeys.access(secret: secret) }

  /// Makes a key; the secret is told once and kept nowhere.
  /// - Throws: `key.invalid`; the store's codes.
  public func createKey(
    name: String, scopes: Set<Scope>
  ) async throws(HubError) -> (key: StoredAccessKey, secret: String) {
    guard !name.isEmpty, name.utf8.count <= 100, !scopes.isEmpty else {
      throw HubError(.invalid, "key.invalid", "a key has a name of 1 to 100 bytes and at least one scope")
    }
    await gate.enter(Authority.keysGate)
    defer { gate.leave(Authority.keysGate) }
    let stored = try await reading { () async throws(StoreError) in try await store.accessKeys }
    let secret = AccessKeys.makeSecret()
    let key = StoredAccessKey(
      number: (stored.last?.number ?? 0) + 1, name: name, secretDigest: AccessKeys.digest(of: secret),
      scopes: scopes.reduce(0) { $0 | $1.rawValue }, createdAtMilliseconds: clock.nowMilliseconds)
    try await keep(key, beside: stored)
    return (key, secret)
  }

  /// Ends a key: when this returns, it opens nothing.
  /// - Throws: `key.unknown`.
  public func revokeKey(_ number: Int) async throws(HubError) {
    await gate.enter(Authority.keysGate)
    defer { gate.leave(Authority.keysGate) }
    let stored = try await reading { () async throws(StoreError) in try await store.accessKeys }
    guard var key = stored.first(where: { $0.number == number }) else {
      throw HubError(.unknown, "key.unknown", "there is no key \(number)")
    }
    guard key.revokedAtMilliseconds == nil else { return }
    key.revokedAtMilliseconds = clock.nowMilliseconds
    try await keep(key, beside: stored.filter { $0.number != number })
  }

  /// Every key, revoked ones as well.
  public func keys() async throws(HubError) -> [StoredAccessKey] {
    try await reading { () async throws(StoreError) in try await store.accessKeys }
  }

  private func keep(_ key: StoredAccessKey, beside others: [StoredAccessKey]) async throws(HubError) {
    try await reading { () async throws(StoreError) in try await store.keep(key) }
    accessKeys.load(others + [key])
  }

  /// Keys are changed one at a time.
  private static let keysGate = Digest128(high: 0, low: 0)
}
