import Decisions
import Expressions
import Testing
import Times

/// What an arm of an experiment changes of a decision, and what it leaves alone.
@Suite struct ExperimentArmTests {
  /// An experiment whose second arm is different, and holds everybody unless said otherwise.
  private func experiment(
    _ name: String = "trial", share: Double = 1, _ change: (inout ExperimentArm) -> Void = { _ in }
  ) -> Experiment {
    var experiment = Experiment(name: name)
    experiment.arms = [ExperimentArm(name: "a", share: 1 - share), ExperimentArm(name: "b", share: share)]
    change(&experiment.arms[1])
    return experiment
  }

  /// Every purpose, in the arm and out of it: marketing alone is held back.
  @Test(arguments: ["news", "contract", "notice"], [0.0, 1.0])
  func serviceAndLawAreNeverHeldBack(purpose: String, share: Double) {
    var world = World()
    world.offer("card", purpose: purpose)
    world.charter.experiments = [experiment(share: share) { $0.heldBack = Scope() }]
    #expect(world.fate("card") == (purpose == "news" && share == 1 ? .heldOut : .chosen))
    let assignment = world.decision().assignments[0]
    #expect(assignment.isHoldout == (share == 1))
    #expect(assignment.probability == 1)
    #expect(assignment.isExposed == (purpose == "news"), "what cannot be held back was not exposed to it")
  }

  @Test func aHoldoutOfAChannelLeavesTheOthers() {
    var world = World()
    world.offer("card", on: ["email", "sms"])
    var scope = Scope()
    scope.channels = ["email"]
    world.charter.experiments = [experiment { $0.heldBack = scope }]
    #expect(world.fate("card", on: "email") == .heldOut)
    #expect(world.said() == ["card on sms"])
    #expect(world.decision().fates.first { $0.reason == .heldOut }?.rule == 0)
  }

  /// A cap and a spacing forbid; each experiment takes away its own rule and leaves the other and the law.
  @Test func aHoldoutOfARuleTakesAwayThatRuleAlone() {
    var world = World()
    world.offer("card")
    world.contacted("card", at("2026-05-20 09:00"))
    func rule(_ name: String, isLegal: Bool = false) -> ContactRule {
      var rule = ContactRule(name: name)
      rule.jurisdiction.isLegal = isLegal
      return rule
    }
    let limit = CapMeasure.contacts([Limit(max: 1, window: .rolling(seconds: 86_400))])
    func fate(_ off: [String], law: Bool = false, spaced: Bool = true) -> Reason {
      world.charter.policy.caps = [Cap(rule: rule("one-a-day"), measure: limit)]
      if law { world.charter.policy.caps.append(Cap(rule: rule("law", isLegal: true), measure: limit)) }
      world.charter.policy.spacings = spaced ? [Spacing(rule: rule("apart"), seconds: 86_400)] : []
      world.charter.experiments = [experiment { $0.rulesOff = off }]
      return world.fate("card")
    }
    #expect(fate([]) == .cap)
    #expect(fate(["one-a-day"]) == .spacing)
    #expect(fate(["apart"]) == .cap)
    #expect(fate(["one-a-day", "apart"]) == .chosen)
    #expect(fate(["one-a-day"], spaced: false) == .chosen)
    #expect(fate(["one-a-day", "law"], law: true, spaced: false) == .legalCap, "law always holds")
  }

  @Test func aRuleOfAnArmHoldsThereAlone() {
    for (share, expected) in [(0.0, Reason.chosen), (1, .cap)] {
      var world = World()
      world.offer("card")
      world.contacted("card", at("2026-05-20 09:00"))
      world.charter.policy.caps = [
        Cap(
          rule: ContactRule(name: "strict"), measure: .contacts([Limit(max: 1, window: .rolling(seconds: 86_400))]))
      ]
      world.charter.experiments = [experiment(share: share) { $0.rulesOn = ["strict"] }]
      #expect(world.fate("card") == expected)
    }
  }

  @Test func armsOfTreatmentsSayTheirOwn() {
    func said(arm: Int?) -> [String] {
      var world = World()
      world.offer("welcome_a", worth: 5)
      world.offer("welcome_b", worth: 9)
      world.offer("card", worth: 1)
      var test = experiment(share: arm == 1 ? 1 : 0) { $0.treatments = [ArmTreatment(action: "welcome_b")] }
      test.arms[0].treatments = [ArmTreatment(action: "welcome_a")]
      if arm == nil { test.until = world.now }
      world.charter.experiments = [test]
      return world.said()
    }
    #expect(said(arm: 0) == ["welcome_a on email"])
    #expect(said(arm: 1) == ["welcome_b on email"])
    #expect(said(arm: nil) == ["welcome_a on email"], "who takes no part hears what the control arm says")
  }

  @Test func leversAndFloorsOfAnArm() {
    for (share, said) in [(0.0, "loan on email"), (1, "card on email")] {
      var world = World()
      world.offer("card", worth: 5)
      world.offer("loan", worth: 6)
      world.charter.experiments = [experiment(share: share) { $0.actionLevers = ["card": 0.5] }]
      #expect(world.said() == [said])
      #expect(world.decision().assignments[0].isExposed)
    }
    var world = World()
    world.offer("card", worth: 5)
    world.charter.experiments = [experiment { $0.floor = 6 }]
    #expect(world.fate("card") == .belowFloor)
  }

  /// Five ways to arbitrate, on one customer: what is likeliest, dearest, pushed, and what a rule of suitability forbids.
  @Test(arguments: [
    (ArbitrationMode.all, "pushed"), (.propensityOnly, "likely"), (.noLevers, "dear"), (.eligibilityOnly, "unsuitable"),
  ])
  func presets(mode: ArbitrationMode, said: String) {
    let world = presets(mode)
    #expect(world.said() == ["\(said) on email"])
    // A service message beside them, and the ranking is the engine's own.
    var served = world
    served.offer("notice", worth: 1, purpose: "contract", group: "help")
    served.charter.hierarchy = [Tier(name: "care", issues: [1])]
    #expect(served.said() == ["notice on email"])
  }

  private func presets(_ mode: ArbitrationMode) -> World {
    var world = World()
    world.offer("likely", worth: 1)
    world.offer("dear", worth: 50)
    world.offer("pushed", worth: 40)
    world.offer("unsuitable", worth: 500)
    world.offer("ineligible", worth: 900)
    for (index, propensity) in [0.9, 0.1, 0.1, 0.1, 0.1].enumerated() {
      world.charter.actions[index].treatments[0].propensity = .constant(propensity)
    }
    world.charter.actions[2].lever = 1
    world.charter.actions[3].engagement.suitable = [Rule(text: "false", condition: .constant(false))]
    world.charter.actions[4].engagement.eligible = [Rule(text: "false", condition: .constant(false))]
    world.charter.floor = 0.95
    world.charter.experiments = [experiment { $0.mode = mode }]
    return world
  }

  /// Three candidates that pass: each is said to a third of customers, and the decision tells that chance.
  @Test func randomEligibleDrawsEvenly() {
    var world = presets(.randomEligible)
    var counts: [String: Int] = [:]
    for id in 0..<3_000 {
      world.state.customer.key = Chance.key(of: "c\(id)")
      counts[world.said().first ?? "", default: 0] += 1
      #expect(world.decision().draw == Draw(probability: 1.0 / 3, isEven: true))
    }
    #expect(counts.keys.sorted() == ["dear on email", "likely on email", "pushed on email"])
    for count in counts.values { #expect(abs(count - 1_000) < 104, "\(counts)") }  // four standard deviations
  }
}
