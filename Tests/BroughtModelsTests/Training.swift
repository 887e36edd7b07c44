import BroughtModels
import CXGBoostTraining
import Foundation
import Seeds

/// A model trained in a test by the system's library, and what that says of the rows it was trained on.
struct Training {
  var json: String
  var rows: [Float]
  var said: [Float]
  let columns: Int

  struct Fault: Error {}

  /// Trains on random rows, a fifth of whose numbers are missing.
  init(seed: UInt64, rows count: Int = 500, columns: Int = 5, rounds: Int = 8, _ settings: [String]) throws {
    var generator = SeededGenerator(seed: seed)
    var rows: [Float] = []
    var answers: [Float] = []
    for _ in 0..<count {
      let row = (0..<columns).map { _ in generator.double(-3...3) }
      rows += row.map { generator.chance(0.2) ? .nan : Float($0) }
      answers.append(generator.chance(1 / (1 + exp(2 - row[0] - row[1] * row[2] / 2))) ? 1 : 0)
    }
    let file = FileManager.default.temporaryDirectory.appending(path: "mesure-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    var said = [Float](repeating: 0, count: count)
    let texts = settings.map { strdup($0) }
    defer { for text in texts { free(text) } }
    let pointers = texts.map { UnsafePointer<CChar>($0) } + [nil]
    guard cxgboost_train(file.path, rows, answers, count, columns, pointers, Int32(rounds), &said) == 0 else {
      throw Fault()
    }
    json = try String(contentsOf: file, encoding: .utf8)
    (self.rows, self.said, self.columns) = (rows, said, columns)
  }
}

extension XGBoostModel {
  /// The log odds of rows.
  func logits(_ rows: [Float]) -> [Double] {
    let count = rows.count / featureCount
    var logits = [Double](repeating: .nan, count: count)
    rows.withUnsafeBufferPointer { self.logits(rows: $0, count: count, into: &logits) }
    return logits
  }
}
