/// What is known of a customer, for those who may read it.
public struct CustomerReading: Sendable {
  /// Their identities.
  public var identities: [Identity]
  /// Everything the hub knows of them.
  public var profile: Profile
  /// The newest entry.
  public var head: Position
  /// When that was written: milliseconds since 1970.
  public var atMilliseconds: Int64
}

extension Authority {
  /// What is known of a customer: everything that is on disk.
  /// - Throws: `customer.unknown`.
  public func customer(_ identity: Identity) async throws(HubError) -> CustomerReading {
    let number = try await bringIn(try await number(of: identity))
    guard let life = try await life(of: number, before: nil) else { throw Authority.unknown(identity) }
    let identities = try await reading { () async throws(StoreError) in try await store.identities(of: number) }
    return CustomerReading(
      identities: identities, profile: life.profile, head: life.head, atMilliseconds: life.atMilliseconds)
  }

  /// The customer's entries, newest first.
  /// - Parameters:
  ///   - before: only entries before this one; nothing: from the newest on.
  ///   - countMax: the most entries wanted.
  public func timeline(
    of identity: Identity, before: Position?, countMax: Int
  ) async throws(HubError) -> [Entry] {
    let number = try await bringIn(try await number(of: identity))
    return try await reading { () async throws(StoreError) in
      try await store.history(of: number, before: before, countMax: countMax)
    }
  }

  /// Takes a customer out for ever, and those who became part of them: when this returns, no call finds them, and no
  /// crash brings them back.
  /// - Returns: whether their bytes are overwritten already, which a backup puts off; nothing when nobody knew them.
  public func erase(_ identity: Identity) async throws(HubError) -> ErasureProgress? {
    guard let first = try await directory.find(identity, in: store) else { return nil }
    let number: CustomerNumber
    do throws(HubError) {
      number = try await bringIn(first)
    } catch {
      if error.code == "customer.unknown" { return nil }
      throw error
    }
    let progress = try await erase(number)
    switch progress {
    case .overwritten: logger.notice("customer erased")
    case .overwriting:
      logger.notice(
        "customer erased; older copies of the bytes are overwritten once a backup that reads them has ended")
    }
    return progress
  }

  private func erase(_ number: CustomerNumber) async throws(HubError) -> ErasureProgress {
    let absorbed = try await reading { () async throws(StoreError) in
      try await store.customers(linkedBy: Link.absorbed(by: number))
    }
    // What the last erasure says of the bytes is true of all.
    for other in absorbed { _ = try await erase(other) }
    let epoch = await takeOut(number)
    let identities: [Identity]
    let progress: ErasureProgress
    do throws(HubError) {
      identities = try await reading { () async throws(StoreError) in try await store.identities(of: number) }
      let segments = try await segments(of: number)
      let decisions = try await decisionsLearnedFrom(number)
      progress = try await reading { () async throws(StoreError) in try await store.erase(number, of: segments) }
      await learning.forget(number, decisions)
    } catch {
      release(number, epoch: epoch)
      throw error
    }
    directory.remove(identities)
    release(number, epoch: epoch)
    return progress
  }

  /// The decisions about a customer whose windows may be open, as ``ModelLearning`` remembers their answers.
  private func decisionsLearnedFrom(_ number: CustomerNumber) async throws(HubError) -> [Position] {
    guard regimes.current?.all.contains(where: { $0.ready.learns }) ?? false else { return [] }
    // What is said later has its window later: as far as anything is put off.
    let oldest = clock.nowMilliseconds - 2 * LearningTerms.windowSecondsMax * 1000
    var decisions: [Position] = []
    var before: Position?
    while true {
      let place = before
      let page = try await reading { () async throws(StoreError) in
        try await store.history(of: number, before: place, countMax: 256)
      }
      decisions += page.filter { $0.kind == .decision }.map(\.position)
      guard let last = page.min(by: { $0.position < $1.position }), last.atMilliseconds > oldest else {
        return decisions
      }
      before = last.position
    }
  }

  /// The segments that count a customer; those who became part of another are counted with them.
  private func segments(of number: CustomerNumber) async throws(HubError) -> [String] {
    guard let regime = regimes.current, let life = try await life(of: number, before: nil), life.mergedInto == nil
    else { return [] }
    return Journeying(state: life.profile.journeys).decoded.map(regime.segments) ?? []
  }

  /// Every customer's identity and profile, in pages, for exports.
  /// - Returns: the readings, and the number to go on after; nothing when there are no more.
  public func customers(
    after number: CustomerNumber, countMax: Int
  ) async throws(HubError) -> (readings: [CustomerReading], last: CustomerNumber?) {
    let numbers = try await reading { () async throws(StoreError) in
      try await store.customers(after: number, countMax: countMax)
    }
    var readings: [CustomerReading] = []
    for number in numbers {
      guard let life = try await life(of: number, before: nil), life.mergedInto == nil else { continue }
      let identities = try await reading { () async throws(StoreError) in try await store.identities(of: number) }
      readings.append(
        CustomerReading(
          identities: identities, profile: life.profile, head: life.head, atMilliseconds: life.atMilliseconds))
    }
    return (readings, numbers.last)
  }

  /// Entries of all customers after a position, in the order of writing, for exports.
  public func entries(after position: Position, countMax: Int) async throws(HubError) -> [Entry] {
    try await reading { () async throws(StoreError) in try await store.entries(after: position, countMax: countMax) }
  }

  /// The identities of the customer that an entry is about; of one who became part of another, the other's.
  public func identities(of number: CustomerNumber) async throws(HubError) -> [Identity] {
    let own = try await reading { () async throws(StoreError) in try await store.identities(of: number) }
    if !own.isEmpty { return own }
    let survivor = try await bringIn(number)
    return try await reading { () async throws(StoreError) in try await store.identities(of: survivor) }
  }

  func number(of identity: Identity) async throws(HubError) -> CustomerNumber {
    guard let number = try await directory.find(identity, in: store) else { throw Authority.unknown(identity) }
    return number
  }

  static func unknown(_ identity: Identity) -> HubError {
    HubError(.unknown, "customer.unknown", "nobody knows customer `\(identity.value)`", path: "customer")
  }
}
