import BroughtModels
import Decisions
import Foundation
import Seeds
import Testing

private let isThere = XGBoostModel.missing == nil

@Suite("XGBoost models", .enabled(if: isThere, "libxgboost is not installed; `make setup` installs it"))
struct XGBoostTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

  @Test(
    "say what Python says of the same file", arguments: ["python-1.7", "python-3.2", "dart-1.7"])
  func python(_ name: String) throws {
    let json = try String(contentsOf: Self.folder.appending(path: name + ".json"), encoding: .utf8)
    let document = try XGBoostDocument(json: json)
    #expect(document.featureNames == ["age", "calls.before", "Balance (EUR)", "days"])
    #expect(document.rounds == 12 && document.objective == "binary:logistic")
    let model = try XGBoostModel(document)
    let lines = try String(contentsOf: Self.folder.appending(path: name + ".rows"), encoding: .utf8)
    let table = lines.split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
    #expect(table.count == 60)
    let logits = model.logits(table.flatMap { $0.dropLast().map { Float($0) } })
    for (row, logit) in zip(table, logits) {
      #expect(abs(Elementary.sigmoid(logit) - row[4]) <= 1e-6, "\(row): \(Elementary.sigmoid(logit))")
    }
  }

  @Test(
    "say what the library says of a DMatrix of the same rows",
    arguments: [
      ["objective", "binary:logistic"], ["objective", "reg:logistic", "base_score", "0.13"],
      ["objective", "binary:logistic", "max_depth", "9", "min_child_weight", "0", "gamma", "0.1"],
      ["objective", "binary:logistic", "tree_method", "hist", "grow_policy", "lossguide", "max_leaves", "20"],
      ["objective", "binary:logistic", "num_parallel_tree", "3", "subsample", "0.5"],
      ["objective", "binary:logistic", "booster", "dart", "rate_drop", "0.5", "seed", "3"],
      ["objective", "binary:logitraw"],
    ])
  func library(_ settings: [String]) throws {
    let training = try Training(seed: 11, settings)
    let document = try XGBoostDocument(json: training.json)
    #expect(document.rounds == 8 && document.featureCount == 5)
    let logits = try XGBoostModel(document).logits(training.rows)
    let isRaw = document.objective == "binary:logitraw"
    var isVaried = false
    for (logit, said) in zip(logits, training.said) {
      let number = isRaw ? logit : Elementary.sigmoid(logit)
      #expect(abs(number - Double(said)) <= 1e-6)
      if said != training.said[0] { isVaried = true }
    }
    #expect(isVaried)
  }

  @Test func `the first rounds are as if it had been trained for as many`() throws {
    let whole = try Training(seed: 2, rounds: 9, ["objective", "binary:logistic"])
    let part = try Training(seed: 2, rounds: 4, ["objective", "binary:logistic"])
    let first = try XGBoostModel(try XGBoostDocument(json: whole.json), rounds: 4)
    #expect(first.logits(whole.rows) == (try XGBoostModel(try XGBoostDocument(json: part.json)).logits(whole.rows)))
  }

  @Test func `a row alone, rows together and rows on many threads get the same bits`() async throws {
    let training = try Training(seed: 3, ["objective", "binary:logistic", "max_depth", "6"])
    let model = try XGBoostModel(try XGBoostDocument(json: training.json))
    let together = model.logits(training.rows)
    let rows = training.rows
    let alone = await withTaskGroup(of: (Int, [Double]).self) { group in
      for task in 0..<8 {
        group.addTask {
          (task, (0..<500).map { model.logits(Array(rows[$0 * 5..<$0 * 5 + 5]))[0] })
        }
      }
      var all = [[Double]](repeating: [], count: 8)
      for await (task, logits) in group { all[task] = logits }
      return all
    }
    for logits in alone { #expect(logits == together) }
    #expect(model.logits([]).isEmpty)
    var refused = [1.0]
    [Float(1)].withUnsafeBufferPointer { model.logits(rows: $0, count: 1, into: &refused) }
    #expect(refused[0].isNaN)
  }
}

@Suite("Files of models") struct XGBoostFileTests {
  /// A file with one tree of one split, and one piece of it replaced.
  private func file(_ piece: String = "", _ replacement: String = "") -> String {
    let text = """
      {"learner":{"attributes":{},"feature_names":[],"feature_types":[],"gradient_booster":{"model":{
      "gbtree_model_param":{"num_parallel_tree":"1","num_trees":"1","size_leaf_vector":"0"},"tree_info":[0],"trees":[{
      "default_left":[1,0,0],"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_conditions":[5E-1,-1E0,1E0],
      "split_indices":[1,0,0],"split_type":[0,0,0]}]},"name":"gbtree"},"learner_model_param":{"base_score":"5E-1",
      "num_class":"0","num_feature":"2"},"objective":{"name":"binary:logistic"}},"version":[1,7,4]}
      """
    return piece.isEmpty ? text : text.replacing(piece, with: replacement)
  }

  @Test func `one that is right is read`() throws {
    let document = try XGBoostDocument(json: file())
    #expect(document.featureCount == 2 && document.rounds == 1 && document.featureNames.isEmpty)
    if isThere {
      let model = try XGBoostModel(document)
      #expect(model.logits([9, 0.25, 9, 0.5, 9, .nan, .nan, 7]) == [-1, 1, -1, 1])
    }
  }

  @Test(
    "one that is wrong is refused with a code and a sentence",
    arguments: [
      ("", "", "model.damaged", "no JSON"),
      ("\"name\":\"gbtree\"", "\"name\":\"gblinear\"", "model.unsupported", "as an expression"),
      ("\"name\":\"gbtree\"", "\"name\":\"gbforest\"", "model.damaged", "booster"),
      ("binary:logistic", "multi:softprob", "model.objective", "`multi:softprob`"),
      ("binary:logistic", "survival:cox", "model.objective", "`binary:logitraw`"),
      ("\"num_class\":\"0\"", "\"num_class\":\"3\"", "model.unsupported", "several classes"),
      ("\"num_feature\":\"2\"", "\"num_feature\":\"1\"", "model.damaged", "a feature that is not there"),
      ("\"num_feature\":\"2\"", "\"num_feature\":\"-1\"", "model.damaged", "`num_feature`"),
      ("\"num_feature\":\"2\"", "\"num_feature\":\"9999999999999999999999\"", "model.damaged", "`num_feature`"),
      ("\"num_feature\":\"2\"", "\"num_feature\":2", "model.damaged", "num_feature` is of another kind"),
      ("\"num_parallel_tree\":\"1\"", "\"num_parallel_tree\":\"0\"", "model.damaged", "`num_parallel_tree`"),
      ("\"num_trees\":\"1\"", "\"num_trees\":\"2\"", "model.damaged", "as many trees"),
      ("\"tree_info\":[0]", "\"tree_info\":[7]", "model.damaged", "another class"),
      ("\"base_score\":\"5E-1\"", "\"base_score\":\"1E0\"", "model.damaged", "`base_score`"),
      ("\"base_score\":\"5E-1\"", "\"base_score\":\"[[[\"", "model.damaged", "`base_score`"),
      ("\"left_children\":[1,-1,-1]", "\"left_children\":[3,-1,-1]", "model.damaged", "a child that is not there"),
      ("\"left_children\":[1,-1,-1]", "\"left_children\":[0,-1,-1]", "model.damaged", "two parents"),
      ("\"left_children\":[1,-1,-1]", "\"left_children\":[2,-1,-1]", "model.damaged", "two parents"),
      ("\"left_children\":[1,-1,-1]", "\"left_children\":[-1,-1,-1]", "model.damaged", "a child that is not there"),
      ("\"left_children\":[1,-1,-1]", "\"left_children\":[1,-1]", "model.damaged", "as many of everything"),
      ("\"left_children\":[1,-1,-1]", "\"left_children\":[]", "model.damaged", "as many of everything"),
      ("\"left_children\"", "\"left\"", "model.damaged", "left_children` is missing"),
      ("\"split_indices\":[1,0,0]", "\"split_indices\":[-7,0,0]", "model.damaged", "asks about a feature"),
      ("\"split_type\":[0,0,0]", "\"split_type\":[1,0,0]", "model.unsupported", "categories"),
      ("5E-1,-1E0", "NaN,-1E0", "model.damaged", "no finite number"),
      ("5E-1,-1E0", "5E-1,Infinity", "model.damaged", "no finite number"),
      ("5E-1,-1E0", "5E-1,1e999", "model.damaged", "no JSON"),
      ("{\"learner\"", "[{\"learner\"", "model.damaged", "no JSON"),
      ("\"learner\"", "\"learnt\"", "model.damaged", "`learner` is missing"),
    ])
  func wrong(_ piece: String, _ replacement: String, _ code: String, _ says: String) throws {
    let text = piece.isEmpty ? "binf\u{1}\u{2}" : file(piece, replacement)
    let error = #expect(throws: BroughtModelError.self, "\(replacement)") { try XGBoostDocument(json: text) }
    #expect(error?.code == code && error?.message.contains(says) == true, "\(replacement): \(error?.message ?? "")")
  }

  @Test func `depth, emptiness and other shapes of JSON neither crash nor hang`() {
    let deep = String(repeating: "[", count: 200_000)
    for text in ["", "null", "7", "[]", "{}", deep, "{\"learner\":" + deep, "{\"learner\":{}}", "\u{0}"] {
      #expect(throws: BroughtModelError.self) { try XGBoostDocument(json: text) }
    }
  }

  @Test("a file with random damage is refused, or asked without harm", arguments: [1, 2, 3])
  func damage(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let source =
      isThere ? try Training(seed: 5, rows: 60, columns: 3, rounds: 2, ["objective", "binary:logistic"]).json : file()
    let bytes = Array(source.utf8)
    var refusals = 0
    for _ in 0..<300 {
      var damaged = bytes
      for _ in 0..<generator.int(1...3) {
        let place = generator.int(0...(damaged.count - 1))
        switch generator.int(0...2) {
        case 0: damaged[place] = UInt8(generator.int(0x20...0x7E))
        case 1: damaged.remove(at: place)
        default: damaged.insert(UInt8(ascii: "9"), at: place)
        }
      }
      do throws(BroughtModelError) {
        let document = try XGBoostDocument(json: String(decoding: damaged, as: UTF8.self))
        guard isThere else { continue }
        let model = try XGBoostModel(document)
        let logits = model.logits([Float](repeating: 0.5, count: document.featureCount))
        #expect(logits.count == 1)
      } catch {
        #expect(error.code.hasPrefix("model.") && !error.message.isEmpty, "seed \(seed)")
        refusals += 1
      }
    }
    #expect(refusals > 100, "seed \(seed)")
  }
}
