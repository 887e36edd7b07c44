import ArgumentParser
import Foundation
import Hub

/// `mesure export`: carries customers, events or decisions of a hub into a file.
struct Export: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case jsonl, csv
  }

  static let configuration = CommandConfiguration(
    abstract: "Carry customers, events or decisions of a hub that is stopped into a file.",
    discussion: """
      JSON Lines hold everything, and `mesure import` reads them back; CSV is for spreadsheets and leaves out what no \
      column can hold. A file appears whole or not at all. The same database gives the same bytes.
      """)

  @Argument(help: "What to export: \(Freight.allCases.map(\.rawValue).joined(separator: ", ")).")
  var freight: Freight

  @Option(help: "Write to this file instead of standard output.")
  var output: String?

  @Option(help: "How to write: jsonl or csv.")
  var format: Format = .jsonl

  @OptionGroup var data: DataOptions

  func run() async throws {
    let count = try await data.withAuthority { authority in
      let sink = try Sink(path: output)
      var run = ExportRun(authority: authority, isCSV: format == .csv, sink: sink)
      switch freight {
      case .customers: try await run.customers()
      case .events: try await run.events()
      case .decisions: try await run.decisions()
      }
      try run.flush()
      try sink.finish()
      return run.count
    }
    ProgressBar.clear()
    Console.note("\(count) \(freight.rawValue) exported\n")
  }
}
