import ArgumentParser
import Explanations
import Hub
import Learning

/// `mesure models`: how well learned models do.
struct ShowModels: AsyncParsableCommand {
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
      right. Of a hub, with --data and no server running on it, also what contact adds, and what silence lost.
      """)

  @Argument(help: "The models, as `mesure learn` wrote them.")
  var models: String?

  @Option(help: "A hub's folder instead: what it had learned when it was stopped.")
  var data: String?

  @Option(help: "How to write: table or json.")
  var format: Format = .table

  @Option(help: "In which language the words are, en or fr.")
  var lang: Phrases.Language = .en

  func validate() throws {
    guard (models == nil) != (data == nil) else {
      throw ValidationError("name a file of models, or a hub's folder with --data")
    }
  }

  func run() async throws {
    let models = try await known()
    switch format {
    case .table: print(ModelsText.table(models) + ModelsText.words(models, lang), terminator: "")
    case .json: print(ModelsText.json(models, lang))
    }
  }

  private func known() async throws -> LearnedModels {
    if let models { return try ModelsFile.read(models) }
    do {
      return try await OfflineHub.withAuthority(DataFolder(path: data ?? "")) { try await $0.modelsReading().models }
    } catch {
      throw Failure.ending(error)
    }
  }
}

extension Phrases.Language: ExpressibleByArgument {}
