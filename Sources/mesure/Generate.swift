import ArgumentParser
import Charters
import Foundation
import Populations

/// `mesure generate`: makes customers up, the same for the same seed.
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make customers up from a population file, as CSV; the same seed gives the same customers.")

  @Argument(help: "The population file.")
  var population: String

  @Option(help: "How many customers.")
  var rows = 1000

  @Option(help: "The seed.")
  var seed: UInt64 = 1

  @Option(help: "Write to this file instead of standard output.")
  var output: String?

  func validate() throws {
    if rows < 0 { throw ValidationError("`--rows` must not be negative") }
  }

  func run() throws {
    guard let data = FileManager.default.contents(atPath: population), let text = String(data: data, encoding: .utf8)
    else {
      Console.error("`\(population)` cannot be read as UTF-8 text")
      throw Ending.unusable
    }
    let made: Population
    do throws(CharterFaults) {
      made = try PopulationFile.read(text, file: population)
    } catch {
      CharterFolder(path: population).show(error.diagnostics)
      throw Ending.faults
    }
    do {
      let sink = try Sink(path: output)
      var bytes: [UInt8] = []
      made.appendHeader(to: &bytes)
      for index in 0..<UInt64(rows) {
        made.appendRow(index, seed: seed, to: &bytes)
        if bytes.count >= 1 << 18 {
          try bytes.withUnsafeBytes(sink.write)
          bytes.removeAll(keepingCapacity: true)
        }
      }
      try bytes.withUnsafeBytes(sink.write)
      try sink.finish()
    } catch let error as SinkError {
      Console.error(error.message)
      throw Ending.unusable
    }
  }
}
