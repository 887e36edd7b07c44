import Explanations
import Learning
import Records

/// The figures of models, for people and for programs.
enum ModelsText {
  /// A table with a line a model, the whole last.
  static func table(_ models: LearnedModels) -> String {
    var rows = [["model", "responses", "positive", "AUC", "in blocks", "log loss", "calibration", "maturity"]]
    let sorted = order(models).map { models.models[$0] }
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

  /// The places of models, those with the most responses first.
  private static func order(_ models: LearnedModels) -> [Int] {
    models.models.indices.sorted { a, b in
      let (a, b) = (models.models[a], models.models[b])
      return (a.figures.responses, name(b.names)) > (b.figures.responses, name(a.names))
    }
  }

  /// What models have learned, in sentences: those of the models with the most responses.
  static func words(_ models: LearnedModels, _ language: Phrases.Language) -> String {
    let words = InfluenceText(language)
    let told = order(models).filter { models.models[$0].figures.maturity != .new }
    var text = ""
    for model in told.prefix(modelsToldMax) {
      let sentences = models.influences(of: model, countMax: influencesMax)
      guard !sentences.isEmpty else { continue }
      text += "\n\(name(models.models[model].names))\n"
      for sentence in sentences { text += "  \(words.sentence(sentence))\n" }
    }
    if told.count > modelsToldMax { text += "\nand \(told.count - modelsToldMax) more; --format json has them all\n" }
    return text
  }

  /// How many models are told in words, and in how many sentences each.
  private static let modelsToldMax = 20
  private static let influencesMax = 5

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
  static func json(_ models: LearnedModels, _ language: Phrases.Language) -> String {
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
    for (place, model) in models.models.enumerated() {
      json.beginObject()
      for (key, text) in [
        ("issue", model.names.issue), ("group", model.names.group), ("action", model.names.action),
        ("channel", model.names.channel),
      ] {
        json.key(string: key)
        json.string(text)
      }
      write(model.figures, into: &json)
      json.key("influences")
      json.beginArray()
      for influence in models.influences(of: place, countMax: influencesMax) {
        write(influence, InfluenceText(language), into: &json)
      }
      json.endArray()
      json.endObject()
    }
    json.endArray()
    write(models.rhythm, into: &json)
    json.endObject()
    return String(decoding: json.bytes, as: UTF8.self)
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

  private static func write(_ influence: Influence, _ words: InfluenceText, into json: inout JSONWriter) {
    json.beginObject()
    json.key("predictor")
    json.string(influence.predictor)
    switch influence.segment {
    case .below(let number):
      json.key("below")
      json.double(number)
    case .atLeast(let number):
      json.key("at_least")
      json.double(number)
    case .text(let text):
      json.key("text")
      json.string(text)
    case .missing:
      json.key("missing")
      json.bool(true)
    }
    for (key, value) in [
      ("share", influence.share), ("log_odds", influence.logOdds), ("deviation", influence.deviation),
      ("factor", influence.factor), ("certainty", influence.certainty), ("strength", influence.strength),
    ] {
      json.key(string: key)
      json.double(value)
    }
    json.key("words")
    json.string(words.sentence(influence))
    json.endObject()
  }
}
