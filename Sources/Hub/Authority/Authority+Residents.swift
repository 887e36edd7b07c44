import Decisions
import Journeys

extension Authority {
  /// What `bringIn` does next about a customer.
  private enum Step {
    case ready
    case follow(CustomerNumber)
    /// Their entries are on their way to the disk; they can be read again after that.
    case settle(Position)
    case join
    case load(epoch: Int)
  }

  /// Brings a customer into memory, bound to the charter in force; returns whom they are part of by now.
  func bringIn(_ first: CustomerNumber) async throws(HubError) -> CustomerNumber {
    var number = first
    while true {
      guard let regime = regimes.current else { throw Authority.noCharter }
      let durable = committer.durable
      let step: Step = residents.withStripe(of: number) { stripe in
        switch stripe.slots[number] {
        case .resident(let resident):
          if regime.bound(resident.generation) != nil { return .ready }
          if resident.head > durable { return .settle(resident.head) }
        case .merged(let other, _): return .follow(other)
        case .loading: return .join
        case nil: residents.makeRoom(&stripe)
        }
        stripe.slots[number] = .loading([])
        return .load(epoch: stripe.epoch)
      }
      switch step {
      case .ready: return number
      case .follow(let other): number = other
      case .settle(let position): await committer.settled(position)
      case .join: await join(number)
      case .load(let epoch): try await load(number, regime, epoch: epoch)
      }
    }
  }

  /// Waits until nobody reads a customer any more.
  func join(_ number: CustomerNumber) async {
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
      let isWaiting = residents.withStripe(of: number) { stripe in
        guard case .loading(var waiting)? = stripe.slots[number] else { return false }
        waiting.append(continuation)
        stripe.slots[number] = .loading(waiting)
        return true
      }
      if !isWaiting { continuation.resume() }
    }
  }

  /// Puts what was read in the place of `.loading`, unless everything was forgotten meanwhile, and wakes who waits.
  func settle(_ number: CustomerNumber, epoch: Int, _ slot: Residents.Slot?) {
    let waiting: [UnsafeContinuation<Void, Never>] = residents.withStripe(of: number) { stripe in
      guard stripe.epoch == epoch, case .loading(let waiting)? = stripe.slots[number] else { return [] }
      stripe.slots[number] = slot
      return waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  private func load(_ number: CustomerNumber, _ regime: Regime, epoch: Int) async throws(HubError) {
    let clock = ContinuousClock()
    let start = clock.now
    do throws(HubError) {
      // Entries and identities in one look at the store: each costs two changes of threads.
      let stored = try await reading { () async throws(StoreError) in try await store.lives(of: [number]) }
      guard let stored = stored.first, let (life, regime) = try life(stored, under: regime) else {
        throw HubError(.unknown, "customer.unknown", "nobody knows this customer")
      }
      let identities = life.mergedInto == nil ? stored.identities : []
      settle(number, epoch: epoch, try await slot(number, life, identities, regime))
      // What their journeys have not heard of is in the entries, which a snapshot would hide.
      if life.entryCount > limits.entriesPerSnapshotMax, life.signals.isEmpty { keepSnapshot(of: number, life) }
    } catch {
      settle(number, epoch: epoch, nil)
      throw error
    }
    measures.countColdLoad(seconds: (clock.now - start).seconds)
  }

  /// What stands in memory for a customer of whom everything was read.
  func slot(
    _ number: CustomerNumber, _ life: Life, _ identities: [Identity], _ regime: Regime
  ) async throws(HubError) -> Residents.Slot {
    if let other = life.mergedInto { return .merged(other, by: life.head) }
    let id = identities.first ?? Identity(.id, "")
    let state = life.profile.state(id: id.value, binder: regime.binder)
    let household = life.profile.household.isEmpty ? 0 : Link.household(life.profile.household)
    let resident = Resident(
      packed: PackedCustomer(state), id: id, household: household,
      linked: try await linked(number, state.customer, household: household, regime), head: life.head,
      generation: regime.generation)
    resident.journeying = try journeying(life, regime)
    return .resident(resident)
  }

  /// What the journeys of a customer add to their decisions, and what they have not heard of.
  func journeying(_ life: Life, _ regime: Regime) throws(HubError) -> Journeying {
    guard let plan = regime.journeys else { return Journeying() }
    var journeying = Journeying(state: life.profile.journeys, signals: life.signals)
    guard let state = journeying.decoded else { throw Authority.damaged }
    journeying.contexts = plan.contexts(of: state)
    return journeying
  }

  /// Takes a customer out of memory once all their entries are on disk, and keeps everybody from reading them until
  /// ``release(_:epoch:)``.
  func takeOut(_ number: CustomerNumber) async -> Int {
    while true {
      let durable = committer.durable
      let step: Step = residents.withStripe(of: number) { stripe in
        switch stripe.slots[number] {
        case .resident(let resident) where resident.head > durable: return .settle(resident.head)
        case .merged(_, let position) where position > durable: return .settle(position)
        case .loading: return .join
        default: break
        }
        stripe.slots[number] = .loading([])
        return .load(epoch: stripe.epoch)
      }
      switch step {
      case .load(let epoch): return epoch
      case .settle(let position): await committer.settled(position)
      default: await join(number)
      }
    }
  }

  /// Lets a customer be read again.
  func release(_ number: CustomerNumber, epoch: Int) { settle(number, epoch: epoch, nil) }

  /// The other customers whose contacts count for this one, if the charter has caps over several.
  private func linked(
    _ number: CustomerNumber, _ customer: Customer, household: UInt64, _ regime: Regime
  ) async throws(HubError) -> [CustomerNumber] {
    var links: [UInt64] = []
    if regime.hasHouseholdCaps, household != 0 { links.append(household) }
    if regime.hasAddressCaps { links += customer.addresses.filter { $0 != 0 }.map(Link.address) }
    var linked: Set<CustomerNumber> = []
    for link in links {
      linked.formUnion(try await reading { () async throws(StoreError) in try await store.customers(linkedBy: link) })
    }
    linked.remove(number)
    return linked.sorted()
  }

  /// Writes a snapshot, so that next time less is read; unless something happened since.
  private func keepSnapshot(of number: CustomerNumber, _ life: Life) {
    let body = EntryBody.snapshot(life.profile).encode()
    let at = clock.nowMilliseconds
    residents.withStripe(of: number) { stripe in
      guard case .resident(let resident)? = stripe.slots[number], resident.head == life.head else { return }
      // A full queue is no reason to hold anybody up: the next reading tries again.
      let written = try? committer.enqueue(
        entries: 1,
        { position, _ in
          var commit = Commit()
          commit.entries = [
            Entry(
              position: position, customer: number, previous: life.head, atMilliseconds: at, kind: .snapshot,
              body: body)
          ]
          return commit
        }, done: { _, _ in })
      if let written { resident.head = written.position }
    }
  }
}

/// A customer as their entries tell of them.
struct Life {
  var profile: Profile
  var head: Position
  var atMilliseconds: Int64
  /// Entries read to know this.
  var entryCount: Int
  /// Whom they became part of.
  var mergedInto: CustomerNumber?
  /// What their journeys have not heard of.
  var signals: [Signal] = []
}

extension Authority {
  /// Reads what the store knows of a customer, up to an entry; nothing when it knows nothing.
  /// - Parameter regime: for whose journeys to listen; nothing: for nobody's.
  func life(
    of number: CustomerNumber, before: Position?, for regime: Regime? = nil
  ) async throws(HubError) -> Life? {
    let entries = try await reading { () async throws(StoreError) in try await store.life(of: number, before: before) }
    return try life(entries, for: regime)
  }

  /// What the store knows of a customer, and what decides for them; nothing when it knows nothing.
  func life(_ stored: StoredLife, under standing: Regime) throws(HubError) -> (life: Life, regime: Regime)? {
    guard standing.earlier != nil else { return try life(stored.entries, for: standing).map { ($0, standing) } }
    // Who they are tells whose journeys listen to what they did.
    guard let life = try life(stored.entries, for: nil) else { return nil }
    let regime = standing.regime(for: life.profile, id: stored.identities.first?.value ?? "")
    guard regime.journeys != nil else { return (life, regime) }
    return try self.life(stored.entries, for: regime).map { ($0, regime) }
  }

  /// Folds entries, oldest first, into what they tell.
  func life(_ entries: [Entry], for regime: Regime?) throws(HubError) -> Life? {
    guard let last = entries.last else { return nil }
    var life = Life(
      profile: Profile(), head: last.position, atMilliseconds: last.atMilliseconds, entryCount: entries.count)
    var listener = regime.flatMap { regime in regime.journeys.map { JourneyListener($0, regime.ready) } }
    for entry in entries {
      let body: EntryBody
      do {
        body = try EntryBody(kind: entry.kind, body: entry.body)
      } catch {
        throw HubError(
          .unavailable(retryAfterSeconds: 60), "store.damaged",
          "an entry of the log cannot be read; restore the database from a copy")
      }
      if case .merged(let other) = body { life.mergedInto = other }
      listener?.hear(body, of: entry, before: life.profile)
      life.profile.apply(body, position: entry.position, atMilliseconds: entry.atMilliseconds)
    }
    life.signals = listener?.signals ?? []
    return life
  }

  /// Asks the store, and says its trouble as callers should hear it.
  func reading<R: Sendable>(_ read: () async throws(StoreError) -> R) async throws(HubError) -> R {
    do throws(StoreError) {
      return try await read()
    } catch {
      throw HubError(error)
    }
  }

  static let noCharter = HubError(
    .unavailable(retryAfterSeconds: 5), "charter.missing",
    "no charter is in force; upload one and activate it")
}

/// The keys that link customers of one household or address.
enum Link {
  /// The link of a household's name.
  static func household(_ name: String) -> UInt64 { Chance.key(of: name) & ~(1 << 62) | 1 << 63 }
  /// The link of an address, as ``AddressKey`` gives it.
  static func address(_ key: UInt32) -> UInt64 { UInt64(key) }
  /// The link from a customer to those who became part of them, so that erasing one erases all.
  static func absorbed(by number: CustomerNumber) -> UInt64 { UInt64(bitPattern: number.rawValue) | 1 << 62 }
}
