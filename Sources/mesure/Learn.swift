import ArgumentParser
import Charters
import Decisions
import Foundation
import Hub
import Intake
import Learning

/// `mesure learn`: learns propensities from a file that says what contacts came to.
struct Learn: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Learn from a file that says what contacts came to, in the order of its rows.",
    discussion: """
      Propensities, and the mistakes of brought models, from a CSV file: `outcomes` in the charter's world.yaml names the \
      columns. Each row is predicted before it is learned, so the table shows what the models would have been worth. Hours \
      at which people answer, the rhythm that they answer to and what channels are to them, from their past contacts: JSON \
      Lines say when each was and when it was answered. `mesure decide` and `mesure explain` read the result with --models.
      """)

  @Argument(help: "The charter's folder.")
  var charter: String

  @Argument(help: "The customers with their outcomes: a CSV or JSON Lines file, or - for standard input.")
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
      // JSON Lines have no columns with outcomes: of them only contacts are learned from.
      let reader = source.reader.hasColumns ? try source.reader.keepingOutcomes() : source.reader
      while let raw = try source.next() {
        let batch = reader.read(raw, now: now)
        let rows = batch.rows.filter { !$0.outcomes.isEmpty }.map { plan.row(of: $0.state, now: now) }
        brought.take(rows)
        var next = 0
        for row in batch.rows {
          if !row.outcomes.isEmpty {
            space.fill(&features, from: rows[next], isSpelled: true)
            next += 1
          }
          for outcome in row.outcomes {
            let names = ModelNames(loaded.charter, action: outcome.action, channel: outcome.channel)
            let predicted = models.learn(
              features, names, Response(isPositive: outcome.isPositive),
              scores: brought.scores(row: next - 1, action: outcome.action, channel: outcome.channel))
            models.rhythm.learn(
              predicted: predicted, of: row.state, loaded.charter, action: outcome.action, channel: outcome.channel,
              isPositive: outcome.isPositive, at: now)
          }
          models.rhythm.learn(from: row.state, loaded.charter, at: now)
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
    if plan.learnsEffects {
      Console.note("what contact adds is learned in the hub alone: files do not say whom chance left alone")
    }
    if faultCount > 0 { Console.note("\(faultCount) faulty rows were left out") }
  }
}
