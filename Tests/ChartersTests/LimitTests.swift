import Charters
import Decisions
import Testing

/// `limits` of policy.yaml: what limits all customers together.
@Suite struct LimitTests {
  private static let right = """
    limits:
      - { name: emails, channels: [email], max: 200, per: day, floors: [ { name: gold, when: 'customer.segment == "gold"', least: 20 }, { name: old, when: customer.age > 60, share: 0.105 } ] }
      - { name: money, groups: [cards, loans], budget: 99.5, per: month }
    """

  @Test func limitsAreRead() throws {
    let charter = SmallCharter().adding(Self.right, to: "policy.yaml")
      .replacing("value: 10", with: "value: 10\nvolume: 7", in: "actions/card.yaml")
    let loaded = try CharterLoader.load(charter.files, zones: machineZones)
    let limits = loaded.charter.volumeLimits
    #expect(limits.map(\.name) == ["emails", "money", "volume of card"])
    #expect(limits.map(\.measure) == [.contacts(200), .sendCost(99_500_000), .contacts(7)])
    #expect(limits.map(\.window) == [.day, .month, nil])
    #expect(limits[0].scope.channels == ["email"] && limits[1].scope.groups == ["cards", "loans"])
    #expect(limits[0].floors.map(\.name) == ["gold", "old"])
    #expect(limits[0].floors.map(\.least) == [.contacts(20), .share(0.105)])
    // A share is rounded up.
    #expect(CharterPlan(loaded.charter).volumes[0].floors.map(\.least) == [20, 21])
  }

  @Test(arguments: [
    ("- { name: a, max: 3 }", "field.missing", "needs `per`"),
    ("- { name: a, per: day }", "field.missing", "`max` or `budget`"),
    ("- { name: a, max: 3, budget: 4, per: day }", "field.conflict", "not both"),
    ("- { name: a, max: 3, per: 7d }", "word.unknown", "day"),
    ("- { name: a, max: 3, per: day, channels: [emial] }", "name.unknown", "did you mean `email`?"),
    ("- { name: a, max: 3, per: day }\n  - { name: a, max: 3, per: week }", "name.duplicate", "a limit `a` already"),
    (
      "- { name: a, budget: 3, per: day, floors: [ { name: f, when: customer.flag, least: 1 } ] }", "field.conflict",
      "no floors"
    ),
    (
      "- { name: a, max: 3, per: day, floors: [ { name: f, when: customer.flag } ] }", "field.missing",
      "`least` or `share`"
    ),
    (
      "- { name: a, max: 3, per: day, floors: [ { name: f, when: customer.flag, least: 4 } ] }", "number.range",
      "more than the limit"
    ),
    ("- { name: a, max: 3, per: day, floors: [ { name: f, when: customer.age, least: 1 } ] }", "rule.type", "bool"),
  ])
  func aMistakeIsReported(_ text: String, _ code: String, _ says: String) {
    let faults = SmallCharter().adding("limits:\n  " + text, to: "policy.yaml").faults
    #expect(faults.map(\.code) == [code])
    #expect(faults.first?.message.contains(says) == true, "\(faults.map(\.rendered))")
    #expect(faults.first?.file == "policy.yaml")
  }
}
