import Charters
import Decisions
import Testing

/// `rollout` of an action and of a charter.
@Suite struct RolloutTests {
  @Test func rolloutsAreRead() throws {
    let text = """
      rollout:
        steps: [ { pilots: [c-1, "17"] }, { regions: [FR-IDF], share: 0.2 }, { countries: FR }, {} ]
        guards: [ { outcomes: [complained, unsubscribed], tolerance: 0.001 } ]
        hold: 3d
      """
    let charter = SmallCharter().adding(text, to: "actions/card.yaml")
      .adding("rollout: { name: new-year, risk: 0.01, steps: [ { share: 0.1 }, {} ] }", to: "charter.yaml")
    let loaded = try CharterLoader.load(charter.files, zones: machineZones)
    let rollout = try #require(loaded.charter.actions[0].rollout)
    #expect(rollout.name == "card" && rollout.risk == 0.05 && rollout.holdSeconds == 3 * 86_400)
    #expect(
      rollout.steps == [
        RolloutStep(pilots: ["c-1", "17"]), RolloutStep(regions: ["FR-IDF"], share: 0.2),
        RolloutStep(countries: ["FR"]),
        RolloutStep(),
      ])
    #expect(rollout.guards == [RolloutGuard(outcomes: [.complained, .unsubscribed], tolerance: 0.001)])
    let own = try #require(loaded.charter.rollout)
    #expect(own.name == "new-year" && own.risk == 0.01 && own.steps.count == 2)
  }

  @Test(arguments: [
    ("{ guards: [] }", "field.missing", "needs `steps`"),
    ("{ steps: [] }", "field.missing", "at least one step"),
    ("{ steps: [ { share: 2 } ] }", "number.range", "out of bounds"),
    ("{ steps: [ { pilots: [a], share: 0.1 } ] }", "field.conflict", "not both"),
    ("{ steps: [ { share: 0.2 }, { share: 0.1 } ] }", "rollout.idle", "nobody"),
    ("{ steps: [ {}, { countries: FR } ] }", "rollout.idle", "nobody"),
    ("{ steps: [ { pilots: [a, b] }, { pilots: [b] } ] }", "rollout.idle", "nobody"),
    ("{ steps: [ { countries: france } ] }", "code.invalid", "such as FR"),
    ("{ steps: [ { regions: [IDF] } ] }", "code.invalid", "FR-IDF"),
    ("{ steps: [ {} ], guards: [ { outcomes: complaned, tolerance: 0.1 } ] }", "word.unknown", "complained"),
    (
      "{ steps: [ { countries: FR }, {} ], guards: [ { outcomes: complained, tolerance: 0.1 } ] }",
      "rollout.incomparable", "give it a `share`"
    ),
    ("{ steps: [ {} ], risk: 0 }", "number.range", "out of bounds"),
  ])
  func aMistakeIsReported(_ text: String, _ code: String, _ says: String) {
    let faults = SmallCharter().adding("rollout: " + text, to: "actions/card.yaml").faults
    #expect(faults.map(\.code) == [code], "\(faults.map(\.rendered))")
    #expect(faults.first?.message.contains(says) == true, "\(faults.map(\.rendered))")
  }
}
