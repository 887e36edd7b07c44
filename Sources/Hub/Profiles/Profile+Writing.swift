import Decisions
import Expressions
import Records
import Times

extension Profile {
  /// Writes everything that is known, as one object in the form of docs/CUSTOMERS.md, but without an `id`.
  /// - Parameters:
  ///   - writer: where to.
  ///   - names: the name of a symbol; `#` and its number stand where there is none.
  public func write(into writer: inout JSONWriter, names: (Symbol) -> String?) {
    writer.beginObject()
    writeMembers(into: &writer, names: names)
    writer.endObject()
  }

  /// Writes the members of that object, for those who put an `id` before them: ``read(_:binder:)`` reads it back.
  public func writeMembers(into writer: inout JSONWriter, names: (Symbol) -> String?) {
    if createdAtMilliseconds != 0 { writer.moment("created_at", createdAtMilliseconds) }
    if !attributes.isEmpty {
      writer.key("attributes")
      writer.beginObject()
      for (name, value) in attributes {
        writer.key(string: name)
        writer.attribute(value)
      }
      writer.endObject()
    }
    writer.text("country", country)
    writer.text("region", region)
    writer.text("zone", zone)
    writer.text("locale", locale)
    writer.text("household", household)
    if !addresses.isEmpty {
      writer.key("addresses")
      writer.beginObject()
      for address in addresses { write(address, &writer) }
      writer.endObject()
    }
    writer.list("consents", consents) { $1.write(into: &$0) }
    writer.list("objections", objections) { $0.string($1) }
    writer.list("unwanted", unwanted) { $0.string($1) }
    writer.list("preferred_channels", preferredChannels) { $0.string($1) }
    writer.list("contacts", ledger.contacts) { $1.write(into: &$0, names: names) }
    writer.list("events", events) { writer, event in
      writer.beginObject()
      writer.text("name", event.name.text(names))
      writer.text("at", Instant(secondsSince1970: Int64(event.atSeconds)).iso8601())
      if event.amount != 0 {
        writer.key("amount")
        writer.double(event.amount)
      }
      writer.endObject()
    }
  }

  private func write(_ address: Address, _ writer: inout JSONWriter) {
    writer.key(string: address.channel)
    if !address.isSuppressed {
      if let text = address.text { writer.string(text) } else { writer.bool(true) }
      return
    }
    writer.beginObject()
    if let text = address.text { writer.text("address", text) }
    writer.key("suppressed")
    writer.bool(true)
    writer.endObject()
  }
}

extension Profile.Consent {
  fileprivate func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.text("purpose", purpose)
    if let channel { writer.text("channel", channel) }
    writer.key("granted")
    writer.bool(isGranted)
    if atMilliseconds != 0 { writer.moment("at", atMilliseconds) }
    writer.text("source", source)
    if !proof.isEmpty {
      writer.key("proof")
      let isWritten = proof.withUnsafeBufferPointer { proof in
        (try? JSONParser()?.withObject(proof) { writer.write($0) }) != nil
      }
      if !isWritten {
        // A proof that is no JSON object came by another way than JSON; it is told all the same.
        writer.beginObject()
        writer.text("text", String(decoding: proof, as: UTF8.self))
        writer.endObject()
      }
    }
    writer.endObject()
  }
}

extension Contact {
  fileprivate func write(into writer: inout JSONWriter, names: (Symbol) -> String?) {
    writer.beginObject()
    writer.text("at", at.iso8601())
    writer.text("action", action.text(names))
    writer.text("channel", channel.text(names))
    writer.text("purpose", purpose.text(names))
    // Also where there is none: what is left out would be the action's own.
    for (key, symbol) in [("group", group), ("issue", issue), ("brand", brand)] {
      writer.key(string: key)
      writer.string(symbol.text(names))
    }
    writer.text("channel_kind", channelKind.name)
    writer.text("direction", "\(direction)")
    writer.text("purpose_kind", "\(purposeKind)")
    writer.key("weight")
    writer.decimal(Double(weightHundredths) / 100, places: 2)
    writer.text("address_key", String(address, radix: 16))
    writer.text("state", "\(state)")
    if outcome != .none { writer.text("outcome", "\(outcome)") }
    if outcomeSeconds != 0 {
      writer.text("outcome_at", Instant(secondsSince1970: Int64(outcomeSeconds)).iso8601())
    }
    if let (position, choice) = decision {
      writer.text("decision", DecisionID.text(position))
      writer.key("choice")
      writer.int(choice)
    }
    writer.endObject()
  }
}

extension JSONWriter {
  /// A member that is left out where the text is empty.
  fileprivate mutating func text(_ key: StaticString, _ text: String) {
    if text.isEmpty { return }
    self.key(key)
    string(text)
  }

  /// A moment to the millisecond.
  fileprivate mutating func moment(_ key: StaticString, _ milliseconds: Int64) {
    let seconds = milliseconds.quotientFloored(by: 1000)
    let rest = Int32(milliseconds.remainderFloored(by: 1000))
    self.key(key)
    string(Timestamp(seconds: seconds, nanoseconds: rest * 1_000_000).rfc3339)
  }

  /// A member that is left out where there are no items.
  fileprivate mutating func list<Item>(
    _ key: StaticString, _ items: [Item], _ write: (inout JSONWriter, Item) -> Void
  ) {
    if items.isEmpty { return }
    self.key(key)
    beginArray()
    for item in items { write(&self, item) }
    endArray()
  }

  /// An attribute's value; times as the texts that charters read them from, what JSON cannot say as null.
  fileprivate mutating func attribute(_ value: Value) {
    switch value {
    case .bool(let flag): bool(flag)
    case .int(let number): int(number)
    case .uint(let number): uint(number)
    case .double(let number): double(number)
    case .string(let text): string(text)
    case .timestamp(let moment): string(moment.rfc3339)
    case .duration(let length): string(length.secondsText)
    case .list(let items):
      beginArray()
      for item in items { attribute(item) }
      endArray()
    case .null, .bytes, .map, .type, .optional, .opaque: null()
    }
  }
}
