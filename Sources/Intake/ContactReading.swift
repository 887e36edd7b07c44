import Charters
import Decisions
import Records
import Times

/// Reads one past contact of a customer's JSON.
enum ContactReading {
  /// What a contact may say. From `brand` on it is what an export adds, so that a contact of a charter long gone stays
  /// what it was.
  static let keys = [
    "at", "action", "channel", "purpose", "group", "issue", "state", "outcome", "outcome_at", "brand", "weight",
    "channel_kind", "direction", "purpose_kind", "address_key", "decision", "choice",
  ]

  static func contact(
    _ item: Item, _ zone: Zone, _ faults: inout [CustomerFault]
  ) -> CustomerDraft.PastContact? {
    let at = item.required("at", { item.moment($0, zone, &$1) }, &faults)
    let action = item.required("action", item.text, &faults)
    let channel = item.required("channel", item.text, &faults)
    guard let at, let action, let channel else { return nil }
    var contact = CustomerDraft.PastContact(
      at: at, action: action, channel: channel, purpose: item.text("purpose", &faults))
    contact.group = item.text("group", &faults)
    contact.issue = item.text("issue", &faults)
    contact.state = word("state", item, states, &faults) ?? contact.state
    contact.outcome = word("outcome", item, outcomes, &faults) ?? contact.outcome
    contact.outcomeAt = item.moment("outcome_at", zone, &faults)
    contact.brand = item.text("brand", &faults)
    contact.channelKind = word("channel_kind", item, channelKinds, &faults)
    contact.direction = word("direction", item, directions, &faults)
    contact.purposeKind = word("purpose_kind", item, purposeKinds, &faults)
    if let points = item.number("weight", &faults) {
      if let weight = weightHundredths(points) {
        contact.weightHundredths = weight
      } else {
        fault("number.range", "`weight` lies between 0 and 655.35", item, "weight", &faults)
      }
    }
    if let text = item.text("address_key", &faults) {
      contact.addressKey = UInt32(text, radix: 16)
      if contact.addressKey == nil {
        fault("field.type", "this should be up to eight hexadecimal digits", item, "address_key", &faults)
      }
    }
    contact.decision = item.text("decision", &faults)
    if let number = item.number("choice", &faults) {
      if let choice = choice(number) {
        contact.choice = choice
      } else {
        fault("number.range", "`choice` is a whole number from 0 to 15", item, "choice", &faults)
      }
    }
    return contact
  }

  /// Pressure of so many points, in hundredths; nothing out of range.
  static func weightHundredths(_ points: Double) -> UInt16? { UInt16(exactly: (points * 100).rounded()) }

  /// Which choice of a decision a number is; nothing when it is none.
  static func choice(_ number: Double) -> Int? {
    Int(exactly: number).flatMap { (0..<16).contains($0) ? $0 : nil }
  }

  private static func word<Word>(
    _ key: String, _ item: Item, _ words: Words<Word>, _ faults: inout [CustomerFault]
  ) -> Word? {
    guard let text = item.text(key, &faults) else { return nil }
    if let word = words[text] { return word }
    fault("word.unknown", "there is no \(key) `\(text)`", item, key, &faults)
    return nil
  }

  private static func fault(
    _ code: String, _ message: String, _ item: Item, _ key: String, _ faults: inout [CustomerFault]
  ) {
    faults.append(CustomerFault(code: code, message: message, path: "\(item.path).\(key)"))
  }
}
