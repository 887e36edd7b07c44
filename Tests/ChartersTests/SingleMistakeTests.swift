import Charters
import Testing

@Suite("one mistake in a charter")
struct SingleMistakeTests {
  /// What is added to or replaced in a charter that is right, and what is said about it.
  struct Mistake: Sendable, CustomTestStringConvertible {
    var file: String
    /// What is replaced; empty: lines are added.
    var piece = ""
    var text: String
    var code: String
    var says: String

    var testDescription: String { "\(file): \(text) → \(code)" }

    /// Lines are added to a file.
    init(_ file: String, _ text: String, _ code: String, _ says: String) {
      (self.file, self.text, self.code, self.says) = (file, text, code, says)
    }

    /// A piece of a file is replaced.
    init(_ file: String, _ piece: String, _ text: String, _ code: String, _ says: String) {
      (self.file, self.piece, self.text, self.code, self.says) = (file, piece, text, code, says)
    }
  }

  @Test("the charter they are made in has none")
  func right() { #expect(SmallCharter().faults == []) }

  @Test("is the only one reported, with its code and a sentence", arguments: mistakes)
  func reported(_ mistake: Mistake) throws {
    let right = SmallCharter()
    let wrong =
      mistake.piece.isEmpty
      ? right.adding(mistake.text, to: mistake.file)
      : right.replacing(mistake.piece, with: mistake.text, in: mistake.file)
    let found = wrong.faults
    #expect(found.map(\.code) == [mistake.code])
    let first = try #require(found.first)
    #expect(first.file == mistake.file)
    #expect(first.message.contains(mistake.says), "\(first.rendered)")
  }

  static let mistakes = charterMistakes + worldMistakes + actionMistakes + policyMistakes + testMistakes

  static let charterMistakes = [
    Mistake("charter.yaml", "flor: 1", "field.unknown", "did you mean `floor`?"),
    Mistake("charter.yaml", "currency: EUR\n", "", "field.missing", "needs `currency`"),
    Mistake("charter.yaml", "currency: EUR", "currency:", "field.missing", "`currency` has no value"),
    Mistake("charter.yaml", "floor: much", "field.type", "a number"),
    Mistake("charter.yaml", "floor: \"0.10\"", "field.type", "a number"),
    Mistake("charter.yaml", "floor: 1e300", "number.range", "out of bounds"),
    Mistake("charter.yaml", "floor: .inf", "field.type", "a number"),
    Mistake("charter.yaml", "care: {}", "care: { lever: -1.5 }", "number.range", "-1.0 to 10.0"),
    Mistake("charter.yaml", "care: {}", "care: { groups: { cards: {} } }", "name.duplicate", "a group `cards` already"),
    Mistake("charter.yaml", "care: {}", "care: {}\n  Sports: {}", "name.invalid", "`Sports` is not a name"),
    Mistake("charter.yaml", "country: FR", "country: fr", "code.invalid", "2 capital letters"),
    Mistake("charter.yaml", "laws: [FR, FR]", "name.duplicate", "`FR` is listed twice"),
    Mistake("charter.yaml", "laws: [ZZ]", "name.unknown", "no contact law is shipped for `ZZ`"),
    Mistake("charter.yaml", "laws_left_out: [fr-call-hours]", "name.unknown", "no rule of law"),
    Mistake("charter.yaml", "issues: [care]", "issues: [care, care]", "name.duplicate", "stands in a tier above"),
    Mistake("charter.yaml", "timing: { look_again: 0s }", "number.range", "longer than nothing"),
    Mistake("charter.yaml", "timing: { horizon: 200000d }", "duration.invalid", "not a duration"),
    Mistake("charter.yaml", "timing: { best_hour: {} }", "field.missing", "needs `within`"),
    Mistake("charter.yaml", "timing: { best_hour: { within: 0s } }", "number.range", "longer than nothing"),
    Mistake("charter.yaml", "timing: { best_hour: { within: 8d } }", "number.range", "more than a week"),
    Mistake(
      "charter.yaml", "timing: { best_hour: { within: 1d, purposes: [marketting] } }", "name.unknown", "`marketting`"),
    Mistake("charter.yaml", "tracking: measurment", "name.unknown", "`measurment`"),
    Mistake("charter.yaml", "silence: [ { name: s, when: customer.age } ]", "rule.type", "should be bool, not int"),
    Mistake("charter.yaml", "silence: [ { name: s, when: customer.age > 200 } ]", "rule.never", "never holds"),
    Mistake("charter.yaml", "silence: [ { name: s, when: 'true' } ]", "rule.always", "always holds"),
    Mistake("charter.yaml", "silence: [ { name: s, when: customer.agw > 20 } ]", "rule.unknown_name", "customer.age"),
    Mistake(
      "charter.yaml", "silence: [ { name: s, when: customer.age > } ]", "rule.unexpected_token",
      "a value is expected here"),
  ]

  static let worldMistakes = [
    Mistake("world.yaml", "type: bool", "type: boool", "word.unknown", "did you mean `bool`?"),
    Mistake("world.yaml", "min: 16, max: 120", "min: 16, max: 12", "number.range", "greater"),
    Mistake("world.yaml", "type: bool", "type: bool, values: [a]", "field.conflict", "only strings"),
    Mistake("world.yaml", "type: bool", "type: bool, default: yes", "field.type", "is not bool"),
    Mistake("world.yaml", "import: { events: [ { name: logout, days_ago: 1 } ] }", "name.unknown", "no event `logout`"),
    Mistake("world.yaml", "import: { attributes: { flag: { value: customer.age } } }", "rule.type", "`flag` is bool"),
    Mistake("world.yaml", "import: { consents: [ { purpose: marketing } ] }", "field.missing", "`column`, `when` or"),
    Mistake("world.yaml", "import: { csv: { encoding: utf-16 } }", "word.unknown", "`utf-8`"),
    Mistake("channels.yaml", "sms: { kind: sms, weight: 655.36 }", "number.range", "655.35"),
    Mistake("channels.yaml", "sms: {}", "field.missing", "needs `kind`"),
    Mistake("channels.yaml", "sms: sms", "field.type", "a channel, with keys and values"),
  ]

  static let actionMistakes = [
    Mistake("actions/card.yaml", "issue: sales", "field.conflict", "`group` or `issue`, not both"),
    Mistake("actions/card.yaml", "group: cards\n", "", "field.missing", "`group` or `issue`"),
    Mistake("actions/card.yaml", "group: cards", "group: card", "name.unknown", "did you mean `cards`?"),
    Mistake("actions/card.yaml", "group: cards", "issue: sales", "field.missing", "name one of `cards`, `loans`"),
    Mistake("actions/card.yaml", "propensity: 0.1\n", "", "field.missing", "needs a `propensity`"),
    Mistake("actions/card.yaml", "propensity: 0.1", "propensity: 4", "number.range", "0.0 to 1.0"),
    Mistake("actions/card.yaml", "propensity: 0.1", "propensity: customer.flag", "rule.type", "not bool"),
    Mistake("actions/card.yaml", "[email]", "{ email: { placements: [top] } }", "field.conflict", "no placements"),
    Mistake("actions/card.yaml", "[email]", "[]", "field.missing", "at least one channel"),
    Mistake("actions/card.yaml", "[email]", "[email, email]", "name.duplicate", "listed twice"),
    Mistake("actions/card.yaml", "starts: 2026-02-02\nends: 2026-02-01", "date.order", "before `starts`"),
    Mistake("actions/card.yaml", "starts: 2026-02-31", "date.invalid", "a day that exists"),
    Mistake("actions/card.yaml", "volume: -1", "number.range", "out of bounds"),
    Mistake("actions/card.yaml", "eligible: '!has(customer.age) && customer.age > 20'", "rule.never", "never"),
    Mistake("actions/card.yaml", "eligible: !customer.flag", "yaml.tag", "put the text in quotes"),
    Mistake("actions/card.yaml", "title: !!str Card", "yaml.tag", "put the text in quotes"),
    Mistake("actions/card.yaml", "eligible: !!seq [ customer.flag ]", "yaml.tag", "put the text in quotes"),
    Mistake(
      "actions/card.yaml", "eligible: customer.age > 60\nsuitable: customer.age < 30", "rule.contradiction",
      "nobody can ever get `card`"),
    Mistake("actions/card.yaml", "eligible: 'customer.segment in [\"gold\", \"nwe\"]'", "value.unknown", "`new`"),
    Mistake("actions/card.yaml", "eligible: 'contacts(\"fax\").any()'", "rule.unknown_name", "no channel `fax`"),
    Mistake("actions/card.yaml", "eligible: 'events(\"login\").last(\"x\").any()'", "rule.unknown_name", "30d"),
  ]

  static let policyMistakes = [
    Mistake("policy.yaml", "max: 3", "max: 3, purposes: [marketng]", "name.unknown", "did you mean `marketing`?"),
    Mistake("policy.yaml", "max: 3", "max: 3, issues: [cards]", "name.unknown", "no issue `cards`"),
    Mistake("policy.yaml", "max: 3", "max: 3, groups: [sale]", "name.unknown", "no group `sale`"),
    Mistake("policy.yaml", "max: 3", "max: 3, actions: [carde]", "name.unknown", "did you mean `card`?"),
    Mistake("policy.yaml", "max: 3", "max: 3, brands: [b]", "name.unknown", "no brand `b`"),
    Mistake("policy.yaml", "max: 3", "max: 3, channel_kinds: [mail]", "word.unknown", "did you mean `email`?"),
    Mistake("policy.yaml", "max: 3", "max: 3, counts: { channels: [tv] }", "name.unknown", "no channel `tv`"),
    Mistake("policy.yaml", "max: 3", "pressure: { max: 1e300, half_life: 1d }", "number.range", "1000000"),
    Mistake("policy.yaml", "per: 7d", "per: fortnight", "duration.invalid", "`7d`"),
    Mistake("policy.yaml", "per: 7d", "per: 0d", "number.range", "longer than nothing"),
    Mistake(
      "policy.yaml", "max: 3, per: 7d", "limits: [ { max: 1, per: day }, { max: 2.5, per: 7d } ]", "field.type", "2.5"),
    Mistake("policy.yaml", "pauses: [ { name: p } ]", "field.missing", "a pause needs `when`"),
    Mistake("policy.yaml", "quiet_hours: [ { name: q, to: \"09:00\" } ]", "field.missing", "both `from` and `to`"),
    Mistake("policy.yaml", "quiet_hours: [ { name: q, days: [sunday] } ]", "word.unknown", "`sun`"),
    Mistake("policy.yaml", "spacing: [ { name: a-cap, least: 1d } ]", "name.duplicate", "a contact rule `a-cap`"),
    Mistake(
      "policy.yaml", "per: 7d", "per: 7d, from: 2026-01-02, until: 2026-01-02", "date.order", "must lie after `from`"),
    Mistake("policy.yaml", "suppressions: [ { name: s, after: [bored], for: 1d } ]", "word.unknown", "`ignored`"),
  ]

  static let testMistakes = [
    Mistake("tests.yaml", test(expect: "chosen: crad"), "name.unknown", "did you mean `card`?"),
    Mistake("tests.yaml", test(expect: "chosen: card/web"), "name.unknown", "`card` is not said on `web`"),
    Mistake("tests.yaml", test(expect: "reason: sleepy"), "word.unknown", "`sleepy` is none of"),
    Mistake("tests.yaml", test(expect: "fates: { card: capp }"), "name.unknown", "did you mean `cap`?"),
    Mistake("tests.yaml", test(customer: "attributes: { agee: 1 }"), "name.unknown", "did you mean `age`?"),
    Mistake(
      "tests.yaml", test(customer: "events: [ { name: login, days_ago: 1e300 } ]"), "number.range", "out of bounds"),
    Mistake(
      "tests.yaml", test(customer: "contacts: [ { action: card, channel: email, days_ago: 1e30 } ]"), "number.range",
      "out of bounds"),
  ]

  /// A file with one test.
  private static func test(customer: String = "", expect: String = "chosen: card") -> String {
    "tests: [ { name: t, at: 2026-11-23T10:00, customer: { \(customer) }, expect: { \(expect) } } ]"
  }

  @Test("two names with one symbol are refused: the ledger could not tell them apart")
  func collision() {
    // Found by trying names: FNV-1a gives both 0x57b523de.
    let second = SmallCharter().texts["actions/card.yaml"]?.replacing("name: card", with: "name: mail-news-1110") ?? ""
    let charter = SmallCharter().replacing("name: card", with: "name: card-offer-19847", in: "actions/card.yaml")
      .adding(second, to: "actions/second.yaml")
    #expect(charter.faults.map(\.code) == ["name.collision"])
  }

  @Test("a missing file is named, and names that it would declare are not called unknown")
  func missingFiles() {
    for path in ["charter.yaml", "world.yaml", "channels.yaml"] {
      var charter = SmallCharter()
      charter.texts[path] = nil
      #expect(charter.faults.map { "\($0.file) \($0.code)" } == ["\(path) file.missing"])
    }
    var charter = SmallCharter()
    charter.texts["actions/card.yaml"] = nil
    #expect(charter.faults.map(\.code) == ["file.missing"])
  }

  @Test("a thousand warnings hide no error")
  func flood() {
    let rules = String(repeating: "  - 'true'\n", count: 1_500)
    let charter = SmallCharter().adding("eligible:\n" + rules, to: "actions/card.yaml")
    #expect(charter.faults.allSatisfy { $0.severity == .warning })
    let wrong = charter.replacing("max: 3", with: "max: 3, brands: [b]", in: "policy.yaml")
    #expect(wrong.faults.filter { $0.severity == .error }.map(\.code) == ["name.unknown"])
  }
}
