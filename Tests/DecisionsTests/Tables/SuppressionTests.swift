import Decisions
import Expressions
import Testing
import Times

/// Suppressions after refusals and ignores, pauses, and the rules of law beside those of the charter.
@Suite struct SuppressionTests {
  static let day: Int64 = 86_400

  static func suppression(
    _ outcomes: [ContactOutcome] = [.refused], count: Int = 1, within: Int64? = nil, level: SuppressionLevel = .action,
    sameChannel: Bool = false
  ) -> Suppression {
    Suppression(
      rule: ContactRule(name: "rest"), after: outcomes, count: count, withinSeconds: within, forSeconds: 10 * day,
      level: level, isSameChannelOnly: sameChannel)
  }

  @Test func howFarASuppressionReaches() {
    // The customer refused the lamp by e-mail.
    let table: [(level: SuppressionLevel, sameChannel: Bool, forbidden: [String])] = [
      (.action, false, ["lamp on email", "lamp on sms"]),
      (.action, true, ["lamp on email"]),
      (.group, false, ["lamp on email", "lamp on sms", "sofa on email"]),
      (.group, true, ["lamp on email", "sofa on email"]),
      (.issue, false, ["lamp on email", "lamp on sms", "sofa on email", "card on email"]),
      (.everything, true, ["lamp on email", "sofa on email", "card on email", "advice on email"]),
      (.everything, false, ["lamp on email", "lamp on sms", "sofa on email", "card on email", "advice on email"]),
    ]
    for row in table {
      var world = World()
      world.charter.groups.append(Group(name: "cards", issue: 0))
      world.offer("lamp", on: ["email", "sms"])
      world.offer("sofa")
      world.offer("card", group: "cards")
      world.offer("advice", group: "help")
      world.contacted("lamp", world.now - Self.day, outcome: .refused)
      world.charter.policy.suppressions = [Self.suppression(level: row.level, sameChannel: row.sameChannel)]
      let plan = CharterPlan(world.charter)
      let fates = world.decision().fates
      let forbidden = fates.indices.filter { fates[$0].reason == .suppressed }
        .map { "\(plan.actionName($0)) on \(plan.channelName($0))" }
      #expect(forbidden == row.forbidden, "\(row.level), same channel \(row.sameChannel)")
    }
  }

  @Test func howManyAndHowLong() {
    let day = Self.day
    let table: [(ages: [Int64], count: Int, within: Int64?, fate: Reason, why: String)] = [
      ([1], 1, nil, .suppressed, "just refused"),
      ([0], 1, nil, .suppressed, "refused this second"),
      ([-1], 1, nil, .chosen, "the refusal lies ahead"),
      ([10 * day - 1], 1, nil, .suppressed, "the last second"),
      ([10 * day], 1, nil, .chosen, "over"),
      ([day], 2, nil, .chosen, "one of two"),
      ([day, 300 * day], 2, nil, .suppressed, "two, whenever"),
      ([day, 3 * day], 2, 2 * day, .chosen, "two, but not within two days"),
      ([day, 3 * day - 1], 2, 2 * day, .suppressed, "two within two days"),
      ([day, day], 2, 1, .suppressed, "two in the same second"),
      ([11 * day, 12 * day], 2, nil, .chosen, "the second one was long ago"),
      ([9 * day, 12 * day], 2, nil, .suppressed, "it runs from the last"),
    ]
    for row in table {
      var world = World()
      world.offer("lamp")
      for age in row.ages { world.contacted("lamp", world.now - age, outcome: .refused) }
      world.charter.policy.suppressions = [Self.suppression(count: row.count, within: row.within)]
      #expect(world.fate("lamp") == row.fate, "\(row.why)")
    }
  }

  /// An outcome's time is when it became known, where that was noted.
  @Test func theTimeOfAnOutcome() {
    var world = World()
    world.offer("lamp")
    world.charter.policy.suppressions = [Self.suppression()]
    world.contacted("lamp", world.now - 30 * Self.day, outcome: .refused, outcomeAt: world.now - 9 * Self.day)
    #expect(world.fate("lamp") == .suppressed)
    #expect(world.abstention()?.nextLook == world.now + Self.day)
    world.state.ledger = Ledger()
    world.contacted("lamp", world.now - 30 * Self.day, outcome: .refused)
    #expect(world.fate("lamp") == .chosen)
  }

  @Test func onlyTheOutcomesOfTheRule() {
    for outcome in ContactOutcome.allCases {
      var world = World()
      world.offer("lamp")
      world.contacted("lamp", world.now - 1, outcome: outcome)
      world.charter.policy.suppressions = [Self.suppression([.refused, .ignored])]
      let isForbidden = outcome == .refused || outcome == .ignored
      #expect(world.fate("lamp") == (isForbidden ? .suppressed : .chosen), "\(outcome)")
    }
  }

  /// A pause whose condition cannot be evaluated holds: better silent than sorry.
  @Test func pauses() {
    let table: [(incident: Bool?, marketing: Reason, service: Reason)] = [
      (true, .paused, .chosen), (false, .chosen, .chosen), (nil, .paused, .chosen),
    ]
    for row in table {
      var world = World()
      world.offer("lamp")
      world.offer("answer", purpose: "contract", group: "help")
      var marketing = Scope()
      marketing.purposeKinds = [.marketing]
      world.charter.policy.pauses = [ContactRule(name: "incident", limits: marketing, when: incidentIsOpen)]
      if let incident = row.incident { world.state.customer.row.set(1, word: incident ? 1 : 0) }
      world.occasion.actions = ["lamp"]
      #expect(world.fate("lamp") == row.marketing, "\(String(describing: row.incident))")
      world.occasion.actions = ["answer"]
      #expect(world.fate("answer") == row.service, "\(String(describing: row.incident))")
    }
  }

  /// The same rules as the charter's own and as rules of law have reasons of their own.
  @Test func legalReasons() {
    let open = WeeklyHours(fromSeconds: 0, toSeconds: 60)
    let one = CapMeasure.contacts([Limit(max: 1, window: .month)])
    let policies: [(ContactPolicy, own: Reason, legal: Reason)] = [
      (ContactPolicy(caps: [Cap(rule: ContactRule(name: "a"), measure: one)]), .cap, .legalCap),
      (
        ContactPolicy(caps: [Cap(rule: ContactRule(name: "a"), subject: .household, measure: one)]), .householdCap,
        .legalCap
      ),
      (ContactPolicy(spacings: [Spacing(rule: ContactRule(name: "a"), seconds: 3600)]), .spacing, .spacing),
      (ContactPolicy(hours: [Hours(rule: ContactRule(name: "a"), allowed: [open])]), .quietHours, .legalHours),
      (ContactPolicy(suppressions: [Self.suppression()]), .suppressed, .legalSuppression),
      (ContactPolicy(pauses: [ContactRule(name: "a")]), .paused, .paused),
    ]
    for (policy, own, legal) in policies {
      var world = World()
      world.offer("lamp")
      world.contacted("lamp", world.now - 60, outcome: .refused)
      world.charter.policy = policy
      #expect(world.fate("lamp") == own)
      for index in policy.caps.indices { world.charter.policy.caps[index].rule.jurisdiction.isLegal = true }
      for index in policy.spacings.indices { world.charter.policy.spacings[index].rule.jurisdiction.isLegal = true }
      for index in policy.hours.indices { world.charter.policy.hours[index].rule.jurisdiction.isLegal = true }
      for index in policy.suppressions.indices {
        world.charter.policy.suppressions[index].rule.jurisdiction.isLegal = true
      }
      for index in policy.pauses.indices { world.charter.policy.pauses[index].jurisdiction.isLegal = true }
      #expect(world.fate("lamp") == legal)
    }
  }

  /// Where and since when a rule holds.
  @Test func jurisdictions() {
    let may20 = CivilDate(year: 2026, month: 5, day: 20)!
    let table: [(country: String, regions: [String], from: CivilDate?, until: CivilDate?, isForbidden: Bool)] = [
      ("", [], nil, nil, true), ("FR", [], nil, nil, true), ("DE", [], nil, nil, false),
      ("FR", ["FR-57"], nil, nil, false), ("FR", ["FR-57", "FR-75"], nil, nil, true),
      ("", [], may20, nil, true), ("", [], may20.adding(days: 1), nil, false),
      ("", [], nil, may20.adding(days: 1), true), ("", [], nil, may20, false),
    ]
    for row in table {
      var world = World()
      world.offer("lamp")
      world.state.customer.region = Symbol("FR-75")
      var place = Jurisdiction()
      place.country = row.country
      place.regions = row.regions
      place.from = row.from
      place.until = row.until
      world.charter.policy.pauses = [ContactRule(name: "law", jurisdiction: place)]
      #expect(world.fate("lamp") == (row.isForbidden ? .paused : .chosen), "\(row)")
      // A customer whose region is unknown lives in all of them.
      world.state.customer.region = .none
      if !row.regions.isEmpty { #expect(world.fate("lamp") == .paused, "\(row)") }
    }
    // A law of tomorrow holds in the zone where it is tomorrow already.
    var world = World()
    world.charter.zones = [Zones.paris, Zones.kiritimati]
    world.offer("lamp")
    var tomorrow = Jurisdiction()
    tomorrow.from = may20.adding(days: 1)
    world.charter.policy.pauses = [ContactRule(name: "law", jurisdiction: tomorrow)]
    world.state.customer.zones = [0, 1]
    #expect(world.fate("lamp") == .paused)
    world.state.customer.zones = [0]
    #expect(world.fate("lamp") == .chosen)
  }
}
