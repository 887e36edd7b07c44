import Audits
import Records

/// The fields of one row, wherever they stand.
protocol SendRowFields {
  /// Gives the text of a field to `body`; an absent field has none.
  func withField<R>(_ field: SendField, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R
  /// Where a field stands in the file.
  func place(of field: SendField) -> (line: Int, column: Int)
}

extension SendField {
  /// Its position in `allCases`.
  var number: Int { SendField.numbers[self] ?? 0 }

  static let count = allCases.count
  private static let numbers = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($0.element, $0.offset) })
}

/// A row of CSV.
struct CSVSendRow: SendRowFields {
  let rows: CSVRows
  var row: Int
  /// Columns by field number; −1: none.
  let columns: [Int]

  func withField<R>(_ field: SendField, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    let column = columns[field.number]
    return column < 0 ? body(UnsafeBufferPointer(start: nil, count: 0)) : rows.withField(row: row, column: column, body)
  }

  func place(of field: SendField) -> (line: Int, column: Int) {
    let column = columns[field.number]
    return column < 0 ? (rows.line(ofRow: row), 1) : rows.place(row: row, column: column)
  }
}

/// An object of JSON Lines. Its keys are told as the names of columns are; of two keys for one field the better name counts.
struct JSONSendRow: SendRowFields {
  let line: Int
  private var texts: [[UInt8]]

  init(_ object: JSONValue, line: Int, keys: inout JSONSendKeys) {
    self.line = line
    texts = Array(repeating: [], count: SendField.count)
    var ranks = [Int](repeating: .max, count: SendField.count)
    for (key, value) in object.members {
      guard !value.isNull, let (field, rank) = keys.field(String(decoding: key, as: UTF8.self)),
        rank < ranks[field.number]
      else { continue }
      ranks[field.number] = rank
      texts[field.number] = JSONSendRow.text(value)
    }
  }

  private static func text(_ value: JSONValue) -> [UInt8] {
    if let text = value.stringBytes { return Array(text) }
    if let flag = value.bool { return Array(flag ? "true".utf8 : "false".utf8) }
    if let whole = value.int64 { return Array(String(whole).utf8) }
    if let number = value.double { return Array(number.description.utf8) }
    return []
  }

  func withField<R>(_ field: SendField, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    texts[field.number].withUnsafeBufferPointer(body)
  }

  func place(of field: SendField) -> (line: Int, column: Int) { (line, 1) }
}

/// What the keys of JSON objects mean, looked up once each.
struct JSONSendKeys {
  private let given: [String: SendField]
  private var known: [String: (field: SendField, rank: Int)?] = [:]
  /// More keys than this are not remembered.
  private static let keysMax = 10_000

  /// - Throws: `column_field_unknown` where a field is given that there is none of.
  init(given: [(field: String, column: String)]) throws(IntakeError) {
    var fields: [String: SendField] = [:]
    for (name, column) in given {
      guard let field = SendField(rawValue: name) else {
        throw IntakeError(code: "column_field_unknown", message: "there is no field `\(name)`")
      }
      fields[SendColumns.folded(column)] = field
    }
    self.given = fields
  }

  /// The fields that came so far.
  var fields: [SendField] { known.values.compactMap { $0?.field } }

  mutating func field(_ key: String) -> (field: SendField, rank: Int)? {
    if let found = known[key] { return found }
    let found = look(SendColumns.folded(key))
    if known.count < JSONSendKeys.keysMax { known[key] = found }
    return found
  }
  private func look(_ folded: String) -> (field: SendField, rank: Int)? {
    if let field = given[folded] { return (field, -1) }
    for field in SendField.allCases where !given.values.contains(field) {
      if let rank = field.names.firstIndex(of: folded) { return (field, rank) }
    }
    return nil
  }
}
