import Decisions
import Testing
import Times

/// Which contacts count, for whom, and whom rules may block.
@Suite struct CountingTests {
  static let one = CapMeasure.contacts([Limit(max: 1, window: .rolling(seconds: 86_400))])

  /// The charter says of service messages, apart, whether they count and whether they can be blocked.
  @Test func serviceMessagesFourWays() {
    let table: [(counts: Bool, isBlockable: Bool, news: Reason, service: Reason)] = [
      (true, true, .cap, .cap),
      (true, false, .cap, .chosen),
      (false, true, .chosen, .chosen),
      (false, false, .chosen, .chosen),
    ]
    for row in table {
      var world = World()
      world.charter.purposes[1].counts = row.counts
      world.charter.purposes[1].isBlockable = row.isBlockable
      world.offer("lamp", worth: 1)
      world.offer("receipt", worth: 2, purpose: "contract", group: "help")
      world.charter.policy.caps = [Cap(rule: ContactRule(name: "one"), measure: Self.one)]
      world.contacted("receipt", world.now - 60)
      world.occasion.actions = ["lamp"]
      #expect(world.fate("lamp") == row.news, "news: counts \(row.counts), blockable \(row.isBlockable)")
      world.occasion.actions = ["receipt"]
      #expect(world.fate("receipt") == row.service, "service: counts \(row.counts), blockable \(row.isBlockable)")
    }
  }

  /// A rule of law blocks what the charter may not block and counts what the charter does not count.
  @Test func lawStandsAboveTheCharter() {
    for (isLegal, fate) in [(false, Reason.chosen), (true, .legalCap)] {
      var world = World()
      world.charter.purposes[1].counts = false
      world.charter.purposes[1].isBlockable = false
      world.offer("receipt", purpose: "contract", group: "help")
      world.charter.policy.caps = [Cap(rule: ContactRule(name: "one"), measure: Self.one)]
      world.charter.policy.caps[0].rule.jurisdiction.isLegal = isLegal
      world.contacted("receipt", world.now - 60)
      #expect(world.fate("receipt") == fate)
    }
  }

  /// A bounce gives the budget back, an unknown outcome keeps it.
  @Test func statesThatCount() {
    let table: [(state: ContactState, cap: Reason, pending: Reason)] = [
      (.reserved, .cap, .pending), (.handedOver, .cap, .pending), (.accepted, .cap, .pending),
      (.delivered, .cap, .chosen), (.unknown, .cap, .chosen), (.expired, .cap, .chosen),
      (.bounced, .chosen, .chosen), (.released, .chosen, .chosen),
    ]
    #expect(Set(table.map(\.state)) == Set(ContactState.allCases))
    for row in table {
      var world = World()
      world.offer("lamp", on: ["email", "sms"])
      world.contacted("lamp", on: "sms", world.now - 60, state: row.state)
      world.occasion.channels = ["email"]
      world.charter.policy.caps = [Cap(rule: ContactRule(name: "one"), measure: Self.one)]
      #expect(world.fate("lamp") == row.cap, "cap, \(row.state)")
      world.charter.policy = ContactPolicy(spacings: [Spacing(rule: ContactRule(name: "apart"), seconds: 3600)])
      #expect(world.fate("lamp") == (row.cap == .cap ? .spacing : .chosen), "spacing, \(row.state)")
      world.charter.policy = ContactPolicy(pendings: [Pending(rule: ContactRule(name: "wait"), seconds: 3600)])
      #expect(world.fate("lamp") == row.pending, "pending, \(row.state)")
    }
  }

  @Test func pendingLooksAtOtherChannelsUnlessSaid() {
    let table: [(contact: String, isSameIncluded: Bool, age: Int64, fate: Reason)] = [
      ("sms", false, 3599, .pending), ("sms", false, 3600, .chosen),
      ("email", false, 60, .chosen), ("email", true, 60, .pending), ("email", true, 3600, .chosen),
    ]
    for row in table {
      var world = World()
      world.offer("lamp", on: ["email", "sms"])
      world.occasion.channels = ["email"]
      world.contacted("lamp", on: row.contact, world.now - row.age, state: .handedOver)
      world.charter.policy.pendings = [
        Pending(rule: ContactRule(name: "wait"), seconds: 3600, isSameChannelIncluded: row.isSameIncluded)
      ]
      #expect(world.fate("lamp") == row.fate, "\(row)")
    }
  }

  /// What a contact was stays as it was when sent.
  @Test func renamingChangesNoCount() {
    var world = World()
    world.offer("lamp")
    var offers = Scope()
    offers.groups = ["offers"]
    world.charter.policy.caps = [
      Cap(rule: ContactRule(name: "all"), counts: offers, measure: Self.one)
    ]
    world.contacted("lamp", world.now - 60)
    #expect(world.fate("lamp") == .cap)
    // The group gets another name and the action moves; the rule still speaks of the old name.
    world.charter.groups[0].name = "deals"
    #expect(world.fate("lamp") == .cap)
    world.charter.actions[0].group = 1
    #expect(world.fate("lamp") == .cap)
    // The rule speaks of the new name: the old contact was never one of those.
    world.charter.policy.caps[0].counts.groups = ["deals"]
    #expect(world.fate("lamp") == .chosen)
  }

  @Test func capsPerAddressAndHousehold() {
    let table: [(subject: CapSubject, of: String, address: UInt32, fate: Reason, why: String)] = [
      (.customer, "own", 1, .cap, "their own contact"),
      (.customer, "address", 1, .chosen, "others do not count for the customer"),
      (.customer, "household", 1, .chosen, "nor does the household"),
      (.address, "own", 1, .addressCap, "their own contact at this address"),
      (.address, "own", 9, .chosen, "their own contact at an address that they left"),
      (.address, "address", 1, .addressCap, "somebody else's at this address"),
      (.address, "address", 9, .chosen, "somebody else's at another"),
      (.address, "household", 1, .chosen, "the household is not the address"),
      (.household, "own", 9, .householdCap, "their own contact"),
      (.household, "household", 9, .householdCap, "somebody else's of the house"),
      (.household, "address", 1, .chosen, "the address is not the household"),
    ]
    for row in table {
      var world = World()
      world.offer("lamp")
      world.charter.policy.caps = [Cap(rule: ContactRule(name: "one"), subject: row.subject, measure: Self.one)]
      var contact = world.contact("lamp", world.now - 60)
      contact.address = row.address
      switch row.of {
      case "own": world.state.ledger.insert(contact)
      case "address": world.state.addressContacts = [contact]
      default: world.state.householdContacts = [contact]
      }
      #expect(world.fate("lamp") == row.fate, "\(row.subject): \(row.why)")
      guard row.subject == .address else { continue }
      world.state.customer.addresses[0] = 0
      #expect(world.fate("lamp") == .chosen, "without an address there is nothing to count")
    }
  }

  /// Inbound answers are outside the default scope, and inside one that names no direction.
  @Test func directions() {
    for (directions, fate) in [([Direction.outbound], Reason.chosen), ([], .cap), ([.inbound], .cap)] {
      var world = World()
      world.offer("lamp", on: ["email", "web"])
      var counted = Scope()
      counted.directions = directions
      world.charter.policy.caps = [Cap(rule: ContactRule(name: "one"), counts: counted, measure: Self.one)]
      world.contacted("lamp", on: "web", world.now - 60)
      #expect(world.fate("lamp") == fate, "\(directions)")
    }
  }
}
