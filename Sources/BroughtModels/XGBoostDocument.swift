import Foundation

/// A model of XGBoost, read from its JSON and found whole, without the library.
///
/// The library trusts its files: a child that is not there is read all the same, and a circle is followed for ever. So
/// nothing of a file reaches it but what was checked here, and written anew by ``json(rounds:)``.
public struct XGBoostDocument: Sendable {
  /// How many features a row has.
  public let featureCount: Int
  /// What they are called, in their order; empty where the file does not say.
  public let featureNames: [String]
  /// What it was trained for, such as `binary:logistic`.
  public let objective: String
  /// How many rounds of boosting it has.
  public let rounds: Int
  let treesPerRound: Int
  let trees: [CheckedTree]
  /// What each tree counts; nothing: 1.
  let weights: [Float]?
  let baseScore: Float

  /// The most bytes of a file.
  public static let bytesMax = 64 << 20
  /// The most features of a row.
  public static let featuresMax = 10_000
  /// Objectives whose margin is in log odds, and what ``Booster.predict`` of Python gives for them.
  public static let objectives = ["binary:logistic", "binary:logitraw", "reg:logistic"]

  /// Reads a model.
  /// - Throws: `model.damaged`, `model.unsupported`, `model.objective`.
  public init(json text: String) throws(BroughtModelError) {
    guard text.utf8.count <= Self.bytesMax else {
      throw .unsupported("the file is larger than \(Self.bytesMax >> 20) MiB; train with fewer or smaller trees")
    }
    let learner = try Self.decode(text)
    objective = learner.objective.name
    guard Self.objectives.contains(objective) else {
      throw BroughtModelError(
        code: "model.objective",
        message: "its objective `\(objective.prefix(60))` gives no log odds of one answer; those that do are "
          + Self.objectives.map { "`\($0)`" }.joined(separator: ", "))
    }
    let parameters = learner.learnerModelParam
    featureCount = try Self.whole(parameters.numFeature, 1...Self.featuresMax, "`num_feature`")
    guard (Int(parameters.numClass) ?? 0) <= 1, (Int(parameters.numTarget ?? "1") ?? 1) <= 1 else {
      throw .unsupported("it answers for several classes or targets; one is needed")
    }
    featureNames = learner.featureNames ?? []
    guard featureNames.isEmpty || featureNames.count == featureCount else {
      throw .damaged("it has \(featureCount) features and \(featureNames.count) names of them")
    }
    baseScore = try Self.baseScore(parameters.baseScore)
    let forest: XGBoostFile.Forest
    (forest, weights) = try Self.forest(learner.gradientBooster)
    treesPerRound = try Self.whole(forest.gbtreeModelParam.numParallelTree, 1...1_000_000, "`num_parallel_tree`")
    guard !forest.trees.isEmpty, forest.treeInfo.count == forest.trees.count,
      Int(forest.gbtreeModelParam.numTrees) == forest.trees.count,
      forest.trees.count % treesPerRound == 0, weights.map({ $0.count == forest.trees.count }) ?? true
    else { throw .damaged("it does not have as many trees as it says") }
    guard forest.treeInfo.allSatisfy({ $0 == 0 }) else { throw .damaged("some trees are of another class") }
    rounds = forest.trees.count / treesPerRound
    var trees: [CheckedTree] = []
    trees.reserveCapacity(forest.trees.count)
    for (number, tree) in forest.trees.enumerated() {
      trees.append(try CheckedTree(tree, number: number, featureCount: featureCount))
    }
    self.trees = trees
  }

  private static func decode(_ text: String) throws(BroughtModelError) -> XGBoostFile.Learner {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(XGBoostFile.self, from: Data(XGBoostFile.strict(text))).learner
    } catch let error as DecodingError {
      throw .damaged(sentence(error))
    } catch {
      throw .damaged("it cannot be read")
    }
  }

  private static func sentence(_ error: DecodingError) -> String {
    func path(_ context: DecodingError.Context, _ last: String? = nil) -> String {
      let keys = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue } + (last.map { [$0] } ?? [])
      let path = keys.joined(separator: ".").replacing(".[", with: "[").prefix(120)
      return "`" + path.map { $0.isUppercase ? "_\($0.lowercased())" : "\($0)" }.joined() + "`"
    }
    switch error {
    case .keyNotFound(let key, let context): return "\(path(context, key.stringValue)) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return context.codingPath.isEmpty ? "it is no object" : "\(path(context)) is of another kind"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty: return "\(path(context)) is out of bounds"
    default: return "it is no JSON"
    }
  }

  private static func whole(
    _ text: String, _ bounds: ClosedRange<Int>, _ what: String
  ) throws(BroughtModelError) -> Int {
    guard let number = Int(text), bounds.contains(number) else {
      throw .damaged("\(what) is not a number from \(bounds.lowerBound) to \(bounds.upperBound)")
    }
    return number
  }

  /// `5E-1`, or as later versions write it `[5E-1]`: the chance where no tree says anything.
  private static func baseScore(_ text: String) throws(BroughtModelError) -> Float {
    let inner = text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text[...]
    guard let score = Float(inner), score > 0, score < 1 else {
      throw .damaged("`base_score` is not a number between 0 and 1")
    }
    return score
  }

  private static func forest(
    _ booster: XGBoostFile.Booster
  ) throws(BroughtModelError) -> (XGBoostFile.Forest, [Float]?) {
    switch (booster.name, booster.model, booster.gbtree?.model) {
    case ("gbtree", let model?, _): return (model, nil)
    case ("dart", _, let model?):
      guard let weights = booster.weightDrop, weights.allSatisfy(\.isFinite) else {
        throw .damaged("its trees have no weights")
      }
      return (model, weights)
    case ("gblinear", _, _):
      throw .unsupported("it is linear (`gblinear`); write it as an expression, with `output: logit`")
    default: throw .damaged("its booster is neither `gbtree` nor `dart`")
    }
  }
}
