import Intake
import Records

/// A file of JSON Lines, read piece by piece: every line becomes something, or a fault.
struct LineFile: ~Copyable {
  /// A line that could be read.
  struct Read<Value> {
    var line: Int
    var value: Value
  }

  /// A line as it stands in the file.
  struct Line {
    fileprivate let batch: RecordBatch
    fileprivate let index: Int

    /// Its number in the file, from 1 on.
    var number: Int { batch.records[index].line }

    /// A copy of its bytes, without its end.
    var bytes: [UInt8] { batch.withRecord(index) { Array($0) } }
  }

  /// The most lines and bytes of a piece. The first has few lines and each has twice as many as the one before, so that a
  /// short file is soon on disk, and of a long one much is written at once.
  static let pieceLinesMax = 16_384
  private static let pieceBytesMax = 16 << 20
  private static let firstPieceLines = 1_024

  /// A piece of the file.
  struct Piece<Value> {
    var read: [Read<Value>] = []
    var faults: [RowFault] = []
    var byteCount = 0
  }

  private var source: JSONLineSource
  private var pieceLines = LineFile.firstPieceLines
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
  /// - Parameter read: makes something of the object on a line.
  mutating func next<Value>(
    _ read: (JSONValue, Line) throws(LineFault) -> Value
  ) throws(IntakeFailure) -> Piece<Value>? {
    var piece: Piece<Value>?
    while true {
      if let piece, piece.read.count + piece.faults.count >= pieceLines { break }
      if let piece, piece.byteCount >= LineFile.pieceBytesMax { break }
      let batch: RecordBatch?
      do throws(RecordSourceError) {
        batch = try source.next()
      } catch {
        throw IntakeFailure(message: error.message)
      }
      guard let batch else { break }
      add(batch, to: &piece, read)
    }
    pieceLines = min(LineFile.pieceLinesMax, pieceLines * 2)
    piece?.faults.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    return piece
  }

  private func add<Value>(
    _ batch: RecordBatch, to target: inout Piece<Value>?, _ read: (JSONValue, Line) throws(LineFault) -> Value
  ) {
    // Taken out, so that its arrays grow in place.
    var piece = target.take() ?? Piece<Value>()
    piece.byteCount += batch.bytes.count
    piece.faults += batch.faults.map(LineFile.fault)
    for index in batch.records.indices {
      let line = batch.records[index].line
      do throws(RecordFault) {
        let outcome = try parser.withRecord(index, of: batch) { object -> Result<Value, LineFault> in
          do throws(LineFault) {
            return .success(try read(object, Line(batch: batch, index: index)))
          } catch {
            return .failure(error)
          }
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
    target = piece
  }

  private static func fault(_ fault: RecordFault) -> RowFault {
    RowFault(code: fault.code.rawValue, message: fault.message, line: fault.line, column: fault.column)
  }
}

/// A file cannot be read at all, or not to its end.
struct IntakeFailure: Error {
  var message: String
}
