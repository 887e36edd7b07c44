@testable import Decisions
import Glibc
import Testing
import Times
import Seeds

/// What a ledger weighs and keeps.
@Suite struct LedgerTests {
  @Test func twoHundredContactsStayBelowEightKilobytes() {
    // An array's header is its object header, count and capacity: 32 bytes.
    #expect(MemoryLayout<Contact>.stride * 200 + 32 <= 8 * 1024)
    #expect(MemoryLayout<Contact>.stride == 40)
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
