import Decisions

/// The contacts of a packed customer, oldest first: the end of the block, so that one more is appended to it.
///
/// Of a contact there is a byte that says what follows, the number of its kind, the seconds since the contact before,
/// and what few contacts have: the moment of its outcome, the decision that it comes from as a difference to the one
/// before, an address that is not among the customer's. Some seven bytes, of a decision's some twelve.
struct PackedContacts {
  /// The first bytes of a block: what the next contact is a difference to.
  struct Tail {
    static let byteCount = 14
    static let countOffset = 12

    var origin: UInt64 = 0
    var atSeconds: UInt32 = 0
    var count: UInt16 = 0
  }

  /// Bits of the byte that says what follows. The low five are the place of the address, from 1 on: the customer's by
  /// channel, then those of ``formerAddresses``; 0: none.
  private static let placeMask: UInt8 = 31
  /// The address itself follows.
  private static let addressPlace: UInt8 = 31
  private static let outcomeBit: UInt8 = 32
  private static let originBit: UInt8 = 64
  /// The kind has no number, and is spelled out.
  private static let spelledBit: UInt8 = 128

  private static let contactBytesMax = 1 + 28 + 3 * BlockWriter.varintBytesMax + 4

  private let kinds: ContactKinds
  private let addresses: [UInt32]
  private let contacts: [Contact]
  /// Addresses of contacts that are no longer the customer's, each once.
  private var formerAddresses: [UInt32] = []

  init(of customer: Customer, _ contacts: [Contact], kinds: ContactKinds) {
    self.kinds = kinds
    addresses = customer.addresses
    self.contacts = contacts
    for contact in contacts where contact.address != 0 && !addresses.contains(contact.address) {
      if !formerAddresses.contains(contact.address), addresses.count + formerAddresses.count < 30 {
        formerAddresses.append(contact.address)
      }
    }
  }

  /// The most bytes that they take.
  var bytesMax: Int {
    BlockWriter.varintBytesMax + formerAddresses.count * 4 + contacts.count * PackedContacts.contactBytesMax
  }

  /// Writes them at the end of a block, and how it ends at its beginning.
  func put(_ writer: inout BlockWriter) {
    writer.put(varint: formerAddresses.count)
    for address in formerAddresses { writer.put(address) }
    var tail = Tail()
    for contact in contacts {
      PackedContacts.put(contact, kinds, addresses, formerAddresses, &tail, &writer)
    }
    writer.replace(tail)
  }

  private static func put(
    _ contact: Contact, _ kinds: ContactKinds, _ addresses: [UInt32], _ formerAddresses: [UInt32],
    _ tail: inout Tail, _ writer: inout BlockWriter
  ) {
    let kind = kinds.number(of: contact)
    let place = place(of: contact.address, addresses, formerAddresses)
    writer.put(
      place | (contact.outcomeSeconds == 0 ? 0 : outcomeBit) | (contact.origin == 0 ? 0 : originBit)
        | (kind == nil ? spelledBit : 0))
    if let kind { writer.put(varint: kind) } else { spell(contact, &writer) }
    writer.put(varint: UInt64(contact.atSeconds &- tail.atSeconds))
    tail.atSeconds = contact.atSeconds
    if contact.outcomeSeconds != 0 {
      writer.put(signed: Int64(contact.outcomeSeconds) - Int64(contact.atSeconds))
    }
    if contact.origin != 0 {
      // The mark of other hubs' decisions is the highest bit, and would make every difference long.
      let origin = contact.origin << 1 | contact.origin >> 63
      writer.put(signed: Int64(bitPattern: origin &- tail.origin))
      tail.origin = origin
    }
    if place == addressPlace { writer.put(contact.address) }
    tail.count += 1
  }

  private static func place(of address: UInt32, _ addresses: [UInt32], _ formerAddresses: [UInt32]) -> UInt8 {
    if address == 0 { return 0 }
    let count = min(addresses.count, 30)
    for channel in 0..<count where addresses[channel] == address { return UInt8(channel + 1) }
    for index in formerAddresses.indices where formerAddresses[index] == address {
      return UInt8(addresses.count + index + 1)
    }
    return addressPlace
  }

  private static func spell(_ contact: Contact, _ writer: inout BlockWriter) {
    for symbol in [
      contact.action, contact.group, contact.issue, contact.channel, contact.purpose, contact.brand,
    ] { writer.put(symbol.rawValue) }
    writer.put(contact.weightHundredths)
    writer.put(contact.flags)
  }

  // MARK: Reading

  /// Reads them in the place of those of another customer.
  static func get(
    _ ledger: inout Ledger, _ tail: Tail, kinds: ContactKinds, addresses: [UInt32], _ reader: inout BlockReader
  ) {
    let formerCount: Int = reader.getVarint()
    let formerOffset = reader.offset
    reader.skip(formerCount * 4)
    var origin: UInt64 = 0
    var at: UInt32 = 0
    ledger.refill(count: Int(tail.count)) { contacts in
      addresses.withUnsafeBufferPointer { addresses in
        for _ in 0..<tail.count {
          let parts = reader.get(UInt8.self)
          var contact = parts & spelledBit == 0 ? kinds[reader.getVarint() as Int] : spelled(&reader)
          at &+= UInt32(truncatingIfNeeded: reader.getVarint() as UInt64)
          contact.atSeconds = at
          if parts & outcomeBit != 0 {
            contact.outcomeSeconds = UInt32(truncatingIfNeeded: Int64(at) + reader.getSigned())
          }
          if parts & originBit != 0 {
            origin &+= UInt64(bitPattern: reader.getSigned())
            contact.origin = origin >> 1 | origin << 63
          }
          let place = Int(parts & placeMask)
          if place == Int(addressPlace) {
            contact.address = reader.get(UInt32.self)
          } else if place > addresses.count {
            contact.address = reader.get(UInt32.self, at: formerOffset + (place - 1 - addresses.count) * 4)
          } else if place > 0 {
            contact.address = addresses[place - 1]
          }
          contacts.append(contact)
        }
      }
    }
  }

  private static func spelled(_ reader: inout BlockReader) -> Contact {
    let action = Symbol(rawValue: reader.get(UInt32.self))
    let group = Symbol(rawValue: reader.get(UInt32.self))
    let issue = Symbol(rawValue: reader.get(UInt32.self))
    let channel = Symbol(rawValue: reader.get(UInt32.self))
    let purpose = Symbol(rawValue: reader.get(UInt32.self))
    let brand = Symbol(rawValue: reader.get(UInt32.self))
    let weight = reader.get(UInt16.self)
    let contact = Contact(
      atSeconds: 0, outcomeSeconds: 0, action: action, group: group, issue: issue, channel: channel,
      purpose: purpose, brand: brand, address: 0, weightHundredths: weight, flags: reader.get(UInt16.self), origin: 0)
    // The flags are those of a contact, so there is one again.
    return contact.unsafelyUnwrapped
  }

  // MARK: Appending

  /// A block with what a decision reserved at its end; nothing when a contact is older than the newest one, or they would
  /// be too many.
  static func appending(
    _ contacts: [Contact], of decision: Position, kinds: ContactKinds, addresses: [UInt32], to block: [UInt8]
  ) -> [UInt8]? {
    guard !block.isEmpty else { return nil }
    var tail = block.withUnsafeBytes { block in
      var reader = BlockReader(block)
      return reader.getTail()
    }
    guard Int(tail.count) + contacts.count <= Profile.contactsMax else { return nil }
    var newest = tail.atSeconds
    for contact in contacts {
      if contact.atSeconds < newest { return nil }
      newest = contact.atSeconds
    }
    return BlockWriter.block(prefix: block, bytesMax: contacts.count * contactBytesMax) { writer in
      for (choice, contact) in contacts.enumerated() {
        var contact = contact
        contact.origin = decision.origin(choice: choice)
        put(contact, kinds, addresses, [], &tail, &writer)
      }
      writer.replace(tail)
    }
  }
}

extension BlockWriter {
  /// Makes room for how the block ends.
  mutating func put(_ tail: PackedContacts.Tail) {
    put(tail.origin)
    put(tail.atSeconds)
    put(tail.count)
  }

  /// Writes how the block ends where room was made for it.
  func replace(_ tail: PackedContacts.Tail) {
    put(tail.origin, at: 0)
    put(tail.atSeconds, at: 8)
    put(tail.count, at: PackedContacts.Tail.countOffset)
  }
}

extension BlockReader {
  /// How the block ends.
  mutating func getTail() -> PackedContacts.Tail {
    let origin = get(UInt64.self)
    let at = get(UInt32.self)
    return PackedContacts.Tail(origin: origin, atSeconds: at, count: get(UInt16.self))
  }
}
