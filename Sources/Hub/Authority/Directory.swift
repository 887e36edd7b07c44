import Synchronization

/// Whom identities name: what was looked up lately, and what is on its way to the disk.
final class Directory: Sendable {
  private static let stripeCount = 64

  private struct Known {
    var number: CustomerNumber
    /// The entry that made it known; ``Position/none`` where the store said so.
    var since: Position
  }

  private struct Stripe {
    var numbers: [Identity: Known] = [:]
    /// Counts ``Directory/forget()``: what was looked up before it is worth nothing after.
    var epoch = 0
  }

  private final class Guarded: Sendable {
    let stripe = Mutex(Stripe())
  }

  private let stripes: [Guarded]
  private let identitiesPerStripeMax: Int
  /// Up to where everything is on disk.
  private let durable: @Sendable () -> Position

  init(identitiesMax: Int, durable: @escaping @Sendable () -> Position) {
    self.durable = durable
    stripes = (0..<Directory.stripeCount).map { _ in Guarded() }
    identitiesPerStripeMax = max(16, identitiesMax / Directory.stripeCount)
  }

  private func guarded(_ identity: Identity) -> Guarded {
    var hasher = Hasher()
    hasher.combine(identity)
    return stripes[hasher.finalize() & (Directory.stripeCount - 1)]
  }

  /// The customer, where memory knows them.
  func known(_ identity: Identity) -> CustomerNumber? {
    guarded(identity).stripe.withLock { $0.numbers[identity]?.number }
  }

  /// The customer, from memory or the store; nothing when nobody knows them.
  func find(_ identity: Identity, in store: any Store) async throws(HubError) -> CustomerNumber? {
    while true {
      let (number, epoch) = guarded(identity).stripe.withLock { ($0.numbers[identity]?.number, $0.epoch) }
      if let number { return number }
      let found: CustomerNumber?
      do throws(StoreError) {
        found = try await store.customer(of: identity)
      } catch {
        throw HubError(error)
      }
      guard let found else {
        // Somebody may have made them known while the store looked.
        let (number, now) = guarded(identity).stripe.withLock { ($0.numbers[identity]?.number, $0.epoch) }
        if let number { return number }
        if now == epoch { return nil }
        continue
      }
      let settled = guarded(identity).stripe.withLock { keep(identity, found, epoch: epoch, &$0) }
      if let settled { return settled }
    }
  }

  /// Looks for several at once where memory does not know them, with one question to the store instead of one each.
  /// - Returns: those that nobody has, with what ``claim(_:epoch:_:)`` wants to see unchanged. While it is, ``known(_:)``
  ///   says all there is to say of them.
  func strangers(among identities: [Identity], in store: any Store) async throws(HubError) -> [Identity: Int] {
    var asked: [Identity] = []
    var strangers: [Identity: Int] = [:]
    for identity in identities where strangers[identity] == nil {
      let (isKnown, epoch) = guarded(identity).stripe.withLock { ($0.numbers[identity] != nil, $0.epoch) }
      if isKnown { continue }
      strangers[identity] = epoch
      asked.append(identity)
    }
    guard !asked.isEmpty else { return [:] }
    let found: [CustomerNumber?]
    do throws(StoreError) {
      found = try await store.customers(of: asked)
    } catch {
      throw HubError(error)
    }
    for (identity, number) in zip(asked, found) {
      guard let number, let epoch = strangers.removeValue(forKey: identity) else { continue }
      _ = guarded(identity).stripe.withLock { keep(identity, number, epoch: epoch, &$0) }
    }
    return strangers
  }

  /// Keeps what the store said of an identity, unless it is worth nothing by now.
  /// - Returns: the customer, as memory knows them now.
  private func keep(
    _ identity: Identity, _ number: CustomerNumber, epoch: Int, _ stripe: inout Stripe
  ) -> CustomerNumber? {
    if let known = stripe.numbers[identity] { return known.number }
    guard stripe.epoch == epoch else { return nil }
    if stripe.numbers.count >= identitiesPerStripeMax { shrink(&stripe) }
    stripe.numbers[identity] = Known(number: number, since: .none)
    return number
  }

  /// Gives an identity that nobody has to the customer that `make` makes known at a position of the log; `make` runs
  /// under the lock.
  /// - Returns: whether it did; false when somebody has it by now, or when the store must be asked again.
  func claim<E: Error>(
    _ identity: Identity, epoch: Int, _ make: () throws(E) -> (number: CustomerNumber, since: Position)?
  ) throws(E) -> Bool {
    try guarded(identity).stripe.withLock { (stripe) throws(E) in
      guard stripe.numbers[identity] == nil, stripe.epoch == epoch, let made = try make() else { return false }
      if stripe.numbers.count >= identitiesPerStripeMax { shrink(&stripe) }
      stripe.numbers[identity] = Known(number: made.number, since: made.since)
      return true
    }
  }

  /// What ``claim(_:epoch:_:)`` wants to see unchanged: read it before the store is asked.
  func epoch(of identity: Identity) -> Int { guarded(identity).stripe.withLock { $0.epoch } }

  /// Notes that an identity belongs to a customer now.
  func set(_ identity: Identity, _ number: CustomerNumber, since: Position) {
    guarded(identity).stripe.withLock { $0.numbers[identity] = Known(number: number, since: since) }
  }

  /// Takes identities out of memory.
  func remove(_ identities: [Identity]) {
    for identity in identities {
      guarded(identity).stripe.withLock { stripe in
        stripe.numbers[identity] = nil
        stripe.epoch += 1
      }
    }
  }

  /// Forgets everything: what is in the store holds.
  func forget() {
    for guarded in stripes {
      guarded.stripe.withLock { stripe in
        stripe.numbers.removeAll()
        stripe.epoch += 1
      }
    }
  }

  /// Drops an eighth, any: they are looked up again. Never one that the store cannot know yet: it would be made known
  /// a second time.
  private func shrink(_ stripe: inout Stripe) {
    let durable = durable()
    let droppable = stripe.numbers.filter { $0.value.since <= durable }.keys
    for key in droppable.prefix(max(1, stripe.numbers.count / 8)) { stripe.numbers[key] = nil }
    stripe.epoch += 1
  }
}
