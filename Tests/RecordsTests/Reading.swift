import Records

/// Everything a file gives, in order.
struct CSVReading: Equatable {
  var header: [String] = []
  var rows: [[String]] = []
  var lines: [Int] = []
  var faults: [RecordFault] = []

  /// `line:column code`, the part of the faults that tables state.
  var faultPlaces: [String] { faults.map { "\($0.line):\($0.column) \($0.code.rawValue)" } }
}

func readCSV(_ bytes: [UInt8], _ options: CSVOptions = CSVOptions()) throws -> CSVReading {
  var source = try CSVSource(.bytes(bytes), options: options)
  var reading = CSVReading(header: source.header)
  while let batch = try source.next() {
    let rows = batch.parse()
    for row in 0..<rows.rowCount {
      reading.rows.append((0..<rows.columnCount).map { rows.string(row: row, column: $0) })
      reading.lines.append(rows.line(ofRow: row))
    }
    reading.faults += rows.faults
  }
  return reading
}

/// Reads in one block and in blocks of 1 ... 64 bytes; all must agree.
func readCSVInAllBlocks(_ bytes: [UInt8], _ options: CSVOptions = CSVOptions()) throws -> (CSVReading, Bool) {
  let whole = try readCSV(bytes, options)
  var agree = true
  for size in 1...64 {
    var small = options
    small.blockBytes = size
    agree = try readCSV(bytes, small) == whole && agree
  }
  return (whole, agree)
}
