import Charters
import Decisions
import Expressions
import Records
import Times

/// Reads one object, collecting what is wrong with it.
struct DraftReading {
  let zone: Zone
  var faults: [CustomerFault] = []

  init(zone: Zone) { self.zone = zone }

  mutating func draft(_ object: JSONValue) -> CustomerDraft {
    var draft = CustomerDraft(id: "")
    for (key, value) in object.members {
      let name = String(decoding: key, as: UTF8.self)
      if value.isNull { continue }
      switch name {
      case "id": draft.id = value.string ?? value.int64.map(String.init) ?? ""
      case "attributes": attributes(value, &draft)
      case "country": draft.country = text(value, name)
      case "region": draft.region = text(value, name)
      case "zone": draft.zone = text(value, name)
      case "household": draft.household = text(value, name)
      case "addresses": addresses(value, &draft)
      case "consents": consents(value, &draft)
      case "objections": draft.objections = texts(value, name)
      case "unwanted": draft.unwanted = texts(value, name)
      case "preferred_channels": draft.preferredChannels = texts(value, name)
      case "contacts": contacts(value, &draft)
      case "events": events(value, &draft)
      default: fault("field.unknown", "a customer has no `\(name)`", name)
      }
    }
    if draft.id.isEmpty { fault("field.missing", "a customer needs an `id`, a text or a whole number", "id") }
    return draft
  }

  private mutating func attributes(_ object: JSONValue, _ draft: inout CustomerDraft) {
    guard object.kind == .object else { return fault("field.type", "this should be an object", "attributes") }
    for (key, value) in object.members {
      let name = String(decoding: key, as: UTF8.self)
      if let read = self.value(value) {
        draft.attributes.append((name, read))
      } else {
        fault("field.type", "an attribute is a number, a text, true, false, null or a list", "attributes.\(name)")
      }
    }
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

  private mutating func addresses(_ object: JSONValue, _ draft: inout CustomerDraft) {
    guard object.kind == .object else {
      return fault("field.type", "this should be an object from channels to addresses", "addresses")
    }
    for (key, value) in object.members {
      var address = CustomerDraft.Address(channel: String(decoding: key, as: UTF8.self))
      let path = "addresses.\(address.channel)"
      switch value.kind {
      case .null: continue
      case .true: break
      case .string: address.text = value.string
      case .object:
        let item = Item(value, "an address", path, keys: ["address", "suppressed"], &faults)
        address.text = item.text("address", &faults)
        address.isSuppressed = item.flag("suppressed", &faults) ?? false
      default: fault("field.type", "an address is a text, true or an object", path)
      }
      draft.addresses.append(address)
    }
  }

  /// Calls `body` with each object of an array.
  private mutating func forEach(
    _ array: JSONValue, _ noun: String, _ name: String, keys: [String],
    _ body: (inout DraftReading, Item) -> Void
  ) {
    guard array.kind == .array else { return fault("field.type", "this should be a list of objects", name) }
    for (index, value) in array.elements.enumerated() {
      let path = "\(name)[\(index)]"
      if value.kind == .object {
        body(&self, Item(value, noun, path, keys: keys, &faults))
      } else {
        fault("field.type", "\(noun) is an object", path)
      }
    }
  }

  private mutating func consents(_ array: JSONValue, _ draft: inout CustomerDraft) {
    forEach(array, "a consent", "consents", keys: ["purpose", "channel", "granted"]) { reading, item in
      let channel = item.text("channel", &reading.faults)
      guard let purpose = item.required("purpose", item.text, &reading.faults),
        let granted = item.required("granted", item.flag, &reading.faults)
      else { return }
      draft.consents.append(.init(purpose: purpose, channel: channel, isGranted: granted))
    }
  }

  private mutating func contacts(_ array: JSONValue, _ draft: inout CustomerDraft) {
    let keys = ["at", "action", "channel", "purpose", "group", "issue", "state", "outcome", "outcome_at"]
    let zone = zone
    forEach(array, "a contact", "contacts", keys: keys) { reading, item in
      let at = item.required("at", { item.moment($0, zone, &$1) }, &reading.faults)
      let action = item.required("action", item.text, &reading.faults)
      let channel = item.required("channel", item.text, &reading.faults)
      guard let at, let action, let channel else { return }
      var contact = CustomerDraft.PastContact(
        at: at, action: action, channel: channel, purpose: item.text("purpose", &reading.faults))
      contact.group = item.text("group", &reading.faults)
      contact.issue = item.text("issue", &reading.faults)
      if let name = item.text("state", &reading.faults) {
        if let state = ContactState.allCases.first(where: { "\($0)" == name }) {
          contact.state = state
        } else {
          reading.fault("word.unknown", "there is no state `\(name)`", item.path + ".state")
        }
      }
      if let name = item.text("outcome", &reading.faults) {
        if let outcome = ContactOutcome(name: name) {
          contact.outcome = outcome
        } else {
          reading.fault("word.unknown", "there is no outcome `\(name)`", item.path + ".outcome")
        }
      }
      contact.outcomeAt = item.moment("outcome_at", zone, &reading.faults)
      draft.contacts.append(contact)
    }
  }

  private mutating func events(_ array: JSONValue, _ draft: inout CustomerDraft) {
    let zone = zone
    forEach(array, "an event", "events", keys: ["name", "at", "amount"]) { reading, item in
      let name = item.required("name", item.text, &reading.faults)
      let at = item.required("at", { item.moment($0, zone, &$1) }, &reading.faults)
      let amount = item.number("amount", &reading.faults)
      guard let name, let at else { return }
      draft.events.append((name, at, amount ?? 0))
    }
  }

  private mutating func text(_ value: JSONValue, _ path: String) -> String {
    if let text = value.string { return text }
    fault("field.type", "this should be a text", path)
    return ""
  }

  private mutating func texts(_ value: JSONValue, _ path: String) -> [String] {
    guard value.kind == .array else {
      fault("field.type", "this should be a list of texts", path)
      return []
    }
    return value.elements.enumerated().map { text($0.element, "\(path)[\($0.offset)]") }
  }

  private mutating func fault(_ code: String, _ message: String, _ path: String) {
    faults.append(CustomerFault(code: code, message: message, path: path))
  }
}
