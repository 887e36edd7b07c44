import Charters
import Hub
import Intake
import Times

/// Customers from CSV, through the import mapping of the charter in force.
struct CustomerTable {
  private let loaded: LoadedCharter
  private let binder: CustomerBinder
  private let hub: HappeningImport

  init(_ loaded: LoadedCharter, _ authority: Authority) {
    self.loaded = loaded
    binder = CustomerBinder(loaded)
    hub = HappeningImport(authority: authority)
  }

  /// Takes the rows of a file; returns once they are on disk.
  func take(_ file: String, isStrict: Bool) async throws -> ImportTally {
    var tally = ImportTally()
    var source = try CustomerSource(path: file, loaded: loaded)
    let reader = source.reader.keepingTexts
    let progress = ProgressBar(path: file)
    // The past that a row tells of ("three days ago") counts from now.
    let now = Instant(secondsSince1970: ClockReading.ofSystem().wallMicroseconds / 1_000_000)
    var bytes = 0
    var next = try next(of: &source, reader, now, isStrict)
    while let piece = next {
      // While the disk has these, the next ones are read.
      async let writing = hub.take(piece.happenings)
      let isLast = isStrict && !piece.faults.isEmpty
      next = isLast ? nil : try self.next(of: &source, reader, now, isStrict)
      let (taken, known) = try await writing
      tally.add(taken: taken, known: known, implausible: piece.implausibleCount)
      tally.report(isStrict ? Array(piece.faults.prefix(1)) : piece.faults, progress: progress)
      bytes += piece.byteCount
      progress.show(bytes: bytes, count: tally.takenCount, "customers")
    }
    progress.finish()
    return tally
  }

  /// What is to be told of a piece of the file.
  private struct Piece: Sendable {
    var happenings: [Happening] = []
    var faults: [RowFault] = []
    var implausibleCount = 0
    var byteCount = 0
  }

  /// The next piece: several batches, as each way to the disk and back is worth many rows.
  private func next(
    of source: inout CustomerSource, _ reader: CustomerReader, _ now: Instant, _ isStrict: Bool
  ) throws -> Piece? {
    var piece: Piece?
    while piece?.happenings.count ?? 0 < CustomerTable.pieceRowsMin, let raw = try source.next() {
      var longer = piece.take() ?? Piece()
      add(raw, to: &longer, reader, now, isStrict)
      piece = longer
      // Nothing after the first fault is taken then.
      if isStrict, !longer.faults.isEmpty { break }
    }
    return piece
  }

  private static let pieceRowsMin = 4_096

  private func add(_ raw: RawBatch, to piece: inout Piece, _ reader: CustomerReader, _ now: Instant, _ isStrict: Bool) {
    let batch = reader.read(raw, now: now)
    let firstFault = isStrict ? batch.faults.first?.line ?? .max : .max
    piece.faults += batch.faults
    piece.implausibleCount += batch.implausibleCount
    piece.byteCount += raw.byteCount
    for row in batch.rows where row.line < firstFault {
      let profile = Profile(unbinding: row.state, of: binder, charter: loaded.charter, texts: row.texts)
      do throws(LineFault) {
        piece.happenings.append(try CustomerLine.happening(Identity(.id, row.state.customer.id), profile))
      } catch {
        piece.faults.append(RowFault(code: error.code, message: error.message, line: row.line, column: 1))
      }
    }
  }
}
