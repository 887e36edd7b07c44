import Foundation
import Learning
import Records
import Times

/// Writes models as they stand at a moment into the two tables of an ADM data mart: a row a model, and a row a bin.
///
/// Snapshots of one folder stand in one file a table, one after the other, as whoever reads the folder takes one file. A
/// snapshot of a moment that is there already takes its place.
struct ModelExport {
  let models: LearnedModels
  let at: Instant

  /// The files in the folder; whoever looks for a data mart finds them by these names.
  static let modelsFile = "Data-Decision-ADM-ModelSnapshot_mesure.json"
  static let predictorsFile = "Data-Decision-ADM-PredictorBinningSnapshot_mesure.json"

  /// Writes both tables.
  /// - Returns: how many rows of this snapshot they have.
  func write(into folder: String) throws -> (models: Int, bins: Int) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw SinkError(message: "`\(folder)` cannot be made")
    }
    let modelCount = try append(to: folder + "/" + Self.modelsFile) { json, model in
      write(model, into: &json)
      return 1
    }
    let binCount = try append(to: folder + "/" + Self.predictorsFile) { json, model in
      writeBins(model, into: &json)
    }
    return (modelCount, binCount)
  }

  private var time: String { Pega.text(at) }

  /// Writes a file anew: the rows of other moments that were there, and those of this one.
  /// - Parameter write: writes the rows of a model, and says how many.
  private func append(to path: String, _ write: (inout JSONWriter, Int) -> Int) throws -> Int {
    let old = (try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)) ?? Data()
    let sink = try Sink(path: path)
    let mark = Data("\"pySnapshotTime\":\"\(time)\"".utf8)
    for line in old.split(separator: UInt8(ascii: "\n")) where line.range(of: mark) == nil {
      try line.withUnsafeBytes(sink.write)
      try Array("\n".utf8).withUnsafeBytes(sink.write)
    }
    var count = 0
    var json = JSONWriter(capacity: 1 << 16)
    for model in models.models.indices {
      count += write(&json, model)
      try json.withBytes { try sink.write(UnsafeRawBufferPointer($0)) }
      json.removeAll()
    }
    try sink.finish()
    return count
  }

  // MARK: Rows

  private func identifier(_ names: ModelNames) -> String {
    "\(names.issue)/\(names.group)/\(names.action)/\(names.channel)"
  }

  private func write(_ model: Int, into json: inout JSONWriter) {
    let (names, figures) = models.models[model]
    let predictors = models.predictorFigures(of: model)
    json.beginObject()
    for (key, text) in [
      ("pyModelID", identifier(names)), ("pyConfigurationName", "mesure_propensity"), ("pyIssue", names.issue),
      ("pyGroup", names.group), ("pyName", names.action), ("pyChannel", names.channel),
      ("pyDirection", Pega.capitalized(names.direction)), ("pyTreatment", "\(names.action)/\(names.channel)"),
      ("pySnapshotTime", time), ("pyModelVersion", models.version), ("Maturity", figures.maturity.rawValue),
    ] {
      json.key(string: key)
      json.string(text)
    }
    json.key("pyPerformance")
    json.double(figures.auc ?? 0.5)
    count(BinCountText(figures), into: &json, prefix: "py")
    for (key, number) in [
      ("pyActivePredictors", predictors.count(where: \.isActive)), ("pyTotalPredictors", predictors.count),
    ] {
      json.key(string: key)
      json.int(number)
    }
    json.endObject()
    json.endLine()
  }

  /// The bins of a model's predictors, and those of its scores, which stand for the model itself.
  private func writeBins(_ model: Int, into json: inout JSONWriter) -> Int {
    let (names, figures) = models.models[model]
    let predictors = models.predictorFigures(of: model)
    var count = 0
    for (place, predictor) in predictors.enumerated() {
      let table = BinTable(
        model: identifier(names), predictor: predictor.name, entry: predictor.isActive ? "Active" : "Inactive",
        type: predictor.kind == .number ? "numeric" : "symbolic", performance: predictor.auc, group: place + 1,
        all: BinCountText(predictor.all))
      for (index, bin) in predictor.bins.enumerated() {
        write(table, index, of: predictor.bins.count, BinText(bin.content), BinCountText(bin.count), into: &json)
      }
      count += predictor.bins.count
    }
    let scores = figures.scores
    let table = BinTable(
      model: identifier(names), predictor: "Classifier", entry: "Classifier", type: "numeric",
      performance: figures.auc ?? 0.5, group: predictors.count + 1, all: BinCountText(figures))
    for (index, score) in scores.enumerated() {
      let range = PredictorFigures.Content.range(
        lower: score.lower, upper: score.upper, isLast: index == scores.count - 1)
      write(table, index, of: scores.count, BinText(range), BinCountText(score.count), into: &json)
    }
    return count + scores.count
  }

  private func write(
    _ table: BinTable, _ index: Int, of total: Int, _ text: BinText, _ bin: BinCountText, into json: inout JSONWriter
  ) {
    json.beginObject()
    for (key, text) in [
      ("pyModelID", table.model), ("pyPredictorName", table.predictor), ("pyEntryType", table.entry),
      ("pyType", table.type), ("pySnapshotTime", time), ("pyBinType", text.type), ("pyBinSymbol", text.symbol),
      ("pyContents", text.symbol),
    ] {
      json.key(string: key)
      json.string(text)
    }
    json.key("pyPerformance")
    json.double(table.performance)
    for (key, bound) in [("pyBinLowerBound", text.lower), ("pyBinUpperBound", text.upper)] {
      json.key(string: key)
      if let bound { json.double(bound) } else { json.null() }
    }
    for (key, number) in [("pyBinIndex", index + 1), ("pyTotalBins", total), ("pyGroupIndex", table.group)] {
      json.key(string: key)
      json.int(number)
    }
    count(table.all, into: &json, prefix: "py")
    count(bin, into: &json, prefix: "pyBin")
    json.endObject()
    json.endLine()
  }

  private func count(_ count: BinCountText, into json: inout JSONWriter, prefix: String) {
    for (key, number) in [
      ("Positives", count.positives), ("Negatives", count.negatives), ("ResponseCount", count.responses),
    ] {
      json.key(string: prefix + key)
      json.int(number)
    }
  }
}

/// What all bins of a predictor have in common.
private struct BinTable {
  var model: String
  var predictor: String
  var entry: String
  var type: String
  var performance: Double
  var group: Int
  var all: BinCountText
}

/// How many responses there were.
private struct BinCountText {
  var positives: Int64
  var negatives: Int64
  var responses: Int64 { positives + negatives }

  init(_ count: BinCount) { (positives, negatives) = (count.positives, count.negatives) }

  init(_ figures: ModelFigures) {
    (positives, negatives) = (figures.positives, figures.responses - figures.positives)
  }
}

/// What a bin is called.
private struct BinText {
  var type: String
  var symbol: String
  var lower: Double?
  var upper: Double?

  init(_ content: PredictorFigures.Content) {
    switch content {
    case .missing: (type, symbol) = ("MISSING", "MISSING")
    case .other: (type, symbol) = ("RESIDUAL", "Remaining symbols")
    case .text(let text): (type, symbol) = ("SYMBOL", text)
    case .range(let lower, let upper, let isLast):
      type = "EQUIBEHAVIOR"
      symbol = "[\(lower), \(upper)\(isLast ? "]" : ">")"
      (self.lower, self.upper) = (lower, upper)
    }
  }
}
