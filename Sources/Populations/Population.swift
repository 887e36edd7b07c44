/// A made-up population of any size: row `index` of seed `seed` is the same wherever, whenever and by whomever it is drawn.
public struct Population: Sendable {
  /// How large a description may be.
  public enum Limits {
    /// Columns.
    public static let columnsMax = 256
    /// Columns that one column depends on.
    public static let parentsMax = 3
    /// Different values of a column.
    public static let valuesMax = 10_000
    /// Combinations of values of the columns that one depends on.
    public static let casesMax = 100_000
  }

  /// What it was made from.
  public let spec: PopulationSpec
  private let columns: [Column]
  private let written: [Int]
  private let delimiter: UInt8

  private struct Column: Sendable {
    var tables: PopulationTables
    var values: [PopulationValue]
    /// Texts as they are written, quotes included.
    var rendered: [[UInt8]]
    var places: Int
    var salt: UInt64
  }

  /// Checks a description and makes it ready.
  ///
  /// - Throws: everything that is wrong with it.
  public init(_ spec: PopulationSpec) throws(PopulationFaults) {
    var checker = PopulationChecker(spec)
    let ready = checker.check()
    guard checker.faults.isEmpty, let delimiter = spec.delimiter.asciiValue else {
      throw PopulationFaults(faults: checker.faults)
    }
    self.spec = spec
    self.delimiter = delimiter
    written = spec.header.compactMap { name in spec.columns.firstIndex { $0.name == name } }
    columns = zip(spec.columns, ready).map { column, ready in
      Column(
        tables: ready.tables, values: ready.values,
        rendered: ready.values.map { if case .text(let text) = $0 { Population.quoted(text) } else { [] } },
        places: column.places ?? 0,
        // By name, not by position: a column more leaves the others as they were.
        salt: SplitMix.key(of: column.name))
    }
  }

  /// The values of a row, one for each column of the description, bins resolved to a number.
  public func makeRow(_ index: UInt64, seed: UInt64) -> [PopulationValue] {
    let state = Population.state(index, seed)
    return draw(state).enumerated().map { position, code in value(position, code, state) }
  }

  /// Appends the header line.
  public func appendHeader(to bytes: inout [UInt8]) {
    for (place, name) in spec.header.enumerated() {
      if place > 0 { bytes.append(delimiter) }
      bytes.append(contentsOf: Population.quoted(name))
    }
    appendNewline(to: &bytes)
  }

  /// Appends a row as a line of CSV: texts quoted, numbers not.
  public func appendRow(_ index: UInt64, seed: UInt64, to bytes: inout [UInt8]) {
    let state = Population.state(index, seed)
    let codes = draw(state)
    for (place, position) in written.enumerated() {
      if place > 0 { bytes.append(delimiter) }
      switch value(position, codes[position], state) {
      case .text: bytes.append(contentsOf: columns[position].rendered[codes[position]])
      case .range(let number, _): DecimalText.append(number, places: columns[position].places, to: &bytes)
      }
    }
    appendNewline(to: &bytes)
  }

  private func draw(_ state: UInt64) -> [Int] {
    var codes = [Int](repeating: 0, count: columns.count)
    for (position, column) in columns.enumerated() {
      codes[position] = column.tables.draw(codes, chance: SplitMix.mix(state ^ column.salt))
    }
    return codes
  }

  private func value(_ position: Int, _ code: Int, _ state: UInt64) -> PopulationValue {
    let column = columns[position]
    guard case .range(let low, let high) = column.values[code], low < high else { return column.values[code] }
    let chance = SplitMix.mix(state ^ column.salt &+ SplitMix.golden)
    let number = low + Int64(SplitMix.below(UInt64(high - low) + 1, chance))
    return .range(number, number)
  }

  private func appendNewline(to bytes: inout [UInt8]) {
    if spec.newline == .crlf { bytes.append(UInt8(ascii: "\r")) }
    bytes.append(UInt8(ascii: "\n"))
  }

  private static func state(_ index: UInt64, _ seed: UInt64) -> UInt64 {
    SplitMix.mix(SplitMix.mix(seed &+ SplitMix.golden) &+ index &* SplitMix.golden)
  }

  private static func quoted(_ text: String) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    var bytes = [quote]
    for byte in text.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
    return bytes
  }
}
