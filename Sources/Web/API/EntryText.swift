import Decisions
import Expressions
import Hub
import Records
import Times

/// An entry of the log as those may read it who may read its customer.
struct EntryText {
  private let entry: Entry
  private let body: EntryBody
  private let names: SymbolNames
  /// The decision with what it rests on, where the entry is one.
  var decided: Decided?
  /// The zone that its times are written in.
  var zone = Zone.utc

  /// - Throws: 503 `store.damaged` when the entry cannot be read.
  init(_ entry: Entry, _ names: SymbolNames) throws(APIError) {
    self.entry = entry
    self.names = names
    do {
      body = try EntryBody(kind: entry.kind, body: entry.body)
    } catch {
      throw APIError(
        .serviceUnavailable, "store.damaged", "an entry of the log cannot be read; restore the database from a copy",
        retryAfterSeconds: 60)
    }
  }

  /// Whether it says anything that other entries do not: a snapshot only sums up what came before.
  static func isTold(_ entry: Entry) -> Bool {
    // The first entry of a customer who came from a file is a snapshot, and sums up nothing.
    entry.kind != .snapshot || entry.previous == .none
  }

  func write(into writer: inout JSONWriter) {
    writer.object {
      $0.member("entry", DecisionID.text(entry.position))
      $0.member("at", milliseconds: entry.atMilliseconds)
      switch body {
      case .snapshot(let profile), .imported(let profile): write("imported", profile, into: &$0)
      case .absorbed(let profile): write("absorbed", profile, into: &$0)
      case .patch(let patch): named("patch", in: &$0) { patch.write(into: &$0) }
      case .event(let event): named("event", in: &$0) { Self.write(event, into: &$0) }
      case .decision:
        $0.member("kind", "decision")
        $0.key("decision")
        if let decided {
          DecisionAnswer(decided: decided, tellsQuestion: true).write(into: &$0, zone: zone)
        } else {
          $0.null()
        }
      case .journeys(let record): named("journeys", in: &$0) { Self.write(record, into: &$0) }
      case .feedback(let feedback): named("feedback", in: &$0) { Self.write(feedback, into: &$0) }
      // Into whom is not said: the entries of those who were merged are read with those of the customer they became.
      case .merged: $0.member("kind", "merged")
      }
    }
  }

  private func named(_ kind: StaticString, in writer: inout JSONWriter, _ write: (inout JSONWriter) -> Void) {
    writer.member("kind", kind.description)
    writer.key(kind)
    writer.object(write)
  }

  private func write(_ kind: StaticString, _ profile: Profile, into writer: inout JSONWriter) {
    writer.member("kind", kind.description)
    writer.key(kind)
    profile.write(into: &writer) { names[$0] }
  }

  private static func write(_ event: EventRecord, into writer: inout JSONWriter) {
    writer.member("name", event.name)
    writer.member("at", milliseconds: event.atMilliseconds)
    writer.key("amount")
    writer.double(event.amount)
    if !event.properties.isEmpty {
      writer.key("properties")
      writer.json(event.properties)
    }
  }

  private static func write(_ record: JourneyRecord, into writer: inout JSONWriter) {
    writer.list("news", record.news) { writer, news in
      writer.object {
        $0.member("kind", news.kind.name)
        if !news.name.isEmpty { $0.member("name", news.name) }
        if !news.reason.isEmpty { $0.member("reason", news.reason) }
      }
    }
  }

  private static func write(_ feedback: FeedbackRecord, into writer: inout JSONWriter) {
    writer.member("decision", DecisionID.text(feedback.decision))
    writer.member("choice", feedback.choice)
    writer.member("outcome", feedback.kind.name)
    writer.member("at", feedback.at.iso8601())
    if let value = feedback.value {
      writer.key("value")
      writer.double(value)
    }
    if let reason = feedback.reason { writer.member("reason", reason.name) }
    if !feedback.note.isEmpty { writer.member("note", feedback.note) }
    writer.member("action", feedback.action)
    writer.member("channel", feedback.channel)
  }
}

/// A contact of the ledger.
enum LedgerText {
  /// Writes its members.
  static func write(_ contact: Contact, _ names: SymbolNames, into writer: inout JSONWriter) {
    writer.member("at", contact.at.iso8601())
    writer.member("action", names.text(contact.action))
    writer.member("channel", names.text(contact.channel))
    writer.member("purpose", names.text(contact.purpose))
    writer.member("group", names.text(contact.group))
    writer.member("issue", names.text(contact.issue))
    if contact.brand != .none { writer.member("brand", names.text(contact.brand)) }
    writer.member("direction", "\(contact.direction)")
    writer.key("weight")
    writer.decimal(Double(contact.weightHundredths) / 100, places: 2)
    writer.member("state", "\(contact.state)")
    writer.member("counts", contact.state.counts)
    if contact.outcome != .none {
      writer.member("outcome", "\(contact.outcome)")
      writer.member("outcome_at", milliseconds: Int64(contact.outcomeSeconds) * 1_000)
    }
    if let (decision, choice) = contact.decision {
      writer.member("decision", DecisionID.text(decision))
      writer.member("choice", choice)
    }
  }
}

extension CustomerPatch {
  /// Writes the members of an object from which the same patch can be read.
  func write(into writer: inout JSONWriter) {
    if !attributes.isEmpty {
      writer.key("attributes")
      writer.object {
        for (name, value) in attributes {
          $0.key(string: name)
          $0.write(value)
        }
      }
    }
    let texts: [(StaticString, String?)] = [
      ("country", country), ("region", region), ("zone", zone), ("locale", locale), ("household", household),
    ]
    for case (let name, let text?) in texts {
      writer.key(name)
      if text.isEmpty { writer.null() } else { writer.string(text) }
    }
    if !addresses.isEmpty {
      writer.key("addresses")
      writer.object { for address in addresses { Self.write(address, into: &$0) } }
    }
    if !consents.isEmpty {
      writer.list("consents", consents) { writer, consent in writer.object { Self.write(consent, into: &$0) } }
    }
    if let objections { writer.member("objections", objections) }
    if let unwanted { writer.member("unwanted", unwanted) }
    if let preferredChannels { writer.member("preferred_channels", preferredChannels) }
  }

  private static func write(_ address: Address, into writer: inout JSONWriter) {
    writer.key(string: address.channel)
    if address.isRemoved { return writer.null() }
    writer.object {
      if let text = address.text { $0.member("address", text) }
      if address.isSuppressed { $0.member("suppressed", true) }
    }
  }

  private static func write(_ consent: Consent, into writer: inout JSONWriter) {
    writer.member("purpose", consent.purpose)
    if let channel = consent.channel { writer.member("channel", channel) }
    writer.member("granted", consent.isGranted)
    if let at = consent.at { writer.member("at", at.iso8601()) }
    if !consent.source.isEmpty { writer.member("source", consent.source) }
    if !consent.proof.isEmpty {
      writer.key("proof")
      writer.json(consent.proof)
    }
  }
}

extension JSONWriter {
  /// Writes JSON that the hub keeps as text: an object. What cannot be read becomes null.
  mutating func json(_ text: [UInt8]) {
    // Only reading fails, and then nothing was written.
    do { try withJSON(text) { write($0) } } catch { null() }
  }

  /// Writes a value of an attribute.
  mutating func write(_ value: Value) {
    switch value {
    case .bool(let value): bool(value)
    case .int(let value): int(value)
    case .uint(let value): uint(value)
    case .double(let value): double(value)
    case .string(let value): string(value)
    case .timestamp(let value): string(value.rfc3339)
    case .duration(let value): string("\(value.components.seconds)s")
    case .list(let values):
      beginArray()
      for value in values { write(value) }
      endArray()
    case .map(let map):
      object {
        for (key, value) in map.entries {
          if case .string(let name) = key {
            $0.key(string: name)
            $0.write(value)
          }
        }
      }
    // No attribute has such a value.
    case .null, .bytes, .type, .optional, .opaque: null()
    }
  }
}
