/// Finds everything that is wrong with a description, and numbers values and cases on the way.
struct PopulationChecker {
  private let spec: PopulationSpec
  /// What was found, in the description's order.
  private(set) var faults: [PopulationFault] = []
  /// The numbers of each column's values, by their labels in tables.
  private var codeByLabel: [[String: Int]] = []
  private var positions: [String: Int] = [:]

  /// A column made ready.
  struct Ready {
    var tables: PopulationTables
    var values: [PopulationValue]
  }

  init(_ spec: PopulationSpec) { self.spec = spec }

  /// The columns, as far as they are right; to be used only if ``faults`` is empty.
  mutating func check() -> [Ready] {
    checkDelimiter()
    var ready: [Ready] = []
    for (position, column) in spec.columns.prefix(Population.Limits.columnsMax).enumerated() {
      ready.append(check(column, position))
    }
    if spec.columns.count > Population.Limits.columnsMax {
      let place = PopulationFault.Place(column: Population.Limits.columnsMax)
      report(.tooMuch, "more than \(Population.Limits.columnsMax) columns", place)
    }
    checkHeader()
    return ready
  }

  private mutating func report(
    _ code: PopulationFault.Code, _ message: String, _ place: PopulationFault.Place = PopulationFault.Place()
  ) {
    faults.append(PopulationFault(code, message, at: place))
  }

  private mutating func checkDelimiter() {
    if ![",", ";", "|", "\t"].contains(spec.delimiter) {
      report(.badDelimiter, "fields cannot be told apart by `\(spec.delimiter)`: write `,` `;` `|` or a tab")
    }
  }

  private mutating func checkHeader() {
    if spec.header.isEmpty { report(.nothingToWrite, "the header names no column") }
    var seen: Set<String> = []
    for name in spec.header {
      if positions[name] == nil { report(.unknownColumn, "the header names `\(name)`, which is not a column") }
      if !seen.insert(name).inserted { report(.duplicateColumn, "the header names `\(name)` twice") }
    }
  }

  private mutating func check(_ column: PopulationColumn, _ position: Int) -> Ready {
    let place = PopulationFault.Place(column: position)
    if let places = column.places, places < 0 || places > DecimalText.placesMax {
      report(.badPlaces, "a number has 0 to \(DecimalText.placesMax) decimal places, not \(places)", place)
    }
    let parents = checkParents(column, place)
    let (values, codes) = checkValues(column, position)
    codeByLabel.append(
      Dictionary(
        values.enumerated().map { ($1.label(places: column.places), $0) }, uniquingKeysWith: { first, _ in first }))
    if positions.updateValue(position, forKey: column.name) != nil {
      report(.duplicateColumn, "there are two columns `\(column.name)`", place)
    }
    let cases = checkCases(column, position, parents: parents)
    var stride = 1
    var strides: [(Int, Int)] = []
    for parent in parents.reversed() {
      strides.insert((parent, stride), at: 0)
      stride *= max(1, codeByLabel[parent].count)
    }
    return Ready(
      tables: PopulationTables(column, codes: codes, tableByCase: cases, parents: strides), values: values)
  }

  private mutating func checkParents(_ column: PopulationColumn, _ place: PopulationFault.Place) -> [Int] {
    if column.given.count > Population.Limits.parentsMax {
      report(.tooMuch, "`\(column.name)` depends on more than \(Population.Limits.parentsMax) columns", place)
    }
    var parents: [Int] = []
    for name in column.given.prefix(Population.Limits.parentsMax) {
      guard let parent = positions[name] else {
        report(.unknownColumn, "`\(column.name)` depends on `\(name)`, which is not a column above it", place)
        continue
      }
      parents.append(parent)
    }
    return parents
  }

  /// Numbers the values in the order in which they first occur.
  private mutating func checkValues(
    _ column: PopulationColumn, _ position: Int
  ) -> ([PopulationValue], [PopulationValue: Int]) {
    var values: [PopulationValue] = []
    var codes: [PopulationValue: Int] = [:]
    for (tableNumber, table) in column.tables.enumerated() {
      var seen: Set<PopulationValue> = []
      for (number, outcome) in table.outcomes.enumerated() {
        let place = PopulationFault.Place(column: position, table: tableNumber, outcome: number)
        let label = outcome.value.label(places: column.places)
        if !isRight(outcome.value, column) {
          report(
            .badValue, "`\(label)` is not a value of a column of \(column.places == nil ? "texts" : "numbers")", place)
        }
        if !seen.insert(outcome.value).inserted {
          report(.duplicateCase, "`\(label)` stands twice in the same table", place)
        }
        if codes[outcome.value] == nil {
          codes[outcome.value] = values.count
          values.append(outcome.value)
        }
      }
      if table.outcomes.allSatisfy({ $0.weight == 0 }) {
        let place = PopulationFault.Place(column: position, table: tableNumber)
        report(.noWeight, "no value of this table has a weight above 0", place)
      }
    }
    if values.count > Population.Limits.valuesMax {
      let place = PopulationFault.Place(column: position)
      report(.tooMuch, "`\(column.name)` has more than \(Population.Limits.valuesMax) values", place)
    }
    return (values, codes)
  }

  private func isRight(_ value: PopulationValue, _ column: PopulationColumn) -> Bool {
    switch value {
    case .text: return column.places == nil
    case .range(let low, let high):
      return column.places != nil && low <= high && low.magnitude <= UInt64(DecimalText.unitsMax)
        && high.magnitude <= UInt64(DecimalText.unitsMax)
    }
  }

  /// The table of each case. Tables for every value are laid first, those for named values over them; of two that name as
  /// much, the one that names an earlier column wins.
  private mutating func checkCases(_ column: PopulationColumn, _ position: Int, parents: [Int]) -> [Int32] {
    let sizes = parents.map { codeByLabel[$0].count }
    let place = PopulationFault.Place(column: position)
    let count = sizes.reduce(1) { Swift.min($0 * max(1, $1), Population.Limits.casesMax + 1) }
    guard count <= Population.Limits.casesMax else {
      report(.tooMuch, "`\(column.name)` has more than \(Population.Limits.casesMax) cases", place)
      return []
    }
    guard parents.count == column.given.count else { return [] }
    var keys: [(table: Int, key: [Int?])] = []
    var seen: Set<[Int?]> = []
    for (number, table) in column.tables.enumerated() {
      let place = PopulationFault.Place(column: position, table: number)
      guard let key = checkKey(table, parents, place) else { continue }
      if seen.insert(key).inserted {
        keys.append((number, key))
      } else {
        report(.duplicateCase, "there is another table for the same case", place)
      }
    }
    keys.sort { PopulationChecker.isLaidBefore($0.key, $1.key) }
    var tableByCase = [Int32](repeating: -1, count: count)
    for (table, key) in keys {
      PopulationChecker.forEachCase(of: key, sizes) { tableByCase[$0] = Int32(table) }
    }
    if let missing = tableByCase.firstIndex(of: -1) {
      report(.missingCase, "`\(column.name)` has no table for \(describe(missing, parents, sizes))", place)
    }
    return tableByCase
  }

  private mutating func checkKey(
    _ table: PopulationTable, _ parents: [Int], _ place: PopulationFault.Place
  ) -> [Int?]? {
    guard table.when.count == parents.count else {
      report(.unknownCase, "this table names \(table.when.count) values, its column depends on \(parents.count)", place)
      return nil
    }
    var key: [Int?] = []
    for (label, parent) in zip(table.when, parents) {
      guard let label else {
        key.append(nil)
        continue
      }
      guard let code = codeByLabel[parent][label] else {
        report(.unknownCase, "`\(spec.columns[parent].name)` is never `\(label)`", place)
        return nil
      }
      key.append(code)
    }
    return key
  }

  private static func isLaidBefore(_ a: [Int?], _ b: [Int?]) -> Bool {
    let (anyA, anyB) = (a.count { $0 == nil }, b.count { $0 == nil })
    if anyA != anyB { return anyA > anyB }
    for (x, y) in zip(a, b) where (x == nil) != (y == nil) { return x == nil }
    return false
  }

  private static func forEachCase(of key: [Int?], _ sizes: [Int], _ body: (Int) -> Void) {
    var numbers = [0]
    for (code, size) in zip(key, sizes) {
      numbers = numbers.flatMap { number in
        (code.map { $0..<($0 + 1) } ?? 0..<size).map { number * size + $0 }
      }
    }
    numbers.forEach(body)
  }

  private func describe(_ number: Int, _ parents: [Int], _ sizes: [Int]) -> String {
    if parents.isEmpty { return "anything" }
    var rest = number
    var texts: [String] = []
    for (parent, size) in zip(parents, sizes).reversed() {
      let label = codeByLabel[parent].first { $0.value == rest % max(1, size) }?.key ?? ""
      texts.insert("`\(spec.columns[parent].name)` = `\(label)`", at: 0)
      rest /= max(1, size)
    }
    return texts.joined(separator: " and ")
  }
}
