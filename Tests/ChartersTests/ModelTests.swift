import BroughtModels
import Charters
import Decisions
import Expressions
import Testing
import Times

private let isThere = XGBoostModel.missing == nil

@Suite("models.yaml")
struct ModelTests {
  /// A model of one split: −1 for whoever is younger than 40, +1 for others, and for whom nobody knows the age of.
  private static let file = """
    {"learner":{"feature_names":["age","gold"],"gradient_booster":{"model":{"gbtree_model_param":{
    "num_parallel_tree":"1","num_trees":"1"},"tree_info":[0],"trees":[{"default_left":[0,0,0],"left_children":[1,-1,-1],
    "right_children":[2,-1,-1],"split_conditions":[40,-1,1],"split_indices":[0,0,0]}]},"name":"gbtree"},
    "learner_model_param":{"base_score":"5E-1","num_class":"0","num_feature":"2"},
    "objective":{"name":"binary:logistic"}}}
    """

  private static let models = """
    score: { kind: attribute, attribute: points, output: logit }
    rule: { kind: expression, expression: 'customer.age >= 50 ? 0.2 : 0.1', calibrate: false }
    tree:
      kind: xgboost
      file: models/tree.json
      features: { gold: 'customer.segment == "gold"', age: customer.age }
    """

  /// A charter with all kinds of models, and one piece of a file replaced.
  private func charter(
    _ piece: String = "", _ replacement: String = "", in path: String = "models.yaml"
  ) -> SmallCharter {
    var charter = SmallCharter().adding("  \n", to: "policy.yaml")
    charter = charter.replacing("flag:", with: "points: { type: double }\n  flag:", in: "world.yaml")
    charter = charter.replacing("propensity: 0.1", with: "propensity: { model: tree }", in: "actions/card.yaml")
    charter = charter.replacing(
      "channels: [email]",
      with: "channels: { email: {}, web: { propensity: { model: rule }, compare: [score, tree] } }",
      in: "actions/card.yaml")
    charter.texts["models.yaml"] = Self.models
    charter.texts["models/tree.json"] = Self.file
    return piece.isEmpty ? charter : charter.replacing(piece, with: replacement, in: path)
  }

  @Test("all kinds are read, and asked", .enabled(if: isThere, "libxgboost is not installed"))
  func right() throws {
    let small = charter()
    #expect(small.faults == [])
    let loaded = try CharterLoader.load(small.files, zones: machineZones)
    let charter = loaded.charter
    #expect(charter.models.map(\.name) == ["score", "rule", "tree"])
    #expect(charter.models.map(\.isCalibrated) == [true, false, true])
    let treatments = charter.actions[0].treatments
    #expect(treatments.map(\.propensity) == [.model(2), .model(1)])
    #expect(treatments.map(\.comparedModels) == [[], [0, 2]])
    let evaluator = ProgramEvaluator(ProgramSet(charter), now: Instant(secondsSince1970: 0))
    var row = Row(slotCount: charter.slotTypes.count)
    func chances() -> [Double] { (0..<3).map { evaluator.chance(model: $0, row: row) } }
    // Nobody knows anything: no score, no rule; the tree goes its default way.
    #expect(chances()[0].isNaN && chances()[1].isNaN)
    #expect(abs(chances()[2] - Elementary.sigmoid(1)) < 1e-6)
    row.set(try #require(loaded.world.slot(of: "age")), word: 30)
    row.set(try #require(loaded.world.slot(of: "points")), word: (-2.0).bitPattern)
    #expect(abs(chances()[0] - Elementary.sigmoid(-2)) < 1e-12 && chances()[1] == 0.1)
    #expect(abs(chances()[2] - Elementary.sigmoid(-1)) < 1e-6)
    #expect(evaluator.chances(model: 2, rows: [row, row]) == [chances()[2], chances()[2]])
    row.set(try #require(loaded.world.slot(of: "points")), word: Double.infinity.bitPattern)
    #expect(chances()[0].isNaN)
  }

  @Test("a change of a model's file is another charter, and another model", .enabled(if: isThere))
  func versions() throws {
    let first = try CharterLoader.load(charter().files, zones: machineZones).charter
    let other = charter("[40,-1,1]", "[41,-1,1]", in: "models/tree.json")
    let second = try CharterLoader.load(other.files, zones: machineZones).charter
    #expect(first.version != second.version)
    #expect(first.models[2].fingerprint != second.models[2].fingerprint)
    #expect(first.models[0].fingerprint == second.models[0].fingerprint)
    let difference = CharterDifference(from: charter().files, to: other.files)
    #expect(difference.files.map(\.path) == ["models/tree.json"] && difference.files[0].hunks.isEmpty)
  }

  @Test(
    "a mistake is reported with its place", .enabled(if: isThere, "libxgboost is not installed"),
    arguments: [
      ("models/tree.json", "models/trees.json", "file.missing", "5:9", "did you mean `models/tree.json`?"),
      ("models/tree.json", "tree.ubj", "file.missing", "5:9", "saved as JSON"),
      ("age: customer.age }", "agee: customer.age }", "name.unknown", "6:51", "did you mean `age`?"),
      (", age: customer.age }", " }", "model.features", "6:13", "not given: `age`"),
      (
        "{ gold: 'customer.segment == \"gold\"', age: customer.age }", "[customer.age]", "model.features", "6:14",
        "trained on 2 features, and 1"
      ),
      (
        "{ gold: 'customer.segment == \"gold\"', age: customer.age }", "[1, customer.age, customer.flag]",
        "model.features", "6:31", "trained on 2 features, and 3"
      ),
      ("age: customer.age }", "age: customer.agee }", "rule.unknown_name", "6:56", "did you mean `customer.age`?"),
      ("age: customer.age }", "age: customer.segment }", "rule.type", "6:56", "compare it"),
      ("kind: xgboost", "kind: lightgbm", "word.unknown", "4:9", "`xgboost`"),
      ("  file: models/tree.json", "  rounds: 1", "field.missing", "3:1", "needs `file`"),
      ("  file: models", "  rounds: 2\n  file: models", "number.range", "5:11", "has 1 rounds"),
      ("  file: models", "  output: logit\n  file: models", "field.conflict", "5:11", "gives a probability"),
      ("attribute: points", "attribute: point", "name.unknown", "1:38", "did you mean `points`?"),
      ("attribute: points", "attribute: segment", "rule.type", "1:38", "not string"),
      ("attribute: points", "attribute: points, file: x", "field.conflict", "1:52", "has no `file`"),
      ("0.2 : 0.1", "\"a\" : \"b\"", "rule.type", "2:39", "should be a number"),
    ])
  func mistakes(_ piece: String, _ text: String, _ code: String, _ place: String, _ says: String) throws {
    let found = charter(piece, text).faults.filter { $0.severity == .error && $0.file == "models.yaml" }
    #expect(
      found.contains { $0.code == code && "\($0.line):\($0.column)" == place && $0.message.contains(says) },
      "\(found.map(\.rendered).joined())")
  }

  @Test(
    "a wrong file is reported where it is named",
    arguments: [
      ("binary:logistic", "rank:pairwise", "model.objective"),
      ("\"num_trees\":\"1\"", "\"num_trees\":\"3\"", "model.damaged"),
      ("[40,-1,1]", "[40,-1", "model.damaged"),
    ])
  func files(_ piece: String, _ text: String, _ code: String) throws {
    let found = charter(piece, text, in: "models/tree.json").faults
    let first = try #require(found.first { $0.severity == .error })
    #expect(first.code == code && first.file == "models.yaml" && first.line == 5 && first.column == 9)
    #expect(found.count == 1, "what uses a model with a mistake is not at fault: \(found.map(\.code))")
  }

  @Test("actions name models that there are")
  func actions() {
    let unknown = SmallCharter().replacing(
      "propensity: 0.1", with: "propensity: { model: three }", in: "actions/card.yaml")
    #expect(unknown.faults.map(\.code) == ["name.unknown"])
    let twice = SmallCharter().adding("compare: [a, a]", to: "actions/card.yaml")
      .adding("a: { kind: attribute, attribute: age }", to: "models.yaml")
    #expect(twice.faults.map(\.code) == ["name.duplicate"])
    let spare = SmallCharter().adding("{}", to: "models/spare.json")
    #expect(spare.faults.map(\.code) == ["file.unknown"] && spare.faults[0].severity == .warning)
  }
}
