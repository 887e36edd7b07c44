import ArgumentParser
import Explanations
import Learning

/// `mesure models`: how well learned models do.
struct ShowModels: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Show how well models do, learned and brought, and in words what they have learned.",
    discussion: """
      Every figure is of predictions made before the response, or the answer, was learned. Brought models stand below the \
      action that they were asked about, corrected and as they came (raw), beside the learned model on the same rows. What a \
      model has learned is told against its customers on average, all else being the same, with how likely the direction is \
      right.
      """)

  @Argument(help: "The models, as `mesure learn` wrote them.")
  var models: String

  @Option(help: "How to write: table or json.")
  var format: Format = .table

  @Option(help: "In which language the words are, en or fr.")
  var lang: Phrases.Language = .en

  func run() throws {
    let models = try ModelsFile.read(models)
    switch format {
    case .table: print(ModelsText.table(models) + ModelsText.words(models, lang), terminator: "")
    case .json: print(ModelsText.json(models, lang))
    }
  }
}

extension Phrases.Language: ExpressibleByArgument {}
