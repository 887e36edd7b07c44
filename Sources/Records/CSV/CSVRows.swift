/// The rows of a batch: fields as UTF-8 text, without quotes; and the faults of the records that are not rows.
public struct CSVRows: Sendable {
  /// The names of the columns.
  public let header: [String]
  @usableFromInline let bytes: [UInt8]
  @usableFromInline let fields: [CSVField]
  private let rows: [RecordSpan]
  /// What was wrong with the other records, in file order.
  public let faults: [RecordFault]
  /// Beyond this offset stand the texts of fields with doubled quotes.
  private let rawCount: Int
  private let dialect: CSVDialect

  init(
    header: [String], bytes: [UInt8], fields: [CSVField], rows: [RecordSpan], faults: [RecordFault], rawCount: Int,
    dialect: CSVDialect
  ) {
    self.header = header
    self.bytes = bytes
    self.fields = fields
    self.rows = rows
    self.faults = faults
    self.rawCount = rawCount
    self.dialect = dialect
    columnCount = header.count
  }

  /// How many fields each row has.
  public let columnCount: Int

  /// How many rows there are; fewer than records where there are faults.
  public var rowCount: Int { rows.count }

  /// The line of the file on which a row begins, from 1.
  public func line(ofRow row: Int) -> Int { rows[row].line }

  /// Gives the UTF-8 text of a field to `body`; it holds until `body` returns. Both indices count from 0.
  @inlinable public func withField<R>(
    row: Int, column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
  ) rethrows -> R {
    precondition(column >= 0 && column < columnCount)
    let field = fields[row &* columnCount &+ column]
    return try bytes.withUnsafeBufferPointer { all in
      let start = Int(field.start)
      return try body(UnsafeBufferPointer(rebasing: all[start..<start + Int(field.length)]))
    }
  }

  /// Whether a field has no text.
  @inlinable public func isEmpty(row: Int, column: Int) -> Bool {
    precondition(column >= 0 && column < columnCount)
    return fields[row &* columnCount &+ column].length == 0
  }

  /// The text of a field.
  public func string(row: Int, column: Int) -> String {
    withField(row: row, column: column) { String(decoding: $0, as: UTF8.self) }
  }

  /// The whole number in a field.
  /// - Throws: `field_empty`, `integer_invalid`, `integer_out_of_range`; ``fault(_:row:column:)`` says where.
  public func int64(row: Int, column: Int) throws(FaultCode) -> Int64 {
    try read(row: row, column: column, FieldText.int64)
  }

  /// The number in a field, correctly rounded; with `decimalComma`, `1,5` is one and a half.
  /// - Throws: `field_empty`, `number_invalid`, `number_out_of_range`, `number_not_finite`.
  public func double(row: Int, column: Int, decimalComma: Bool = false) throws(FaultCode) -> Double {
    try read(row: row, column: column) { text throws(FaultCode) in
      try FieldText.double(text, decimalComma: decimalComma)
    }
  }

  /// The yes or no in a field.
  /// - Throws: `field_empty`, `boolean_invalid`.
  public func bool(row: Int, column: Int, words: BooleanWords = .usual) throws(FaultCode) -> Bool {
    try read(row: row, column: column) { text throws(FaultCode) in try FieldText.bool(text, words: words) }
  }

  /// The fault of a field whose text could not be read as what it should be.
  public func fault(_ code: FaultCode, row: Int, column: Int) -> RecordFault {
    let place = place(row: row, column: column)
    let name = "`\(header[column])`"
    let shown = excerpt(row: row, column: column)
    let message =
      switch code {
      case .fieldEmpty: "\(name) is empty"
      case .integerInvalid: "\(name) should be a whole number and is \(shown)"
      case .integerOutOfRange: "\(name) should fit 64 bits and is \(shown)"
      case .numberInvalid: "\(name) should be a number and is \(shown)"
      case .numberOutOfRange: "\(name) is too large for a number: \(shown)"
      case .numberNotFinite: "\(name) should be a finite number and is \(shown)"
      case .booleanInvalid: "\(name) should be yes or no and is \(shown)"
      default: "\(name) cannot be read: \(shown)"
      }
    return RecordFault(code: code, message: message, line: place.line, column: place.column)
  }

  /// The line and the character, from 1, where a field's text begins in the file.
  public func place(row: Int, column: Int) -> (line: Int, column: Int) {
    let record = rows[row]
    return bytes.withUnsafeBufferPointer { record.place(of: rawStart(row: row, column: column), in: $0) }
  }

  /// The beginning of a field's text for a message, in backticks.
  func excerpt(row: Int, column: Int) -> String {
    withField(row: row, column: column) { TextEncoding.utf8.excerpt($0) }
  }

  @inline(__always) private func read<T>(
    row: Int, column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(FaultCode) -> T
  ) throws(FaultCode) -> T {
    let result = withField(row: row, column: column) { text -> Result<T, FaultCode> in
      do throws(FaultCode) { return .success(try body(text)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// The offset of a field's text in the file's own bytes.
  private func rawStart(row: Int, column: Int) -> Int {
    let start = Int(fields[row * columnCount + column].start)
    if start < rawCount { return start }
    // An unescaped text stands elsewhere; the field is quoted, and its opening quote follows the field before.
    var index = Int(rows[row].start)
    for _ in 0..<column {
      var isQuoted = false
      while isQuoted || bytes[index] != dialect.delimiter {
        if bytes[index] == dialect.quote { isQuoted.toggle() }
        index += 1
      }
      index += 1
    }
    return index + 1
  }
}
