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

/// A small generator whose whole state is its seed (SplitMix64, Steele et al. 2014), so that a printed seed repeats a case.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
