import Decisions
import Synchronization

extension Authority {
  /// Takes what was told; returns when all of it is on disk.
  ///
  /// Happenings of one customer are taken in order. A call that throws may have written some of them: sent again, their
  /// message keys keep them from counting twice.
  /// - Throws: `identity.invalid`, `idempotency.reused`, the store's codes.
  public func record(_ happenings: [Happening], once: Once? = nil) async throws(HubError) -> [Receipt] {
    for happening in happenings { try check(happening) }
    // In ascending order, so that two calls that share keys do not wait for each other.
    let keys = Set(happenings.compactMap(\.messageKey) + (once.map { [$0.key] } ?? [])).sorted()
    for key in keys { await gate.enter(key) }
    defer { for key in keys { gate.leave(key) } }
    if let once, try await known(once) != nil { return happenings.map { _ in .duplicate } }
    let pending = PendingWrites()
    var receipts: [Receipt] = []
    var seen: Set<Digest128> = []
    let failure: HubError?
    do throws(HubError) {
      let strangers =
        happenings.count > 1 ? try await directory.strangers(among: happenings.map(\.customer), in: store) : [:]
      for (index, happening) in happenings.enumerated() {
        if let key = happening.messageKey {
          let isKnown = try await isKnown(key, seen: &seen)
          if isKnown {
            receipts.append(.duplicate)
            continue
          }
        }
        let isLast = index == happenings.count - 1
        try await take(happening, isLast ? once : nil, stranger: strangers[happening.customer], pending)
        receipts.append(.recorded)
      }
      failure = nil
    } catch {
      failure = error
    }
    // What was not written explains what was then missing, so it is what the caller hears of.
    if let unwritten = await pending.finished() { throw HubError(unwritten) }
    try await readAgain(pending.links)
    if let failure { throw failure.kind == .unknown ? Authority.lostCustomer : failure }
    measures.countHappenings(receipts.count, duplicates: receipts.count { $0 == .duplicate })
    return receipts
  }

  /// Nothing that is told needs somebody known: only a customer whose first commit was lost after they were found is
  /// nobody, and told again, the call makes them known.
  private static let lostCustomer = HubError(
    .unavailable(retryAfterSeconds: 1), "store.failed", "the customer could not be written; ask again")

  private func isKnown(_ key: Digest128, seen: inout Set<Digest128>) async throws(HubError) -> Bool {
    if !seen.insert(key).inserted { return true }
    return try await reading { () async throws(StoreError) in try await store.onceKey(key) } != nil
  }

  private func check(_ happening: Happening) throws(HubError) {
    var identities = [happening.customer]
    if let other = happening.other { identities.append(other) }
    if case .alias(let other) = happening.kind { identities.append(other) }
    for identity in identities
    where identity.value.isEmpty || identity.value.utf8.count > Identity.valueBytesMax {
      throw HubError(
        .invalid, "identity.invalid", "an identifier has 1 to \(Identity.valueBytesMax) bytes", path: "customer")
    }
  }

  /// Hands one happening to the writer.
  /// - Parameter stranger: the epoch in which the store did not know the customer, if it was asked; see
  ///   ``Directory/strangers(among:in:)``.
  private func take(
    _ happening: Happening, _ once: Once?, stranger: Int?, _ pending: PendingWrites
  ) async throws(HubError) {
    let telling = Telling(happening, once: once, at: clock.nowMilliseconds, regimes.current)
    var isCreated = false
    while true {
      // Read before the store is asked: what somebody makes known in between is then noticed.
      let epoch = directory.epoch(of: happening.customer)
      let found =
        stranger == epoch
        ? directory.known(happening.customer) : try await directory.find(happening.customer, in: store)
      guard let first = found else {
        if try await adopt(happening, pending) { continue }
        isCreated = try create(telling, epoch: epoch, pending)
        if isCreated, happening.other == nil, telling.alias == nil { return }
        continue
      }
      let number = try await bringIn(first)
      if let other = telling.alias ?? happening.other {
        try await unite(number, happening.customer, other, isAlias: telling.alias != nil, pending)
      }
      if isCreated { return }
      if try append(telling, to: number, pending) { return }
    }
  }

  /// Makes an anonymous visitor's customer the one who now says who they are; false when there is none such.
  private func adopt(_ happening: Happening, _ pending: PendingWrites) async throws(HubError) -> Bool {
    guard let other = happening.other, let number = try await anonymousCustomer(of: other) else { return false }
    return try await give(happening.customer, to: number, pending)
  }

  /// The customer of an identity, if nobody has said yet who they are.
  private func anonymousCustomer(of identity: Identity) async throws(HubError) -> CustomerNumber? {
    guard let first = try await directory.find(identity, in: store) else { return nil }
    let number = try await bringIn(first)
    let isAnonymous = residents.withStripe(of: number) { stripe in
      guard case .resident(let resident)? = stripe.slots[number] else { return false }
      return resident.id.kind == .anonymous
    }
    return isAnonymous ? number : nil
  }

  /// Makes two identities one customer: a new one is given to the customer, a visitor's customer becomes part of
  /// them. A device that somebody else has used before stays theirs, unless the caller says that it is one person.
  private func unite(
    _ number: CustomerNumber, _ identity: Identity, _ other: Identity, isAlias: Bool, _ pending: PendingWrites
  ) async throws(HubError) {
    while true {
      guard let first = try await directory.find(other, in: store) else {
        if try await give(other, to: number, pending) { return }
        continue
      }
      let second = try await bringIn(first)
      if second == number { return }
      if !isAlias {
        let visitor = try await anonymousCustomer(of: other)
        guard visitor == second else { return }
      }
      return try await merge(second, into: number, pending)
    }
  }

  /// Gives a new identity to a customer; false when somebody has it by now.
  private func give(
    _ identity: Identity, to number: CustomerNumber, _ pending: PendingWrites
  ) async throws(HubError) -> Bool {
    let epoch = directory.epoch(of: identity)
    guard try await directory.find(identity, in: store) == nil else { return false }
    return try storing { () throws(StoreError) in
      try directory.claim(identity, epoch: epoch) { () throws(StoreError) in
        try residents.withStripe(of: number) { stripe throws(StoreError) in
          guard case .resident(let resident)? = stripe.slots[number] else { return nil }
          pending.begin()
          let first: Position
          do throws(StoreError) {
            // An empty patch: an identity alone has no place in the log, and the customer's name may have changed.
            first = try committer.enqueue(
              entries: 1,
              { position, _ in
                var commit = Commit()
                commit.entries = [
                  Entry(
                    position: position, customer: number, previous: resident.head,
                    atMilliseconds: clock.nowMilliseconds, kind: .patch, body: EntryBody.patch(CustomerPatch()).encode()
                  )
                ]
                commit.identities = [(identity, number)]
                return commit
              }, done: { _, error in pending.end(error) }
            ).position
          } catch {
            pending.end(nil)
            throw error
          }
          resident.head = first
          resident.generation = Resident.stale
          return (number, first)
        }
      }
    }
  }

  /// Makes a customer known; false when somebody did so first.
  private func create(_ telling: Telling, epoch: Int, _ pending: PendingWrites) throws(HubError) -> Bool {
    let identity = telling.happening.customer
    let isAlwaysOn = regimes.current?.isAlwaysOn ?? false
    let rung = NewCustomer()
    return try storing { () throws(StoreError) in
      try directory.claim(identity, epoch: epoch) { () throws(StoreError) in
        pending.begin()
        let first: (position: Position, customer: CustomerNumber)
        do throws(StoreError) {
          first = try committer.enqueue(
            entries: 1, customers: 1,
            { position, number in
              rung.set(number)
              var commit = telling.commit(
                position, number, previous: .none, isNew: true, setsTimer: isAlwaysOn, links: Links())
              pending.note(links: commit.linksChanged)
              commit.identities = [(identity, number)]
              return commit
            },
            done: { _, error in
              if error == nil, isAlwaysOn { rung.ring(self.alarms) }
              pending.end(error)
            })
        } catch {
          pending.end(nil)
          throw error
        }
        // Stale from the start: whoever asks for them waits for the disk, then reads them.
        let resident = Resident(
          packed: PackedCustomer(), id: identity, household: 0, linked: [], head: first.position,
          generation: Resident.stale)
        residents.withStripe(of: first.customer) { stripe in
          residents.makeRoom(&stripe)
          stripe.slots[first.customer] = .resident(resident)
        }
        return (first.customer, first.position)
      }
    }
  }

  /// Adds what was told to a customer's entries; false when they must be brought in again first.
  private func append(_ telling: Telling, to number: CustomerNumber, _ pending: PendingWrites) throws(HubError) -> Bool
  {
    try storing { () throws(StoreError) in
      try residents.withStripe(of: number) { stripe throws(StoreError) in
        guard case .resident(let resident)? = stripe.slots[number],
          let regime = regimes.current?.bound(resident.generation)
        else { return false }
        resident.packed.unpack(into: &stripe.unpacked, id: resident.id.value)
        // An event that waits beside others has their timer.
        let signals = telling.signals(for: regime)
        let setsTimer = telling.isHeard && (signals.isEmpty || resident.journeying.signals.isEmpty)
        let links = Links(household: resident.household, addresses: stripe.unpacked.customer.addresses, regime)
        pending.begin()
        let first: Position
        do throws(StoreError) {
          first = try committer.enqueue(
            entries: 1,
            { position, _ in
              let commit = telling.commit(
                position, number, previous: resident.head, isNew: false, setsTimer: setsTimer, links: links)
              pending.note(links: commit.linksChanged)
              return commit
            },
            done: { _, error in
              if error == nil, telling.isHeard { self.alarms.ring(number) }
              pending.end(error)
            }
          ).position
        } catch {
          pending.end(nil)
          throw error
        }
        resident.head = first
        resident.journeying.signals += signals
        telling.move(resident, regime)
        return true
      }
    }
  }

  /// Has everybody who shares these read again before they are decided for: their caps hold over others than before.
  private func readAgain(_ links: Set<UInt64>) async throws(HubError) {
    guard let standing = regimes.current,
      standing.all.contains(where: { $0.hasHouseholdCaps || $0.hasAddressCaps })
    else { return }
    for link in links {
      let sharing = try await reading { () async throws(StoreError) in try await store.customers(linkedBy: link) }
      for number in sharing {
        // Who is being read now may have been asked for their links before these changed.
        await join(number)
        residents.withStripe(of: number) { stripe in
          guard case .resident(let resident)? = stripe.slots[number] else { return }
          resident.generation = Resident.stale
        }
      }
    }
  }

  /// Says the store's trouble as callers should hear it.
  func storing<R>(_ write: () throws(StoreError) -> R) throws(HubError) -> R {
    do throws(StoreError) {
      return try write()
    } catch {
      throw HubError(error)
    }
  }
}

extension Digest128: Comparable {
  /// The order of their bytes.
  public static func < (a: Digest128, b: Digest128) -> Bool { (a.high, a.low) < (b.high, b.low) }
}

/// The number of a customer who is being made known, from the queue of commits to the ring that follows.
private final class NewCustomer: Sendable {
  private let number = Mutex<CustomerNumber?>(nil)

  func set(_ value: CustomerNumber) { number.withLock { $0 = value } }

  func ring(_ alarms: Alarms) {
    if let number = number.withLock({ $0 }) { alarms.ring(number) }
  }
}
