import Charters
import Testing

@Suite("a file made to do harm")
struct HostileFileTests {
  private func codes(_ charter: SmallCharter) -> [String] { charter.faults.map(\.code) }

  @Test("a billion laughs are refused before they are told")
  func bomb() {
    var bomb = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
    for (name, previous) in zip("bcdefghi", "abcdefgh") {
      bomb += "\(name): &\(name) [" + Array(repeating: "*\(previous)", count: 9).joined(separator: ", ") + "]\n"
    }
    let found = SmallCharter().adding(bomb, to: "policy.yaml").faults
    #expect(found.map { "\($0.line) \($0.code)" } == ["3 yaml.alias"])
  }

  @Test("an anchor alone is refused, too, and so is an alias alone")
  func anchors() {
    #expect(codes(SmallCharter().replacing("max: 3", with: "max: &m 3", in: "policy.yaml")) == ["yaml.alias"])
    #expect(codes(SmallCharter().replacing("max: 3", with: "max: *m", in: "policy.yaml")) == ["yaml.syntax"])
  }

  @Test("signs of anchors and tags within texts are texts")
  func innocent() {
    let charter = SmallCharter().adding(
      "title: { en: \"R&D, *really*!\" }  # & and * and !\neligible: 'customer.age * 2 > 40 && !customer.flag'",
      to: "actions/card.yaml")
    #expect(charter.faults == [])
  }

  @Test("nesting has a limit", arguments: [100, 999, 1_001, 20_000])
  func nesting(_ depth: Int) {
    for (open, close) in [("[", "]"), ("{ a: ", "}"), ("[ { a: ", "} ]")] {
      let text = "caps: " + String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
      var charter = SmallCharter()
      charter.texts["policy.yaml"] = text
      let found = codes(charter)
      #expect(found.contains("yaml.depth") || found == ["yaml.syntax"], "\(found)")
    }
  }

  @Test("an expression has a limit in depth and in length", arguments: [1_000, 30_000])
  func expressions(_ depth: Int) {
    let deep = String(repeating: "(", count: depth) + "customer.flag" + String(repeating: ")", count: depth)
    #expect(codes(SmallCharter().adding("eligible: \(deep)", to: "actions/card.yaml")) == ["rule.nesting_too_deep"])
  }

  @Test("an expression of 10 MB is refused in a sentence, and the report stays short")
  func longExpression() {
    let long = String(repeating: "customer.flag || ", count: 600_000) + "customer.flag"
    let found = SmallCharter().adding("eligible: \(long)", to: "actions/card.yaml").faults
    #expect(found.map(\.code) == ["rule.source_too_long"])
    #expect(found.allSatisfy { $0.rendered.utf8.count < 1_000 })
  }

  @Test("a name of 1 MB is refused in a sentence, and the report stays short")
  func longName() {
    let name = String(repeating: "a", count: 1_000_000)
    let found = SmallCharter().replacing("group: cards", with: "group: \(name)", in: "actions/card.yaml").faults
    #expect(found.map(\.code) == ["name.invalid", "name.unknown"])
    #expect(found.allSatisfy { $0.rendered.utf8.count < 2_000 })
  }

  @Test("a file larger than 16 MiB is not read, one a little smaller is")
  func large() {
    let line = "# " + String(repeating: "x", count: 1_021) + "\n"
    let comment = String(repeating: line, count: 16 * 1_024)
    #expect(codes(SmallCharter().adding(comment, to: "policy.yaml")) == ["file.too_large"])
    let smaller = String(comment.dropLast(line.utf8.count))
    #expect(codes(SmallCharter().adding(smaller, to: "policy.yaml")) == [])
  }

  @Test("a single line with ten thousand mistakes is reported without reading it ten thousand times")
  func manyMistakesInOneLine() {
    let caps = (0..<10_000).map { "{ name: c\($0), max: x, per: 7d }" }.joined(separator: ", ")
    var charter = SmallCharter()
    charter.texts["policy.yaml"] = "caps: [\(caps)]"
    let found = charter.faults
    #expect(found.count == 1_000)
    #expect(found.allSatisfy { $0.code == "field.type" && $0.text.isEmpty })
  }

  @Test(
    "what is no YAML is said to be none",
    arguments: [
      ("policy.yaml", "caps:\n\t- { name: tab }", "yaml.syntax"),
      ("policy.yaml", "caps: [\u{0}]", "yaml.syntax"),
      ("policy.yaml", "caps: [\u{7}]", "yaml.syntax"),
      ("policy.yaml", "caps: [", "yaml.syntax"),
      ("policy.yaml", "caps: []\ncaps: []", "field.duplicate"),
      ("policy.yaml", "--- {}\n--- {}", "yaml.syntax"),
      ("policy.yaml", "? [a, b]\n: c", "field.unknown"),
      ("policy.yaml", "just words", "field.type"),
      ("actions/card.yaml", "- - - a", "field.type"),
    ])
  func malformed(_ path: String, _ text: String, _ code: String) {
    var charter = SmallCharter()
    charter.texts[path] = text
    #expect(codes(charter).first == code)
  }

  @Test("empty files are files that say nothing", arguments: ["", "\n", "# nothing\n", "---\n", "~"])
  func empty(_ text: String) {
    var charter = SmallCharter()
    charter.texts["policy.yaml"] = text
    charter.texts["tests.yaml"] = text.isEmpty ? "tests: []" : "tests: []\n"
    #expect(charter.faults == [])
    charter.texts["channels.yaml"] = text
    #expect(codes(charter).contains("name.unknown"))
    charter.texts["charter.yaml"] = text
    #expect(codes(charter).contains("field.missing"))
  }
}
