import Decisions
import Learning
import LearningTrials
import Seeds
import Testing
import Times

/// What channels are to people: one customer's SMS beside their e-mail.
@Suite("Roles of channels") struct ChannelRoleTests {
  private static let rates: [ChannelKind: Double] = [.email: 0.1, .sms: 0.3]

  /// Contacts on both channels, for marketing; the lift of each is planted.
  private static func ledger(
    _ lifts: [ChannelKind: Double], count: Int, purpose: String = "news", _ generator: inout SeededGenerator
  ) -> Ledger {
    Ledger(
      (0..<count).flatMap { number in
        [ChannelKind.email, .sms].map { channel in
          let chance = (rates[channel] ?? 0) * (lifts[channel] ?? 1)
          return TempoWorld.contact(
            TempoWorld.begin + Int64(number) * 86_400 + 60, answeredAfter: generator.chance(chance) ? 60 : nil,
            channel: channel, purpose: purpose)
        }
      })
  }

  private static func taught(_ people: Int, seed: UInt64) -> ChannelRoles {
    var roles = ChannelRoles()
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<people {
      roles.learn(
        from: ledger([:], count: 30, &generator), country: TempoWorld.country, at: TempoWorld.now, tracking: .all)
    }
    return roles
  }

  private static func roles(_ roles: ChannelRoles, _ ledger: Ledger) -> PersonalRoles {
    roles.roles(of: ledger, country: TempoWorld.country, at: TempoWorld.now, tracking: .all)
  }

  @Test func `each channel is compared with its own rate, so that they can be compared with each other`() {
    let roles = Self.taught(200, seed: 1)
    var generator = SeededGenerator(seed: 2)
    // They answer twice the e-mails that others do and half the SMS: by count, still more SMS than e-mails or nearly so.
    let own = Self.roles(roles, Self.ledger([.email: 2, .sms: 0.5], count: 200, &generator))
    let (email, sms) = (own.role(.email, purpose: Symbol("news")), own.role(.sms, purpose: Symbol("news")))
    #expect(email.lift.low > sms.lift.high, "\(email) \(sms)")
    #expect(email.lift.low < 2 && email.lift.high > 2 && sms.lift.low < 0.5 && sms.lift.high > 0.5)
    #expect(email.contacts == 200 && !email.isCautious)
    #expect(own.met.map(\.channel) == [.email, .sms])
  }

  @Test func `without contacts it is 1, with an interval that says how little is known`() {
    let none = Self.roles(Self.taught(20, seed: 3), Ledger()).role(.sms, purpose: Symbol("news"))
    #expect(none.lift.value == 1 && none.lift.low < 0.4 && none.lift.high > 2 && none.isCautious)
  }

  @Test func `another purpose borrows from its channel, surely less; another channel less still`() {
    var generator = SeededGenerator(seed: 4)
    let own = Self.roles(Self.taught(200, seed: 5), Self.ledger([.email: 3, .sms: 1], count: 60, &generator))
    let news = own.role(.email, purpose: Symbol("news"))
    let bills = own.role(.email, purpose: Symbol("bills"))
    let push = own.role(.push, purpose: Symbol("news"))
    #expect(abs(news.lift.value - bills.lift.value) < 1e-12, "all that is known of the channel is its news")
    #expect(bills.lift.value > push.lift.value && push.lift.value > 1, "\(bills) \(push)")
    #expect(bills.isCautious && !news.isCautious)
    #expect(bills.lift.high / bills.lift.low > 2 * news.lift.high / news.lift.low, "\(bills) \(news)")
  }

  @Test func `what a level is shrunk to does not count its own contacts`() {
    // Four answers of four on one channel: nothing else is known, so the other channel knows of them through everything.
    let prior = AnswerRates(tracked: 0.5, untracked: 0.5)
    let ledger = Ledger(
      (0..<4).map { TempoWorld.contact(TempoWorld.begin + $0 * 86_400 + 60, answeredAfter: 60) })
    let own = Self.roles(ChannelRoles(prior: prior), ledger)
    // Twice what is expected: (4 + 2) / (2 + 2), with nothing elsewhere that it would be shrunk to.
    #expect(own.role(.email, purpose: Symbol("news")).lift.value == 1.5)
    #expect(own.role(.sms, purpose: Symbol("news")).lift.value == 1.5)
  }

  @Test func `the same ledgers give the same bits, and a saved state comes back`() throws {
    let roles = Self.taught(20, seed: 6)
    let bytes = roles.encode()
    #expect(bytes == Self.taught(20, seed: 6).encode())
    #expect(try ChannelRoles(decoding: bytes) == roles)
    for place in stride(from: 0, to: bytes.count, by: 97) {
      var damaged = bytes
      damaged[place] ^= 0x41
      #expect(throws: StateError.self) { try ChannelRoles(decoding: damaged) }
    }
  }

  @Test func `contexts have a most`() {
    var roles = ChannelRoles()
    for number in 0..<1100 {
      let contact = TempoWorld.contact(TempoWorld.begin + 60, answeredAfter: 60, purpose: "purpose \(number)")
      roles.learn(from: Ledger([contact]), country: .none, at: TempoWorld.now, tracking: .all)
    }
    #expect(roles.contacts == 1100)
    let most = roles.encode().count
    roles.learn(
      from: Ledger([TempoWorld.contact(TempoWorld.begin + 60, purpose: "another")]), country: .none,
      at: TempoWorld.now, tracking: .all)
    #expect(roles.encode().count == most)
  }

  @Test func `an offset adds nothing until responses show that roles help, and nothing where they do not`() {
    var generator = SeededGenerator(seed: 7)
    var (helping, idle) = (RoleOffset(), RoleOffset())
    #expect(helping.adjusted(0.1, lift: 3) == 0.1)
    for _ in 0..<4000 {
      let lift = generator.pick([0.5, 1, 2])
      helping.learn(predicted: 0.1, lift: lift, isPositive: generator.chance(0.1 * lift))
      idle.learn(predicted: 0.1, lift: lift, isPositive: generator.chance(0.1))
    }
    #expect(helping.factor > 0.8 && idle.factor < 0.2, "seed 7: \(helping.factor) \(idle.factor)")
    #expect(abs(helping.adjusted(0.1, lift: 2) - 0.2) < 0.03)
    for hostile in [Double.nan, .infinity, 0, -1] {
      var offset = helping
      offset.learn(predicted: 0.1, lift: hostile, isPositive: true)
      offset.learn(predicted: hostile, lift: 2, isPositive: true)
      #expect(offset == helping)
      #expect(helping.adjusted(0.1, lift: hostile) == 0.1)
    }
    #expect(helping.adjusted(.nan, lift: 2).isNaN && helping.adjusted(0, lift: 2) == 0)
  }
}
