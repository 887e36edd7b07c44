import Charters
import Decisions
import Expressions
import Records
import Times

/// Reads customers from JSON Lines, in the form of docs/CUSTOMERS.md.
struct JSONCustomers {
  let binder: CustomerBinder

  func read(_ batch: RecordBatch, now: Instant) -> CustomerBatch {
    var result = CustomerBatch()
    result.faults = batch.faults.map { RowFault($0) }
    guard let parser = JSONParser() else { return result }
    for index in batch.records.indices {
      let line = batch.records[index].line
      do throws(RecordFault) {
        let outcome = try parser.withRecord(index, of: batch) { customer($0) }
        switch outcome {
        case .success(let (state, household)):
          result.rows.append(CustomerRow(line: line, state: state, household: household))
        case .failure(let failure):
          for fault in failure.faults {
            result.faults.append(
              RowFault(code: fault.code, message: "\(fault.path): \(fault.message)", line: line, column: 1))
          }
        }
      } catch {
        result.faults.append(RowFault(error))
      }
    }
    result.faults.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    return result
  }

  private func customer(_ object: JSONValue) -> Result<(CustomerState, UInt64), CustomerFaults> {
    var reading = DraftReading(zone: binder.homeZone)
    let draft = reading.draft(object)
    guard reading.faults.isEmpty else { return .failure(CustomerFaults(faults: reading.faults)) }
    let household = draft.household.isEmpty ? 0 : max(1, Chance.key(of: draft.household))
    return binder.bind(draft).map { ($0, household) }
  }
}

/// Reads one object, collecting what is wrong with it.
private struct DraftReading {
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
    for (key, value) in object.members {
      var address = CustomerDraft.Address(channel: String(decoding: key, as: UTF8.self))
      if value.kind == .object {
        address.text = value["address"]?.string
        address.isSuppressed = value["suppressed"]?.bool ?? false
      } else if let text = value.string {
        address.text = text
      } else if value.bool != true {
        fault("field.type", "an address is a text, true or an object", "addresses.\(address.channel)")
      }
      draft.addresses.append(address)
    }
  }

  private mutating func consents(_ array: JSONValue, _ draft: inout CustomerDraft) {
    for (index, item) in array.elements.enumerated() {
      guard let purpose = item["purpose"]?.string, let granted = item["granted"]?.bool else {
        fault("field.missing", "a consent needs `purpose` and `granted`", "consents[\(index)]")
        continue
      }
      draft.consents.append(.init(purpose: purpose, channel: item["channel"]?.string, isGranted: granted))
    }
  }

  private mutating func contacts(_ array: JSONValue, _ draft: inout CustomerDraft) {
    for (index, item) in array.elements.enumerated() {
      let path = "contacts[\(index)]"
      guard let at = moment(item["at"], path + ".at"), let action = item["action"]?.string,
        let channel = item["channel"]?.string
      else {
        fault("field.missing", "a contact needs `at`, `action` and `channel`", path)
        continue
      }
      var contact = CustomerDraft.PastContact(
        at: at, action: action, channel: channel, purpose: item["purpose"]?.string)
      contact.group = item["group"]?.string
      contact.issue = item["issue"]?.string
      if let name = item["state"]?.string {
        if let state = ContactState.allCases.first(where: { "\($0)" == name }) {
          contact.state = state
        } else {
          fault("word.unknown", "there is no state `\(name)`", path + ".state")
        }
      }
      if let name = item["outcome"]?.string {
        if let outcome = ContactOutcome(name: name) {
          contact.outcome = outcome
        } else {
          fault("word.unknown", "there is no outcome `\(name)`", path + ".outcome")
        }
      }
      if let outcomeAt = item["outcome_at"] { contact.outcomeAt = moment(outcomeAt, path + ".outcome_at") }
      draft.contacts.append(contact)
    }
  }

  private mutating func events(_ array: JSONValue, _ draft: inout CustomerDraft) {
    for (index, item) in array.elements.enumerated() {
      guard let name = item["name"]?.string, let at = moment(item["at"], "events[\(index)].at") else {
        fault("field.missing", "an event needs `name` and `at`", "events[\(index)]")
        continue
      }
      draft.events.append((name, at, item["amount"]?.double ?? 0))
    }
  }

  private mutating func moment(_ value: JSONValue?, _ path: String) -> Instant? {
    guard let text = value?.string else { return nil }
    if let instant = try? Instant(iso8601: text, zone: zone) { return instant }
    fault("moment.invalid", "`\(text)` is not a moment; write `2026-11-22T09:00:00Z`", path)
    return nil
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
