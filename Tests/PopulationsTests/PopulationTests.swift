import Charters
import Foundation
import Populations
import Testing

/// A small village: three columns that depend on one another, one of them never written.
private let village = PopulationSpec(
  name: "village", delimiter: ";", newline: .lf, header: ["name", "age", "height"],
  columns: [
    PopulationColumn(
      name: "generation",
      tables: [PopulationTable(outcomes: [.init(.text("young"), weight: 3), .init(.text("old"), weight: 1)])]),
    PopulationColumn(
      name: "name", given: ["generation"],
      tables: [
        PopulationTable(
          when: ["young"], outcomes: [.init(.text("Zoé \"Z\""), weight: 1), .init(.text("Max"), weight: 1)]),
        PopulationTable(when: [nil], outcomes: [.init(.text("Odette"), weight: 5), .init(.text("Nobody"), weight: 0)]),
      ]),
    PopulationColumn(
      name: "age", places: 0, given: ["generation"],
      tables: [
        PopulationTable(when: ["old"], outcomes: [.init(.range(60, 89), weight: 1)]),
        PopulationTable(
          when: ["young"], outcomes: [.init(.range(18, 18), weight: 1), .init(.range(19, 29), weight: 3)]),
      ]),
    PopulationColumn(
      name: "height", places: 2, tables: [PopulationTable(outcomes: [.init(.range(150, 199), weight: 1)])]),
  ])

private func lines(_ population: Population, _ indexes: some Sequence<UInt64>, seed: UInt64) -> [String] {
  indexes.map { index in
    var bytes: [UInt8] = []
    population.appendRow(index, seed: seed, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

@Suite("a population drawn by a seed")
struct PopulationTests {
  @Test("is the same in any order, alone or together, and another for another seed")
  func determinism() throws {
    let population = try Population(village)
    let inOrder = lines(population, 0..<2_000, seed: 7)
    let backwards = lines(population, (0..<2_000).reversed(), seed: 7)
    #expect(inOrder == backwards.reversed())
    var together: [UInt8] = []
    for index in UInt64(0)..<2_000 { population.appendRow(index, seed: 7, to: &together) }
    #expect(together == Array(inOrder.joined().utf8))
    #expect(inOrder != lines(population, 0..<2_000, seed: 8))
  }

  @Test("is the same on many threads")
  func parallel() async throws {
    let population = try Population(village)
    let chunks = await withTaskGroup(of: (UInt64, [String]).self) { group in
      for chunk in UInt64(0)..<20 {
        group.addTask { (chunk, lines(population, chunk * 50..<(chunk + 1) * 50, seed: 7)) }
      }
      var chunks: [UInt64: [String]] = [:]
      for await (chunk, text) in group { chunks[chunk] = text }
      return chunks
    }
    #expect((0..<20).flatMap { chunks[$0] ?? [] } == lines(population, 0..<1_000, seed: 7))
  }

  @Test("keeps its rows from one version of the program to the next")
  func known() throws {
    let population = try Population(village)
    var bytes: [UInt8] = []
    population.appendHeader(to: &bytes)
    for index in UInt64(0)..<4 { population.appendRow(index, seed: 1, to: &bytes) }
    let known = """
      "name";"age";"height"
      "Odette";78;1.94
      "Max";18;1.55
      "Max";29;1.72
      "Max";28;1.97

      """
    #expect(String(decoding: bytes, as: UTF8.self) == known)
  }

  @Test("leaves other columns alone when one is added")
  func added() throws {
    var wider = village
    wider.columns.insert(
      PopulationColumn(name: "hat", tables: [PopulationTable(outcomes: [.init(.text("red"), weight: 1)])]), at: 0)
    #expect(
      lines(try Population(wider), 0..<100, seed: 3) == lines(try Population(village), 0..<100, seed: 3))
  }

  @Test("holds to its frequencies, and to what depends on what")
  func frequencies() throws {
    let population = try Population(village)
    let count = 40_000
    var young = 0
    var ages: [Int64: Int] = [:]
    for index in 0..<UInt64(count) {
      let row = population.makeRow(index, seed: 11)
      guard case .range(let age, _) = row[2], case .range(let height, _) = row[3] else { continue }
      ages[age, default: 0] += 1
      #expect((150...199).contains(height))
      if row[0] == .text("young") {
        young += 1
        #expect(row[1] == .text("Max") || row[1] == .text("Zoé \"Z\""))
        #expect((18...29).contains(age))
      } else {
        #expect(row[1] == .text("Odette"))
        #expect((60...89).contains(age))
      }
    }
    // Five standard deviations of a binomial: at a fixed seed this is an answer, not a hope.
    #expect(isNear(young, of: count, share: 0.75))
    #expect(isNear(ages[18] ?? 0, of: count, share: 0.75 / 4))
    for age in Int64(19)...29 { #expect(isNear(ages[age] ?? 0, of: count, share: 0.75 * 0.75 / 11)) }
    for age in Int64(60)...89 { #expect(isNear(ages[age] ?? 0, of: count, share: 0.25 / 30)) }
  }

  @Test("finds every mistake of a description, with its place", arguments: mistakes)
  func faults(_ mistake: Mistake) {
    var spec = village
    mistake.make(&spec)
    let found = #expect(throws: PopulationFaults.self) { try Population(spec) }
    #expect(found?.faults.contains { $0.code == mistake.code && $0.place.column == mistake.column } == true)
  }
}

/// Something done to the village, and what should be found.
struct Mistake: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var code: PopulationFault.Code
  var column: Int?
  var make: @Sendable (inout PopulationSpec) -> Void

  init(
    _ what: String, _ code: PopulationFault.Code, _ column: Int? = nil,
    _ make: @escaping @Sendable (inout PopulationSpec) -> Void
  ) {
    testDescription = what
    self.code = code
    self.column = column
    self.make = make
  }
}

private let mistakes = [
  Mistake("a strange delimiter", .badDelimiter) { $0.delimiter = "a" },
  Mistake("an empty header", .nothingToWrite) { $0.header = [] },
  Mistake("a header of unknown columns", .unknownColumn) { $0.header.append("shoe") },
  Mistake("a column twice in the header", .duplicateColumn) { $0.header.append("age") },
  Mistake("a column twice", .duplicateColumn, 4) { $0.columns.append($0.columns[0]) },
  Mistake("a column that depends on a later one", .unknownColumn, 1) { $0.columns[1].given = ["age"] },
  Mistake("twelve decimal places", .badPlaces, 3) { $0.columns[3].places = 12 },
  Mistake("a text among numbers", .badValue, 2) { $0.columns[2].tables[0].outcomes[0].value = .text("old") },
  Mistake("a bin that ends before it starts", .badValue, 2) {
    $0.columns[2].tables[0].outcomes[0].value = .range(9, 8)
  },
  Mistake("a value twice in a table", .duplicateCase, 0) {
    $0.columns[0].tables[0].outcomes[1].value = .text("young")
  },
  Mistake("two tables for one case", .duplicateCase, 1) { $0.columns[1].tables.append($0.columns[1].tables[0]) },
  Mistake("a table for nobody", .unknownCase, 1) { $0.columns[1].tables[0].when = ["ancient"] },
  Mistake("a table that names too little", .unknownCase, 1) { $0.columns[1].tables[0].when = [] },
  Mistake("a table too few", .missingCase, 2) { $0.columns[2].tables.removeFirst() },
  Mistake("no table at all", .missingCase, 3) { $0.columns[3].tables = [] },
  Mistake("weights of nothing", .noWeight, 0) { spec in
    for index in 0...1 { spec.columns[0].tables[0].outcomes[index].weight = 0 }
  },
  Mistake("four parents", .tooMuch, 3) { $0.columns[3].given = ["name", "name", "name", "name"] },
  Mistake("too many columns", .tooMuch, Population.Limits.columnsMax) { spec in
    for number in 0..<Population.Limits.columnsMax {
      var column = spec.columns[0]
      column.name = "c\(number)"
      spec.columns.append(column)
    }
  },
]

/// Whether a count lies within five standard deviations of what a share leads to expect.
func isNear(_ count: Int, of total: Int, share: Double) -> Bool {
  let expected = Double(total) * share
  return abs(Double(count) - expected) <= 5 * (expected * (1 - share)).squareRoot() + 1
}

@Suite("decimal numbers as text")
struct DecimalTextTests {
  @Test(
    "are written without zeros at the end, and read back",
    arguments: [
      (0, 0, "0"), (7, 0, "7"), (-42, 0, "-42"), (1_250, 3, "1.25"), (93_200, 3, "93.2"), (-500, 1, "-50"),
      (5, 3, "0.005"),
      (-1, 9, "-0.000000001"), (50_176, 1, "5017.6"), (100, 0, "100"), (0, 3, "0"),
    ] as [(Int64, Int, String)])
  func roundTrip(_ units: Int64, _ places: Int, _ text: String) {
    #expect(DecimalText.text(units, places: places) == text)
    #expect(DecimalText.units(text, places: places) == units)
  }

  @Test(
    "are refused when they are none",
    arguments: ["", "-", ".5", "5.", "1.2.3", "1e3", "+1", " 1", "1.25", "9999999999999999"])
  func refused(_ text: String) {
    #expect(DecimalText.units(text, places: 1) == nil)
  }
}
