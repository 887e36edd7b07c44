import Audits

/// What was wrong with rows of an export.
public struct SendFaultLog: Sendable {
  /// The most faults that are kept with their places; all are counted.
  public static let faultsKeptMax = 20

  /// Rows that were read, those left out included.
  public internal(set) var rowCount = 0
  /// Rows that were left out.
  public private(set) var leftOutCount = 0
  /// Fields that were taken as absent while their rows were kept.
  public private(set) var notedCount = 0
  /// Faults by code.
  public private(set) var counts: [String: Int] = [:]
  /// The first of them.
  public private(set) var faults: [RowFault] = []

  init() {}

  /// Leaves out a row that could not be cut into fields.
  mutating func leaveOut(_ fault: RowFault) {
    rowCount += 1
    leftOutCount += 1
    add(fault)
  }

  mutating func leaveOut(_ field: SendField, _ code: String, _ message: String, _ row: some SendRowFields) {
    leftOutCount += 1
    add(field, code, message, row)
  }

  mutating func note(_ field: SendField, _ code: String, _ message: String, _ row: some SendRowFields) {
    notedCount += 1
    add(field, code, message, row)
  }

  private mutating func add(_ field: SendField, _ code: String, _ message: String, _ row: some SendRowFields) {
    // Finding the place takes time, so it is done for those that are kept only.
    let place = faults.count < SendFaultLog.faultsKeptMax ? row.place(of: field) : (0, 0)
    add(RowFault(code: code, message: message, line: place.0, column: place.1))
  }

  private mutating func add(_ fault: RowFault) {
    counts[fault.code, default: 0] += 1
    if faults.count < SendFaultLog.faultsKeptMax { faults.append(fault) }
  }

  /// The beginning of a text for a message: one line, in backticks.
  static func excerpt(_ text: UnsafeBufferPointer<UInt8>) -> String {
    let scalars = String(decoding: text.prefix(164), as: UTF8.self).unicodeScalars
    var shown = String.UnicodeScalarView()
    for scalar in scalars.prefix(40) { shown.append(scalar.value < 0x20 || scalar == "`" ? " " : scalar) }
    return "`\(String(shown))\(scalars.count > 40 ? "…" : "")`"
  }
}
