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
  /// - Throws: ``IntakeError``.
  public init(path: String, loaded: LoadedCharter) throws(IntakeError) {
    if path == "-" {
      try self.init(input: .standardInput(), format: nil, loaded: loaded)
    } else {
      let input: ByteInput
      do throws(RecordSourceError) { input = try .file(path) } catch { throw IntakeError(error) }
      try self.init(input: input, format: RecordFormat.ofFile(named: path), loaded: loaded)
    }
  }

  /// Reads an input; without a format, the first byte tells it.
  /// - Throws: ``IntakeError``.
  public init(input: consuming ByteInput, format: RecordFormat?, loaded: LoadedCharter) throws(IntakeError) {
    do throws(RecordSourceError) {
      let known: RecordFormat
      if let format { known = format } else { known = try input.peekFormat() }
      switch known {
      case .csv(let delimiter):
        csv = try CSVSource(input, options: CustomerSource.options(delimiter, loaded.mapping))
        json = nil
      case .jsonLines:
        csv = nil
        json = try JSONLineSource(input)
      }
    } catch {
      throw IntakeError(error)
    }
    if let header = csv?.header {
      reader = try CustomerReader(loaded, header: header)
    } else {
      reader = CustomerReader(loaded)
    }
  }

  /// The next piece of the file; nothing at its end.
  /// - Throws: ``IntakeError``, when the file cannot be read on.
  public mutating func next() throws(IntakeError) -> RawBatch? {
    do throws(RecordSourceError) {
      if let batch = try csv?.next() { return .csv(batch) }
      if let batch = try json?.next() { return .json(batch) }
      return nil
    } catch {
      throw IntakeError(error)
    }
  }

  private static func options(_ delimiter: CSVDelimiter, _ mapping: ImportMapping?) -> CSVOptions {
    var options = CSVOptions(delimiter: delimiter)
    if let byte = mapping?.delimiter?.utf8.first { options.delimiter = .character(byte) }
    if let encoding = mapping?.encoding.flatMap(TextEncoding.init(rawValue:)) { options.encoding = encoding }
    return options
  }
}
