import Decisions
import Expressions
import Testing
import Times

/// Step 7: now, later, or not at all; several answers; when to look again.
@Suite struct TimingTests {
  /// The lamp may not be spoken of before 18:00, and it is noon; the sofa may be.
  static func evening(lamp: Double, sofa: Double?, _ waiting: WaitingPreference, discount: Double = 0) -> World {
    var world = World()
    world.offer("lamp", worth: lamp, on: ["email"], waiting: waiting)
    if let sofa { world.offer("sofa", worth: sofa, on: ["sms"]) }
    var mail = Scope()
    mail.channels = ["email"]
    world.charter.policy.hours = [
      Hours(
        rule: ContactRule(name: "evening", limits: mail),
        allowed: [WeeklyHours(fromSeconds: 18 * 3600, toSeconds: 86_400)])
    ]
    world.charter.timing.discountPerDay = discount
    return world
  }

  @Test func deferReplaceOrDrop() {
    let table: [(lamp: Double, sofa: Double?, WaitingPreference, said: [String], lampFate: Reason, sofaFate: Reason?)] =
      [
        (9, 5, .defer, ["lamp on email later"], .chosenLater, .outranked),
        (9, 5, .replace, ["sofa on sms"], .quietHours, .chosen),
        (9, 5, .drop, [], .quietHours, .dropped),
        (4, 5, .defer, ["sofa on sms"], .quietHours, .chosen),
        (4, 5, .drop, ["sofa on sms"], .quietHours, .chosen),
        (5, 5, .defer, ["sofa on sms"], .quietHours, .chosen),
        (5, 5, .drop, [], .quietHours, .dropped),
        (9, nil, .defer, ["lamp on email later"], .chosenLater, nil),
        (9, nil, .replace, [], .quietHours, nil),
        (9, nil, .drop, [], .quietHours, nil),
      ]
    for row in table {
      let world = Self.evening(lamp: row.lamp, sofa: row.sofa, row.2)
      #expect(world.said() == row.said, "\(row)")
      #expect(world.fate("lamp") == row.lampFate, "\(row)")
      if let fate = row.sofaFate { #expect(world.fate("sofa", on: "sms") == fate, "\(row)") }
      guard row.said.isEmpty else { continue }
      #expect(world.abstention()?.forgone == row.lamp)
      #expect(world.abstention()?.reason == row.sofaFate ?? .quietHours)
      #expect(world.abstention()?.nextLook == at("2026-05-20 18:00"), "the lamp may be spoken of then")
    }
  }

  /// Six hours at 40 % a day leave nine tenths.
  @Test func waitingCosts() throws {
    let kept = Self.evening(lamp: 10, sofa: 8.9, .defer, discount: 0.4)
    let choice = try #require(kept.decision().choices.first)
    #expect(choice.at == at("2026-05-20 18:00"))
    #expect(abs(choice.patience - 0.9) < 1e-12)
    #expect(abs(choice.net - 9) < 1e-12)
    #expect(Self.evening(lamp: 10, sofa: 9.1, .defer, discount: 0.4).said() == ["sofa on sms"])
    // What waits below its floor does not contend, though it is worth more than the floor now.
    var floor = Self.evening(lamp: 10, sofa: nil, .defer, discount: 0.4)
    floor.charter.floor = 9.5
    #expect(floor.said().isEmpty)
    #expect(floor.abstention()?.forgone == 10)
    #expect(floor.fate("lamp") == .quietHours)
  }

  @Test func howLongItMayWait() {
    let table: [(horizon: Int64, ends: Instant?, said: [String])] = [
      (6 * 3600, nil, ["lamp on email later"]),
      (6 * 3600 - 1, nil, []),
      (86_400, at("2026-05-20 18:00:01"), ["lamp on email later"]),
      (86_400, at("2026-05-20 18:00:00"), []),
    ]
    for row in table {
      var world = Self.evening(lamp: 9, sofa: nil, .defer)
      world.charter.timing.horizonSeconds = row.horizon
      world.charter.actions[0].ends = row.ends
      #expect(world.said() == row.said, "\(row)")
    }
  }

  /// One rule after another: the spacing ends at 19:00, when hours are over until the next morning.
  @Test func severalRulesInTurn() {
    var world = World()
    world.offer("lamp", waiting: .defer)
    world.charter.timing.horizonSeconds = 5 * 86_400
    world.contacted("lamp", at("2026-05-20 11:00"))
    world.contacted("lamp", at("2026-05-22 09:00"))
    world.charter.policy.spacings = [Spacing(rule: ContactRule(name: "apart"), seconds: 8 * 3600)]
    world.charter.policy.hours = [
      Hours(
        rule: ContactRule(name: "hours"), allowed: [WeeklyHours(fromSeconds: 9 * 3600, toSeconds: 18 * 3600)])
    ]
    #expect(world.decision().choices.first?.at == at("2026-05-21 09:00"))
    // With two a week no more this week; on Monday there is room.
    world.charter.policy.caps = [
      Cap(rule: ContactRule(name: "two"), measure: .contacts([Limit(max: 2, window: .week)]))
    ]
    #expect(world.decision().choices.first?.at == at("2026-05-25 09:00"))
    world.charter.policy.pauses = [ContactRule(name: "pause", when: riskIsHigh)]
    #expect(world.said().isEmpty, "nobody knows when a pause ends")
  }

  /// A rule that comes into force while the candidate waits holds then.
  @Test func aRuleOfTomorrow() {
    var world = Self.evening(lamp: 9, sofa: nil, .defer)
    var tomorrow = Jurisdiction()
    tomorrow.from = CivilDate(year: 2026, month: 5, day: 21)
    world.charter.policy.pauses = [ContactRule(name: "law", jurisdiction: tomorrow)]
    #expect(world.said() == ["lamp on email later"])
    #expect(world.said(at("2026-05-20 23:00")) == ["lamp on email"])
    world.charter.policy.hours[0].allowed = [WeeklyHours(fromSeconds: 8 * 3600, toSeconds: 9 * 3600)]
    #expect(world.said().isEmpty)
  }

  @Test func severalAnswers() {
    var world = World()
    world.offer("lamp", worth: 9, on: ["email", "sms"])
    world.offer("sofa", worth: 8, on: ["email"])
    world.offer("card", worth: 7, on: ["sms", "letter"])
    let expected = [
      ["lamp on email"], ["lamp on email", "sofa on email"], ["lamp on email", "sofa on email", "card on sms"],
      ["lamp on email", "sofa on email", "card on sms"],
    ]
    for (index, said) in expected.enumerated() {
      world.occasion.answersMax = index + 1
      #expect(world.said() == said)
      #expect(world.fate("lamp", on: "sms") == .otherChannel)
    }
    // The first answer fills the day's only e-mail: the second must take another channel.
    var mail = Scope()
    mail.channels = ["email"]
    world.charter.policy.caps = [
      Cap(rule: ContactRule(name: "one", limits: mail), measure: .contacts([Limit(max: 1, window: .day)]))
    ]
    #expect(world.said() == ["lamp on email", "card on sms"])
    #expect(world.fate("sofa") == .cap)
    world.occasion.answersMax = 1
    #expect(world.fate("sofa") == .outranked, "after the last answer nothing is checked again")
  }

  /// Each choice is in the ledger afterwards, at its moment and with the address it goes to.
  @Test func reservations() {
    var world = Self.evening(lamp: 9, sofa: 5, .defer)
    world.occasion.answersMax = 2
    var state = world.state
    _ = decide(&state, world.occasion, Snapshot(plan: CharterPlan(world.charter)), now: world.now)
    let contacts = state.ledger.contacts
    #expect(contacts.map(\.at) == [world.now, at("2026-05-20 18:00")])
    #expect(contacts.map(\.action) == [Symbol("sofa"), Symbol("lamp")])
    #expect(contacts.map(\.address) == [2, 1])
    #expect(contacts.allSatisfy { $0.state == .reserved && $0.outcome == .none && $0.brand == .none })
  }

  @Test func whenToLookAgain() {
    var world = World()
    #expect(world.abstention()?.reason == .noCandidate)
    #expect(world.abstention()?.nextLook == world.now + 7 * 86_400)
    world.offer("lamp", starts: at("2026-05-24 00:00"))
    #expect(world.abstention()?.reason == .notStarted)
    #expect(world.abstention()?.nextLook == at("2026-05-24 00:00"))
    world.offer("sofa")
    world.contacted("sofa", at("2026-05-20 10:00"))
    world.charter.policy.spacings = [Spacing(rule: ContactRule(name: "apart"), seconds: 86_400)]
    #expect(world.abstention()?.reason == .spacing)
    #expect(world.abstention()?.nextLook == at("2026-05-21 10:00"))
    world.charter.timing.lookAgainSeconds = 3600
    #expect(world.abstention()?.nextLook == world.now + 3600)
  }

  /// The earliest end of all rules that hold something back, action by action and channel by channel.
  @Test func theEarliestEndOfAll() {
    var world = World()
    world.offer("lamp")
    world.offer("sofa", on: ["email", "sms"])
    let rest = Suppression(rule: ContactRule(name: "rest"), after: [.refused], forSeconds: 10 * 86_400)
    for (lamp, sofa, days) in [(Int64(1), Int64(3), Int64(7)), (3, 1, 7), (2, 2, 8)] {
      world.state.ledger = Ledger()
      world.contacted("lamp", world.now - lamp * 86_400, outcome: .refused)
      world.contacted("sofa", on: "sms", world.now - sofa * 86_400, outcome: .refused)
      world.charter.policy = ContactPolicy(suppressions: [rest])
      world.charter.timing.lookAgainSeconds = 30 * 86_400
      world.occasion.channels = ["email"]
      #expect(world.abstention()?.nextLook == world.now + days * 86_400, "lamp \(lamp), sofa \(sofa)")
      world.occasion.channels = []
      // One contact an address in five days: each channel has an address of its own.
      let five = CapMeasure.contacts([Limit(max: 1, window: .rolling(seconds: 5 * 86_400))])
      world.charter.policy = ContactPolicy(caps: [
        Cap(rule: ContactRule(name: "address"), subject: .address, measure: five)
      ])
      #expect(world.abstention()?.reason == .addressCap)
      #expect(world.abstention()?.nextLook == world.now + (days - 5) * 86_400, "lamp \(lamp), sofa \(sofa)")
    }
  }
}
