import Decisions

/// The contacts decided in a run, by household and by address, so that caps over several customers hold in a batch.
///
/// Memory grows with the households and addresses that were contacted, not with the customers read.
public struct SharedContacts {
  private var byHousehold: [UInt64: [Owned]] = [:]
  private var byAddress: [UInt32: [Owned]] = [:]

  private struct Owned {
    var owner: UInt64
    var contact: Contact
  }

  /// Whether a policy has caps over several customers at all.
  public static func areNeeded(by policy: ContactPolicy) -> Bool {
    policy.caps.contains { $0.subject != .customer }
  }

  /// Nobody was contacted yet.
  public init() {}

  /// Puts the contacts of others at the customer's addresses and in their household into the state.
  public func fill(_ row: inout CustomerRow) {
    let key = row.state.customer.key
    if row.household != 0 {
      row.state.householdContacts = (byHousehold[row.household] ?? []).filter { $0.owner != key }.map(\.contact)
    }
    var others: [Contact] = []
    for address in row.state.customer.addresses where address != 0 {
      others += (byAddress[address] ?? []).filter { $0.owner != key }.map(\.contact)
    }
    row.state.addressContacts = others
  }

  /// Notes the contacts of a customer, those of the file and those just decided.
  public mutating func note(_ row: CustomerRow) {
    for contact in row.state.ledger.contacts {
      let owned = Owned(owner: row.state.customer.key, contact: contact)
      if row.household != 0 { byHousehold[row.household, default: []].append(owned) }
      if contact.address != 0 { byAddress[contact.address, default: []].append(owned) }
    }
  }
}
