import Intake
import Records

/// A CSV file of which some columns are read, by name.
struct PlainTable {
  /// The texts of the columns asked for, row by row; nothing for columns that are not there.
  struct Row {
    fileprivate let rows: CSVRows
    fileprivate let row: Int
    fileprivate let places: [String: Int]
    let path: String

    /// Whether the column is there.
    func has(_ role: String) -> Bool { places[role] != nil }

    func text(_ role: String) -> String? {
      guard let place = places[role] else { return nil }
      return rows.string(row: row, column: place)
    }

    /// A number.
    /// - Throws: what is wrong with it, with its place.
    func number(_ role: String) throws(IntakeFailure) -> Double? {
      guard let place = places[role] else { return nil }
      do throws(FaultCode) {
        return try rows.double(row: row, column: place)
      } catch {
        throw IntakeFailure(message: "\(path):\(rows.fault(error, row: row, column: place))")
      }
    }

    /// Something that is wrong with a field.
    func fault(_ code: String, _ message: String, _ role: String) -> IntakeFailure {
      let place = places[role].map { rows.place(row: row, column: $0) } ?? (line: rows.line(ofRow: row), column: 1)
      return IntakeFailure(message: "\(path):\(place.line):\(place.column): \(message) [\(code)]")
    }
  }

  /// Reads a file, and ends at the first fault: what was left out would not be missing by chance.
  /// - Parameters:
  ///   - columns: what the columns are called, by their roles.
  ///   - needed: the roles that must be there.
  static func read(
    _ path: String, columns: [String: String], needed: [String], _ take: (Row) throws -> Void
  ) throws {
    var source = try open(path)
    var places: [String: Int] = [:]
    for (role, name) in columns { places[role] = source.header.firstIndex(of: name) }
    if let missing = needed.first(where: { places[$0] == nil }) {
      let names = source.header.filter { !$0.isEmpty }
      let header =
        names.prefix(Self.namesShownMax).joined(separator: ", ") + (names.count > Self.namesShownMax ? ", …" : "")
      throw IntakeFailure(
        message: "\(path):1:1: there is no column `\(columns[missing] ?? missing)`; there is \(header); "
          + "`--column \(missing)=NAME` says which it is [column.missing]")
    }
    while let batch = try next(&source, path) {
      let rows = batch.parse()
      if let fault = rows.faults.first { throw IntakeFailure(message: "\(path):\(fault)") }
      for row in 0..<rows.rowCount { try take(Row(rows: rows, row: row, places: places, path: path)) }
    }
  }

  /// The most columns that are listed where one is missing.
  private static let namesShownMax = 12

  private static func open(_ path: String) throws(IntakeFailure) -> CSVSource {
    var options = CSVOptions()
    options.permitsNamelessColumns = true
    do throws(RecordSourceError) {
      return try CSVSource(path == "-" ? .standardInput() : .file(path), options: options)
    } catch {
      throw failure(error, path)
    }
  }

  private static func next(_ source: inout CSVSource, _ path: String) throws(IntakeFailure) -> CSVBatch? {
    do throws(RecordSourceError) {
      return try source.next()
    } catch {
      throw failure(error, path)
    }
  }

  private static func failure(_ error: RecordSourceError, _ path: String) -> IntakeFailure {
    IntakeFailure(message: error.line > 0 ? "\(path):\(error.line): \(error.message)" : error.message)
  }
}
