import Charters
import Decisions
import Journeys
import Testing

/// `inSegment("gold")`: rules that ask whether a customer belongs to a segment of the charter.
@Suite struct SegmentTests {
  private static func charter(_ segments: String, card rules: String = "") -> SmallCharter {
    var charter = SmallCharter()
    charter.texts["segments.yaml"] = segments
    return charter.adding(rules, to: "actions/card.yaml")
  }

  private static let segments = """
    elders: 'inSegment("adults") && customer.age >= 60'
    adults: customer.age >= 18
    active: events("login").last("7d").any()
    flagged: customer.flag
    idle: '!inSegment("active")'

    """

  /// What differs from what tests.yaml promises of a charter.
  private func differences(_ charter: SmallCharter, _ tests: String) throws -> [String] {
    var charter = charter
    charter.texts["tests.yaml"] = tests
    let loaded: LoadedCharter
    do {
      loaded = try CharterLoader.load(charter.files, zones: machineZones)
    } catch {
      return error.diagnostics.map(\.rendered)
    }
    let plan = CharterPlan(loaded.charter)
    let journeys = JourneyPlan(loaded.always, plan)
    return loaded.tests.flatMap { test in
      test.run(Snapshot(plan: plan), CustomerBinder(loaded), journeys: journeys).differences.map {
        "\(test.name): \($0)"
      }
    }
  }

  @Test("a rule of an action holds as its segments do, whatever the order in which they are written")
  func actions() throws {
    let charter = Self.charter(
      Self.segments, card: "eligible: inSegment(\"elders\") && inSegment(\"idle\")\nsuitable: '!inSegment(\"flagged\")'"
    )
    let person = "addresses: [email], consents: { marketing: all }"
    let differences = try differences(
      charter,
      """
      tests:
        - name: an elder who was not here lately
          at: 2026-11-23T10:00
          customer: { attributes: { age: 70 }, \(person) }
          expect: { chosen: card/email }
        - name: a younger one
          at: 2026-11-23T10:00
          customer: { attributes: { age: 30 }, \(person) }
          expect: { fates: { card/email: ineligible } }
        - name: an elder who was here on Friday
          at: 2026-11-23T10:00
          customer: { attributes: { age: 70 }, \(person), events: [ { name: login, days_ago: 3 } ] }
          expect: { fates: { card/email: ineligible } }
        - name: of unknown age, which is in no segment, and known
          at: 2026-11-23T10:00
          customer: { \(person) }
          expect: { fates: { card/email: ineligible } }
        - name: flagged
          at: 2026-11-23T10:00
          customer: { attributes: { age: 70, flag: true }, \(person) }
          expect: { fates: { card/email: unsuitable } }

      """)
    #expect(differences == [])
  }

  @Test("triggers and journeys ask about the moment of the step")
  func overTime() throws {
    var charter = Self.charter(Self.segments)
    charter.texts["triggers.yaml"] = """
      - { name: back, on: login, when: 'inSegment("elders")' }
      - { name: quiet, on: { enters: { segment: idle } }, when: inSegment("adults") }

      """
    charter.texts["journeys/first.yaml"] = """
      name: first
      kind: nurture
      enter: { on: login }
      expires_after: 30d
      stages:
        - { name: one, exit: inSegment("elders") && inSegment("idle"), then: two }
        - { name: two }

      """
    let differences = try differences(
      charter,
      """
      tests:
        - name: from week to week
          at: 2026-11-23T10:00
          customer: { attributes: { age: 59 }, addresses: [email], consents: { marketing: all } }
          steps:
            - { event: login, expect: { opened: none, stages: { first: one } } }
            - { after: 1h, attributes: { age: 60 } }
            - { after: 1h, event: login, expect: { opened: back, segments: { elders: true, idle: false } } }
            - { after: 8d, expect: { opened: quiet, stages: { first: two }, segments: { idle: true } } }

      """)
    #expect(differences == [], "a window that passes is seen at the daily look, also through a segment")
  }

  @Test(
    "a mistake is reported at its place",
    arguments: [
      ("card: inSegment(\"golden\")", "rule.unknown_name", "did you mean `gold`?", 17),
      ("card: inSegment(customer.segment)", "rule.unknown_name", "the name of a segment in quotes", 7),
      ("card: inSegment(\"gold\") > 3", "rule.no_matching_overload", "`>` does not take `bool`", 25),
      ("card: inSegment(\"card\")", "segment.circle", "`card` asks about `card`", 7),
      ("card: inSegment(\"gold\") && customer.age < 20", "rule.never", "never holds", 7),
    ])
  func mistakes(_ line: String, _ code: String, _ says: String, _ column: Int) throws {
    let found = Self.charter("gold: customer.age > 40\n\(line)\n").faults
    #expect(found.map(\.code) == [code], "\(found.map(\.rendered).joined())")
    let first = try #require(found.first)
    #expect(first.file == "segments.yaml" && first.line == 2)
    #expect(first.column == column, "\(first.rendered)")
    #expect(first.message.contains(says), "\(first.rendered)")
  }

  @Test("circles are reported, each once, where they begin")
  func circles() {
    let found = Self.charter(
      """
      way: inSegment("b")
      a: inSegment("c")
      b: customer.flag && inSegment("a")
      c: inSegment("b") || inSegment("other")
      other: '!inSegment("other")'

      """
    ).faults
    #expect(
      found.map { "\($0.line):\($0.column) \($0.code) \($0.message)" } == [
        "2:4 segment.circle segments ask about one another in a circle: `a` asks about `c` asks about `b` asks about `a`",
        "5:10 segment.circle segments ask about one another in a circle: `other` asks about `other`",
      ])
  }

  @Test("customers are read before anybody is in a segment")
  func importing() {
    let found = Self.charter(Self.segments).adding(
      "import:\n  attributes:\n    flag: { value: inSegment(\"adults\") }", to: "world.yaml"
    ).faults
    #expect(found.map(\.code) == ["rule.unknown_function"], "\(found.map(\.rendered).joined())")
  }

  @Test("an action for nobody is found through its segments")
  func contradiction() {
    let found = Self.charter(Self.segments, card: "eligible: inSegment(\"elders\")\nsuitable: customer.age < 50").faults
    #expect(found.map(\.code) == ["rule.contradiction"], "\(found.map(\.rendered).joined())")
  }
}
