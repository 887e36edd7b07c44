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
  /// What contacts do not say of themselves.
  let contactDefaults: ContactDefaults
  let zoneNumbers: [String: Int]
  let plausibleZones: [String: [Int]]
  let callingCodes: CallingCodes
  let preferenceNames: Set<String>
  /// The plausible numbers of each attribute, where the charter says them.
  private let bounds: [ClosedRange<Double>?]
  /// A row with every default in its slot.
  let emptyRow: Row
  /// The events that rules ask for.
  private let eventsUsed: Set<Symbol>
  /// The events that are sales for some purpose.
  let sales: Set<Symbol>
  /// Whether no purpose asks for consents to be confirmed.
  let isConsentPlain: Bool

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
    contactDefaults = ContactDefaults(charter)
    self.zoneNumbers = zoneNumbers
    self.plausibleZones = plausibleZones
    callingCodes = CallingCodes.shipped
    preferenceNames = Set(
      charter.channels.map(\.name) + charter.issues.map(\.name) + charter.groups.map(\.name)
        + charter.actions.map(\.name))
    bounds = world.attributes.map(\.bounds)
    var row = Row(slotCount: charter.slotTypes.count)
    for (slot, attribute) in world.attributes.enumerated() {
      if let value = attribute.defaultValue { row.set(slot, value, type: attribute.type, symbols: charter.symbols) }
    }
    emptyRow = row
    sales = Set(charter.purposes.flatMap(\.saleEvents).map { Symbol($0) })
    isConsentPlain = charter.purposes.allSatisfy { $0.confirmWithinSeconds == nil }
    eventsUsed = Set(
      charter.features.compactMap { feature in
        if case .events(let name) = feature.source { return Symbol(name) }
        return nil
      })
  }

  /// Whether any rule asks for an event.
  public func usesEvent(_ name: Symbol) -> Bool { eventsUsed.contains(name) }

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
    let (state, faults) = bindWhatFits(draft, FaultLog(), implausibleCount: &implausibleCount)
    return faults.isEmpty ? .success(state) : .failure(CustomerFaults(faults: faults))
  }

  /// The customer without what does not fit: for customers who were told of under another charter.
  public func bindWhatFits(_ draft: CustomerDraft) -> CustomerState {
    var implausibleCount = 0
    return bindWhatFits(draft, FaultLog(isWanted: false), implausibleCount: &implausibleCount).state
  }

  /// What of a customer does not fit the charter, though it can be kept: names of attributes and events that the charter
  /// does not know are no fault here, because another charter may.
  public func faults(in draft: CustomerDraft) -> [CustomerFault] { bindWhatCanBeKept(draft).faults }

  /// The customer without what does not fit, and what cannot even be kept; see ``faults(in:)``.
  public func bindWhatCanBeKept(_ draft: CustomerDraft) -> (state: CustomerState, faults: [CustomerFault]) {
    var implausibleCount = 0
    return bindWhatFits(draft, FaultLog(wantsUnknown: false), implausibleCount: &implausibleCount)
  }

  /// The customer without what does not fit, and, as far as that is asked for, what it is.
  private func bindWhatFits(
    _ draft: CustomerDraft, _ faults: FaultLog, implausibleCount: inout Int
  ) -> (state: CustomerState, faults: [CustomerFault]) {
    var faults = faults
    var customer = blank(id: draft.id)
    customer.household = draft.household.isEmpty ? 0 : max(1, Chance.key(of: draft.household))
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
        faults.append(unknown: unknown("event", event.name, "events[\(index)].name", world.events))
      }
    }
    var contacts: [Contact] = []
    contacts.reserveCapacity(draft.contacts.count)
    for (index, past) in draft.contacts.enumerated() {
      guard let contact = contact(past, customer, path: "contacts[\(index)]", &faults) else { continue }
      contacts.append(contact)
    }
    return (CustomerState(customer: customer, ledger: Ledger(contacts)), faults.faults)
  }

  func set(
    _ name: String, _ value: Value, in row: inout Row, _ implausibleCount: inout Int, _ faults: inout FaultLog
  ) {
    guard let slot = world.slot(of: name) else {
      faults.append(unknown: unknown("attribute", name, "attributes.\(name)", world.attributes.map(\.name)))
      return
    }
    // Null is absent, as a key left out.
    if case .null = value { return }
    let type = charter.slotTypes[slot]
    guard let fitting = value.converted(to: type) else {
      faults.append(
        CustomerFault(
          code: "attribute.type", message: "`\(name)` should be \(type)", path: "attributes.\(name)"))
      return
    }
    if let bounds = bounds[slot], let number = fitting.number, !bounds.contains(number) {
      // Implausible is absent, so a default stands: a wrong value is worse than none.
      implausibleCount += 1
      return
    }
    row.set(slot, fitting, type: type, symbols: charter.symbols)
  }

  private func bindAddresses(_ draft: CustomerDraft, _ customer: inout Customer, _ faults: inout FaultLog) {
    for address in draft.addresses {
      guard
        let channel = number(address.channel, channelNumbers, "channel", "addresses.\(address.channel)", &faults)
      else { continue }
      customer.reach[channel] = address.isSuppressed ? .suppressed : .present
      if let text = address.text { customer.addresses[channel] = AddressKey.key(of: text) }
    }
  }

  private func bindConsents(_ draft: CustomerDraft, _ customer: inout Customer, _ faults: inout FaultLog) {
    for (index, consent) in draft.consents.enumerated() {
      guard
        let purpose = number(consent.purpose, purposeNumbers, "purpose", "consents[\(index)].purpose", &faults)
      else { continue }
      var channels = charter.channels.indices
      if let name = consent.channel {
        guard let channel = number(name, channelNumbers, "channel", "consents[\(index)].channel", &faults) else {
          continue
        }
        channels = channel..<channel + 1
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
  private func place(_ draft: CustomerDraft, _ customer: inout Customer, _ faults: inout FaultLog) {
    let country = draft.country.isEmpty ? charter.country : draft.country
    customer.country = Symbol(country)
    customer.region = draft.region.isEmpty ? .none : Symbol(draft.region)
    if !draft.zone.isEmpty, draft.zone != "unknown" {
      if let zone = zoneNumbers[draft.zone] {
        customer.zones = [zone]
        return
      }
      faults.append(unknown("time zone", draft.zone, "zone", zoneNumbers.keys))
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

  func number(
    _ name: String, _ numbers: [String: Int], _ kind: String, _ path: @autoclosure () -> String,
    _ faults: inout FaultLog
  ) -> Int? {
    if let number = numbers[name] { return number }
    faults.append(unknown(kind, name, path(), numbers.keys))
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
  public func converted(to type: ValueType) -> Value? {
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
