/// Reads a CSV file (RFC 4180 and its relatives) batch by batch, in file order, in bounded memory.
///
/// The first line that is not empty is the header. Empty lines are skipped. LF, CR LF and CR alone end a line; within
/// quotes they are part of the field. A field is quoted where a quote is its first character; spaces are never trimmed.
///
/// A faulty record is reported and left out; it never stops or shifts the others. Where quotes are wrong, the record
/// is taken to end with the line on which the wrong quote opens or stands, and the next line begins a new record.
public struct CSVSource: ~Copyable {
  /// The names of the columns, as written.
  public let header: [String]
  private let dialect: CSVDialect
  private var reader: BatchReader
  private var scanner: CSVScanner
  /// What came with the header.
  private var held: RecordBatch?

  /// Reads the header.
  /// - Throws: whatever ``RecordSourceError/Code`` concerns inputs, options, encodings and headers.
  public init(_ input: consuming ByteInput, options: CSVOptions = CSVOptions()) throws(RecordSourceError) {
    try options.check()
    var reader = BatchReader(input: input, blockBytes: options.blockBytes)
    let start = try reader.byteOrderMarkLength()
    let encoding = start > 0 ? .utf8 : options.encoding
    let delimiter: UInt8
    switch options.delimiter {
    case .character(let byte): delimiter = byte
    case .automatic: delimiter = try Self.delimiter(of: &reader, start: start, options: options)
    }
    let dialect = CSVDialect(delimiter: delimiter, quote: options.quote, encoding: encoding)
    var scanner = CSVScanner(dialect: dialect, recordBytesMax: options.recordBytesMax, start: start)
    guard let first = try reader.next(&scanner) else {
      throw RecordSourceError(code: .headerMissing, message: "the file is empty; its first line must name the columns")
    }
    header = try CSVHeader.names(
      in: first, dialect: dialect, permitsNameless: options.permitsNamelessColumns)
    held = RecordBatch(bytes: first.bytes, records: Array(first.records.dropFirst()), faults: first.faults)
    self.dialect = dialect
    self.reader = reader
    self.scanner = scanner
  }

  /// The next records, not yet split into fields; nil at the end. A batch may hold faults only.
  /// - Throws: `input_unreadable`.
  public mutating func next() throws(RecordSourceError) -> CSVBatch? {
    if let first = held {
      held = nil
      if !first.records.isEmpty || !first.faults.isEmpty { return batch(first) }
    }
    guard let records = try reader.next(&scanner) else { return nil }
    return batch(records)
  }

  private func batch(_ records: RecordBatch) -> CSVBatch {
    CSVBatch(records: records, header: header, dialect: dialect)
  }

  /// Finds the delimiter in the header line, reading until that is whole or as long as a record may be.
  private static func delimiter(
    of reader: inout BatchReader, start: Int, options: CSVOptions
  ) throws(RecordSourceError) -> UInt8 {
    while true {
      let text = UnsafeBufferPointer(rebasing: reader.filled[start...])
      let line = CSVHeader.firstLine(text, quote: options.quote)
      if line.isComplete || reader.reachedEnd || text.count > options.recordBytesMax {
        return CSVHeader.delimiter(inLine: text[line.range], quote: options.quote)
      }
      try reader.fill()
    }
  }
}

/// Some records of a CSV file, raw, with what is needed to parse them on any task.
public struct CSVBatch: Sendable {
  /// The raw records.
  public let records: RecordBatch
  /// The names of the columns.
  public let header: [String]
  let dialect: CSVDialect
}
