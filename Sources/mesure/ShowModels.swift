import ArgumentParser
import Explanations
import Learning
import Records

/// `mesure models`: how well learned models do.
struct ShowModels: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Show how well learned models do: responses, ranking, loss, calibration, maturity.",
    discussion: "Every figure is of predictions made before the response, or the answer, was learned.")

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

/// The figures of models, for people and for programs.
enum ModelsText {
  /// A table with a line a model, the whole last.
  static func table(_ models: LearnedModels) -> String {
    var rows = [["model", "responses", "positive", "AUC", "in blocks", "log loss", "calibration", "maturity"]]
    let sorted = models.models.sorted {
      ($0.figures.responses, name($1.names)) > ($1.figures.responses, name($0.names))
    }
    rows += sorted.map { row(name($0.names), $0.figures) }
    if sorted.count != 1 { rows.append(row("all", models.figures)) }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { cells in
      let padded = cells.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 || column == cells.count - 1 ? text + space : space + text
      }
      var line = padded.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined() + rhythm(models.rhythm)
  }

  /// What was learned from past contacts, a line each; nothing where there were none.
  private static func rhythm(_ rhythm: RhythmModels) -> String {
    var text = ""
    if let loss = rhythm.tempo.logLoss {
      let (with, without) = (Decimal.text(loss.withHours, places: 4, .en), Decimal.text(loss.without, places: 4, .en))
      text += "hours: \(rhythm.tempo.contacts) contacts, log loss \(with), without hours \(without)\n"
    }
    if rhythm.roles.contacts > 0 {
      let factor = Decimal.text(rhythm.offset.factor, places: 2, .en)
      text +=
        "roles of channels: \(rhythm.roles.contacts) contacts, weight \(factor) in propensities after "
        + "\(rhythm.offset.responses) responses\n"
    }
    return text
  }

  private static func row(_ name: String, _ figures: ModelFigures) -> [String] {
    func number(_ value: Double?, _ places: Int) -> String {
      value.map { Decimal.text($0, places: places, .en) } ?? "–"
    }
    return [
      name, String(figures.responses), figures.rate.map { Decimal.text($0 * 100, places: 1, .en) + " %" } ?? "–",
      number(figures.auc, 3), number(figures.aucWithinBlocks, 3), number(figures.logLoss, 4),
      number(figures.calibrationError, 4), figures.maturity.rawValue,
    ]
  }

  private static func name(_ names: ModelNames) -> String { "\(names.action)/\(names.channel)" }

  /// One object: the version, the whole, the models.
  static func json(_ models: LearnedModels) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.key("version")
    json.string(models.version)
    json.key("all")
    json.beginObject()
    write(models.figures, into: &json)
    json.endObject()
    json.key("models")
    json.beginArray()
    for model in models.models {
      json.beginObject()
      for (key, text) in [
        ("issue", model.names.issue), ("group", model.names.group), ("action", model.names.action),
        ("channel", model.names.channel),
      ] {
        json.key(string: key)
        json.string(text)
      }
      write(model.figures, into: &json)
      json.endObject()
    }
    json.endArray()
    write(models.rhythm, into: &json)
    json.endObject()
    return String(decoding: json.bytes, as: UTF8.self)
  }

  private static func write(_ rhythm: RhythmModels, into json: inout JSONWriter) {
    json.key("hours")
    json.beginObject()
    json.key("contacts")
    json.int(rhythm.tempo.contacts)
    for (key, value) in [
      ("log_loss", rhythm.tempo.logLoss?.withHours), ("log_loss_without", rhythm.tempo.logLoss?.without),
    ] {
      json.key(string: key)
      if let value { json.double(value) } else { json.null() }
    }
    json.endObject()
    json.key("roles")
    json.beginObject()
    json.key("contacts")
    json.int(rhythm.roles.contacts)
    json.key("responses")
    json.int(rhythm.offset.responses)
    json.key("weight")
    json.double(rhythm.offset.factor)
    json.endObject()
  }

  private static func write(_ figures: ModelFigures, into json: inout JSONWriter) {
    json.key("responses")
    json.int(figures.responses)
    json.key("positives")
    json.int(figures.positives)
    for (key, value) in [
      ("auc", figures.auc), ("auc_within_blocks", figures.aucWithinBlocks), ("log_loss", figures.logLoss),
      ("bias", figures.bias), ("calibration_error", figures.calibrationError),
    ] {
      json.key(string: key)
      if let value { json.double(value) } else { json.null() }
    }
    json.key("maturity")
    json.string(figures.maturity.rawValue)
  }
}
