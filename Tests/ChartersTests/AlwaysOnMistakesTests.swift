import Charters
import Decisions
import Journeys
import Testing

/// Mistakes in triggers, segments, zones and journeys, one at a time.
@Suite("one mistake in what is always on")
struct AlwaysOnMistakesTests {
  typealias Mistake = SingleMistakeTests.Mistake

  /// A charter with a right file of each kind.
  private static var right: SmallCharter {
    var charter = SmallCharter()
      .replacing("flag: { type: bool }", with: "flag: { type: bool }\n  since: { type: timestamp }", in: "world.yaml")
    charter.texts["segments.yaml"] = "adults: customer.age >= 18\n"
    charter.texts["zones.yaml"] = "mall: { circle: { centre: [48.87, 2.33], metres: 400 } }\n"
    charter.texts["triggers.yaml"] =
      "- { name: seen, on: login, only: { actions: [card] }, raise: { groups: { cards: 0.5 } } }\n"
    charter.texts["journeys/first.yaml"] = """
      name: first
      kind: nurture
      enter: { on: login, when: customer.age >= 18 }
      exit: { on: { leaves: { segment: adults } } }
      expires_after: 10d
      stages:
        - name: one
          moves: [ { after: 1d, to: two } ]
        - name: two
          enter: customer.flag
          raise: { actions: { card: 0.5 } }
          occasion: { channels: [email] }
          moves: [ { on: login, to: end } ]
      migrate: { zero: one }

      """
    return charter
  }

  @Test("the charter they are made in has none")
  func right() { #expect(Self.right.faults == []) }

  @Test("is the only one reported, with its code and a sentence", arguments: triggers + journeys)
  func reported(_ mistake: Mistake) throws {
    let wrong =
      mistake.piece.isEmpty
      ? Self.right.adding(mistake.text, to: mistake.file)
      : Self.right.replacing(mistake.piece, with: mistake.text, in: mistake.file)
    let found = wrong.faults
    #expect(found.map(\.code) == [mistake.code], "\(found.map(\.rendered).joined())")
    let first = try #require(found.first)
    #expect(first.file == mistake.file)
    #expect(first.line > 0 && !first.text.isEmpty, "the place is shown")
    #expect(first.message.contains(mistake.says), "\(first.rendered)")
  }

  private static func trigger(_ rest: String, _ code: String, _ says: String) -> Mistake {
    Mistake("triggers.yaml", "- { name: other, \(rest) }", code, says)
  }

  static let triggers = [
    trigger("on: logn", "name.unknown", "did you mean `login`?"),
    trigger("once_per: 1d", "field.missing", "exactly one of on, absence, date, level"),
    trigger("on: login, level: { of: customer.age, rises_to: 3 }", "field.conflict", "exactly one"),
    trigger("on: { enters: { segment: adult } }", "name.unknown", "no segment `adult`"),
    trigger("on: { enters: { zone: mal } }", "name.unknown", "did you mean `mall`?"),
    trigger("on: { enters: { segment: adults, zone: mall } }", "field.conflict", "exactly one of segment, zone"),
    trigger("on: { outcome: { of: [seen] } }", "word.unknown", "`seen` is none of"),
    trigger("on: { contact: { actions: [cart] } }", "name.unknown", "no action `cart`"),
    trigger("absence: { of: login }", "field.missing", "needs `for`"),
    trigger("absence: { of: login, for: 0s }", "number.range", "longer than nothing"),
    trigger("date: { attribute: age }", "rule.type", "should be a timestamp"),
    trigger("date: { attribute: age, every: year }", "rule.type", "should be a timestamp"),
    trigger("date: { attribute: since, every: month }", "word.unknown", "`month` is none of"),
    trigger("date: { attribute: since, every: year, before: 400d }", "number.range", "at most 365 days"),
    trigger("level: { of: customer.age }", "field.missing", "exactly one of rises_to, falls_to"),
    trigger("level: { of: customer.segment, rises_to: 3 }", "rule.type", "should be a number"),
    trigger("level: { of: 3, rises_to: 3 }", "rule.never", "comes to no level"),
    trigger("level: { propensity: car, rises_to: 0.3 }", "name.unknown", "did you mean `card`?"),
    trigger("level: { propensity: card/call, rises_to: 0.3 }", "name.unknown", "not said on `call`"),
    trigger("on: login, when: customer.age", "rule.type", "should be bool"),
    trigger("on: login, when: customer.ages > 3", "rule.unknown_name", "ages"),
    trigger("on: login, only: { groups: [card] }", "name.unknown", "no group `card`"),
    trigger("on: login, raise: { issues: { care: 11 } }", "number.range", "out of bounds"),
    trigger("on: login, channels: [web]", "field.conflict", "inbound"),
    trigger("on: login, spred: 2h", "field.unknown", "did you mean `spread`?"),
    Mistake("triggers.yaml", "- { name: seen, on: login }", "name.duplicate", "a trigger `seen` already"),
    Mistake("segments.yaml", "kids: customer.age < 10", "rule.never", "never holds"),
    Mistake("zones.yaml", "park: { polygon: [ [1, 2], [3, 4] ] }", "zone.invalid", "at least three corners"),
    Mistake("zones.yaml", "park: { circle: { centre: [100, 2], metres: 5 } }", "zone.invalid", "[latitude, longitude]"),
    Mistake("zones.yaml", "park: {}", "field.missing", "either a `circle` or a `polygon`"),
  ]

  private static func journey(_ piece: String, _ text: String, _ code: String, _ says: String) -> Mistake {
    Mistake("journeys/first.yaml", piece, text, code, says)
  }

  static let journeys = [
    journey("kind: nurture", "kind: sales", "word.unknown", "`sales` is none of"),
    journey("kind: nurture\n", "", "field.missing", "needs `kind`"),
    journey("to: two", "to: tow", "name.unknown", "did you mean `two`?"),
    journey("{ after: 1d, to: two }", "{ to: two }", "field.missing", "`on`, `after` or `when`"),
    journey(
      "{ after: 1d, to: two }", "{ after: 1d, to: end }", "journey.unreachable", "no way leads to the stage `two`"),
    journey("expires_after: 10d\n", "", "journey.endless", "may stand in `two` for ever"),
    journey(
      "to: two } ]\n  - name: two", "to: end } ]\n  - name: one", "name.duplicate", "a stage `first/one` already"),
    journey("to: two } ]\n  - name: two", "to: end } ]\n  - name: end", "name.invalid", "`end` is the way out"),
    journey("{ zero: one }", "{ one: two }", "journey.migration", "still a stage"),
    journey("{ zero: one }", "{ zero: three }", "name.unknown", "no stage `three`"),
    journey(
      "enter: { on: login, when: customer.age >= 18 }", "enter: { when: customer.age >= 18 }\nreenter: always",
      "journey.endless", "comes in again at once"),
    journey("enter: { on: login, when: customer.age >= 18 }", "enter: {}", "field.missing", "nobody ever comes in"),
    journey(
      "name: one\n", "name: one\n    enter: customer.age < 18\n", "rule.contradiction",
      "never come into its first stage"),
    journey("enter: customer.flag", "enter: customer.age", "rule.type", "should be bool"),
    journey("channels: [email]", "channels: [fax]", "name.unknown", "no channel `fax`"),
  ]

  @Test("steps of a test are checked like the rest")
  func steps() {
    var charter = Self.right
    charter.texts["tests.yaml"] = """
      tests:
        - name: over time
          at: 2026-11-23T10:00
          customer: {}
          steps:
            - { event: lgin }
            - { after: 1h, attributes: { ages: 3 } }
            - { at: 2026-11-22T10:00, expect: { opened: sen } }
            - { event: login, outcome: opened }
            - { expect: { stages: { first: three }, abandoned: { seen: late }, segments: { adult: true } } }
      """
    let found = charter.faults
    #expect(
      found.map { "\($0.line) \($0.code)" } == [
        "6 name.unknown", "7 name.unknown", "8 date.order", "8 name.unknown", "9 field.conflict", "10 name.unknown",
        "10 name.unknown", "10 name.unknown",
      ], "\(found.map(\.rendered).joined())")
  }

  @Test("steps that break their promise say where and how")
  func broken() throws {
    var charter = Self.right
    charter.texts["tests.yaml"] = """
      tests:
        - name: over time
          at: 2026-11-23T10:00
          customer: { attributes: { age: 20, flag: true } }
          steps:
            - { event: login, expect: { opened: none, stages: { first: two } } }
      """
    let loaded = try CharterLoader.load(charter.files, zones: machineZones)
    let plan = CharterPlan(loaded.charter)
    let result = loaded.tests[0].run(
      Snapshot(plan: plan), CustomerBinder(loaded), journeys: JourneyPlan(loaded.always, plan))
    #expect(
      result.differences == [
        "line 6: opened: expected none, got seen", "line 6: stage of first: expected two, got one",
      ])
  }
}
