import Charters
import Decisions
import Expressions
import Records
import Times

/// Reads one object about a customer, collecting what is wrong with it: a whole customer, or, part by part, what a
/// change of one is made of.
package struct DraftReading {
  let zone: Zone
  /// What is wrong, with JSON paths.
  package private(set) var faults: [CustomerFault] = []

  /// Times without an offset are in this zone.
  package init(zone: Zone) { self.zone = zone }

  /// A whole customer; null is the same as a key left out.
  package mutating func draft(_ object: JSONValue) -> CustomerDraft {
    var draft = CustomerDraft(id: "")
    for (key, value) in object.members {
      let name = String(decoding: key, as: UTF8.self)
      if value.isNull { continue }
      switch name {
      case "id": draft.id = value.string ?? value.int64.map(String.init) ?? ""
      case "created_at": draft.createdAtMilliseconds = milliseconds(value, name)
      case "attributes": draft.attributes = attributes(value)
      case "country": draft.country = text(value, name)
      case "region": draft.region = text(value, name)
      case "zone": draft.zone = text(value, name)
      case "locale": draft.locale = text(value, name)
      case "household": draft.household = text(value, name)
      case "addresses": draft.addresses = addresses(value).compactMap(\.address)
      case "consents": draft.consents = consents(value)
      case "objections": draft.objections = texts(value, name)
      case "unwanted": draft.unwanted = texts(value, name)
      case "preferred_channels": draft.preferredChannels = texts(value, name)
      case "contacts": draft.contacts = contacts(value)
      case "events": draft.events = events(value)
      default: fault("field.unknown", "a customer has no `\(name)`", name)
      }
    }
    if draft.id.isEmpty { fault("field.missing", "a customer needs an `id`, a text or a whole number", "id") }
    return draft
  }

  /// Attributes by name, in the order of the text; null is a value of its own.
  package mutating func attributes(_ object: JSONValue) -> [(name: String, value: Value)] {
    guard object.kind == .object else {
      fault("field.type", "this should be an object", "attributes")
      return []
    }
    var attributes: [(name: String, value: Value)] = []
    for (key, value) in object.members {
      let name = String(decoding: key, as: UTF8.self)
      if let read = self.value(value) {
        attributes.append((name, read))
      } else {
        fault("field.type", "an attribute is a number, a text, true, false, null or a list", "attributes.\(name)")
      }
    }
    return attributes
  }

  private func value(_ value: JSONValue) -> Value? {
    switch value.kind {
    case .null: return .null
    case .string: return value.string.map { .string($0) }
    case .array:
      var items: [Value] = []
      for element in value.elements {
        guard let item = self.value(element) else { return nil }
        items.append(item)
      }
      return .list(items)
    case .object: return nil
    default:
      if let flag = value.bool { return .bool(flag) }
      if let number = value.int64 { return .int(number) }
      if let number = value.uint64 { return .uint(number) }
      return value.double.map { .double($0) }
    }
  }

  /// Addresses by channel; nothing where it is null.
  package mutating func addresses(
    _ object: JSONValue
  ) -> [(channel: String, address: CustomerDraft.Address?)] {
    guard object.kind == .object else {
      fault("field.type", "this should be an object from channels to addresses", "addresses")
      return []
    }
    var addresses: [(channel: String, address: CustomerDraft.Address?)] = []
    for (key, value) in object.members {
      var address = CustomerDraft.Address(channel: String(decoding: key, as: UTF8.self))
      var path: String { "addresses.\(address.channel)" }
      switch value.kind {
      case .null:
        addresses.append((address.channel, nil))
        continue
      case .true: break
      case .string: address.text = value.string
      case .object:
        let item = Item(value, "an address", path, keys: ["address", "suppressed"], &faults)
        address.text = item.text("address", &faults)
        address.isSuppressed = item.flag("suppressed", &faults) ?? false
      default: fault("field.type", "an address is a text, true or an object", path)
      }
      addresses.append((address.channel, address))
    }
    return addresses
  }

  /// Calls `body` with each object of an array that `quick` does not take.
  private mutating func forEach(
    _ array: JSONValue, _ noun: String, _ name: String, keys: [String], quick: (JSONValue) -> Bool = { _ in false },
    _ body: (inout DraftReading, Item) -> Void
  ) {
    guard array.kind == .array else { return fault("field.type", "this should be a list of objects", name) }
    for (index, value) in array.elements.enumerated() {
      if quick(value) { continue }
      let path = "\(name)[\(index)]"
      if value.kind == .object {
        body(&self, Item(value, noun, path, keys: keys, &faults))
      } else {
        fault("field.type", "\(noun) is an object", path)
      }
    }
  }

  /// Consents, in the order of the text.
  package mutating func consents(_ array: JSONValue) -> [CustomerDraft.Consent] {
    var consents: [CustomerDraft.Consent] = []
    let zone = zone
    let quick = { (value: JSONValue) in
      guard let consent = DraftReading.wellFormedConsent(value, zone) else { return false }
      consents.append(consent)
      return true
    }
    forEach(array, "a consent", "consents", keys: DraftReading.consentKeys, quick: quick) { reading, item in
      if let consent = DraftReading.consent(item, zone, &reading.faults) { consents.append(consent) }
    }
    return consents
  }

  static let consentKeys = ["purpose", "channel", "granted", "at", "source", "proof"]

  static func consent(_ item: Item, _ zone: Zone, _ faults: inout [CustomerFault]) -> CustomerDraft.Consent? {
    let channel = item.text("channel", &faults)
    let at = item.milliseconds("at", zone, &faults)
    let source = item.text("source", &faults)
    let proof = item.json("proof", &faults)
    guard let purpose = item.required("purpose", item.text, &faults),
      let granted = item.required("granted", item.flag, &faults)
    else { return nil }
    var consent = CustomerDraft.Consent(purpose: purpose, channel: channel, isGranted: granted)
    consent.atMilliseconds = at
    consent.source = source ?? ""
    consent.proof = proof ?? []
    return consent
  }

  private mutating func contacts(_ array: JSONValue) -> [CustomerDraft.PastContact] {
    var contacts: [CustomerDraft.PastContact] = []
    let zone = zone
    let quick = { (value: JSONValue) in
      guard let contact = ContactReading.wellFormed(value, zone) else { return false }
      contacts.append(contact)
      return true
    }
    forEach(array, "a contact", "contacts", keys: ContactReading.keys, quick: quick) { reading, item in
      if let contact = ContactReading.contact(item, zone, &reading.faults) { contacts.append(contact) }
    }
    return contacts
  }

  private mutating func events(_ array: JSONValue) -> [(name: String, at: Instant, amount: Double)] {
    var events: [(name: String, at: Instant, amount: Double)] = []
    let zone = zone
    forEach(array, "an event", "events", keys: ["name", "at", "amount"]) { reading, item in
      let name = item.required("name", item.text, &reading.faults)
      let at = item.required("at", { item.moment($0, zone, &$1) }, &reading.faults)
      let amount = item.number("amount", &reading.faults)
      guard let name, let at else { return }
      events.append((name, at, amount ?? 0))
    }
    return events
  }

  /// A text.
  package mutating func text(_ value: JSONValue, _ path: String) -> String {
    if let text = value.string { return text }
    fault("field.type", "this should be a text", path)
    return ""
  }

  /// A list of texts.
  package mutating func texts(_ value: JSONValue, _ path: String) -> [String] {
    guard value.kind == .array else {
      fault("field.type", "this should be a list of texts", path)
      return []
    }
    return value.elements.enumerated().map { text($0.element, "\(path)[\($0.offset)]") }
  }

  private mutating func milliseconds(_ value: JSONValue, _ path: String) -> Int64 {
    let text = text(value, path)
    if let milliseconds = Item.milliseconds(text, zone) { return milliseconds }
    if value.string != nil { faults.append(Item.noMoment(text, path)) }
    return 0
  }

  /// Notes something that is wrong.
  package mutating func fault(_ code: String, _ message: String, _ path: String) {
    faults.append(CustomerFault(code: code, message: message, path: path))
  }
}
