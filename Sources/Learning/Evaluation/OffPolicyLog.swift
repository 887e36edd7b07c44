import Decisions

/// Logged decisions, as columns of equal length, and what a target policy would have done in their place.
public struct OffPolicyLog: Sendable {
  /// What came of each decision.
  public private(set) var rewards: [Double] = []
  /// The probability with which what was done was done, above 0.
  public private(set) var loggedProbabilities: [Double] = []
  /// The probability with which the target policy would have done the same.
  public private(set) var targetProbabilities: [Double] = []
  /// The reward that a model expects of what was done.
  public private(set) var expectedOfLogged: [Double] = []
  /// The reward that the model expects of the target policy: Σ of its probabilities times what is expected of each action.
  public private(set) var expectedOfTarget: [Double] = []
  /// Whom each decision was about: what decisions of one customer came to is not independent.
  public private(set) var clusters: [UInt64] = []
  /// How much each reward moves the mean of ``expectedOfTarget``, times the number of decisions: 0 where the model was there before the log.
  public private(set) var leverages: [Double] = []

  /// An empty log.
  public init() {}

  /// How many decisions there are.
  public var count: Int { rewards.count }

  /// Adds a decision.
  ///
  /// For honest errors the model must not have seen the decision: see ``CrossFitting``.
  /// - Parameters:
  ///   - cluster: the key of the customer; without one the decision stands by itself.
  ///   - leverage: how much the reward moves the mean of what is expected of the target policy, times the number of
  ///     decisions; 0 where the model was there before the log.
  /// - Throws: ``OffPolicyFault``; then nothing was added.
  public mutating func append(
    reward: Double, loggedProbability: Double, targetProbability: Double, expectedOfLogged: Double,
    expectedOfTarget: Double, cluster: UInt64? = nil, leverage: Double = 0
  ) throws(OffPolicyFault) {
    guard loggedProbability > 0, loggedProbability <= 1 else { throw .badLoggedProbability(at: count) }
    guard targetProbability >= 0, targetProbability <= 1 else { throw .badTargetProbability(at: count) }
    guard reward.isFinite, expectedOfLogged.isFinite, expectedOfTarget.isFinite else { throw .notFinite(at: count) }
    rewards.append(reward)
    loggedProbabilities.append(loggedProbability)
    targetProbabilities.append(targetProbability)
    self.expectedOfLogged.append(expectedOfLogged)
    self.expectedOfTarget.append(expectedOfTarget)
    clusters.append(cluster ?? UInt64(clusters.count))
    leverages.append(leverage)
  }

  /// How much more likely the target policy was to do what was done.
  public func weight(_ row: Int) -> Double { targetProbabilities[row] / loggedProbabilities[row] }
}

/// What is wrong with a logged decision.
public enum OffPolicyFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// Not above 0 and up to 1.
  case badLoggedProbability(at: Int)
  /// Not from 0 to 1.
  case badTargetProbability(at: Int)
  /// A reward or an expectation is not a finite number.
  case notFinite(at: Int)

  /// A stable code.
  public var code: String {
    switch self {
    case .badLoggedProbability: "offpolicy_logged_probability"
    case .badTargetProbability: "offpolicy_target_probability"
    case .notFinite: "offpolicy_not_finite"
    }
  }

  /// What is wrong.
  public var description: String {
    switch self {
    case .badLoggedProbability(let row):
      "the logged probability of decision \(row) does not lie above 0 and up to 1; only logged chance can be judged"
    case .badTargetProbability(let row): "the target probability of decision \(row) does not lie between 0 and 1"
    case .notFinite(let row): "a reward or an expectation of decision \(row) is not a finite number"
    }
  }
}

/// Which examples a model may learn from when it judges others.
///
/// Source: Chernozhukov and others, "Double/debiased machine learning for treatment and structural parameters", 2018.
public enum CrossFitting {
  /// How many folds there are where nobody says otherwise.
  public static let foldsUsual = 5

  /// The fold of a customer, 0 ..< folds: by a keyed hash, so that all decisions of one customer are in one fold, whatever else the log holds.
  public static func fold(ofCluster cluster: UInt64, folds: Int) -> Int {
    Int(Chance.uniform(cluster, salt: Chance.key(of: "cross-fitting")) * Double(max(folds, 1)))
  }

  /// The fold of a row, 0 ..< folds: by turns.
  public static func fold(ofRow row: Int, folds: Int) -> Int { row % max(folds, 1) }

  /// Fits a model for each fold on all rows outside it, and judges the rows of the fold with it, in the order of rows.
  public static func judge<Model, Judgement>(
    rows: Int, folds: Int, fit: (_ isForLearning: (Int) -> Bool) throws -> Model,
    judge: (Model, _ row: Int) throws -> Judgement
  ) rethrows -> [Judgement] {
    let folds = max(folds, 2)
    var found = [Judgement?](repeating: nil, count: rows)
    for fold in 0..<folds {
      let model = try fit { Self.fold(ofRow: $0, folds: folds) != fold }
      for row in stride(from: fold, to: rows, by: folds) { found[row] = try judge(model, row) }
    }
    return found.compactMap { $0 }
  }
}
