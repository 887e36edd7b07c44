import Charters
import Decisions
import Expressions
import Records
import Times

/// What was wrong with one record of a customer file.
public struct RowFault: Hashable, Sendable {
  /// A stable code.
  public var code: String
  /// A sentence a person can act on.
  public var message: String
  /// The line, from 1.
  public var line: Int
  /// The column in characters, from 1.
  public var column: Int

  /// Makes a fault.
  public init(code: String, message: String, line: Int, column: Int) {
    self.code = code
    self.message = message
    self.line = line
    self.column = column
  }

  init(_ fault: RecordFault) {
    self.init(code: fault.code.rawValue, message: fault.message, line: fault.line, column: fault.column)
  }
}

/// Turns pieces of a file into customers; immutable, so that any number of tasks may use it at once.
public struct CustomerReader: Sendable {
  let binder: CustomerBinder
  let columns: ColumnReader?
  private var keepsTexts = false
  private var keepsOutcomes = false

  /// The same reader, which gives the ``CustomerRow/texts`` of rows of CSV as well.
  public var keepingTexts: CustomerReader {
    var reader = self
    reader.keepsTexts = true
    return reader
  }

  /// Whether what it reads has columns, as CSV does.
  public var hasColumns: Bool { columns != nil }

  /// The same reader, which gives the ``CustomerRow/outcomes`` of rows of CSV as well.
  /// - Throws: `column_unknown` when the file lacks one of their columns; `outcomes_missing` when world.yaml names none,
  ///   or the file is not CSV.
  public func keepingOutcomes() throws(IntakeError) -> CustomerReader {
    guard let columns else {
      throw IntakeError(code: "outcomes_missing", message: "only CSV files have columns with outcomes")
    }
    try columns.requireOutcomes()
    var reader = self
    reader.keepsOutcomes = true
    return reader
  }

  /// For JSON Lines.
  init(_ loaded: LoadedCharter) {
    binder = CustomerBinder(loaded)
    columns = nil
  }

  /// For CSV with a header.
  /// - Throws: `mapping_missing`, `column_unknown`.
  init(_ loaded: LoadedCharter, header: [String]) throws(IntakeError) {
    binder = CustomerBinder(loaded)
    columns = try ColumnReader(loaded, binder: binder, header: header)
  }

  /// The customers of a piece of the file, as they are at `now`, and its faults.
  public func read(_ batch: RawBatch, now: Instant) -> CustomerBatch {
    switch batch {
    case .csv(let batch):
      columns?.read(batch.parse(), now: now, keepsTexts: keepsTexts, keepsOutcomes: keepsOutcomes) ?? CustomerBatch()
    case .json(let batch): JSONCustomers(binder: binder).read(batch, now: now)
    }
  }
}
