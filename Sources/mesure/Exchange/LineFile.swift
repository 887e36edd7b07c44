import Intake
import Records

/// A file of JSON Lines, read piece by piece: every line becomes something, or a fault.
struct LineFile: ~Copyable {
  /// A line that could be read.
  struct Read<Value> {
    var line: Int
    var value: Value
  }

  /// A piece of the file.
  struct Piece<Value> {
    var read: [Read<Value>] = []
    var faults: [RowFault] = []
    var byteCount = 0
  }

  private var source: JSONLineSource
  private let parser: JSONParser

  /// Opens a file, or standard input for `-`.
  init(path: String) throws(IntakeFailure) {
    let parser = try LineFile.parser()
    let source = try LineFile.open(path)
    self.parser = parser
    self.source = source
  }

  private static func parser() throws(IntakeFailure) -> JSONParser {
    if let parser = JSONParser() { return parser }
    throw IntakeFailure(message: "there is no memory for reading JSON")
  }

  private static func open(_ path: String) throws(IntakeFailure) -> JSONLineSource {
    do throws(RecordSourceError) {
      return try JSONLineSource(path == "-" ? .standardInput() : .file(path))
    } catch {
      throw IntakeFailure(message: error.line > 0 ? "\(path):\(error.line): \(error.message)" : error.message)
    }
  }

  /// The next piece; nothing at the end of the file.
  /// - Parameter read: makes something of a line's object and its bytes.
  mutating func next<Value>(
    _ read: (JSONValue, [UInt8]) throws(LineFault) -> Value
  ) throws(IntakeFailure) -> Piece<Value>? {
    let batch: RecordBatch?
    do throws(RecordSourceError) {
      batch = try source.next()
    } catch {
      throw IntakeFailure(message: error.message)
    }
    guard let batch else { return nil }
    var piece = Piece<Value>()
    piece.byteCount = batch.bytes.count
    piece.faults = batch.faults.map(LineFile.fault)
    for index in batch.records.indices {
      let line = batch.records[index].line
      let bytes = batch.withRecord(index) { Array($0) }
      do throws(RecordFault) {
        let outcome = try parser.withRecord(index, of: batch) { object -> Result<Value, LineFault> in
          do throws(LineFault) { return .success(try read(object, bytes)) } catch { return .failure(error) }
        }
        switch outcome {
        case .success(let value): piece.read.append(Read(line: line, value: value))
        case .failure(let fault):
          piece.faults.append(RowFault(code: fault.code, message: fault.message, line: line, column: 1))
        }
      } catch {
        piece.faults.append(LineFile.fault(error))
      }
    }
    piece.faults.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    return piece
  }

  private static func fault(_ fault: RecordFault) -> RowFault {
    RowFault(code: fault.code.rawValue, message: fault.message, line: fault.line, column: fault.column)
  }
}

/// A file cannot be read at all, or not to its end.
struct IntakeFailure: Error {
  var message: String
}
