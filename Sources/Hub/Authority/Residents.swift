import Decisions
import Foundation

/// A customer in memory. Guarded by the lock of their stripe.
final class Resident {
  /// The customer, bound to the charter of ``generation``.
  var packed: PackedCustomer
  /// The identifier that decisions name them by.
  let id: Identity
  /// What names their household; 0: none known.
  let household: UInt64
  /// Other customers at their addresses or in their household, while the charter has caps over several.
  let linked: [CustomerNumber]
  /// Their newest entry, on disk or on its way.
  var head: Position
  /// The charter they are bound under; ``Resident/stale`` when they must be read again.
  var generation: Int
  /// Their journeys; nothing of it is used while the charter has none.
  var journeying = Journeying()
  /// Whether they were asked for since the last look for room.
  var isTouched = true

  /// No charter's generation.
  static let stale = -1

  init(
    packed: PackedCustomer, id: Identity, household: UInt64, linked: [CustomerNumber], head: Position, generation: Int
  ) {
    self.packed = packed
    self.id = id
    self.household = household
    self.linked = linked
    self.head = head
    self.generation = generation
  }
}

/// The customers in memory, in stripes: decisions of customers in different stripes are made side by side, those of one
/// customer one after the other.
///
/// A customer is put out of memory, or read again, only when all their entries are on disk: what is read from the
/// store is then all there is.
final class Residents: Sendable {
  static let stripeCount = 64

  enum Slot {
    /// Somebody reads them from the store; these wait. → resident, or nothing again
    case loading([UnsafeContinuation<Void, Never>])
    case resident(Resident)
    /// They became part of another customer, by this entry.
    case merged(CustomerNumber, by: Position)
  }

  struct Stripe {
    var slots: [CustomerNumber: Slot] = [:]
    /// Counts ``Residents/forget()``: what was read before it is worth nothing after.
    var epoch = 0
    /// Memory for decisions made under this lock.
    var workspace: Workspace?
    /// The customer whose turn it is, as ``PackedCustomer/unpack(into:id:)`` brings them: the memory is used again for
    /// the next one.
    var unpacked = CustomerState.nobody
  }

  /// A stripe and its lock.
  // @unchecked Sendable: `stripe` is touched only while `lock` is held. A `Mutex` would check that, but cannot hold
  // several locks for one call, as merges and caps of households need.
  fileprivate final class Guarded: @unchecked Sendable {
    let lock = NSLock()
    var stripe = Stripe()
  }

  private let stripes: [Guarded]
  private let residentsPerStripeMax: Int
  private let durable: @Sendable () -> Position

  init(residentsMax: Int, durable: @escaping @Sendable () -> Position) {
    stripes = (0..<Residents.stripeCount).map { _ in Guarded() }
    residentsPerStripeMax = max(4, residentsMax / Residents.stripeCount)
    self.durable = durable
  }

  /// The stripe of a customer.
  static func stripe(_ number: CustomerNumber) -> Int { Int(truncatingIfNeeded: number.rawValue) & (stripeCount - 1) }

  /// Runs `body` under the lock of one customer.
  func withStripe<R, E: Error>(of number: CustomerNumber, _ body: (inout Stripe) throws(E) -> R) throws(E) -> R {
    let guarded = stripes[Residents.stripe(number)]
    guarded.lock.lock()
    defer { guarded.lock.unlock() }
    return try body(&guarded.stripe)
  }

  /// Runs `body` under the locks of several customers, taken in ascending order, so that no two calls wait for each other.
  func withStripes(of numbers: [CustomerNumber], _ body: (StripeSet) -> Void) {
    let indices = Set(numbers.map(Residents.stripe)).sorted()
    for index in indices { stripes[index].lock.lock() }
    defer { for index in indices { stripes[index].lock.unlock() } }
    let set = StripeSet(stripes: Dictionary(uniqueKeysWithValues: indices.map { ($0, stripes[$0]) }))
    body(set)
  }

  /// How many customers are in memory.
  var count: Int { stripes.reduce(0) { sum, guarded in sum + guarded.lock.withLock { guarded.stripe.slots.count } } }

  /// Forgets everybody: what is in the store holds. Those who wait look again.
  func forget() {
    for guarded in stripes {
      let waiting = guarded.lock.withLock {
        guarded.stripe.epoch += 1
        var waiting: [UnsafeContinuation<Void, Never>] = []
        for case .loading(let some) in guarded.stripe.slots.values { waiting += some }
        guarded.stripe.slots = [:]
        return waiting
      }
      for continuation in waiting { continuation.resume() }
    }
  }

  /// Returns when no call that holds a lock now holds it any more: whatever begins afterwards sees what was set before.
  func barrier() {
    for guarded in stripes { guarded.lock.withLock {} }
  }

  /// Drops an eighth of a full stripe: first those who were not asked for lately, and only those who are on disk.
  func makeRoom(_ stripe: inout Stripe) {
    guard stripe.slots.count >= residentsPerStripeMax else { return }
    let durable = durable()
    var wanted = max(1, stripe.slots.count / 8)
    var dropped: [CustomerNumber] = []
    for isSecondRound in [false, true] where wanted > 0 {
      for (number, slot) in stripe.slots where wanted > 0 {
        switch slot {
        case .loading: continue
        case .merged(_, let position): if position > durable { continue }
        case .resident(let resident):
          guard resident.head <= durable else { continue }
          if resident.isTouched, !isSecondRound {
            resident.isTouched = false
            continue
          }
        }
        dropped.append(number)
        wanted -= 1
      }
      for number in dropped { stripe.slots[number] = nil }
      dropped = []
    }
  }
}

/// Stripes whose locks are held together.
struct StripeSet {
  fileprivate let stripes: [Int: Residents.Guarded]

  /// What is in memory of a customer whose stripe is among them.
  subscript(number: CustomerNumber) -> Residents.Slot? {
    get { stripes[Residents.stripe(number)]?.stripe.slots[number] }
    nonmutating set { stripes[Residents.stripe(number)]?.stripe.slots[number] = newValue }
  }
}
