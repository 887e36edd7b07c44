import Audits
import Records

/// An export of past sends, read to its end: CSV or JSON Lines.
public struct SendFile: Sendable {
  /// The sends.
  public let sends: PastSends
  /// What was wrong with rows.
  public let log: SendFaultLog
  /// Which columns were read, by content; empty for JSON Lines, whose keys may differ from line to line.
  public let columns: [SendField: String]
  /// The columns that nothing was read from.
  public let unusedColumns: [String]
  /// Names beyond the limits, which share one name, by what they name.
  public let overflows: [SendField: Int]

  /// Reads a file, or standard input for `-`, in memory of 16 to 20 bytes a row and what names and people take.
  ///
  /// - Parameter progress: is told how many bytes and rows were read.
  /// - Throws: ``IntakeError`` where the file cannot be read, its columns cannot be told or the options are wrong.
  public init(
    path: String, options: SendOptions, progress: (_ bytes: Int, _ rows: Int) -> Void = { _, _ in }
  ) throws(IntakeError) {
    let result: Result<SendFile, IntakeError>
    do throws(RecordSourceError) {
      let input = try path == "-" ? ByteInput.standardInput() : ByteInput.file(path)
      result = try SendFile.read(input, path == "-" ? nil : RecordFormat.ofFile(named: path), options, progress)
    } catch {
      throw IntakeError(error)
    }
    self = try result.get()
  }

  /// Reads bytes; without a format the first of them tells it.
  /// - Throws: as ``init(path:options:progress:)``.
  public init(bytes: [UInt8], format: RecordFormat? = nil, options: SendOptions) throws(IntakeError) {
    let result: Result<SendFile, IntakeError>
    do throws(RecordSourceError) {
      result = try SendFile.read(.bytes(bytes), format, options) { _, _ in }
    } catch {
      throw IntakeError(error)
    }
    self = try result.get()
  }

  private init(_ collector: inout SendCollector, columns: SendColumns?, _ knownAnswers: SendAnswers) {
    log = collector.log
    overflows = collector.overflows
    sends = collector.finish(knownAnswers: knownAnswers)
    self.columns = columns?.names ?? [:]
    unusedColumns = columns?.unused ?? []
  }

  private static func read(
    _ input: consuming ByteInput, _ format: RecordFormat?, _ options: SendOptions, _ progress: (Int, Int) -> Void
  ) throws(RecordSourceError) -> Result<SendFile, IntakeError> {
    if let fault = options.fault { return .failure(fault) }
    let known: RecordFormat
    if let format { known = format } else { known = try input.peekFormat() }
    switch known {
    case .csv(let delimiter):
      return try readCSV(CSVSource(input, options: CSVOptions(delimiter: delimiter)), options, progress)
    case .jsonLines: return try readJSON(JSONLineSource(input), options, progress)
    }
  }

  private static func readCSV(
    _ source: consuming CSVSource, _ options: SendOptions, _ progress: (Int, Int) -> Void
  ) throws(RecordSourceError) -> Result<SendFile, IntakeError> {
    let columns: SendColumns
    do throws(SendColumnsError) {
      columns = try SendColumns(header: source.header, given: options.columns)
    } catch {
      return .failure(IntakeError(code: error.code, message: error.message, line: 1, column: 1))
    }
    let places = SendField.allCases.map { columns.positions[$0] ?? -1 }
    var collector = SendCollector(options, hasCosts: columns.positions[.cost] != nil)
    var bytes = 0
    while let batch = try source.next() {
      let rows = batch.parse()
      for fault in rows.faults { collector.report(fault) }
      var row = CSVSendRow(rows: rows, row: 0, columns: places)
      for number in 0..<rows.rowCount {
        row.row = number
        collector.take(row)
      }
      bytes += batch.records.bytes.count
      progress(bytes, collector.log.rowCount)
    }
    return .success(SendFile(&collector, columns: columns, SendFile.answers(columns.positions.keys)))
  }

  private static func readJSON(
    _ source: consuming JSONLineSource, _ options: SendOptions, _ progress: (Int, Int) -> Void
  ) throws(RecordSourceError) -> Result<SendFile, IntakeError> {
    var keys: JSONSendKeys
    do throws(IntakeError) { keys = try JSONSendKeys(given: options.columns) } catch { return .failure(error) }
    guard let parser = JSONParser() else {
      return .failure(IntakeError(code: "memory_exhausted", message: "there is no memory for reading JSON"))
    }
    var collector = SendCollector(options, hasCosts: true)
    var bytes = 0
    while let batch = try source.next() {
      for fault in batch.faults { collector.report(fault) }
      for number in batch.records.indices {
        do throws(RecordFault) {
          let line = batch.records[number].line
          let row = try parser.withRecord(number, of: batch) { JSONSendRow($0, line: line, keys: &keys) }
          collector.take(row)
        } catch {
          collector.report(error)
        }
      }
      bytes += batch.bytes.count
      progress(bytes, collector.log.rowCount)
    }
    // Which answers the lines can tell is only known from their keys.
    return .success(SendFile(&collector, columns: nil, SendFile.answers(keys.fields)))
  }

  private static func answers(_ fields: some Sequence<SendField>) -> SendAnswers {
    var answers: SendAnswers = []
    for field in fields {
      switch field {
      case .opened: answers.insert(.opened)
      case .clicked: answers.insert(.clicked)
      case .unsubscribed: answers.insert(.unsubscribed)
      case .complained: answers.insert(.complained)
      case .bounced: answers.insert(.bounced)
      case .answer: answers.formUnion([.opened, .clicked, .unsubscribed, .complained, .bounced])
      default: break
      }
    }
    return answers
  }
}
