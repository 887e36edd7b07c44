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
    while let raw = try source.next() {
      let batch = reader.read(raw, now: now)
      let firstFault = isStrict ? batch.faults.first?.line ?? .max : .max
      var faults = batch.faults
      var happenings: [Happening] = []
      for row in batch.rows where row.line < firstFault {
        let profile = Profile(unbinding: row.state, of: binder, charter: loaded.charter, texts: row.texts)
        do throws(LineFault) {
          happenings.append(try CustomerLine.happening(Identity(.id, row.state.customer.id), profile))
        } catch {
          faults.append(RowFault(code: error.code, message: error.message, line: row.line, column: 1))
        }
      }
      let (taken, known) = try await hub.take(happenings)
      tally.add(taken: taken, known: known, implausible: batch.implausibleCount)
      tally.report(isStrict ? Array(faults.prefix(1)) : faults, progress: progress)
      bytes += raw.byteCount
      progress.show(bytes: bytes, count: tally.takenCount, "customers")
      if isStrict, tally.faultCount > 0 { break }
    }
    progress.finish()
    return tally
  }
}
