import Charters
import Decisions
import Expressions
import Records
import Times

/// Reads customers from the columns of a CSV file, as the charter's import mapping says.
final class ColumnReader: Sendable {
  /// An attribute read from a column.
  struct AttributeColumn: Sendable {
    let slot: Int
    let column: Int
    let type: ValueType
    let bounds: ClosedRange<Double>?
    let missing: [[UInt8]]
  }

  let binder: CustomerBinder
  let mapping: ImportMapping
  let charter: Charter
  let attributes: [AttributeColumn]
  let computed: [(slot: Int, program: Int, type: ValueType)]
  let idColumn: Int?
  let countryColumn: Int?
  let regionColumn: Int?
  let zoneColumn: Int?
  let householdColumn: Int?
  let addressColumns: [(address: Int?, suppressed: Int?)]
  let consentColumns: [Int?]
  /// Columns of outcomes; nothing where the file has none: only who learns needs them.
  let outcomeColumns: [Int?]
  let header: [String]
  let missing: [[UInt8]]
  let indexSlot: Int
  let programs: ProgramSet

  init(_ loaded: LoadedCharter, binder: CustomerBinder, header: [String]) throws(IntakeError) {
    guard let mapping = loaded.mapping else {
      throw IntakeError(
        code: "mapping_missing", message: "world.yaml has no `import`, so columns cannot be read")
    }
    let numbers = Dictionary(header.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
    func column(_ name: String?) throws(IntakeError) -> Int? {
      guard let name else { return nil }
      if let number = numbers[name] { return number }
      throw ColumnReader.unknownColumn(name, header)
    }
    self.binder = binder
    self.mapping = mapping
    charter = loaded.charter
    var attributes: [AttributeColumn] = []
    var computed: [(slot: Int, program: Int, type: ValueType)] = []
    for attribute in mapping.attributes {
      let known = loaded.world.attributes[attribute.slot]
      switch attribute.source {
      case .program(let program): computed.append((attribute.slot, program, known.type))
      case .column(let name, let missing):
        guard let number = try column(name) else { continue }
        attributes.append(
          AttributeColumn(
            slot: attribute.slot, column: number, type: known.type, bounds: known.bounds,
            missing: missing.filter { !$0.isEmpty }.sorted().map { Array($0.utf8) }))
      }
    }
    self.attributes = attributes
    self.computed = computed
    idColumn = try column(mapping.idColumn)
    countryColumn = try column(mapping.countryColumn)
    regionColumn = try column(mapping.regionColumn)
    zoneColumn = try column(mapping.zoneColumn)
    householdColumn = try column(mapping.householdColumn)
    addressColumns = try mapping.addresses.map { address throws(IntakeError) in
      (address: try column(address.column), suppressed: try column(address.suppressedColumn))
    }
    consentColumns = try mapping.consents.map { consent throws(IntakeError) in
      if case .column(let name) = consent.source { return try column(name) }
      return nil
    }
    outcomeColumns = mapping.outcomes.map { numbers[$0.column] }
    self.header = header
    missing = mapping.missing.filter { !$0.isEmpty }.sorted().map { Array($0.utf8) }
    indexSlot = loaded.world.attributes.count
    programs = ProgramSet(loaded.charter)
  }

  /// The customers of some rows.
  func read(_ rows: CSVRows, now: Instant, keepsTexts: Bool, keepsOutcomes: Bool) -> CustomerBatch {
    var batch = CustomerBatch()
    batch.rows.reserveCapacity(rows.rowCount)
    batch.faults = rows.faults.map { RowFault($0) }
    let programs = ProgramEvaluator(programs, now: now)
    let work = RowReading(
      reader: self, rows: rows, now: now, programs: programs, keepsTexts: keepsTexts, keepsOutcomes: keepsOutcomes)
    for row in 0..<rows.rowCount {
      switch work.customer(row) {
      case .success(let customer): batch.rows.append(customer)
      case .failure(let failure): batch.faults.append(contentsOf: failure.faults)
      }
    }
    batch.faults.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    batch.implausibleCount = work.implausibleCount
    return batch
  }

  /// Makes sure that the file says what contacts came to.
  func requireOutcomes() throws(IntakeError) {
    guard !mapping.outcomes.isEmpty else {
      throw IntakeError(
        code: "outcomes_missing",
        message: "world.yaml names no column that says what contacts came to; add `outcomes` to `import`")
    }
    for (outcome, column) in zip(mapping.outcomes, outcomeColumns) where column == nil {
      throw ColumnReader.unknownColumn(outcome.column, header)
    }
  }

  private static func unknownColumn(_ name: String, _ header: [String]) -> IntakeError {
    IntakeError(
      code: "column_unknown",
      message: "the file has no column `\(name)`, which world.yaml imports; it has \(header.joined(separator: ", "))",
      line: 1, column: 1)
  }

  /// Whether a field means "absent".
  func isMissing(_ text: UnsafeBufferPointer<UInt8>, _ missing: [[UInt8]]) -> Bool {
    if text.isEmpty { return true }
    for word in missing where word.count == text.count && word.elementsEqual(text) { return true }
    return false
  }
}

/// Everything wrong with one row.
struct RowFaults: Error {
  var faults: [RowFault]
}
