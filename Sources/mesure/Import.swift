import ArgumentParser
import Charters
import Foundation
import Hub
import Intake
import Records
import StoreSQLite
import Times

/// What can be carried into a hub, and out of it.
enum Freight: String, ExpressibleByArgument, CaseIterable {
  case customers, events, decisions
}

/// `mesure import`: carries customers, events or decisions of a file into a hub.
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Carry customers, events or decisions from a file into a hub that is stopped.",
    discussion: """
      Customers: CSV through the import mapping of the charter in force, or JSON Lines. Events and decisions: JSON Lines. \
      docs/OPERATING.md describes the lines. Faulty lines are reported with line and column, and counted; the others are \
      imported. An import that was cut off is run again with the same file: what is there already is not taken twice.
      """)

  @Argument(help: "What to import: \(Freight.allCases.map(\.rawValue).joined(separator: ", ")).")
  var freight: Freight

  @Argument(help: "The file, or - for standard input.")
  var file: String

  @Flag(help: "Stop at the first faulty line.")
  var strict = false

  @OptionGroup var data: DataOptions

  func run() async throws {
    let tally: ImportTally
    do {
      switch freight {
      case .customers: tally = try await data.withAuthority { try await customers($0) }
      case .events: tally = try await data.withAuthority { try await events($0) }
      case .decisions: tally = try await decisions()
      }
    } catch let failure as IntakeFailure {
      Console.error(failure.message)
      throw Ending.unusable
    }
    Console.note(tally.text(freight.rawValue))
    if strict, tally.faultCount > 0 { throw Ending.faults }
  }

  private func customers(_ authority: Authority) async throws -> ImportTally {
    guard let loaded = authority.activeCharter else { throw StoreError("charter.missing", "no charter is in force") }
    // Standard input has no name that tells, and is taken for JSON Lines.
    let isLines = file == "-" || RecordFormat.ofFile(named: file) == .jsonLines
    if !isLines { return try await CustomerTable(loaded, authority).take(file, isStrict: strict) }
    let binder = CustomerBinder(loaded)
    return try await happenings(authority) { object, _ throws(LineFault) in try CustomerLine.read(object, binder) }
  }

  private func events(_ authority: Authority) async throws -> ImportTally {
    try await happenings(authority) { object, line throws(LineFault) in
      try EventLine.read(object, bytes: line.bytes)
    }
  }

  private func happenings(
    _ authority: Authority, _ read: (JSONValue, LineFile.Line) throws(LineFault) -> Happening
  ) async throws -> ImportTally {
    var tally = ImportTally()
    var lines = try LineFile(path: file)
    let progress = ProgressBar(path: file)
    let hub = HappeningImport(authority: authority)
    var bytes = 0
    var next = try lines.next(read)
    while let piece = next {
      let happenings = Import.untilFault(piece.read, piece.faults, isStrict: strict).map(\.value)
      // While the disk has these, the next ones are read.
      async let writing = hub.take(happenings)
      next = strict && !piece.faults.isEmpty ? nil : try lines.next(read)
      let (taken, known) = try await writing
      tally.add(taken: taken, known: known)
      tally.report(strict ? Array(piece.faults.prefix(1)) : piece.faults, progress: progress)
      bytes += piece.byteCount
      progress.show(bytes: bytes, count: tally.takenCount + tally.knownCount, freight.rawValue)
    }
    progress.finish()
    return tally
  }

  /// What was read before the first fault, under `--strict`.
  private static func untilFault<Value>(
    _ read: [LineFile.Read<Value>], _ faults: [RowFault], isStrict: Bool
  ) -> [LineFile.Read<Value>] {
    guard isStrict, let first = faults.first else { return read }
    return read.filter { $0.line < first.line }
  }

  private func decisions() async throws -> ImportTally {
    // What charters limit is asked of the hub; the log is then written without it.
    let meters = try await data.withAuthority { authority in try await authority.volumeMeters() }
    let store = try SQLiteStore(path: data.folder.database)
    do {
      let tally = try await decisions(store, meters: meters)
      try store.close()
      return tally
    } catch {
      try? store.close()
      throw (error as? StoreError).map { Failure.ending($0) } ?? error
    }
  }

  private func decisions(_ store: SQLiteStore, meters: [String: VolumeMeter]) async throws -> ImportTally {
    var tally = ImportTally()
    var lines = try LineFile(path: file)
    let progress = ProgressBar(path: file)
    let now = ClockReading.ofSystem().wallMicroseconds / 1_000
    var target = try await DecisionImport(store, meters: meters, nowMilliseconds: now)
    var bytes = 0
    while let piece = try lines.next({ object, line throws(LineFault) in
      try DecisionLine.read(object, bytes: line.bytes)
    }) {
      let read = Import.untilFault(piece.read, piece.faults, isStrict: strict)
      let (taken, known, faults) = try await target.take(read)
      tally.add(taken: taken, known: known)
      tally.report(strict ? Array((piece.faults + faults).prefix(1)) : piece.faults + faults, progress: progress)
      bytes += piece.byteCount
      progress.show(bytes: bytes, count: tally.takenCount + tally.knownCount, freight.rawValue)
      if strict, tally.faultCount > 0 { break }
    }
    progress.finish()
    return tally
  }
}
