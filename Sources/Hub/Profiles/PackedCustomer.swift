import Decisions
import Expressions
import Times

/// A customer under one charter in little room: what the hub keeps in memory between decisions.
///
/// One block of bytes, written and read in one pass; a customer with fifty attributes and thirty contacts takes some 500
/// of them. Contacts of others at the same address or in the household are not part of it, and neither is the identifier:
/// whoever keeps the block has it.
///
/// The block holds, in this order: how it ends (see ``PackedContacts/Tail``), consents, reach and addresses, lists, the
/// row, key and places, events, addresses of contacts that are no longer the customer's, contacts. It never leaves the
/// process, so its form is free to change.
public struct PackedCustomer: Sendable {
  private var bytes: [UInt8]
  /// Values that have no word: texts that no rule names, lists. Rare.
  private let others: [(slot: Int, value: Value)]

  /// Nobody.
  public init() {
    bytes = []
    others = []
  }

  /// How many bytes it takes, without values that have no word.
  public var byteCount: Int { bytes.count }

  /// Packs a customer.
  public init(_ state: CustomerState) { self.init(state, kinds: .shared) }

  /// Packs a customer.
  /// - Parameter kinds: where their contacts have their numbers, here and below: the same for all calls on a customer.
  init(_ state: CustomerState, kinds: ContactKinds) {
    let customer = state.customer
    others = customer.row.others
    let contacts = PackedContacts(of: customer, state.ledger.contacts, kinds: kinds)
    bytes = BlockWriter.block(bytesMax: PackedCustomer.bytesMax(customer) + contacts.bytesMax) { writer in
      writer.put(PackedContacts.Tail())
      PackedCustomer.put(customer, &writer)
      contacts.put(&writer)
    }
  }

  /// The most bytes that a customer takes without contacts.
  private static func bytesMax(_ customer: Customer) -> Int {
    let listCount =
      customer.objections.count + customer.unwanted.count + customer.preferredChannels.count + customer.zones.count
    let varintCount = 9 + listCount
    return PackedContacts.Tail.byteCount + 24 + customer.consents.count + customer.reach.count * 5
      + customer.row.slotCount * 9 + customer.events.count * 18 + varintCount * BlockWriter.varintBytesMax
  }

  private static func put(_ customer: Customer, _ writer: inout BlockWriter) {
    writer.put(varint: customer.consents.count)
    writer.put(pairs: customer.consents.count) { customer.consents[$0].rawValue }
    writer.put(varint: customer.reach.count)
    for channel in customer.reach.indices {
      let address = channel < customer.addresses.count ? customer.addresses[channel] : 0
      writer.put(customer.reach[channel].rawValue | (address == 0 ? 0 : 0x80))
      if address != 0 { writer.put(address) }
    }
    writer.put(numbers: customer.objections)
    writer.put(varint: customer.unwanted.count)
    for symbol in customer.unwanted { writer.put(symbol.rawValue) }
    writer.put(numbers: customer.preferredChannels)
    writer.put(numbers: customer.zones)
    PackedWords.put(customer.row, &writer)
    // After the words, which are read eight bytes at a time, whatever their length.
    writer.put(customer.key)
    writer.put(customer.country.rawValue)
    writer.put(customer.region.rawValue)
    writer.put(varint: customer.household == 0 ? 0 : 1)
    if customer.household != 0 { writer.put(customer.household) }
    writer.put(varint: customer.events.count)
    for event in customer.events {
      writer.put(event.name.rawValue)
      writer.put(event.atSeconds)
      writer.put(event.amount.bitPattern)
    }
  }

  /// The customer again, under an identifier.
  func unpack(id: String, kinds: ContactKinds = .shared) -> CustomerState {
    var state = CustomerState.nobody
    unpack(into: &state, id: id, kinds: kinds)
    return state
  }

  /// The customer again, under an identifier, in the place of another one, whose memory is used again. Nothing is
  /// allocated where that suffices and nobody else holds on to it.
  public func unpack(into state: inout CustomerState, id: String) { unpack(into: &state, id: id, kinds: .shared) }

  func unpack(into state: inout CustomerState, id: String, kinds: ContactKinds) {
    state.customer.id = id
    state.addressContacts.removeAll()
    state.householdContacts.removeAll()
    guard !bytes.isEmpty else {
      state = .nobody
      state.customer.id = id
      return
    }
    bytes.withUnsafeBytes { block in
      var reader = BlockReader(block)
      let tail = reader.getTail()
      PackedCustomer.get(&state.customer, others, &reader)
      PackedContacts.get(&state.ledger, tail, kinds: kinds, addresses: state.customer.addresses, &reader)
    }
  }

  private static func get(
    _ customer: inout Customer, _ others: [(slot: Int, value: Value)], _ reader: inout BlockReader
  ) {
    let consentCount: Int = reader.getVarint()
    customer.consents.removeAll(keepingCapacity: true)
    customer.consents.append(addingCapacity: consentCount) { consents in
      var byte: UInt8 = 0
      for index in 0..<consentCount {
        byte = index & 3 == 0 ? reader.get(UInt8.self) : byte >> 2
        consents.append(ConsentState(bits: byte & 3))
      }
    }
    get(&customer.reach, &customer.addresses, &reader)
    reader.get(numbers: &customer.objections)
    customer.unwanted.removeAll(keepingCapacity: true)
    for _ in 0..<(reader.getVarint() as Int) { customer.unwanted.append(Symbol(rawValue: reader.get(UInt32.self))) }
    reader.get(numbers: &customer.preferredChannels)
    reader.get(numbers: &customer.zones)
    PackedWords.get(&customer.row, others, &reader)
    customer.key = reader.get(UInt64.self)
    customer.country = Symbol(rawValue: reader.get(UInt32.self))
    customer.region = Symbol(rawValue: reader.get(UInt32.self))
    let hasHousehold: Int = reader.getVarint()
    customer.household = hasHousehold == 0 ? 0 : reader.get(UInt64.self)
    customer.events.removeAll(keepingCapacity: true)
    for _ in 0..<(reader.getVarint() as Int) {
      var event = Event(name: Symbol(rawValue: reader.get(UInt32.self)), at: Instant(secondsSince1970: 0))
      event.atSeconds = reader.get(UInt32.self)
      event.amount = Double(bitPattern: reader.get(UInt64.self))
      customer.events.append(event)
    }
  }

  private static func get(_ reach: inout [Reach], _ addresses: inout [UInt32], _ reader: inout BlockReader) {
    let channelCount: Int = reader.getVarint()
    reach.removeAll(keepingCapacity: true)
    addresses.removeAll(keepingCapacity: true)
    for _ in 0..<channelCount {
      let bits = reader.get(UInt8.self)
      reach.append(Reach(bits: bits & 0x7F))
      addresses.append(bits & 0x80 == 0 ? 0 : reader.get(UInt32.self))
    }
  }

  /// Writes what a decision reserved into the ledger, as ``Ledger/insert(_:of:)`` does. Mostly that is newer than what is
  /// there, and goes to the end of the block as it is.
  /// - Parameter customer: who is packed; their addresses are looked at.
  public mutating func insert(_ contacts: [Contact], of decision: Position, customer: Customer) {
    insert(contacts, of: decision, customer: customer, kinds: .shared)
  }

  mutating func insert(_ contacts: [Contact], of decision: Position, customer: Customer, kinds: ContactKinds) {
    guard !contacts.isEmpty else { return }
    let addresses = customer.addresses
    if let longer = PackedContacts.appending(contacts, of: decision, kinds: kinds, addresses: addresses, to: bytes) {
      bytes = longer
    } else {
      var state = unpack(id: "", kinds: kinds)
      state.ledger.insert(contacts, of: decision)
      self = PackedCustomer(state, kinds: kinds)
    }
  }
}

extension CustomerState {
  /// A customer of whom there is nothing, not even a place for an attribute.
  static let nobody = CustomerState(customer: Customer(id: "", slotCount: 0, purposeCount: 0, channelCount: 0))
}

extension ConsentState {
  /// The state of a raw value; those that there are not cannot be in a block.
  @inline(__always) fileprivate init(bits: UInt8) { self = bits == 0 ? .absent : bits == 1 ? .granted : .refused }
}

extension Reach {
  /// The reach of a raw value; those that there are not cannot be in a block.
  @inline(__always) fileprivate init(bits: UInt8) { self = bits == 0 ? .missing : bits == 1 ? .present : .suppressed }
}
