import Decisions
import Foundation
import Learning

/// Logged responses in the order in which they came, each predicted before it is learned.
public struct PropensityTrial {
  /// What is known of each row.
  public private(set) var features: [FeatureList] = []
  /// What each row is about.
  public private(set) var names: [ModelNames] = []
  /// Whether each was accepted.
  public private(set) var positives: [Bool] = []
  /// The same rows in Vowpal Wabbit's text format: numbers as they are, texts as features of their own.
  public private(set) var vowpalLines: [String] = []

  /// How many rows there are.
  public var count: Int { positives.count }

  /// The calls of a Portuguese bank, without their duration, in the order of the file.
  public static func bank(path: String) throws -> PropensityTrial {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
    guard let header = lines.first.map({ fields(String($0)) }) else { throw TrialFault.notOfItsForm }
    let columns = header.indices.filter { !["duration", "y"].contains(header[$0]) }
    guard let answer = header.firstIndex(of: "y") else { throw TrialFault.notOfItsForm }
    let names = ModelNames(issue: "sales", group: "savings", action: "term_deposit", channel: "call")
    var trial = PropensityTrial()
    for line in lines.dropFirst() {
      let row = fields(String(line))
      guard row.count == header.count else { throw TrialFault.notOfItsForm }
      trial.append(
        columns.map { (header[$0], row[$0] == "unknown" ? "" : row[$0]) }, names, row[answer] == "yes")
    }
    return trial
  }

  /// The decisions of a demonstration of Pega's, in the order of their times.
  public static func pega(zipPath: String) throws -> PropensityTrial {
    let rows = try unpack(zipPath).sorted { ($0["Decision_DecisionTime"] ?? "") < ($1["Decision_DecisionTime"] ?? "") }
    guard let first = rows.first else { throw TrialFault.notOfItsForm }
    let columns = first.keys.filter { key in
      ["Customer_", "IH_", "Param_"].contains { key.hasPrefix($0) } && key != "Customer_C_CIFNBR"
    }.sorted()
    var trial = PropensityTrial()
    for row in rows {
      let names = ModelNames(
        issue: row["Context_Issue"] ?? "", group: row["Context_Group"] ?? "", action: row["Context_Name"] ?? "",
        channel: row["Context_Channel"] ?? "")
      trial.append(columns.map { ($0, row[$0] ?? "") }, names, row["Decision_Outcome"] == "Accepted")
    }
    return trial
  }

  /// The lines of JSON in an archive; sorting keeps equal times in the order of the archive.
  private static func unpack(_ path: String) throws -> [[String: String]] {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-m", "zipfile", "-e", path, folder.path]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw TrialFault.notOfItsForm }
    var rows: [[String: String]] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where name.hasSuffix(".json")
    {
      for line in try String(contentsOf: folder.appending(path: name), encoding: .utf8).split(
        whereSeparator: \.isNewline)
      {
        guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
          throw TrialFault.notOfItsForm
        }
        rows.append(object.compactMapValues { $0 as? String })
      }
    }
    return rows
  }

  private static func fields(_ line: String) -> [String] {
    line.split(separator: ";", omittingEmptySubsequences: false).map { String($0).replacing("\"", with: "") }
  }

  private mutating func append(_ values: [(name: String, text: String)], _ names: ModelNames, _ isPositive: Bool) {
    var list = FeatureList()
    list.begin(named: values.map(\.name))
    var words: [String] = []
    for (name, text) in values {
      let key = Chance.key(of: name)
      if text.isEmpty {
        list.append(missing: key)
      } else if let number = Double(text) {
        list.append(key, number: number)
        words.append("\(name):\(number)")
      } else {
        list.append(key, text: Chance.key(of: text), spelled: text)
        words.append("\(name)=\(text)")
      }
    }
    words.append("action=\(names.action)")
    words.append("channel=\(names.channel)")
    let plain = words.map { $0.replacing(" ", with: "_").replacing("|", with: "_") }
    vowpalLines.append((isPositive ? "1" : "-1") + " | " + plain.joined(separator: " "))
    features.append(list)
    self.names.append(names)
    positives.append(isPositive)
  }

  /// Predicts and learns every row, from nothing.
  public func run() -> [Double] {
    var learner = PropensityLearner(firstRate: 0.07)
    return features.indices.map {
      learner.learn(features[$0], ModelKey(names[$0]), Response(isPositive: positives[$0]))
    }
  }

  /// Learns every row, with the figures and the bins of what `mesure learn` keeps.
  public func models() -> LearnedModels {
    var models = LearnedModels(firstRate: 0.07)
    learn(into: &models)
    return models
  }

  /// Learns every row, going on from what models have learned.
  public func learn(into models: inout LearnedModels) {
    for index in features.indices {
      models.learn(features[index], names[index], Response(isPositive: positives[index]))
    }
  }

  /// How good predictions were.
  public func score(_ predictions: [Double]) -> PropensityScore {
    let rows = Array(predictions.indices)
    let blocks = (0..<20).map { rows[$0 * count / 20..<($0 + 1) * count / 20] }
    var seen: Set<[String]> = []
    let first = rows.filter { seen.insert([names[$0].action, names[$0].channel]).inserted }
    let ranked = rows.sorted { predictions[$0] < predictions[$1] }
    let calibration = (0..<10).map { bin in
      abs(
        ranked[bin * count / 10..<(bin + 1) * count / 10].map { predictions[$0] - (positives[$0] ? 1 : 0) }.reduce(0, +)
      )
    }.reduce(0, +)
    return PropensityScore(
      logLoss: logLoss(rows, predictions), auc: auc(rows[...], predictions),
      aucInBlocks: blocks.map { auc($0, predictions) }.reduce(0, +) / 20, calibrationError: calibration / Double(count),
      firstLogLoss: logLoss(first, predictions), firstCount: first.count)
  }

  private func logLoss(_ rows: [Int], _ predictions: [Double]) -> Double {
    -rows.map { log(positives[$0] ? predictions[$0] : 1 - predictions[$0]) }.reduce(0, +) / Double(rows.count)
  }

  /// The chance that somebody who accepted was put above somebody who did not; equals count half.
  private func auc(_ rows: ArraySlice<Int>, _ predictions: [Double]) -> Double {
    let order = rows.sorted { predictions[$0] < predictions[$1] }
    var ranks = 0.0
    var accepted = 0.0
    var begin = 0
    while begin < order.count {
      var end = begin
      while end < order.count, predictions[order[end]] == predictions[order[begin]] { end += 1 }
      for place in begin..<end where positives[order[place]] {
        ranks += Double(begin + end + 1) / 2
        accepted += 1
      }
      begin = end
    }
    return (ranks - accepted * (accepted + 1) / 2) / (accepted * (Double(order.count) - accepted))
  }
}

/// A file that is not what it is called.
public enum TrialFault: Error {
  case notOfItsForm
}

/// How good predictions were that were made before each response was learned.
public struct PropensityScore: Sendable {
  /// Mean log loss in nats.
  public var logLoss: Double
  /// The ranking over all rows, and the mean of that within twenty blocks of time.
  public var auc: Double
  /// See ``auc``.
  public var aucInBlocks: Double
  /// Mean distance of predicted and met rates, over tenths of the rows by prediction.
  public var calibrationError: Double
  /// Mean log loss of the first response of each action on each channel, and how many there are.
  public var firstLogLoss: Double
  /// See ``firstLogLoss``.
  public var firstCount: Int
}
