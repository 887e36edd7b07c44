import ArgumentParser
import Charters
import Decisions
import Foundation
import Intake
import Learning

/// `mesure learn`: learns propensities from a file that says what contacts came to.
struct Learn: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Learn propensities, and the mistakes of brought models, from a file that says what contacts came to.",
    discussion: """
      `outcomes` in the charter's world.yaml names the columns; rows are taken in their order. Each row is predicted before it is learned, so the table \
      shows what the models would have been worth. `mesure decide` and `mesure explain` read the result with --models.
      """)

  @Argument(help: "The charter's folder.")
  var charter: String

  @Argument(help: "The customers with their outcomes: a CSV file, or - for standard input.")
  var customers: String

  @Option(help: "Where to write the models.")
  var output: String

  @Option(help: "Go on from these models instead of from nothing.")
  var from: String?

  @Option(help: "The moment at which the customers are looked at, such as 2026-11-23T10:30; default: now.")
  var at: String?

  func run() throws {
    let folder = CharterFolder(path: charter)
    let loaded = try folder.load()
    folder.show(loaded.warnings)
    var options = OccasionOptions()
    options.at = at
    let now = try options.now(loaded)
    var models = try from.map { try ModelsFile.read($0) } ?? LearnedModels()
    let plan = CharterPlan(loaded.charter)
    let space = FeatureSpace(loaded)
    var features = FeatureList()
    var brought = BroughtScores(loaded.charter, now: now)
    var faultCount = 0
    do throws(IntakeError) {
      var source = try CustomerSource(path: customers, loaded: loaded)
      let reader = try source.reader.keepingOutcomes()
      while let raw = try source.next() {
        let batch = reader.read(raw, now: now)
        let answered = batch.rows.filter { !$0.outcomes.isEmpty }
        let rows = answered.map { plan.row(of: $0.state, now: now) }
        brought.take(rows)
        for (index, row) in rows.enumerated() {
          space.fill(&features, from: row)
          for outcome in answered[index].outcomes {
            let names = ModelNames(loaded.charter, action: outcome.action, channel: outcome.channel)
            models.learn(
              features, names, Response(isPositive: outcome.isPositive),
              scores: brought.scores(row: index, action: outcome.action, channel: outcome.channel))
          }
        }
        for fault in batch.faults {
          Console.error("\(customers):\(fault.line):\(fault.column): \(fault.message) [\(fault.code)]")
        }
        faultCount += batch.faults.count
      }
    } catch {
      Console.error(error.line > 0 ? "\(customers):\(error.line):\(error.column): \(error.message)" : error.message)
      throw Ending.unusable
    }
    try ModelsFile.write(models, to: output)
    print(ModelsText.table(models), terminator: "")
    if faultCount > 0 { Console.note("\(faultCount) faulty rows were left out") }
  }
}
