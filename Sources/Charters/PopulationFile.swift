import Populations

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
  /// - Parameters:
  ///   - text: what the file holds.
  ///   - file: its name, for diagnostics.
  /// - Throws: ``CharterFaults`` with every mistake at once; those of the frequencies themselves have the codes of
  ///   ``Simulations/PopulationFault/Code`` behind `population.`.
  public static func read(_ text: String, file: String = "population.yaml") throws(CharterFaults) -> Population {
    let log = DiagnosticLog()
    let population = read(text, file: file, log: log)
    guard let population else { throw CharterFaults(diagnostics: log.sorted) }
    return population
  }

  /// Reads a file; nothing after a report.
  static func read(_ text: String, file: String, log: DiagnosticLog) -> Population? {
    let errorsBefore = log.diagnostics.count
    guard text.utf8.count <= fileBytesMax else {
      log.report("file.too_large", "the file is larger than \(fileBytesMax >> 20) MiB", file: file)
      return nil
    }
    guard let root = YAMLReader.read(text, file: file, log: log) else { return nil }
    ShapeCheck(log: log).check(root, Format.population)
    var reader = PopulationReader(log: log, root: root)
    let spec = reader.spec()
    guard log.diagnostics.count == errorsBefore else { return nil }
    do {
      return try Population(spec)
    } catch {
      for fault in error.faults {
        log.report("population.\(fault.code.rawValue)", fault.message, at: reader.node(of: fault))
      }
      return nil
    }
  }
}

extension Format {
  /// The shape of `population.yaml`.
  static let population = Shape.object(
    ObjectShape(
      noun: "a population",
      fields: [
        Field("name", .text, "what people call it"),
        Field("delimiter", .text, "what stands between two fields"),
        Field("newline", .word(PopulationSpec.Newline.allCases.map(\.rawValue)), "how lines end"),
        Field("header", .list(.text), "the columns that are written, in their order", required: true),
        Field("columns", .record(populationColumn), "columns, each after those that it depends on", required: true),
      ]))

  /// As many levels as the column has parents, which only the reader knows.
  private static let anyTable = Shape.record(
    .either([.record(.either([.text, .record(.either([.text, .record(.text)]))]))]))

  private static let populationColumn = Shape.object(
    ObjectShape(
      noun: "a column",
      fields: [
        Field("places", .integer(0...DecimalText.placesMax), "decimal places of a number; without it a text"),
        Field("given", .oneOrMany(.text), "the columns that it depends on"),
        Field("weights", .record(.integer(0...Int(UInt32.max))), "how often each value occurs"),
        Field("tables", anyTable, "the same, for each value of the columns in `given`"),
      ]))
}

/// Turns the nodes of a file into a description, and remembers where each part stands.
private struct PopulationReader {
  private struct ColumnNodes {
    var column: FileNode
    var tables: [FileNode] = []
    var outcomes: [[FileNode]] = []
  }

  let log: DiagnosticLog
  let root: FileNode
  private var columns: [ColumnNodes] = []

  init(log: DiagnosticLog, root: FileNode) {
    self.log = log
    self.root = root
  }

  /// Where a fault of the description stands in the file.
  func node(of fault: PopulationFault) -> FileNode {
    guard let position = fault.place.column, columns.indices.contains(position) else {
      return root[fault.code == .badDelimiter ? "delimiter" : "header"] ?? root
    }
    let nodes = columns[position]
    guard let table = fault.place.table, nodes.tables.indices.contains(table) else { return nodes.column }
    guard let outcome = fault.place.outcome, nodes.outcomes[table].indices.contains(outcome) else {
      return nodes.tables[table]
    }
    return nodes.outcomes[table][outcome]
  }

  /// The description; what is wrong with the file is in the log.
  mutating func spec() -> PopulationSpec {
    var spec = PopulationSpec(header: root["header"]?.names ?? [], columns: [])
    spec.name = root["name"]?.text ?? ""
    if let node = root["delimiter"], let text = node.text {
      if text.count != 1 { log.report("population.bad_delimiter", "`\(text)` is not one character", at: node) }
      spec.delimiter = text.first ?? ","
    }
    spec.newline = root["newline"]?.text.flatMap(PopulationSpec.Newline.init(rawValue:)) ?? .lf
    for (name, node) in root["columns"]?.entries ?? [] { spec.columns.append(column(name, node)) }
    return spec
  }

  private mutating func column(_ name: FileNode, _ node: FileNode) -> PopulationColumn {
    var column = PopulationColumn(
      name: name.text ?? "", places: node["places"]?.integer, given: node["given"]?.names ?? [], tables: [])
    columns.append(ColumnNodes(column: name))
    let hasParents = !column.given.isEmpty
    if let tables = node[hasParents ? "tables" : "weights"], node[hasParents ? "weights" : "tables"] == nil {
      self.tables(tables, levels: column.given.count, when: [], &column)
    } else {
      let (reason, wanted) = hasParents ? ("other columns", "tables") : ("no other column", "weights")
      log.report(
        "field.missing", "`\(column.name)` depends on \(reason): it needs `\(wanted)`, and only that", at: name)
    }
    return column
  }

  /// Goes down one level of `tables` for each column that this one depends on; at the bottom stand the weights.
  private mutating func tables(
    _ node: FileNode, levels: Int, when: [String?], _ column: inout PopulationColumn
  ) {
    guard node.isMapping else {
      log.report("field.type", "this should be a mapping from values", at: node)
      return
    }
    guard levels == 0 else {
      for (key, value) in node.entries {
        guard let label = key.text else { continue }
        tables(value, levels: levels - 1, when: when + [label == "*" ? nil : label], &column)
      }
      return
    }
    var outcomes: [PopulationOutcome] = []
    var nodes: [FileNode] = []
    for (key, value) in node.entries {
      guard let weight = value.text.flatMap({ UInt32($0) }) else {
        log.report("field.type", "a weight should be a whole number from 0 to \(UInt32.max)", at: value)
        continue
      }
      guard let label = key.text, let outcome = self.value(label, places: column.places) else {
        log.report("population.bad_value", "this is neither a number nor a bin such as `18..25`", at: key)
        continue
      }
      outcomes.append(PopulationOutcome(outcome, weight: weight))
      nodes.append(key)
    }
    column.tables.append(PopulationTable(when: when, outcomes: outcomes))
    columns[columns.count - 1].tables.append(node)
    columns[columns.count - 1].outcomes.append(nodes)
  }

  private func value(_ label: String, places: Int?) -> PopulationValue? {
    guard let places, (0...DecimalText.placesMax).contains(places) else { return .text(label) }
    if let number = DecimalText.units(label, places: places) { return .range(number, number) }
    guard let dots = label.indices.first(where: { label[$0...].hasPrefix("..") }),
      let low = DecimalText.units(label[..<dots], places: places),
      let high = DecimalText.units(label[dots...].dropFirst(2), places: places)
    else { return nil }
    return .range(low, high)
  }
}
