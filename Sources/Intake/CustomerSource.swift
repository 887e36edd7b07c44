import Charters
import Records

/// A stream of customers: CSV through the charter's mapping, or JSON Lines.
public struct CustomerSource: ~Copyable {
  // One of the two is there.
  private var csv: CSVSource?
  private var json: JSONLineSource?
  /// Turns the batches of this source into customers, on any task.
  public let reader: CustomerReader

  /// Opens a file, or standard input for `-`.
  public init(path: String, loaded: LoadedCharter) throws {
    do throws(RecordSourceError) {
      if path == "-" {
        self = try CustomerSource(input: .standardInput(), format: nil, loaded: loaded)
      } else {
        self = try CustomerSource(input: .file(path), format: RecordFormat.ofFile(named: path), loaded: loaded)
      }
    } catch {
      throw IntakeError(code: error.code.rawValue, message: error.message, line: error.line, column: error.column)
    }
  }

  /// Reads an input; without a format, the first byte tells it.
  init(input: consuming ByteInput, format: RecordFormat?, loaded: LoadedCharter) throws(RecordSourceError) {
    var input = input
    let known = try format ?? input.peekFormat()
    switch known {
    case .csv(let delimiter):
      let csv = try CSVSource(input, options: CustomerSource.options(delimiter, loaded.mapping))
      reader = try CustomerReader(loaded, header: csv.header)
      self.csv = csv
      json = nil
    case .jsonLines:
      csv = nil
      json = try JSONLineSource(input)
      reader = CustomerReader(loaded)
    }
  }

  /// The next piece of the file; nothing at its end.
  public mutating func next() throws -> RawBatch? {
    do throws(RecordSourceError) {
      if let batch = try csv?.next() { return .csv(batch) }
      if let batch = try json?.next() { return .json(batch) }
      return nil
    } catch {
      throw IntakeError(code: error.code.rawValue, message: error.message, line: error.line, column: error.column)
    }
  }

  private static func options(_ delimiter: CSVDelimiter, _ mapping: ImportMapping?) -> CSVOptions {
    var options = CSVOptions(delimiter: delimiter)
    if let byte = mapping?.delimiter?.utf8.first { options.delimiter = .character(byte) }
    if let encoding = mapping?.encoding.flatMap(TextEncoding.init(rawValue:)) { options.encoding = encoding }
    return options
  }
}
