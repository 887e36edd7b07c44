import ArgumentParser
import Charters
import Foundation
import Populations
import Simulations
import Times

/// `mesure simulate`: what a charter will come to, before it is activated.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play a charter over virtual weeks, alone or beside the version in force.",
    discussion: """
      The decisions, journeys and contact rules are those that ship; the clock, the channels and what customers answer are \
      made up. Without a truth file the charter's propensities (or the learned ones, with --models) are taken as true. The \
      same seed gives the same bytes on any number of threads. docs/SIMULATION.md says what the figures mean.
      """)

  @Argument(help: "The charter's folder.")
  var charter: String

  @Argument(help: "The customers: a CSV or JSON Lines file, or a population file (.yaml) from which they are made up.")
  var customers: String

  @Option(help: "The folder of the version in force: show what changes.")
  var against: String?

  @Option(help: "Add to the lever of an issue, group or action: NAME=0.5 is +50 %; beside the charter as it is.")
  var lever: [String] = []

  @Option(help: "Look for the lever of an issue, group or action with which it has so many messages: NAME=2000.")
  var reach: String?

  @Option(help: "Look for the lever with which its answers bring so much money: NAME=50000.")
  var reachRevenue: String?

  @Option(help: "What the lever that is looked for may be, such as -0.5..2.")
  var within = "-0.95..10"

  @Option(help: "How many days.")
  var days = 28

  @Option(name: .customLong("from"), help: "The first day, such as 2026-11-23; default: today.")
  var firstDay: String?

  @Option(help: "When everybody is considered each day, in the charter's zone.")
  var sweepAt = "10:00"

  @Option(help: "Play so many customers of the file, drawn by a key, and scale the figures up.")
  var sample: Int?

  @Option(help: "How many customers are made up from a population file.")
  var rows = 10_000

  @Option(help: "The seed of all luck, and of a made-up population.")
  var seed: UInt64 = 1

  @Option(help: "How often to play, each time with other luck; forecasts rest on the spread.")
  var replicates = 2

  @Option(help: "How customers behave: a file such as truth.yaml.")
  var truth: String?

  @Option(
    help: "What `mesure learn` wrote: learned models decide, and their moderated propensities and hazards are true.")
  var models: String?

  @Option(help: "Report by these attributes too, such as age,sex,region.")
  var by: String?

  @Option(help: "How many threads; default: one a core.")
  var jobs: Int?

  @Flag(
    help: "Do not consider anybody before the date that their last silence named, unless something happens to them.")
  var waitForNextLook = false

  @Flag(help: "Write JSON.")
  var json = false

  @Flag(help: "Write CSV: a line an action, channel, measure, silence and group.")
  var csv = false

  func validate() throws {
    guard (1...3_660).contains(days) else { throw ValidationError("`--days` must lie between 1 and 3660") }
    if let sample, sample < 1 { throw ValidationError("`--sample` must be at least 1") }
    guard (1...100_000_000).contains(rows) else { throw ValidationError("`--rows` must lie between 1 and 100000000") }
    guard (1...1_000).contains(replicates) else { throw ValidationError("`--replicates` must lie between 1 and 1000") }
    if let jobs, !(1...1_024).contains(jobs) { throw ValidationError("`--jobs` must lie between 1 and 1024") }
    if json, csv { throw ValidationError("choose one of `--json` and `--csv`") }
    _ = try sweepSecond()
    _ = try firstCivilDay()
    _ = try levers()
    _ = try target()
    _ = try bounds()
  }

  func run() throws {
    let setting = try setting()
    let lanes = Lanes.threads(jobs ?? ProcessInfo.processInfo.activeProcessorCount)
    let folder = CharterFolder(path: charter)
    let text: String
    if let target = try target() {
      text = try reachText(folder, setting, target, lanes)
    } else if against != nil || !lever.isEmpty {
      let before = try SimulationSide(CharterFolder(path: against ?? charter), setting)
      var turned = setting
      turned.levers = try levers()
      let after = try SimulationSide(folder, turned, reference: before)
      try note(before, after)
      let comparison = SimulationComparison(before: before.plan, after: after.plan)
      let result = comparison.run(days: days, replicates: replicates, lanes: lanes)
      let report = ComparisonText(result, currency: after.loaded.charter.currency)
      text = json ? SimulationJSON.text(result) : csv ? SimulationCSV.text(result) : report.text
    } else {
      let side = try SimulationSide(folder, setting)
      note(side)
      let result = Simulation(plan: side.plan).run(days: days, replicates: replicates, lanes: lanes)
      let report = SimulationText(result, currency: side.loaded.charter.currency)
      text = json ? SimulationJSON.text(result) : csv ? SimulationCSV.text(result) : report.text
    }
    print(text, terminator: "")
  }

  // MARK: Options

  private func setting() throws -> SimulationSide.Setting {
    let isPopulation = [".yaml", ".yml"].contains { customers.hasSuffix($0) }
    return SimulationSide.Setting(
      reading: SimulatedReading(
        source: isPopulation ? .population(customers, rows: rows, seed: seed) : .file(customers), sample: sample),
      models: try models.map { try ModelsFile.read($0) }, truth: readTruth, firstDay: try firstCivilDay(),
      sweepSecond: try sweepSecond(), seed: seed,
      by: (by ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty },
      waitsForNextLook: waitForNextLook)
  }

  private func levers() throws -> [(name: String, weight: Double)] {
    try lever.map { text in
      let parts = text.split(separator: "=")
      guard parts.count == 2, let weight = Double(parts[1]), (-1...10).contains(weight) else {
        throw ValidationError("`--lever \(text)` is no lever; write NAME=0.5 for +50 %, from -1 to 10")
      }
      return (String(parts[0]), weight)
    }
  }

  private func readTruth(_ loaded: LoadedCharter) throws -> PlantedTruth {
    guard let truth else { return PlantedTruth() }
    guard let data = FileManager.default.contents(atPath: truth), let text = String(data: data, encoding: .utf8) else {
      Console.error("`\(truth)` cannot be read as UTF-8 text")
      throw Ending.unusable
    }
    do {
      return try TruthFile.read(text, file: truth, for: loaded)
    } catch {
      CharterFolder(path: truth).show(error.diagnostics)
      throw Ending.faults
    }
  }

  private func firstCivilDay() throws -> CivilDate {
    guard let firstDay else {
      let seconds = Int64(Date().timeIntervalSince1970.rounded(.down))
      return CivilDate(daysSince1970: Int(seconds.quotientFloored(by: 86_400)))
    }
    guard let day = try? CivilDate(iso8601: firstDay) else {
      throw ValidationError("`--from \(firstDay)` is not a day; write 2026-11-23")
    }
    return day
  }

  private func sweepSecond() throws -> Int64 {
    let parts = sweepAt.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
    guard parts.count == 2, let hours = parts[0], let minutes = parts[1], (0...23).contains(hours),
      (0...59).contains(minutes)
    else { throw ValidationError("`--sweep-at \(sweepAt)` is not a time of day; write 10:00") }
    return hours * 3600 + minutes * 60
  }

  // MARK: What is said beside the result

  func note(_ side: SimulationSide) {
    if side.faultCount > 0 { Console.note("\(side.faultCount) faulty rows are not played\n") }
    if side.readCount > side.ids.count {
      Console.note("\(side.ids.count) of \(side.readCount) customers are played; limits are those of their share\n")
    }
  }

  /// Says what makes the two sides hard to compare.
  private func note(_ before: SimulationSide, _ after: SimulationSide) throws {
    note(after)
    guard before.ids == after.ids else {
      Console.error(
        "the two charters do not read the same customers from `\(customers)`; their `import` must agree on faults")
      throw Ending.unusable
    }
    let difference = CharterDifference(from: try before.folder.files(), to: try after.folder.files())
    let believed = difference.parts.filter { part in
      part.kind == "action" && part.change == .changed
        && part.fields.contains { $0.name == "propensity" || $0.name == "channels" }
    }
    guard truth == nil, !believed.isEmpty else { return }
    Console.note(
      "propensities of \(believed.map(\.name).joined(separator: ", ")) differ: constants are taken from \(against ?? charter), "
        + "what is computed is true under its own charter (a truth file says what is true)\n")
  }
}
