import Decisions
import Times

extension ByteWriter {
  /// Contacts: a count, then 40 bytes and an origin for each.
  mutating func contacts(_ contacts: [Contact]) {
    count(contacts.count)
    for contact in contacts { self.contact(contact) }
  }

  private mutating func contact(_ contact: Contact) {
    // Two fields of 32 bits at a time, the first one low: the bytes are those of the fields one after the other.
    fixed64(pair(contact.atSeconds, contact.outcomeSeconds))
    fixed64(pair(contact.action.rawValue, contact.group.rawValue))
    fixed64(pair(contact.issue.rawValue, contact.channel.rawValue))
    fixed64(pair(contact.purpose.rawValue, contact.brand.rawValue))
    fixed64(pair(contact.address, UInt32(contact.weightHundredths) | UInt32(contact.flags) << 16))
    varint(contact.origin)
  }

  private func pair(_ first: UInt32, _ second: UInt32) -> UInt64 { UInt64(first) | UInt64(second) << 32 }

  mutating func events(_ events: [Event]) {
    count(events.count)
    for event in events {
      fixed32(event.name.rawValue)
      fixed32(event.atSeconds)
      double(event.amount)
    }
  }
}

extension ByteReader {
  mutating func contacts() throws(BodyError) -> [Contact] {
    let count = try count(ofBytes: 41)
    var contacts: [Contact] = []
    contacts.reserveCapacity(count)
    for _ in 0..<count { contacts.append(try contact()) }
    return contacts
  }

  private mutating func contact() throws(BodyError) -> Contact {
    let at = try fixed32()
    let outcomeAt = try fixed32()
    let action = Symbol(rawValue: try fixed32())
    let group = Symbol(rawValue: try fixed32())
    let issue = Symbol(rawValue: try fixed32())
    let channel = Symbol(rawValue: try fixed32())
    let purpose = Symbol(rawValue: try fixed32())
    let brand = Symbol(rawValue: try fixed32())
    let address = try fixed32()
    let last = try fixed32()
    let contact = Contact(
      atSeconds: at, outcomeSeconds: outcomeAt, action: action, group: group, issue: issue, channel: channel,
      purpose: purpose, brand: brand, address: address, weightHundredths: UInt16(truncatingIfNeeded: last),
      flags: UInt16(last >> 16), origin: try varint())
    guard let contact else { throw .invalid("a contact in no state that there is") }
    return contact
  }

  mutating func events() throws(BodyError) -> [Event] {
    let count = try count(ofBytes: 16)
    var events: [Event] = []
    events.reserveCapacity(count)
    for _ in 0..<count {
      let name = Symbol(rawValue: try fixed32())
      var event = Event(name: name, at: Instant(secondsSince1970: Int64(try fixed32())))
      event.amount = try double()
      events.append(event)
    }
    return events
  }
}
