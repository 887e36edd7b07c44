import Charters
import Decisions
import Testing
import Times

/// experiments.yaml: what it may say, and every mistake in its place.
@Suite struct ExperimentTests {
  private static let policy = """
    caps: [ { name: two-a-week, purposes: [marketing], max: 2, per: 7d } ]
    """

  private func charter(_ experiments: String) -> SmallCharter {
    var charter = SmallCharter()
    charter.texts["policy.yaml"] = Self.policy
    charter.texts["experiments.yaml"] = experiments
    return charter
  }

  private func load(_ experiments: String) throws -> [Experiment] {
    try CharterLoader.load(charter(experiments).files, zones: machineZones).charter.experiments
  }

  @Test func everyKindIsRead() throws {
    let experiments = try load(
      """
      - { name: universal, holdout: everything, share: 0.05, rotate: 90d, unit: household }
      - { name: no-mails, holdout: { channels: [email] }, share: 0.1, layer: a, part: 0.3 }
      - { name: cap-worth, without: two-a-week, share: 0.02, layer: a, part: 0.5, who: customer.age >= 18 }
      - { name: north, holdout: { groups: [cards] }, regions: [FR-HDF], from: 2026-11-01T00:00Z, until: 2026-12-01T00:00Z }
      - { name: engine, preset: arbitration, share: 0.02 }
      - name: stricter
        control: plain
        metrics: [value, conversions]
        conversions_by: login
        value_max: 100
        looks: 4
        alpha: 0.01
        smallest_effect: 0.1
        planned: 4000
        window: 28d
        tolerances: { satisfaction: 0.5, contacts: 2 }
        arms:
          - { name: pushed, share: 0.2, levers: { sales: 0.5, card: 0.1 }, floor: 1, mode: no_levers }
          - { name: capped, policy: { caps: [ { name: one-a-month, max: 1, per: month } ] }, without: [two-a-week] }
          - { name: plain, share: 0.5, treatments: [card/email] }
      """)
    #expect(experiments.map(\.name) == ["universal", "no-mails", "cap-worth", "north", "engine", "stricter"])
    let promise = experiments[5].promise
    #expect(promise.plannedCount == 4_000 && promise.windowSeconds == 28 * 86_400)
    #expect(promise.tolerances == [.satisfaction: 0.5, .contacts: 2])
    #expect(experiments[0].unit == .household && experiments[0].rotationSeconds == 90 * 86_400)
    #expect(experiments[0].arms.map(\.name) == ["held_out", "contacted"] && experiments[0].arms[0].share == 0.05)
    #expect(experiments[0].arms[0].heldBack?.directions == [], "inbound offers too")
    #expect(experiments[1].slice == 0..<0.3 && experiments[1].arms[0].heldBack?.channels == ["email"])
    #expect(experiments[2].slice == 0.3..<0.8 && experiments[2].who != nil && experiments[2].control == 0)
    #expect(experiments[2].arms[1].rulesOff == ["two-a-week"])
    #expect(experiments[3].arms[0].regions == ["FR-HDF"])
    #expect(experiments[3].until?.secondsSince1970 == 1_796_083_200)
    #expect(experiments[4].arms.map(\.mode) == ArbitrationMode.allCases)
    #expect(abs(experiments[4].arms[0].share - 0.92) < 1e-12)
    let last = experiments[5]
    #expect(last.control == 2 && last.arms.map(\.name) == ["pushed", "capped", "plain"])
    #expect(last.arms[0].issueLevers == ["sales": 0.5] && last.arms[0].actionLevers == ["card": 0.1])
    #expect(last.arms[0].floor == 1 && last.arms[0].mode == .noLevers)
    #expect(abs(last.arms[1].share - 0.3) < 1e-12 && last.arms[1].rulesOn == ["one-a-month"])
    #expect(last.arms[2].treatments == [ArmTreatment(action: "card", channel: "email")])
    #expect(last.promise.metrics == [.value, .conversions] && last.promise.conversionEvents == ["login"])
    #expect(last.promise.valueMax == 100 && last.promise.looksCount == 4 && last.promise.alpha == 0.01)
    #expect(last.promise.smallestEffect == 0.1)
  }

  @Test(arguments: [
    ("{ name: x }", "field.missing", "one of `holdout`"),
    ("{ name: x, holdout: everything, without: two-a-week, share: 0.1 }", "field.conflict", "one of `holdout`"),
    ("{ name: x, holdout: everything }", "field.missing", "needs `share`"),
    ("{ name: x, holdout: all, share: 0.1 }", "field.type", "everything"),
    ("{ name: x, holdout: { channels: [mail] }, share: 0.1 }", "name.unknown", "`email`"),
    ("{ name: x, holdout: { issues: [care] }, share: 0.1 }", "experiment.idle", "holds nobody back"),
    ("{ name: x, without: two-a-weak, share: 0.1 }", "name.unknown", "`two-a-week`"),
    ("{ name: x, without: fr-bloctel, share: 0.1 }", "name.unknown", "no contact rule"),
    ("{ name: x, preset: arbitration, share: 0.25 }", "experiment.shares", "4 × `share`"),
    ("{ name: x, holdout: everything, share: 0.1, regions: [FR-HDF] }", "field.conflict", "not both"),
    ("{ name: x, holdout: everything, regions: [HDF] }", "code.invalid", "FR-IDF"),
    ("{ name: x, holdout: everything, regions: [FR-HDF], rotate: 7d }", "field.conflict", "cannot rotate"),
    (
      "{ name: x, holdout: everything, share: 0.1, from: 2026-02-01T00:00Z, until: 2026-01-01T00:00Z }", "date.order",
      "after"
    ),
    ("{ name: x, holdout: everything, share: 0.1, rotate: 0s }", "number.range", "longer than nothing"),
    ("{ name: x, holdout: everything, share: 0.1, who: customer.agee > 3 }", "rule.unknown_name", "agee"),
    ("{ name: x, holdout: everything, share: 0.1, slice: [0.5, 0.2] }", "number.range", "lesser first"),
    ("{ name: x, holdout: everything, share: 0.1, metrics: [service_calls] }", "field.missing", "service_calls_by"),
    ("{ name: x, holdout: everything, share: 0.1, conversions_by: logn }", "name.unknown", "`login`"),
    ("{ name: x, arms: [ { name: a } ] }", "experiment.arms", "2 to 16"),
    ("{ name: x, arms: [ { name: a }, { name: a } ] }", "name.duplicate", "already"),
    (
      "{ name: x, arms: [ { name: a, share: 0.5 }, { name: b, share: 0.4, floor: 1 } ] }", "experiment.shares",
      "come to 1"
    ),
    ("{ name: x, arms: [ { name: a }, { name: b } ] }", "experiment.idle", "A/A"),
    ("{ name: x, control: c, arms: [ { name: a }, { name: b, floor: 1 } ] }", "name.unknown", "no arm `c`"),
    ("{ name: x, arms: [ { name: a }, { name: b, levers: { carrd: 1 } } ] }", "name.unknown", "`card`"),
    ("{ name: x, arms: [ { name: a }, { name: b, treatments: card/sms } ] }", "name.unknown", "not said on `sms`"),
    (
      "{ name: x, arms: [ { name: a, regions: [FR-HDF] }, { name: b, regions: [FR-BRE], floor: 1 } ] }",
      "experiment.arms", "exactly one"
    ),
  ])
  func aMistakeIsReported(_ text: String, _ code: String, _ says: String) {
    let faults = charter("- " + text).faults
    #expect(faults.map(\.code) == [code], "\(faults.map(\.rendered))")
    #expect(faults.first?.message.contains(says) == true, "\(faults.map(\.rendered))")
  }

  /// Two of a layer: side by side, over one another, one after the other in time, by another unit.
  @Test(arguments: [
    ("part: 0.5", "part: 0.5", []),
    ("part: 0.5", "part: 0.6", ["experiment.layer"]),
    ("slice: [0, 0.5]", "slice: [0.4, 0.6]", ["experiment.layer"]),
    ("slice: [0, 0.5], until: 2026-02-01T00:00Z", "slice: [0.4, 0.6], from: 2026-02-01T00:00Z", []),
    ("part: 0.5", "part: 0.5, unit: household", ["experiment.layer"]),
  ])
  func aLayerHasRoomForOnes(first: String, second: String, codes: [String]) {
    let faults = charter(
      """
      - { name: x, layer: a, holdout: everything, share: 0.1, \(first) }
      - { name: y, layer: a, holdout: everything, share: 0.1, \(second) }
      """
    ).faults
    #expect(faults.map(\.code) == codes, "\(faults.map(\.rendered))")
  }

  /// All at once, each in its place.
  @Test func allMistakesAtOnce() {
    let faults = charter(
      """
      - name: x
        holdout: everything
        share: 2
      - name: x
        without: two-a-week
        share: 0.1
      - name: y
        without: nothing
        share: 0.1
        colour: red
      """
    ).faults
    #expect(
      faults.map { "\($0.line):\($0.column) \($0.code)" } == [
        "3:10 number.range", "4:9 name.duplicate", "8:12 name.unknown", "10:3 field.unknown",
      ])
  }

  @Test func theVersionHangsOnTheFile() throws {
    let one = try CharterLoader.load(
      charter("- { name: x, holdout: everything, share: 0.1 }").files, zones: machineZones)
    let two = try CharterLoader.load(
      charter("- { name: x, holdout: everything, share: 0.2 }").files, zones: machineZones)
    #expect(one.charter.version != two.charter.version)
  }
}
