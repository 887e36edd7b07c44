import Decisions
import Expressions
import Times

/// Customers of the synthetic charter: fifty attributes, consents, addresses, and a ledger of thirty contacts in 120 days.
enum SyntheticCustomers {
  static let contactCount = 30
  private static let ledgerDays = 120

  static func states(_ count: Int, of charter: Charter, isDense: Bool, seed: UInt64 = 7) -> [CustomerState] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { state($0, charter, isDense: isDense, using: &random) }
  }

  /// The same states with storage of their own, as a store hands them out: a decision writes into its state, and must
  /// not pay for sharing it with the benchmark's original.
  static func copies(_ states: [CustomerState]) -> [CustomerState] {
    states.map { state in
      var copy = state
      copy.ledger = Ledger(state.ledger.contacts)
      return copy
    }
  }

  private static func state(
    _ number: Int, _ charter: Charter, isDense: Bool, using random: inout SeededRandom
  ) -> CustomerState {
    var customer = Customer(
      id: "customer-\(number)", slotCount: charter.slotTypes.count, purposeCount: charter.purposes.count,
      channelCount: charter.channels.count)
    customer.row = SyntheticWorld.row(SyntheticWorld.values(using: &random), symbols: charter.symbols)
    customer.country = Symbol("FR")
    for index in customer.consents.indices {
      customer.consents[index] = isDense || random.chance(0.8) ? .granted : .absent
    }
    for channel in charter.channels.indices {
      let isReached = isDense || random.chance(0.9)
      customer.reach[channel] = isReached ? .present : .missing
      customer.addresses[channel] = isReached ? UInt32.random(in: 1...UInt32.max, using: &random) : 0
    }
    let contacts = (0..<contactCount).map { _ in contact(charter, using: &random) }
    return CustomerState(customer: customer, ledger: Ledger(contacts))
  }

  private static func contact(_ charter: Charter, using random: inout SeededRandom) -> Contact {
    let action = charter.actions[Int.random(in: charter.actions.indices, using: &random)]
    let group = charter.groups[action.group]
    // Half e-mails, calls rarely: as brands do.
    let channel = charter.channels[[0, 0, 0, 0, 0, 1, 2, 2, 2, 3][Int.random(in: 0..<10, using: &random)]]
    let purpose = charter.purposes[action.purpose]
    let ageSeconds = Int64.random(in: 3600..<Int64(ledgerDays) * 86_400, using: &random)
    let isRefused = random.chance(0.01)
    return Contact(
      at: SyntheticCharter.now - ageSeconds, action: Symbol(action.name), group: Symbol(group.name),
      issue: Symbol(charter.issues[group.issue].name), channel: Symbol(channel.name), channelKind: channel.kind,
      direction: channel.direction, purpose: Symbol(purpose.name), purposeKind: purpose.kind,
      weightHundredths: channel.weightHundredths, state: random.chance(0.03) ? .bounced : .delivered,
      outcome: isRefused ? .refused : .none,
      outcomeAt: isRefused ? SyntheticCharter.now - ageSeconds + 600 : nil)
  }
}
