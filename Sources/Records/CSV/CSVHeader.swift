/// Reading the header line: its delimiter, its names, and what may be wrong with them.
enum CSVHeader {
  /// The candidates, most usual first.
  static let delimiters = [Byte.comma, Byte.semicolon, Byte.tab, Byte.pipe]

  /// The first line that is not empty; `isComplete` when its line break is there.
  static func firstLine(
    _ text: UnsafeBufferPointer<UInt8>, quote: UInt8
  ) -> (range: Range<Int>, isComplete: Bool) {
    let isBreak = { (byte: UInt8) in byte == Byte.lineFeed || byte == Byte.carriageReturn }
    let start = text.firstIndex { !isBreak($0) } ?? text.count
    var isQuoted = false
    for index in start..<text.count {
      if text[index] == quote { isQuoted.toggle() }
      if !isQuoted && isBreak(text[index]) { return (start..<index, true) }
    }
    return (start..<text.count, false)
  }

  /// The most frequent candidate outside quotes.
  static func delimiter(inLine line: Slice<UnsafeBufferPointer<UInt8>>, quote: UInt8) -> UInt8 {
    var counts = [Int](repeating: 0, count: 256)
    var isQuoted = false
    for byte in line {
      if byte == quote { isQuoted.toggle() }
      if !isQuoted { counts[Int(byte)] += 1 }
    }
    var best = Byte.comma
    for candidate in delimiters where candidate != quote && counts[Int(candidate)] > counts[Int(best)] {
      best = candidate
    }
    return best
  }

  /// The names in the first record of a file.
  /// - Parameter permitsNameless: whether columns may be without a name.
  /// - Throws: `header_faulty`, `header_too_wide`, `header_name_empty`, `header_name_duplicate`.
  static func names(
    in batch: RecordBatch, dialect: CSVDialect, permitsNameless: Bool = false
  ) throws(RecordSourceError) -> [String] {
    if let fault = batch.faults.first, fault.line <= batch.records.first?.line ?? .max { throw faulty(fault) }
    let line = RecordBatch(bytes: batch.bytes, records: Array(batch.records.prefix(1)), faults: [])
    let width = CSVBatch(records: line, header: [], dialect: dialect).fieldCountOfFirstRecord()
    guard width <= RecordLimits.columnsMax else {
      throw RecordSourceError(
        code: .headerTooWide, message: "the header names \(width) columns; at most \(RecordLimits.columnsMax) are read")
    }
    let columns = [String](repeating: "", count: width)
    let rows = CSVBatch(records: line, header: columns, dialect: dialect).parse()
    if let fault = rows.faults.first { throw faulty(fault) }
    var names: [String] = []
    var seen: Set<String> = []
    for column in 0..<width {
      let name = rows.string(row: 0, column: column)
      let place = rows.place(row: 0, column: column)
      guard !name.isEmpty || permitsNameless else {
        throw RecordSourceError(
          code: .headerNameEmpty, message: "column \(column + 1) has no name", line: place.line, column: place.column)
      }
      guard seen.insert(name).inserted || name.isEmpty else {
        throw RecordSourceError(
          code: .headerNameDuplicate, message: "two columns are named \(rows.excerpt(row: 0, column: column))",
          line: place.line, column: place.column)
      }
      names.append(name)
    }
    return names
  }

  private static func faulty(_ fault: RecordFault) -> RecordSourceError {
    RecordSourceError(
      code: .headerFaulty, message: "the header cannot be read: \(fault.message)", line: fault.line,
      column: fault.column)
  }
}
