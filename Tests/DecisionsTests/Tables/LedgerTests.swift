@testable import Decisions
import Glibc
import Testing
import Times
import Seeds

/// What a ledger weighs and keeps.
@Suite struct LedgerTests {
  @Test func twoHundredContactsStayBelowTenKilobytes() {
    // An array's header is its object header, count and capacity: 32 bytes.
    #expect(MemoryLayout<Contact>.stride * 200 + 32 <= 10 * 1024)
    #expect(MemoryLayout<Contact>.stride == 48)
  }

  /// All that a contact was comes back out of its bits.
  @Test func everyCombinationOfFlags() {
    for state in ContactState.allCases {
      for outcome in ContactOutcome.allCases {
        for direction in Direction.allCases {
          for purpose in PurposeKind.allCases {
            for channel in ChannelKind.allCases {
              var contact = Contact(
                at: utc(2026, 5, 20), action: Symbol("a"), group: Symbol("g"), issue: Symbol("i"), channel: Symbol("c"),
                channelKind: channel, direction: direction, purpose: Symbol("p"), purposeKind: purpose)
              contact.state = state
              contact.outcome = outcome
              let isKept =
                contact.state == state && contact.outcome == outcome && contact.direction == direction
                && contact.purposeKind == purpose && contact.channelKind == channel
              guard isKept else {
                Issue.record("\(state), \(outcome), \(direction), \(purpose), \(channel)")
                return
              }
            }
          }
        }
      }
    }
  }

  /// Contacts stand in the order of their times; those of one second in the order of their coming.
  @Test func ledgersAreInOrder() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<200 {
      let contacts = (0..<generator.int(0...12)).map { n in
        Contact(
          at: utc(2026, 5, 20) + Int64(generator.int(0...5)), action: Symbol("a\(n)"), group: .none, issue: .none,
          channel: .none, channelKind: .email, direction: .outbound, purpose: .none, purposeKind: .marketing)
      }
      var inserted = Ledger()
      for contact in contacts { inserted.insert(contact) }
      #expect(inserted.contacts == Ledger(contacts).contacts)
      #expect(zip(inserted.contacts, inserted.contacts.dropFirst()).allSatisfy { $0.atSeconds <= $1.atSeconds })
    }
  }

  @Test func updatesReachTheLatestMatch() {
    var world = World()
    world.offer("lamp", on: ["email", "sms"])
    world.contacted("lamp", world.now)
    world.contacted("lamp", on: "sms", world.now)
    var ledger = world.state.ledger
    let isFound = ledger.update(action: Symbol("lamp"), channel: Symbol("email"), at: world.now) { $0.state = .bounced }
    #expect(isFound)
    #expect(ledger.contacts.map(\.state) == [.bounced, .delivered])
    let isFoundElsewhere = ledger.update(action: Symbol("lamp"), channel: Symbol("email"), at: world.now + 1) {
      $0.state = .bounced
    }
    #expect(!isFoundElsewhere)
  }

  /// Decisions find their contacts again by origin, and only the latest contacts are kept.
  @Test func originsAndTrimming() {
    var ledger = Ledger()
    for n in 1...5 {
      ledger.insert(
        Contact(
          at: utc(2026, 5, 20) + Int64(n % 3), action: Symbol("a\(n)"), group: .none, issue: .none, channel: .none,
          channelKind: .email, direction: .outbound, purpose: .none, purposeKind: .marketing,
          origin: n == 5 ? 0 : UInt64(n) << 4))
    }
    #expect(ledger.contacts.map(\.origin) == [3 << 4, 1 << 4, 4 << 4, 2 << 4, 0])
    let isFound = ledger.update(origin: 4 << 4) { $0.state = .handedOver }
    #expect(isFound && ledger.contacts[2].state == .handedOver)
    #expect(ledger.index(origin: 2 << 4) == 3)
    #expect(ledger.index(origin: 2 << 4 | 1) == nil)
    // Contacts that no decision of the hub made have no origin to be found by.
    #expect(ledger.index(origin: 0) == nil)
    ledger.trim(to: 2)
    #expect(ledger.contacts.map(\.origin) == [2 << 4, 0])
    ledger.trim(to: 2)
    #expect(ledger.contacts.count == 2)
  }

  /// A ledger given in order is taken as it is, any other is put in order.
  @Test func givenInOrder() {
    var world = World()
    world.offer("lamp")
    let contacts = (0..<4).map { world.contact("lamp", world.now + Int64($0)) }
    #expect(Ledger(inOrder: contacts).contacts == contacts)
    #expect(Ledger(inOrder: contacts.reversed()).contacts == contacts)
  }

  /// The decay agrees with the C library's to the last bits.
  @Test func decayIsAPowerOfTwo() {
    for step in 0..<6400 {
      let halvings = Double(step) / 100
      #expect(abs(Decay.halvings(halvings) / exp2(-halvings) - 1) < 4e-16 * 4)
    }
    #expect((0...63).allSatisfy { Decay.halvings(Double($0)) == exp2(-Double($0)) })
    #expect(Decay.halvings(64) == 0 && Decay.halvings(-1) == 1)
  }
}
