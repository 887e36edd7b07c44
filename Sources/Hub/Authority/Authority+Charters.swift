import Charters

/// A charter version, and whether it is in force.
public struct CharterSummary: Sendable {
  /// The digest that names it.
  public var version: String
  /// Its name; empty when this program no longer accepts it.
  public var name: String
  /// When it came: milliseconds since 1970.
  public var uploadedAtMilliseconds: Int64
  /// Whether it decides now, for some customers at least.
  public var isActive: Bool
  /// How many actions it has; 0 when this program no longer accepts it.
  public var actionCount: Int
}

extension Authority {
  /// The charter in force; nothing before the first activation. While it is rolled out it does not decide for everybody:
  /// see ``activeCharters``.
  public var activeCharter: LoadedCharter? { regimes.current?.loaded }

  /// Every charter that decides for somebody: the one in force, and the one before while that decides for those whom a
  /// roll-out has not reached.
  public var activeCharters: [LoadedCharter] { regimes.current?.charters ?? [] }

  /// Every charter that was kept, oldest first.
  public func charters() async throws(HubError) -> [CharterSummary] {
    let stored = try await reading { () async throws(StoreError) in try await store.charters }
    var summaries: [CharterSummary] = []
    for charter in stored { summaries.append(await summary(charter)) }
    return summaries
  }

  private func summary(_ stored: StoredCharter) async -> CharterSummary {
    let ready = try? await shelf.charter(stored.version)
    return CharterSummary(
      version: stored.version, name: ready?.loaded.charter.name ?? "",
      uploadedAtMilliseconds: stored.uploadedAtMilliseconds,
      isActive: activeCharters.contains { $0.charter.version == stored.version },
      actionCount: ready?.loaded.charter.actions.count ?? 0)
  }

  /// What tells the units that contacts took of volume limits, by charter; without those that this program no longer
  /// accepts.
  public func volumeMeters() async throws(HubError) -> [String: VolumeMeter] {
    let stored = try await reading { () async throws(StoreError) in try await store.charters }
    var meters: [String: VolumeMeter] = [:]
    for charter in stored {
      if let ready = try? await shelf.charter(charter.version) { meters[charter.version] = VolumeMeter(ready.plan) }
    }
    return meters
  }

  /// The times at which charters came into force, oldest first.
  public func activations() async -> [Activation] { await governor.activations }

  /// The files of a charter.
  public func charterFiles(_ version: String) async throws(HubError) -> [SourceFile] {
    let stored = try await reading { () async throws(StoreError) in try await store.charters }
    guard let charter = stored.first(where: { $0.version == version }) else {
      throw HubError(.unknown, "charter.unknown", "there is no charter `\(version)`")
    }
    return charter.files
  }

  /// Checks files without keeping them.
  /// - Throws: ``CharterFaults`` with every mistake.
  public func check(_ files: [SourceFile]) async throws(CharterFaults) -> LoadedCharter {
    try await shelf.load(files).loaded
  }

  /// Keeps a charter that has no mistakes, without putting it in force.
  /// - Throws: ``CharterFaults``; ``HubError``.
  public func upload(_ files: [SourceFile]) async throws -> CharterSummary {
    let loaded = try await check(files)
    let version = loaded.charter.version
    let stored = try await reading { () async throws(StoreError) in try await store.charters }
    if let known = stored.first(where: { $0.version == version }) { return await summary(known) }
    let charter = StoredCharter(version: version, files: files, uploadedAtMilliseconds: clock.nowMilliseconds)
    try await reading { () async throws(StoreError) in try await store.keep(charter) }
    return await summary(charter)
  }

  /// Puts a kept charter in force: when this returns, nothing decides by another. One with a roll-out decides for those whom
  /// it reaches; for the others goes on what was for everybody before, also where that was being replaced step by step: the
  /// roll-out under way ends with this.
  /// - Throws: `charter.unknown`; `charter.outdated`; the store's codes.
  public func activate(_ version: String) async throws(HubError) -> Activation {
    let activation = try await governor.activate(version, atMilliseconds: clock.nowMilliseconds)
    logger.info("charter activated", metadata: ["charter": .string(version)])
    return activation
  }

  /// Puts the charter back in force that was so before the present one; one that was being rolled out then is so again, on
  /// the step where it stood.
  /// - Throws: `charter.no_earlier`; `charter.outdated`; the store's codes.
  public func rollBack() async throws(HubError) -> Activation {
    let activation = try await governor.rollBack(atMilliseconds: clock.nowMilliseconds)
    logger.info("charter activated", metadata: ["charter": .string(activation.version)])
    return activation
  }

  // MARK: The kill-switch

  /// What is stopped by hand.
  public func stops() async -> Set<Stop> { await governor.stops }

  /// Stops something: when this returns, no decision chooses it, and nothing of it leaves the queue.
  public func add(_ stop: Stop) async throws(HubError) {
    try await governor.change { $0.insert(stop) }
    logger.notice("stopped", metadata: ["target": .string("\(stop.target)")])
  }

  /// Lets something go on.
  public func remove(_ stop: Stop) async throws(HubError) {
    try await governor.change { $0.remove(stop) }
    logger.notice("resumed", metadata: ["target": .string("\(stop.target)")])
  }

  /// Messages that wait and are due, those due first first; what is stopped is left out.
  public func outbox(channel: String?, countMax: Int) async throws(HubError) -> [OutboxRow] {
    let now = clock.now.secondsSince1970
    let rows = try await reading { () async throws(StoreError) in
      try await store.outbox(channel: channel, dueBeforeSeconds: now + 1, countMax: countMax)
    }
    let stops = await governor.stops
    return rows.filter { row in
      stops.isDisjoint(with: [
        Stop(.everything), Stop(.action, row.action), Stop(.channel, row.channel), Stop(.brand, row.brand),
      ])
    }
  }

  /// How many messages wait, by channel.
  public func outboxCounts() async throws(HubError) -> [String: Int] {
    try await reading { () async throws(StoreError) in try await store.outboxCounts }
  }
}
