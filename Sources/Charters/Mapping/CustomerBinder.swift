import Decisions
import Expressions
import Times

/// Turns customers told by names into customers by number, as one charter sees them.
///
/// A class, because whoever reads a file hands it on for every row, and a copy would count a dozen references.
public final class CustomerBinder: Sendable {
  let charter: Charter
  let world: World
  let channelNumbers: [String: Int]
  let purposeNumbers: [String: Int]
  let actionNumbers: [String: Int]
  let zoneNumbers: [String: Int]
  let plausibleZones: [String: [Int]]
  let callingCodes: CallingCodes
  private let preferenceNames: Set<String>
  /// A row with every default in its slot.
  let emptyRow: Row

  /// Makes a binder.
  public convenience init(_ loaded: LoadedCharter) {
    self.init(
      charter: loaded.charter, world: loaded.world, zoneNumbers: loaded.zoneNumbers,
      plausibleZones: loaded.plausibleZones)
  }

  init(charter: Charter, world: World, zoneNumbers: [String: Int], plausibleZones: [String: [Int]]) {
    func numbers(_ names: [String]) -> [String: Int] {
      Dictionary(names.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
    }
    self.charter = charter
    self.world = world
    channelNumbers = numbers(charter.channels.map(\.name))
    purposeNumbers = numbers(charter.purposes.map(\.name))
    actionNumbers = numbers(charter.actions.map(\.name))
    self.zoneNumbers = zoneNumbers
    self.plausibleZones = plausibleZones
    callingCodes = CallingCodes.shipped
    preferenceNames = Set(
      charter.channels.map(\.name) + charter.issues.map(\.name) + charter.groups.map(\.name)
        + charter.actions.map(\.name))
    var row = Row(slotCount: charter.slotTypes.count)
    for (slot, attribute) in world.attributes.enumerated() {
      if let value = attribute.defaultValue { row.set(slot, value, type: attribute.type, symbols: charter.symbols) }
    }
    emptyRow = row
  }

  /// The country of customers whose country is unknown.
  public var homeCountry: Symbol { Symbol(charter.country) }
  /// The zone of moments without an offset.
  public var homeZone: Zone { charter.zones[0] }
  /// The position of a zone in the charter.
  public func zoneNumber(_ name: String) -> Int? { zoneNumbers[name] }

  /// A customer of whom nothing is known but the defaults.
  public func blank(id: String) -> Customer {
    var customer = Customer(
      id: id, slotCount: 0, purposeCount: charter.purposes.count, channelCount: charter.channels.count)
    customer.row = emptyRow
    return customer
  }

  /// The customer, or everything that does not fit.
  public func bind(_ draft: CustomerDraft) -> Result<CustomerState, CustomerFaults> {
    var implausibleCount = 0
    return bind(draft, implausibleCount: &implausibleCount)
  }

  /// The customer, or everything that does not fit; adds the values outside their plausible bounds to a count.
  public func bind(
    _ draft: CustomerDraft, implausibleCount: inout Int
  ) -> Result<CustomerState, CustomerFaults> {
    var faults: [CustomerFault] = []
    var customer = blank(id: draft.id)
    for (name, value) in draft.attributes { set(name, value, in: &customer.row, &implausibleCount, &faults) }
    bindAddresses(draft, &customer, &faults)
    bindConsents(draft, &customer, &faults)
    for (index, name) in draft.unwanted.enumerated() {
      if preferenceNames.contains(name) {
        customer.unwanted.append(Symbol(name))
      } else {
        faults.append(unknown("channel, issue, group or action", name, "unwanted[\(index)]", preferenceNames))
      }
    }
    for (index, name) in draft.preferredChannels.enumerated() {
      guard let channel = number(name, channelNumbers, "channel", "preferred_channels[\(index)]", &faults) else {
        continue
      }
      customer.preferredChannels.append(channel)
    }
    place(draft, &customer, &faults)
    for (index, event) in draft.events.enumerated() {
      if world.events.contains(event.name) {
        customer.events.append(Event(name: Symbol(event.name), at: event.at, amount: event.amount))
      } else {
        faults.append(unknown("event", event.name, "events[\(index)].name", world.events))
      }
    }
    let contacts = draft.contacts.enumerated().compactMap { index, contact in
      self.contact(contact, customer, path: "contacts[\(index)]", &faults)
    }
    guard faults.isEmpty else { return .failure(CustomerFaults(faults: faults)) }
    return .success(CustomerState(customer: customer, ledger: Ledger(contacts)))
  }

  private func set(
    _ name: String, _ value: Value, in row: inout Row, _ implausibleCount: inout Int, _ faults: inout [CustomerFault]
  ) {
    let path = "attributes.\(name)"
    guard let slot = world.slot(of: name) else {
      faults.append(unknown("attribute", name, path, world.attributes.map(\.name)))
      return
    }
    let attribute = world.attributes[slot]
    // Null is absent, as a key left out.
    if case .null = value { return }
    guard let fitting = value.converted(to: attribute.type) else {
      faults.append(
        CustomerFault(
          code: "attribute.type", message: "`\(name)` should be \(attribute.type)", path: path))
      return
    }
    if let bounds = attribute.bounds, let number = fitting.number, !bounds.contains(number) {
      // Implausible is absent, so a default stands: a wrong value is worse than none.
      implausibleCount += 1
      return
    }
    row.set(slot, fitting, type: attribute.type, symbols: charter.symbols)
  }

  private func bindAddresses(_ draft: CustomerDraft, _ customer: inout Customer, _ faults: inout [CustomerFault]) {
    for address in draft.addresses {
      let path = "addresses.\(address.channel)"
      guard let channel = number(address.channel, channelNumbers, "channel", path, &faults) else { continue }
      customer.reach[channel] = address.isSuppressed ? .suppressed : .present
      if let text = address.text { customer.addresses[channel] = AddressKey.key(of: text) }
    }
  }

  private func bindConsents(_ draft: CustomerDraft, _ customer: inout Customer, _ faults: inout [CustomerFault]) {
    for (index, consent) in draft.consents.enumerated() {
      let path = "consents[\(index)]"
      guard let purpose = number(consent.purpose, purposeNumbers, "purpose", path + ".purpose", &faults) else {
        continue
      }
      var channels = Array(charter.channels.indices)
      if let name = consent.channel {
        guard let channel = number(name, channelNumbers, "channel", path + ".channel", &faults) else { continue }
        channels = [channel]
      }
      for channel in channels {
        let place = Customer.consentIndex(purpose: purpose, channel: channel, channelCount: charter.channels.count)
        customer.consents[place] = consent.isGranted ? .granted : .refused
      }
    }
    for (index, name) in draft.objections.enumerated() {
      guard let purpose = number(name, purposeNumbers, "purpose", "objections[\(index)]", &faults) else { continue }
      customer.objections.append(purpose)
    }
  }

  /// Country, region and the zones that they may live in.
  private func place(_ draft: CustomerDraft, _ customer: inout Customer, _ faults: inout [CustomerFault]) {
    let country = draft.country.isEmpty ? charter.country : draft.country
    customer.country = Symbol(country)
    customer.region = draft.region.isEmpty ? .none : Symbol(draft.region)
    if !draft.zone.isEmpty, draft.zone != "unknown" {
      if let zone = zoneNumbers[draft.zone] {
        customer.zones = [zone]
      } else {
        faults.append(unknown("time zone", draft.zone, "zone", zoneNumbers.keys))
      }
      return
    }
    customer.zones = zones(
      country: draft.country, phone: draft.addresses.compactMap(\.text).first { $0.hasPrefix("+") })
  }

  /// The zones of a country; where it is unknown, those of the phone number's countries; else those of
  /// the charter's country.
  public func zones(country: String, phone: String?) -> [Int] {
    if let zones = plausibleZones[country], !zones.isEmpty { return zones }
    if let phone {
      var zones: [Int] = []
      for code in callingCodes.countries(of: phone) {
        for zone in plausibleZones[code] ?? [] where !zones.contains(zone) { zones.append(zone) }
      }
      if !zones.isEmpty { return zones }
    }
    return plausibleZones[charter.country] ?? [0]
  }

  /// A past contact as the ledger keeps it.
  func contact(
    _ past: CustomerDraft.PastContact, _ customer: Customer, path: String, _ faults: inout [CustomerFault]
  ) -> Contact? {
    guard let channelNumber = number(past.channel, channelNumbers, "channel", path + ".channel", &faults) else {
      return nil
    }
    let channel = charter.channels[channelNumber]
    let action = actionNumbers[past.action].map { charter.actions[$0] }
    guard
      let purposeNumber = past.purpose.map({ number($0, purposeNumbers, "purpose", path + ".purpose", &faults) })
        ?? action?.purpose
    else {
      if past.purpose == nil {
        faults.append(
          CustomerFault(
            code: "field.missing",
            message: "`\(past.action)` is no action of this charter, so its purpose must be said",
            path: path + ".purpose"))
      }
      return nil
    }
    let purpose = charter.purposes[purposeNumber]
    let group = past.group ?? action.map { charter.groups[$0.group].name }
    let issue = past.issue ?? action.map { charter.issues[charter.groups[$0.group].issue].name }
    let treatment = action?.treatments.first { $0.channel == channelNumber }
    return Contact(
      at: past.at, action: Symbol(past.action), group: group.map { Symbol($0) } ?? .none,
      issue: issue.map { Symbol($0) } ?? .none, channel: Symbol(channel.name), channelKind: channel.kind,
      direction: channel.direction, purpose: Symbol(purpose.name), purposeKind: purpose.kind,
      brand: action.map { $0.brand.isEmpty ? .none : Symbol($0.brand) } ?? .none,
      address: customer.addresses[channelNumber],
      weightHundredths: treatment?.weightHundredths ?? channel.weightHundredths, state: past.state,
      outcome: past.outcome, outcomeAt: past.outcomeAt)
  }

  private func number(
    _ name: String, _ numbers: [String: Int], _ kind: String, _ path: String, _ faults: inout [CustomerFault]
  ) -> Int? {
    if let number = numbers[name] { return number }
    faults.append(unknown(kind, name, path, numbers.keys))
    return nil
  }

  private func unknown(_ kind: String, _ name: String, _ path: String, _ known: some Sequence<String>) -> CustomerFault
  {
    CustomerFault(
      code: "name.unknown", message: "there is no \(kind) `\(name)`\(Suggestion.sentence(for: name, among: known))",
      path: path)
  }
}

/// Everything in a customer's data that does not fit the charter.
public struct CustomerFaults: Error, Sendable {
  /// At least one.
  public var faults: [CustomerFault]

  /// Makes a list of faults.
  public init(faults: [CustomerFault]) { self.faults = faults }
}

extension Value {
  /// The value as another type where nothing is lost: whole numbers for doubles, ISO 8601 texts for times.
  func converted(to type: ValueType) -> Value? {
    switch (self, type) {
    case (.null, _), (.bool, .bool), (.int, .int), (.uint, .uint), (.string, .string), (.timestamp, .timestamp),
      (.duration, .duration):
      return self
    case (.double(let number), .double): return number.isFinite ? self : nil
    case (.int(let number), .double): return .double(Double(number))
    case (.uint(let number), .double): return .double(Double(number))
    case (.int(let number), .uint): return UInt64(exactly: number).map { .uint($0) }
    case (.uint(let number), .int): return Int64(exactly: number).map { .int($0) }
    case (.string(let text), .timestamp), (.string(let text), .duration): return Value(text: text, as: type)
    case (.list(let items), .list(let inner)):
      let converted = items.compactMap { $0.converted(to: inner) }
      return converted.count == items.count ? .list(converted) : nil
    default: return nil
    }
  }

  /// A number's value.
  var number: Double? {
    switch self {
    case .int(let number): Double(number)
    case .uint(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }
}
