import ArgumentParser
import Charters
import Decisions
import Foundation
import Intake

/// `mesure decide`: decides for every customer of a file.
struct Decide: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case jsonl, table
  }

  static let configuration = CommandConfiguration(
    abstract: "Decide for every customer of a file: one decision a line.",
    discussion: """
      Every customer is asked about at one occasion and one moment; triggers open none. Stages of journeys count, as the \
      events and contacts in the file lead there. The charter's limits and volumes hold, from nothing used on: who stands \
      earlier in the file gets what is scarce (`mesure sweep` gives it to those for whom it is worth most).

      Faulty rows are reported on standard error with line and column, and counted; the others are decided.
      """)

  @Argument(help: "The charter's folder.")
  var charter: String

  @Argument(help: "The customers: a CSV or JSON Lines file, or - for standard input.")
  var customers: String

  @OptionGroup var options: OccasionOptions

  @Option(help: "Decide for the first so many customers only.")
  var limit: Int?

  @Option(help: "How to write decisions: jsonl or table.")
  var format: Format = .jsonl

  @Option(help: "Write decisions to this file instead of standard output.")
  var output: String?

  @Flag(help: "Write what became of every candidate, and why, with each decision (jsonl).")
  var explain = false

  @Flag(help: "Stop at the first faulty row.")
  var strict = false

  @Option(help: "How many pieces of the file are worked on at once; default: one more than there are cores.")
  var jobs: Int?

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("`--limit` must not be negative") }
    if let jobs, jobs < 1 { throw ValidationError("`--jobs` must be at least 1") }
    if explain, format == .table { throw ValidationError("`--explain` goes with `--format jsonl`") }
  }

  func run() async throws {
    let folder = CharterFolder(path: charter)
    let loaded = try folder.load()
    folder.show(loaded.warnings)
    let run = DecisionRun(
      loaded: loaded, snapshot: try options.snapshot(loaded), now: try options.now(loaded),
      occasion: try options.occasion(loaded),
      customersMax: limit,
      isStrict: strict, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount + 1)
    let rendering: DecisionRendering = format == .table ? .table : .jsonLines(withFates: explain)
    do {
      let sink = try Sink(path: output)
      let progress = ProgressBar(path: customers)
      let summary = try await run.decide(file: customers, rendering, into: sink, progress: progress)
      try sink.finish()
      progress.finish()
      Console.note(summary.text(loaded.charter))
      if strict, summary.faultCount > 0 { throw Ending.faults }
    } catch let error as IntakeError {
      Console.error(error.line > 0 ? "\(customers):\(error.line):\(error.column): \(error.message)" : error.message)
      throw Ending.unusable
    } catch let error as SinkError {
      Console.error(error.message)
      throw Ending.unusable
    }
  }
}
