import Simulations
import Yams

/// One mistake in a population file, with its place.
public struct PopulationFileFault: Error, Hashable, Sendable {
  /// A stable code: one of ``Simulations/PopulationFault/Code``, or `not_yaml`, `alias`, `file_too_large`, `unknown_key`,
  /// `missing_key`, `wrong_kind`, `bad_number`.
  public var code: String
  /// A sentence that a person can act on.
  public var message: String
  /// The line, from 1.
  public var line: Int
  /// The column in characters, from 1.
  public var column: Int
}

/// All mistakes of a population file, in its order.
public struct PopulationFileFaults: Error, Hashable, Sendable {
  /// At least one.
  public var faults: [PopulationFileFault]
}

/// Reads `population.yaml`: the frequencies from which customers are made up.
///
/// ```yaml
/// name: somewhere
/// delimiter: ";"                  # default ,
/// newline: crlf                   # or lf, the default
/// header: [job, age]              # the columns that are written; the others only help to draw these
/// columns:                        # in an order in which each may depend on those above it
///   job: { weights: { student: 1, retired: 2 } }
///   age:
///     places: 0                   # a number with so many decimals; without it a text
///     given: job                  # or a list of up to three columns, and as many levels below
///     tables:
///       student: { 18..25: 9, 26: 1 }
///       "*": { 60..90: 1 }        # for every other value
/// ```
public enum PopulationFile {
  /// The most bytes of a file.
  public static let fileBytesMax = 1 << 20

  /// Reads and checks a file.
  ///
  /// - Throws: everything that is wrong with it, each with line and column.
  public static func read(_ text: String) throws(PopulationFileFaults) -> Population {
    var reader = PopulationReader()
    let spec = reader.spec(of: text)
    guard reader.faults.isEmpty, let spec else { throw PopulationFileFaults(faults: reader.faults) }
    do {
      return try Population(spec)
    } catch {
      throw PopulationFileFaults(faults: error.faults.map(reader.placed))
    }
  }
}

/// Turns the nodes of a file into a description, and remembers where each part stands.
private struct PopulationReader {
  private struct Place {
    var line = 1
    var column = 1
  }

  private struct ColumnPlaces {
    var column: Place
    var tables: [Place] = []
    var outcomes: [[Place]] = []
  }

  private(set) var faults: [PopulationFileFault] = []
  private var header = Place()
  private var delimiter = Place()
  private var places: [ColumnPlaces] = []

  /// A fault of the description at its place in the file.
  func placed(_ fault: PopulationFault) -> PopulationFileFault {
    var place = fault.code == .badDelimiter ? delimiter : header
    if let column = fault.place.column, places.indices.contains(column) {
      let known = places[column]
      place = known.column
      if let table = fault.place.table, known.tables.indices.contains(table) {
        place = known.tables[table]
        if let outcome = fault.place.outcome, known.outcomes[table].indices.contains(outcome) {
          place = known.outcomes[table][outcome]
        }
      }
    }
    return PopulationFileFault(
      code: fault.code.rawValue, message: fault.message, line: place.line, column: place.column)
  }

  mutating func spec(of text: String) -> PopulationSpec? {
    guard text.utf8.count <= PopulationFile.fileBytesMax else {
      report("file_too_large", "the file is larger than \(PopulationFile.fileBytesMax >> 20) MiB", Place())
      return nil
    }
    // Before anything is composed: aliases of aliases grow without bounds.
    guard !PopulationReader.hasAlias(text) else {
      report("alias", "anchors and aliases (`&name`, `*name`) are not allowed: write the value out", Place())
      return nil
    }
    do {
      guard let root = try Yams.compose(yaml: text) else {
        report("missing_key", "the file is empty", Place())
        return nil
      }
      return spec(root)
    } catch {
      report(error)
      return nil
    }
  }

  // MARK: Parts of the file

  private mutating func spec(_ root: Node) -> PopulationSpec? {
    guard let fields = fields(root, ["name", "delimiter", "newline", "header", "columns"]) else { return nil }
    delimiter = place(fields["delimiter"] ?? root)
    header = place(fields["header"] ?? root)
    guard let headerNode = fields["header"], let columnsNode = fields["columns"] else {
      report("missing_key", "`header` and `columns` are needed", place(root))
      return nil
    }
    var spec = PopulationSpec(header: names(headerNode), columns: [])
    spec.name = fields["name"].flatMap { scalar($0) } ?? ""
    if let text = fields["delimiter"].flatMap({ scalar($0) }) {
      guard let only = text.first, text.count == 1 else {
        report("bad_delimiter", "`\(text)` is not one character", delimiter)
        return nil
      }
      spec.delimiter = only
    }
    if let node = fields["newline"], let text = scalar(node) {
      guard let newline = PopulationSpec.Newline(rawValue: text) else {
        report("wrong_kind", "`\(text)` is not a way to end lines: write `lf` or `crlf`", place(node))
        return nil
      }
      spec.newline = newline
    }
    for (name, node) in entries(columnsNode) {
      if let column = column(name, node) { spec.columns.append(column) }
    }
    return spec
  }

  private mutating func column(_ name: Node, _ node: Node) -> PopulationColumn? {
    guard let text = scalar(name), let fields = fields(node, ["places", "given", "weights", "tables"]) else {
      return nil
    }
    var column = PopulationColumn(name: text, tables: [])
    places.append(ColumnPlaces(column: place(name)))
    if let node = fields["places"], let text = scalar(node) {
      guard let count = Int(text) else {
        report("bad_number", "`\(text)` is not a number of decimal places", place(node))
        return nil
      }
      column.places = count
    }
    column.given = fields["given"].map { names($0) } ?? []
    let expected = column.given.isEmpty ? "weights" : "tables"
    guard let node = fields[expected], fields["weights"] == nil || fields["tables"] == nil else {
      let reason = column.given.isEmpty ? "depends on no other column" : "depends on other columns"
      report("missing_key", "`\(text)` \(reason), so it needs `\(expected)`, and only that", place(name))
      return nil
    }
    tables(node, levels: column.given.count, when: [], &column)
    return column
  }

  /// Goes down one level of `tables` for each column that this one depends on; at the bottom stand the weights.
  private mutating func tables(_ node: Node, levels: Int, when: [String?], _ column: inout PopulationColumn) {
    if levels > 0 {
      for (key, value) in entries(node) {
        guard let label = scalar(key) else { continue }
        tables(value, levels: levels - 1, when: when + [label == "*" ? nil : label], &column)
      }
      return
    }
    var outcomes: [PopulationOutcome] = []
    var outcomePlaces: [Place] = []
    for (key, value) in entries(node) {
      guard let label = scalar(key), let weight = scalar(value) else { continue }
      guard let weight = UInt32(weight) else {
        report("bad_number", "`\(weight)` is not a weight: write a whole number from 0 to 4294967295", place(value))
        continue
      }
      guard let value = self.value(label, places: column.places) else {
        report("bad_value", "`\(label)` is neither a number nor a bin such as `18..25`", place(key))
        continue
      }
      outcomes.append(PopulationOutcome(value, weight: weight))
      outcomePlaces.append(place(key))
    }
    column.tables.append(PopulationTable(when: when, outcomes: outcomes))
    places[places.count - 1].tables.append(place(node))
    places[places.count - 1].outcomes.append(outcomePlaces)
  }

  private func value(_ label: String, places: Int?) -> PopulationValue? {
    guard let places, (0...DecimalText.placesMax).contains(places) else { return .text(label) }
    if let number = DecimalText.units(label, places: places) { return .range(number, number) }
    let dots = label.indices.first { label[$0...].hasPrefix("..") }
    guard let dots, let low = DecimalText.units(label[..<dots], places: places),
      let high = DecimalText.units(label[dots...].dropFirst(2), places: places)
    else { return nil }
    return .range(low, high)
  }

  // MARK: Nodes

  private mutating func report(_ code: String, _ message: String, _ place: Place) {
    faults.append(PopulationFileFault(code: code, message: message, line: place.line, column: place.column))
  }

  private mutating func report(_ error: any Error) {
    switch error {
    case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      report("not_yaml", "this is not YAML: \(problem)", Place(line: mark.line, column: mark.column))
    case YamlError.duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map { "`\($0)`" }.joined(separator: ", ")
      report("duplicate_case", "\(names) stands twice", Place(line: context.mark.line, column: context.mark.column))
    default: report("not_yaml", "this is not YAML", Place())
    }
  }

  private func place(_ node: Node) -> Place {
    node.mark.map { Place(line: $0.line, column: $0.column) } ?? Place()
  }

  private mutating func scalar(_ node: Node) -> String? {
    if case .scalar(let scalar) = node { return scalar.string }
    report("wrong_kind", "a single word or number is wanted here", place(node))
    return nil
  }

  private mutating func names(_ node: Node) -> [String] {
    guard case .sequence(let items) = node else { return scalar(node).map { [$0] } ?? [] }
    return items.compactMap { scalar($0) }
  }

  private mutating func entries(_ node: Node) -> [(Node, Node)] {
    if case .mapping(let mapping) = node { return mapping.map { ($0.key, $0.value) } }
    report("wrong_kind", "names with values (`name: value`) are wanted here", place(node))
    return []
  }

  private mutating func fields(_ node: Node, _ known: [String]) -> [String: Node]? {
    guard case .mapping = node else {
      report("wrong_kind", "names with values (`name: value`) are wanted here", place(node))
      return nil
    }
    var fields: [String: Node] = [:]
    for (key, value) in entries(node) {
      guard let name = scalar(key) else { continue }
      if known.contains(name) {
        fields[name] = value
      } else {
        let words = known.map { "`\($0)`" }.joined(separator: " ")
        report("unknown_key", "`\(name)` is not known here: write one of \(words)", place(key))
      }
    }
    return fields
  }

  /// Whether something that looks like an anchor and something that looks like an alias stand outside comments.
  private static func hasAlias(_ text: String) -> Bool {
    var hasAnchor = false
    var hasAlias = false
    var isComment = false
    var previous = UInt8(ascii: "\n")
    for byte in text.utf8 {
      let isName = byte > UInt8(ascii: " ") && !",[]{}\"'".utf8.contains(byte)
      if isName, !isComment, previous == UInt8(ascii: "&") { hasAnchor = true }
      if isName, !isComment, previous == UInt8(ascii: "*") { hasAlias = true }
      if byte == UInt8(ascii: "\n") { isComment = false }
      if byte == UInt8(ascii: "#"), " \n\t".utf8.contains(previous) { isComment = true }
      previous = byte
    }
    return hasAnchor && hasAlias
  }
}
