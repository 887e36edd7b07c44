import Charters
import Foundation
import Populations
import Testing

@Suite("a population file")
struct PopulationFileTests {
  /// A file that is right; each mistake replaces one piece of it.
  static let right = """
    name: somewhere
    delimiter: ";"
    newline: crlf
    header: [job, age]
    columns:
      job: { weights: { student: 1, retired: 2 } }
      age:
        places: 0
        given: job
        tables:
          student: { 18..25: 9, 26: 1 }
          "*": { 60..90: 1 }
    """

  @Test("becomes a population")
  func reads() throws {
    let population = try PopulationFile.read(PopulationFileTests.right)
    #expect(population.spec.newline == .crlf)
    #expect(population.spec.columns[1].tables.map(\.when) == [["student"], [nil]])
    #expect(population.spec.columns[1].tables[0].outcomes.map(\.value) == [.range(18, 25), .range(26, 26)])
    var bytes: [UInt8] = []
    population.appendHeader(to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "\"job\";\"age\"\r\n")
  }

  @Test(
    "says what is wrong, and where",
    arguments: [
      ("header: [job, age]", "header: [job, aeg]", "population.unknown_column", 4),
      ("delimiter: \";\"", "delimiter: \";;\"", "population.bad_delimiter", 2),
      ("delimiter: \";\"", "delimiter: x", "population.bad_delimiter", 2),
      ("newline: crlf", "newline: cr", "word.unknown", 3),
      ("student: 1,", "student: -1,", "number.range", 6),
      ("student: 1,", "student: [1],", "field.type", 6),
      ("student: 1,", "student: 1, student: 2,", "field.duplicate", 6),
      ("weights:", "wieghts:", "field.unknown", 6),
      ("places: 0", "places: none", "field.type", 8),
      ("given: job", "given: town", "population.unknown_column", 7),
      ("given: job", "weights: { 1: 1 }", "field.missing", 7),
      ("18..25: 9", "18..2x: 9", "population.bad_value", 11),
      ("18..25: 9", "25..18: 9", "population.bad_value", 11),
      ("student: { 18", "studemt: { 18", "population.unknown_case", 11),
      ("\"*\": { 60..90: 1 }", "student2: {}", "population.unknown_case", 12),
      ("\"*\": { 60..90: 1 }", "", "population.missing_case", 7),
      ("60..90: 1", "60..90: 0", "population.no_weight", 12),
      ("header: [job, age]", "header: [job, age", "yaml.syntax", 5),
      ("header: [job, age]", "header: &a [job, *a]", "yaml.alias", 4),
      ("header: [job, age]", "", "field.missing", 1),
    ] as [(String, String, String, Int)])
  func faults(_ piece: String, _ replacement: String, _ code: String, _ line: Int) {
    let text = PopulationFileTests.right.replacing(piece, with: replacement, maxReplacements: 1)
    let found = #expect(throws: CharterFaults.self) { try PopulationFile.read(text) }
    #expect(found?.diagnostics.contains { $0.code == code && $0.line == line } == true, "\(found as Any)")
  }

  @Test(
    "is refused, not feared, when it is nonsense",
    arguments: [
      "", "[]", "42", "\u{0}", "columns: {}", "header: []\ncolumns: {}", "header: {}\ncolumns: []",
      String(repeating: "[", count: 5_000), String(repeating: "{a: ", count: 5_000),
      String(repeating: "x", count: 2_000_000),
      "a: &a [1]\nb: &b [*a, *a]\nc: [*b, *b]",
    ])
  func nonsense(_ text: String) {
    #expect(throws: CharterFaults.self) { try PopulationFile.read(text) }
  }

  @Test("never stops the program when it is cut or scribbled on (seed 20261123)")
  func scribbled() throws {
    var state: UInt64 = 20_261_123
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let bytes = Array(PopulationFileTests.right.utf8)
    let marks = Array(":,{}[]\"*&#\n -0.9x".utf8)
    for _ in 0..<2_000 {
      var scribbled = Array(bytes.prefix(random(bytes.count + 1)))
      for _ in 0..<random(4) where !scribbled.isEmpty {
        scribbled[random(scribbled.count)] = marks[random(marks.count)]
      }
      // Right or refused; both are answers.
      _ = try? PopulationFile.read(String(decoding: scribbled, as: UTF8.self))
    }
  }
}
