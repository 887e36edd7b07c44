import Decisions

/// Who shares a household or an address with whom in a shard, so that caps over several customers hold.
struct Neighbours {
  /// By customer: the others of their household.
  private var households: [[Int]]
  /// By customer: the others at one of their addresses.
  private var addresses: [[Int]]
  private let isNeeded: Bool

  init(_ customers: [SimulatedCustomer], policy: ContactPolicy) {
    households = []
    addresses = []
    isNeeded = policy.caps.contains { $0.subject != .customer }
    guard isNeeded else { return }
    var byHousehold: [UInt64: [Int]] = [:]
    var byAddress: [UInt32: [Int]] = [:]
    for (index, customer) in customers.enumerated() {
      if customer.household != 0 { byHousehold[customer.household, default: []].append(index) }
      for address in Set(customer.state.customer.addresses) where address != 0 {
        byAddress[address, default: []].append(index)
      }
    }
    households = customers.indices.map { index in
      (byHousehold[customers[index].household] ?? []).filter { $0 != index }
    }
    addresses = customers.indices.map { index in
      let others = customers[index].state.customer.addresses.flatMap { byAddress[$0] ?? [] }
      return Set(others).subtracting([index]).sorted()
    }
  }

  /// Gives everybody the contacts that others had before the first day.
  func fill(_ states: inout [CustomerState]) {
    guard isNeeded else { return }
    for index in states.indices {
      let contacts = states[index].ledger.contacts
      for contact in contacts { note(contact, of: index, in: &states) }
    }
  }

  /// Tells the others of a contact.
  func note(_ contact: Contact, of customer: Int, in states: inout [CustomerState]) {
    guard isNeeded else { return }
    for other in households[customer] { states[other].householdContacts.append(contact) }
    guard contact.address != 0 else { return }
    for other in addresses[customer] where states[other].customer.addresses.contains(contact.address) {
      states[other].addressContacts.append(contact)
    }
  }
}
