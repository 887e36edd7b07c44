import Decisions
import Expressions

extension CustomerBinder {
  /// The customer by names again, as far as numbers and keys tell: binding it gives the same state, but for addresses,
  /// of which a state has the key and not the text. Contacts and events are left out: they are kept by symbol.
  ///
  /// A value that is the charter's default is taken for it and left out, and so is the charter's country: nobody said
  /// so of this customer.
  public func draft(of state: CustomerState) -> CustomerDraft {
    let customer = state.customer
    var draft = CustomerDraft(id: customer.id)
    for (slot, attribute) in world.attributes.enumerated() {
      guard !isDefault(slot, customer.row),
        let value = customer.row.value(slot, type: attribute.type, symbols: charter.symbols)
      else { continue }
      draft.attributes.append((attribute.name, value))
    }
    if customer.country != homeCountry {
      draft.country = plausibleZones.keys.first { Symbol($0) == customer.country } ?? ""
    }
    if let zone = customer.zones.first, customer.zones.count == 1,
      zones(country: draft.country, phone: nil) != customer.zones
    {
      draft.zone = charter.zones[zone].name
    }
    for (channel, known) in charter.channels.enumerated() where customer.reach[channel] != .missing {
      draft.addresses.append(.init(channel: known.name, isSuppressed: customer.reach[channel] == .suppressed))
    }
    draft.consents = consents(of: customer)
    draft.objections = customer.objections.map { charter.purposes[$0].name }
    draft.unwanted = preferenceNames.filter { customer.unwanted.contains(Symbol($0)) }.sorted()
    draft.preferredChannels = customer.preferredChannels.map { charter.channels[$0].name }
    return draft
  }

  /// Whether a slot holds what the charter puts there where nobody said anything.
  private func isDefault(_ slot: Int, _ row: Row) -> Bool {
    guard row.states[slot] == emptyRow.states[slot], row.words[slot] == emptyRow.words[slot] else { return false }
    guard let value = row.other(slot), let standard = emptyRow.other(slot) else { return row.state(slot) != .other }
    return value.isSame(as: standard)
  }

  private func consents(of customer: Customer) -> [CustomerDraft.Consent] {
    var consents: [CustomerDraft.Consent] = []
    for (purpose, known) in charter.purposes.enumerated() {
      for (channel, target) in charter.channels.enumerated() {
        let place = Customer.consentIndex(purpose: purpose, channel: channel, channelCount: charter.channels.count)
        guard customer.consents[place] != .absent else { continue }
        consents.append(
          .init(purpose: known.name, channel: target.name, isGranted: customer.consents[place] == .granted))
      }
    }
    return consents
  }
}

extension Value {
  /// Whether two values of one attribute are the same text, or lists of the same texts; other values have words.
  fileprivate func isSame(as other: Value) -> Bool {
    switch (self, other) {
    case (.string(let a), .string(let b)): a == b
    case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.isSame(as: $1) }
    default: false
    }
  }
}
