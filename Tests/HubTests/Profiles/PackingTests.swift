import Decisions
import Expressions
@testable import Hub
import Seeds
import Testing
import Times

/// Customers in little room: what is packed comes out again, to the last bit.
@Suite struct PackingTests {
  /// A customer with everything that one can have, and much that few have.
  private func state(_ random: inout RandomBodies) -> CustomerState {
    let slotCount = random.generator.int(0...70)
    let channelCount = random.generator.pick([0, 1, 4, 9, 40])
    let purposeCount = random.generator.int(0...5)
    var customer = Customer(
      id: random.word(), slotCount: slotCount, purposeCount: purposeCount, channelCount: channelCount)
    customer.key = random.generator.next()
    for slot in 0..<slotCount {
      switch random.generator.int(0...5) {
      case 0: break
      case 1: customer.row.setNull(slot)
      case 2: customer.row.set(slot, other: random.value())
      case 3: customer.row.set(slot, word: random.generator.next() << UInt64(random.generator.int(0...63)))
      default: customer.row.set(slot, word: random.generator.next() >> UInt64(random.generator.int(0...63)))
      }
    }
    for index in customer.consents.indices {
      customer.consents[index] = random.generator.pick([.absent, .granted, .refused])
    }
    for channel in 0..<channelCount {
      customer.reach[channel] = random.generator.pick([.missing, .present, .suppressed])
      customer.addresses[channel] = random.generator.chance(0.5) ? 0 : UInt32.max &- UInt32(channel)
    }
    customer.objections = (0..<random.generator.int(0...2)).map { $0 }
    customer.unwanted = random.words().map { Symbol($0) }
    customer.preferredChannels = (0..<random.generator.int(0...3)).map { $0 * 2 }
    customer.zones = (0..<random.generator.int(0...3)).map { $0 * 100 }
    customer.country = Symbol(random.word())
    customer.region = random.generator.chance(0.5) ? .none : Symbol("FR-57")
    customer.household = random.generator.chance(0.5) ? 0 : random.generator.next()
    customer.events = (0..<random.generator.int(0...4)).map {
      Event(name: Symbol("e\($0)"), at: random.instant(), amount: random.generator.pick([0, -0.0, .infinity]))
    }
    return CustomerState(customer: customer, ledger: Ledger(contacts(40, of: customer, &random)))
  }

  /// Contacts at addresses of theirs, at ones that were, and at ones that nobody else had; of years and of one second.
  private func contacts(_ most: Int, of customer: Customer, _ random: inout RandomBodies) -> [Contact] {
    let former = (0..<random.generator.int(0...40)).map { UInt32(1_000 + $0) }
    return random.contacts(most).map { contact in
      var contact = contact
      if random.generator.chance(0.2) { contact.atSeconds = UInt32(truncatingIfNeeded: random.generator.next()) }
      if random.generator.chance(0.1) { contact.outcomeSeconds = UInt32(truncatingIfNeeded: random.generator.next()) }
      if random.generator.chance(0.2) { contact.origin = random.generator.next() }
      let own = customer.addresses.filter { $0 != 0 }
      if random.generator.chance(0.4), !own.isEmpty { contact.address = random.generator.pick(own) }
      if random.generator.chance(0.4), !former.isEmpty { contact.address = random.generator.pick(former) }
      return contact
    }
  }

  @Test("what is packed comes out again, into new memory and into that of another customer")
  func losesNothing() {
    var reused = CustomerState.nobody
    for seed in UInt64(0)..<600 {
      var random = RandomBodies(seed: seed)
      let state = state(&random)
      let packed = PackedCustomer(state)
      #expect(same(packed.unpack(id: state.customer.id), state), "seed \(seed)")
      packed.unpack(into: &reused, id: state.customer.id)
      #expect(same(reused, state), "seed \(seed), in the memory of another")
      #expect(reused.addressContacts.isEmpty && reused.householdContacts.isEmpty)
      // What decisions of others leave behind.
      reused.householdContacts = random.contacts(2)
      reused.addressContacts = random.contacts(2)
      reused.customer.row.setNull(0, ifThere: true)
    }
    PackedCustomer().unpack(into: &reused, id: "nobody")
    #expect(same(reused, PackedCustomer().unpack(id: "nobody")) && reused.customer.id == "nobody")
  }

  @Test("a decision's contacts go in as they go into a ledger, one decision after the other")
  func insertsAsLedgersDo() {
    for seed in UInt64(0)..<200 {
      var random = RandomBodies(seed: seed)
      // A table that is soon full: contacts beyond it are spelled out.
      let kinds = ContactKinds(kindsMax: random.generator.pick([2, 64, 4_096]))
      var state = state(&random)
      state.ledger.trim(to: random.generator.pick([0, 40]))
      if seed % 10 == 0 { state.ledger = Ledger(contacts(540, of: state.customer, &random)) }
      state.ledger.trim(to: Profile.contactsMax)
      var packed = PackedCustomer(state, kinds: kinds)
      for number in 1...20 {
        var new = contacts(3, of: state.customer, &random)
        let newest = state.ledger.contacts.last?.atSeconds ?? 0
        // Mostly later than what is known, as decisions are.
        if number % 4 != 0 {
          for index in new.indices { new[index].atSeconds = newest &+ UInt32(index) < newest ? newest : newest }
        }
        let decision = Position(rawValue: Int64(number) << Int64(random.generator.int(0...40)))
        packed.insert(new, of: decision, customer: state.customer, kinds: kinds)
        state.ledger.insert(new, of: decision)
        #expect(same(packed.unpack(id: state.customer.id, kinds: kinds), state), "seed \(seed), decision \(number)")
      }
    }
  }

  @Test("contacts of one kind have one number, whatever their times, and a full table has none for further ones")
  func kinds() {
    let kinds = ContactKinds(kindsMax: 64)
    var random = RandomBodies(seed: 1)
    var numbers: [Contact: Int] = [:]
    var refused = 0
    for _ in 0..<2_000 {
      var contact = random.contact()
      let number = kinds.number(of: contact)
      (contact.atSeconds, contact.outcomeSeconds, contact.address, contact.origin) = (0, 0, 0, 0)
      if let number {
        #expect(kinds[number] == contact)
        #expect(numbers.updateValue(number, forKey: contact) ?? number == number)
      } else {
        #expect(numbers[contact] == nil)
        refused += 1
      }
    }
    #expect(Set(numbers.values) == Set(1...63))
    #expect(refused > 1_000)
  }

  @Test("many who ask for the same kinds at once are told the same numbers")
  func kindsAtOnce() async {
    let kinds = ContactKinds(kindsMax: 4_096)
    let contacts = {
      var random = RandomBodies(seed: 2); return (0..<3_000).map { _ in random.contact() }
    }()
    let answers = await withTaskGroup(of: [Int?].self) { group in
      for _ in 0..<4 { group.addTask { contacts.map { kinds.number(of: $0) } } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.count == 4 && answers.allSatisfy { $0 == answers[0] })
    for (number, contact) in zip(answers[0], contacts) {
      if let number { #expect(kinds[number].action == contact.action && kinds[number].flags == contact.flags) }
    }
  }
}

extension Row {
  /// Makes a slot null where there is one.
  fileprivate mutating func setNull(_ slot: Int, ifThere: Bool) { if slot < slotCount { setNull(slot) } }
}
