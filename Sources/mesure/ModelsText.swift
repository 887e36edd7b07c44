import Explanations
import Learning
import Records

/// The figures of models, for people and for programs.
enum ModelsText {
  /// A table with a line a model, the whole last; brought models below what they were asked about.
  static func table(_ models: LearnedModels) -> String {
    let brought = Dictionary(grouping: models.calibrations.figures, by: \.names)
    var rows = [
      ["model", "responses", "positive", "AUC", "in blocks", "log loss", "raw", "calibration", "raw", "maturity"]
    ]
    if brought.isEmpty { rows = [rows[0].filter { $0 != "raw" }] }
    let sorted = order(models).map { models.models[$0] }
    for model in sorted {
      rows.append(row(name(model.names), model.figures, hasRaw: !brought.isEmpty))
      for entry in (brought[model.names] ?? []).sorted(by: { $0.model < $1.model }) {
        rows.append(row("  " + entry.model, entry.after, hasRaw: true, raw: entry.before))
        // Where a model had no number, others are not judged either.
        guard entry.learned.responses != model.figures.responses else { continue }
        rows.append(row("  learned, on rows of " + entry.model, entry.learned, hasRaw: true))
      }
    }
    if sorted.count != 1 { rows.append(row("all", models.figures, hasRaw: !brought.isEmpty)) }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { cells in
      let padded = cells.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 || column == cells.count - 1 ? text + space : space + text
      }
      var line = padded.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined() + rhythm(models.rhythm) + effects(models)
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

  private static func row(
    _ name: String, _ figures: ModelFigures, hasRaw: Bool, raw: ModelFigures? = nil
  ) -> [String] {
    func number(_ value: Double?, _ places: Int) -> String {
      value.map { Decimal.text($0, places: places, .en) } ?? "–"
    }
    let rate = figures.rate.map { Decimal.text($0 * 100, places: 1, .en) + " %" } ?? "–"
    let ranking = [number(figures.auc, 3), number(figures.aucWithinBlocks, 3)]
    let loss = [number(figures.logLoss, 4)] + (hasRaw ? [number(raw?.logLoss, 4)] : [])
    let calibration = [number(figures.calibrationError, 4)] + (hasRaw ? [number(raw?.calibrationError, 4)] : [])
    return [name, String(figures.responses), rate] + ranking + loss + calibration + [figures.maturity.rawValue]
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
      writeBrought(models.calibrations.figures.filter { $0.names == model.names }, into: &json)
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
    writeEffects(models, into: &json)
    json.endObject()
    return String(decoding: json.bytes, as: UTF8.self)
  }

  /// `"brought": […]`: each model's own numbers, its corrected ones, and the learned model's on the same rows.
  private static func writeBrought(_ entries: [BroughtFigures], into json: inout JSONWriter) {
    json.key("brought")
    json.beginArray()
    for entry in entries {
      json.beginObject()
      json.key("model")
      json.string(entry.model)
      for (key, figures) in [("raw", entry.before), ("calibrated", entry.after), ("learned", entry.learned)] {
        json.key(string: key)
        json.beginObject()
        write(figures, into: &json)
        json.endObject()
      }
      json.endObject()
    }
    json.endArray()
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
