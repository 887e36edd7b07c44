import Decisions
import Expressions
import Times

/// A customer under one charter in little room: what the hub keeps in memory between decisions.
///
/// One block of bytes, written and read in one pass; a customer of the bank's charter with thirty contacts takes less
/// than 1,700 of them. Contacts of others at the same address or in the household are not part of it, and neither is
/// the identifier: whoever keeps the block has it.
struct PackedCustomer: Sendable {
  private let bytes: [UInt8]
  /// Values that have no word: texts that no rule names, lists. Rare.
  private let others: [(slot: Int, value: Value)]

  /// Nobody.
  init() {
    bytes = []
    others = []
  }

  /// How many bytes it takes, without values that have no word.
  var byteCount: Int { bytes.count }

  /// Packs a customer.
  init(_ state: CustomerState) {
    let customer = state.customer
    others = customer.row.others
    let listCount =
      customer.objections.count + customer.unwanted.count + customer.preferredChannels.count + customer.zones.count
    let most =
      64 + customer.consents.count + customer.reach.count * 5 + listCount * 4 + customer.row.slotCount * 10
      + customer.events.count * 16 + state.ledger.contacts.count * PackedCustomer.contactBytesMax
    bytes = withUnsafeTemporaryAllocation(byteCount: most, alignment: 8) { scratch in
      var writer = BlockWriter(scratch)
      writer.put(customer.key)
      writer.put(customer.country.rawValue)
      writer.put(customer.region.rawValue)
      writer.put(pairs: customer.consents.map(\.rawValue))
      writer.put(UInt16(customer.reach.count))
      for (reach, address) in zip(customer.reach, customer.addresses) {
        writer.put(reach.rawValue | (address == 0 ? 0 : 0x80))
        if address != 0 { writer.put(address) }
      }
      writer.put(numbers: customer.objections)
      writer.put(UInt16(customer.unwanted.count))
      for symbol in customer.unwanted { writer.put(symbol.rawValue) }
      writer.put(numbers: customer.preferredChannels)
      writer.put(numbers: customer.zones)
      writer.put(pairs: customer.row.states)
      for (state, word) in zip(customer.row.states, customer.row.words) where state == SlotState.word.rawValue {
        writer.put(short: word)
      }
      writer.put(UInt16(customer.events.count))
      for event in customer.events {
        writer.put(event.name.rawValue)
        writer.put(event.atSeconds)
        writer.put(event.amount.bitPattern)
      }
      writer.put(UInt16(state.ledger.contacts.count))
      for contact in state.ledger.contacts { PackedCustomer.put(contact, &writer) }
      return Array(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(scratch)[..<writer.count]))
    }
  }

  /// The customer again, under an identifier.
  func unpack(id: String) -> CustomerState {
    bytes.withUnsafeBytes { block in
      var reader = BlockReader(block)
      var customer = Customer(id: "", slotCount: 0, purposeCount: 0, channelCount: 0)
      customer.id = id
      guard !block.isEmpty else { return CustomerState(customer: customer) }
      customer.key = reader.get(UInt64.self)
      customer.country = Symbol(rawValue: reader.get(UInt32.self))
      customer.region = Symbol(rawValue: reader.get(UInt32.self))
      customer.consents = reader.getPairs().map { ConsentState(rawValue: $0) ?? .absent }
      let channelCount = Int(reader.get(UInt16.self))
      customer.reach.reserveCapacity(channelCount)
      customer.addresses.reserveCapacity(channelCount)
      for _ in 0..<channelCount {
        let reach = reader.get(UInt8.self)
        customer.reach.append(Reach(rawValue: reach & 0x7F) ?? .missing)
        customer.addresses.append(reach & 0x80 == 0 ? 0 : reader.get(UInt32.self))
      }
      customer.objections = reader.getNumbers()
      customer.unwanted = (0..<reader.get(UInt16.self)).map { _ in Symbol(rawValue: reader.get(UInt32.self)) }
      customer.preferredChannels = reader.getNumbers()
      customer.zones = reader.getNumbers()
      let states = reader.getPairs()
      var words = [UInt64](repeating: 0, count: states.count)
      for slot in states.indices where states[slot] == SlotState.word.rawValue { words[slot] = reader.getShort() }
      customer.row = Row(states: states, words: words, others: others)
      customer.events = (0..<reader.get(UInt16.self)).map { _ in
        var event = Event(name: Symbol(rawValue: reader.get(UInt32.self)), at: Instant(secondsSince1970: 0))
        event.atSeconds = reader.get(UInt32.self)
        event.amount = Double(bitPattern: reader.get(UInt64.self))
        return event
      }
      let contacts = (0..<reader.get(UInt16.self)).compactMap { _ in PackedCustomer.contact(&reader) }
      return CustomerState(customer: customer, ledger: Ledger(inOrder: contacts))
    }
  }

  // MARK: Contacts

  /// What of a contact is written besides what every contact has.
  private struct Parts: OptionSet {
    var rawValue: UInt8
    static let outcome = Parts(rawValue: 1)
    static let brand = Parts(rawValue: 2)
    static let address = Parts(rawValue: 4)
    static let weight = Parts(rawValue: 8)
    static let origin = Parts(rawValue: 16)
  }

  private static let contactBytesMax = 49

  private static func put(_ contact: Contact, _ writer: inout BlockWriter) {
    var parts: Parts = []
    if contact.outcomeSeconds != 0 { parts.insert(.outcome) }
    if contact.brand != .none { parts.insert(.brand) }
    if contact.address != 0 { parts.insert(.address) }
    if contact.weightHundredths != 100 { parts.insert(.weight) }
    if contact.origin != 0 { parts.insert(.origin) }
    writer.put(parts.rawValue)
    writer.put(contact.atSeconds)
    writer.put(contact.action.rawValue)
    writer.put(contact.group.rawValue)
    writer.put(contact.issue.rawValue)
    writer.put(contact.channel.rawValue)
    writer.put(contact.purpose.rawValue)
    writer.put(contact.flags)
    if parts.contains(.outcome) { writer.put(contact.outcomeSeconds) }
    if parts.contains(.brand) { writer.put(contact.brand.rawValue) }
    if parts.contains(.address) { writer.put(contact.address) }
    if parts.contains(.weight) { writer.put(contact.weightHundredths) }
    if parts.contains(.origin) { writer.put(contact.origin) }
  }

  private static func contact(_ reader: inout BlockReader) -> Contact? {
    let parts = Parts(rawValue: reader.get(UInt8.self))
    let at = reader.get(UInt32.self)
    let action = Symbol(rawValue: reader.get(UInt32.self))
    let group = Symbol(rawValue: reader.get(UInt32.self))
    let issue = Symbol(rawValue: reader.get(UInt32.self))
    let channel = Symbol(rawValue: reader.get(UInt32.self))
    let purpose = Symbol(rawValue: reader.get(UInt32.self))
    let flags = reader.get(UInt16.self)
    let outcome = parts.contains(.outcome) ? reader.get(UInt32.self) : 0
    let brand = parts.contains(.brand) ? Symbol(rawValue: reader.get(UInt32.self)) : .none
    let address = parts.contains(.address) ? reader.get(UInt32.self) : 0
    let weight = parts.contains(.weight) ? reader.get(UInt16.self) : 100
    let origin = parts.contains(.origin) ? reader.get(UInt64.self) : 0
    return Contact(
      atSeconds: at, outcomeSeconds: outcome, action: action, group: group, issue: issue, channel: channel,
      purpose: purpose, brand: brand, address: address, weightHundredths: weight, flags: flags, origin: origin)
  }
}

/// Writes a block front to back. The caller has made room for the most that can come.
private struct BlockWriter {
  private let base: UnsafeMutableRawPointer
  private(set) var count = 0

  init(_ scratch: UnsafeMutableRawBufferPointer) {
    // A temporary allocation of at least 64 bytes has a base.
    base = scratch.baseAddress.unsafelyUnwrapped
  }

  @inline(__always) mutating func put<Number: FixedWidthInteger>(_ number: Number) {
    base.storeBytes(of: number, toByteOffset: count, as: Number.self)
    count += MemoryLayout<Number>.size
  }

  /// A word without its leading zero bytes.
  @inline(__always) mutating func put(short word: UInt64) {
    let length = (64 - word.leadingZeroBitCount + 7) / 8
    put(UInt8(length))
    base.storeBytes(of: word, toByteOffset: count, as: UInt64.self)
    count += length
  }

  /// Small numbers, such as positions in a charter.
  mutating func put(numbers: [Int]) {
    put(UInt16(numbers.count))
    for number in numbers { put(UInt16(clamping: number)) }
  }

  /// Numbers from 0 to 3, four a byte.
  mutating func put(pairs: [UInt8]) {
    put(UInt16(pairs.count))
    var index = 0
    while index < pairs.count {
      var byte: UInt8 = 0
      for offset in 0..<min(4, pairs.count - index) { byte |= pairs[index + offset] << UInt8(offset * 2) }
      put(byte)
      index += 4
    }
  }
}

/// Reads what ``BlockWriter`` wrote; the two are only ever used on the same block, so nothing is checked but the bounds.
private struct BlockReader {
  private let block: UnsafeRawBufferPointer
  private var offset = 0

  init(_ block: UnsafeRawBufferPointer) { self.block = block }

  @inline(__always) mutating func get<Number: FixedWidthInteger>(_: Number.Type) -> Number {
    defer { offset += MemoryLayout<Number>.size }
    return block.loadUnaligned(fromByteOffset: offset, as: Number.self)
  }

  @inline(__always) mutating func getShort() -> UInt64 {
    let length = Int(get(UInt8.self))
    var word: UInt64 = 0
    for index in 0..<length { word |= UInt64(block[offset + index]) << UInt64(index * 8) }
    offset += length
    return word
  }

  mutating func getNumbers() -> [Int] { (0..<get(UInt16.self)).map { _ in Int(get(UInt16.self)) } }

  mutating func getPairs() -> [UInt8] {
    let count = Int(get(UInt16.self))
    var pairs = [UInt8](repeating: 0, count: count)
    var index = 0
    while index < count {
      let byte = get(UInt8.self)
      for place in 0..<min(4, count - index) { pairs[index + place] = byte >> UInt8(place * 2) & 3 }
      index += 4
    }
    return pairs
  }
}
