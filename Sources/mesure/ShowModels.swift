import ArgumentParser
import Learning

/// `mesure models`: how well learned models do.
struct ShowModels: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Show how well models do, learned and brought: responses, ranking, loss, calibration, maturity.",
    discussion: """
      Every figure is of predictions made before the response was learned. Brought models stand below the action that \
      they were asked about, corrected and as they came (raw), beside the learned model on the same rows.
      """)

  @Argument(help: "The models, as `mesure learn` wrote them.")
  var models: String

  @Option(help: "How to write: table or json.")
  var format: Format = .table

  func run() throws {
    let models = try ModelsFile.read(models)
    switch format {
    case .table: print(ModelsText.table(models), terminator: "")
    case .json: print(ModelsText.json(models))
    }
  }
}
