import ArgumentParser
import Charters
import Decisions
import Foundation
import Intake
import Messages
import Times

/// `mesure preview`: every message in every format, for sample customers and the worst that can happen.
struct Preview: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write every message in every format for sample customers, worst cases included.",
    discussion: """
      Writes a folder with one file a message, channel and sample, and an index.html that shows them side by side. Samples: \
      a usual customer in each language, the longest values, no values at all, markup in values, a language that the \
      charter does not have; and the first customers of a file, if one is given.
      """)

  @Argument(help: "The charter's folder.")
  var charter = "."

  @Argument(help: "Customers: a CSV or JSON Lines file.")
  var customers: String?

  @Option(help: "The folder to write into.")
  var output: String

  @Option(help: "Preview this action only; may be given several times.")
  var action: [String] = []

  @Option(help: "How many customers of the file.")
  var limit = 3

  @Option(help: "The moment, such as 2026-11-23T10:30 (in the charter's zone); default: now.")
  var at: String?

  func validate() throws {
    if !(0...1000).contains(limit) { throw ValidationError("`--limit` is 0 to 1000") }
  }

  func run() throws {
    let folder = CharterFolder(path: charter)
    let loaded = try folder.load()
    folder.show(loaded.warnings)
    guard let library = loaded.content else {
      Console.error("`\(charter)` has no content; messages stand in content/ (docs/MESSAGES.md)")
      throw Ending.unusable
    }
    for name in action where !library.uses.contains(where: { $0.action == name }) {
      throw ValidationError("no action `\(name)` has content")
    }
    let now = try moment(loaded)
    let samples = try PreviewSamples(loaded, library, now: now).all(file: customers, limit: limit)
    let renderer = MessageRenderer(library, symbols: loaded.charter.symbols)
    var pages = PreviewPages(folder: output, charter: loaded.charter, library: library)
    var stopped = 0
    do {
      for use in library.uses where action.isEmpty || action.contains(use.action) {
        for sample in samples {
          let rendering = renderer.render(use, row: sample.row, sample.context(now: now, use: use, loaded))
          if case .failure = rendering.outcome { stopped += 1 }
          try pages.add(use, sample, rendering)
        }
      }
      try pages.writeIndex()
    } catch let error as CocoaError {
      Console.error("`\(output)` cannot be written: \(error.localizedDescription)")
      throw Ending.unusable
    }
    print(
      "\(pages.count) previews of \(library.messages.count) messages for \(samples.count) samples; \(stopped) would not be "
        + "sent, and say why; open \(output)/index.html")
    for line in NearMessages(renderer).lines { print(line) }
  }

  private func moment(_ loaded: LoadedCharter) throws -> Instant {
    guard let at else { return Instant(secondsSince1970: Int64(Date().timeIntervalSince1970.rounded(.down))) }
    do {
      return try Instant(iso8601: at, zone: loaded.charter.zones[0])
    } catch {
      throw ValidationError("`--at \(at)` is not a moment; write 2026-11-23T10:30, or with Z or an offset")
    }
  }
}
