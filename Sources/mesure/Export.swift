import ArgumentParser
import Charters
import Foundation
import Hub
import Intake
import Times

/// `mesure export`: carries customers, events or decisions of a hub, or learned models, into files.
struct Export: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case jsonl, csv, analyzer
  }

  /// What can be exported: what a hub holds, and models.
  enum Freight: String, ExpressibleByArgument, CaseIterable {
    case customers, events, decisions, models
  }

  static let configuration = CommandConfiguration(
    abstract: "Carry customers, events or decisions of a hub that is stopped, or learned models, into files.",
    discussion: """
      JSON Lines hold everything, and `mesure import` reads them back; CSV is for spreadsheets and leaves out what no \
      column can hold; `analyzer` is what the Decision Analyzer of pdstools reads, of decisions only, and these may be a \
      file that `mesure decide --explain` wrote. Models go into a folder as an ADM data mart, snapshot after snapshot. \
      A file appears whole or not at all. The same database gives the same bytes. docs/EXCHANGE.md describes the tables.
      """)

  @Argument(help: "What to export: \(Freight.allCases.map(\.rawValue).joined(separator: ", ")).")
  var freight: Freight

  @Argument(help: "The models, as `mesure learn` wrote them; or decisions that `mesure decide --explain` wrote.")
  var file: String?

  @Option(help: "Write to this file instead of standard output; of models, into this folder.")
  var output: String?

  @Option(help: "How to write: jsonl, csv or analyzer; default: jsonl.")
  var format: Format?

  @Option(help: "The folder of the charter that made the decisions of a file.")
  var charter: String?

  @Option(help: "The moment of a snapshot of models, such as 2026-11-23T10:30, in UTC; default: now.")
  var at: String?

  @OptionGroup var data: DataOptions

  func validate() throws {
    if freight == .models {
      guard file != nil, output != nil else { throw ValidationError("models need a file, and a folder as `--output`") }
      guard format == nil else { throw ValidationError("models have one format; leave out `--format`") }
      return
    }
    guard at == nil else { throw ValidationError("`--at` goes with models") }
    if format == .analyzer, freight != .decisions { throw ValidationError("`--format analyzer` goes with decisions") }
    guard (file == nil) == (charter == nil) else {
      throw ValidationError("a file of decisions needs `--charter`, and nothing else does")
    }
    if file != nil, format != .analyzer {
      throw ValidationError("a file goes with models, and with `decisions --format analyzer`")
    }
  }

  func run() async throws {
    do {
      switch (freight, file, charter) {
      case (.models, let file?, _): try models(file)
      case (.decisions, let file?, let charter?): try decisions(file, charter)
      default: format == .analyzer ? try await analyzedDecisions() : try await lines()
      }
    } catch let error as SinkError {
      throw Failure.ending(error)
    } catch let error as IntakeFailure {
      throw Failure.ending(error)
    }
  }

  /// What a hub holds, line by line.
  private func lines() async throws {
    let count = try await data.withAuthority { authority in
      let sink = try Sink(path: output)
      var run = ExportRun(authority: authority, isCSV: format == .csv, sink: sink)
      switch freight {
      case .customers: try await run.customers()
      case .events: try await run.events()
      case .decisions, .models: try await run.decisions()
      }
      try run.flush()
      try sink.finish()
      return run.count
    }
    ProgressBar.clear()
    Console.note("\(count) \(freight.rawValue) exported\n")
  }

  private func analyzedDecisions() async throws {
    let (text, lost, changed) = try await data.withAuthority { authority in
      let sink = try Sink(path: output)
      var run = AnalyzerExport(sink: sink)
      let (lost, changed) = try await run.decisions(of: authority)
      try run.flush()
      try sink.finish()
      return (Export.text(run), lost, changed)
    }
    ProgressBar.clear()
    Console.note(text)
    if lost > 0 { Console.note("\(lost) decisions could not be made again, and are left out\n") }
    if changed > 0 { Console.note("\(changed) decisions came out otherwise than they were recorded\n") }
  }

  private func decisions(_ file: String, _ charter: String) throws {
    let folder = CharterFolder(path: charter)
    let loaded = try folder.load()
    folder.show(loaded.warnings)
    let sink = try Sink(path: output)
    var run = AnalyzerExport(sink: sink)
    let faults = try run.decisions(ofFile: file, loaded.charter)
    try run.flush()
    try sink.finish()
    for fault in faults { Console.error("\(file):\(fault.line):\(fault.column): \(fault.message) [\(fault.code)]") }
    Console.note(Export.text(run))
    if !faults.isEmpty { Console.note("\(faults.count) faulty lines were left out\n") }
  }

  private static func text(_ run: borrowing AnalyzerExport) -> String {
    "\(run.decisionCount) decisions exported, in \(run.rowCount) rows\n"
  }

  private func models(_ file: String) throws {
    let models = try ModelsFile.read(file)
    let rows = try ModelExport(models: models, at: try moment()).write(into: output ?? "")
    Console.note("\(rows.models) models exported, with \(rows.bins) bins\n")
  }

  private func moment() throws -> Instant {
    guard let at else { return Instant(secondsSince1970: Int64(Date().timeIntervalSince1970.rounded(.down))) }
    do {
      return try Instant(iso8601: at, zone: .utc)
    } catch {
      throw ValidationError("`--at \(at)` is not a moment; write 2026-11-23T10:30, or with Z or an offset")
    }
  }
}
