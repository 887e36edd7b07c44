import ArgumentParser
import Audits
import Charters
import Foundation
import Populations

/// `mesure generate`: makes customers or past sends up, the same for the same seed.
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make customers up from a population file, or past sends, as CSV; the same seed gives the same rows.")

  @Argument(help: "The population file.")
  var population: String?

  @Flag(help: "Make up past sends of five services, with facts planted for `mesure audit` to find.")
  var sends = false

  @Option(help: "How many customers; with --sends, to how many people.")
  var rows = 1000

  @Option(help: "The seed.")
  var seed: UInt64 = 1

  @Option(help: "Write to this file instead of standard output.")
  var output: String?

  func validate() throws {
    if rows < 0 { throw ValidationError("`--rows` must not be negative") }
    if sends == (population != nil) { throw ValidationError("name a population file, or say `--sends`") }
  }

  func run() throws {
    guard let population else {
      let made = MadeSends(peopleCount: rows, seed: seed)
      return try write(header: made.appendHeader) { made.appendRows(ofPerson: $0, to: &$1) }
    }
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
    try write(header: made.appendHeader) { made.appendRow(UInt64($0), seed: seed, to: &$1) }
  }

  private func write(header: (inout [UInt8]) -> Void, row: (Int, inout [UInt8]) -> Void) throws {
    do {
      let sink = try Sink(path: output)
      var bytes: [UInt8] = []
      header(&bytes)
      for index in 0..<rows {
        row(index, &bytes)
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
