/// Logged decisions with all that a target policy would have answered in their place, from which a model of rewards is learned.
///
/// Answers are *arms*, by number; what the model may tell decisions apart by is their *context*, by number, and a *hint* of each arm in
/// each decision, such as what was believed of it beforehand.
public struct OffPolicyChoices: Sendable {
  /// An answer that a policy may give.
  public struct Answer: Hashable, Sendable {
    /// Its arm.
    public var arm: Int
    /// The probability with which it is given, from 0 to 1.
    public var probability: Double
    /// What is known of it beforehand; 0 where nothing is.
    public var hint: Double

    /// Makes an answer.
    public init(arm: Int, probability: Double, hint: Double = 0) {
      self.arm = arm
      self.probability = probability
      self.hint = hint
    }
  }

  /// A logged decision.
  public struct Row: Hashable, Sendable {
    /// What came of it.
    public var reward: Double
    /// The probability with which what was done was done, above 0.
    public var loggedProbability: Double
    /// The probability with which the target policy would have done the same.
    public var targetProbability: Double
    /// The arm that was done.
    public var arm: Int
    /// The arm's hint in this decision.
    public var hint: Double
    /// What the decision was about, as far as the model tells it apart.
    public var context: Int
    /// The key of the customer.
    public var cluster: UInt64
    /// The number of what the target policy would have answered; see ``OffPolicyChoices/add(policy:)``.
    public var policy: Int

    /// Makes a row.
    public init(
      reward: Double, loggedProbability: Double, targetProbability: Double, arm: Int, hint: Double = 0,
      context: Int = 0, cluster: UInt64, policy: Int
    ) {
      self.reward = reward
      self.loggedProbability = loggedProbability
      self.targetProbability = targetProbability
      self.arm = arm
      self.hint = hint
      self.context = context
      self.cluster = cluster
      self.policy = policy
    }
  }

  /// The decisions.
  public private(set) var rows: [Row] = []
  private var answers: [Answer] = []
  private var ends: [Int] = []

  /// No decisions.
  public init() {}

  /// Adds what the target policy would answer, for one decision or for many.
  /// - Returns: its number.
  public mutating func add(policy: [Answer]) -> Int {
    answers += policy
    ends.append(answers.count)
    return ends.count - 1
  }

  /// Adds a decision.
  public mutating func append(_ row: Row) { rows.append(row) }

  /// What the target policy would answer, by the number that ``add(policy:)`` gave.
  public func policy(_ number: Int) -> ArraySlice<Answer> {
    answers[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
  }

  /// The log, in which each decision is judged by a model that has learned from other customers alone.
  /// - Throws: ``OffPolicyFault`` of the first row that cannot be judged.
  public func log(folds: Int = CrossFitting.foldsUsual) throws(OffPolicyFault) -> OffPolicyLog {
    for (index, row) in rows.enumerated() where !row.reward.isFinite || !row.hint.isFinite {
      throw .notFinite(at: index)
    }
    let (foldOfRow, models) = fitted(folds)
    let leverages = models.enumerated().map { fold, model in
      model.leverage(
        zip(rows, foldOfRow).lazy.filter { $0.1 == fold }.map { (answers: policy($0.0.policy), context: $0.0.context) })
    }
    var log = OffPolicyLog()
    for (row, fold) in zip(rows, foldOfRow) {
      var leverage = 0.0
      for other in models.indices where other != fold { leverage += leverages[other](row) }
      try log.append(
        reward: row.reward, loggedProbability: row.loggedProbability, targetProbability: row.targetProbability,
        expectedOfLogged: models[fold].expected(arm: row.arm, context: row.context, hint: row.hint),
        expectedOfTarget: models[fold].expected(policy(row.policy), context: row.context), cluster: row.cluster,
        leverage: leverage)
    }
    return log
  }

  /// What the model of a row's fold expects of each arm there, for whoever wants to value the log by other means.
  public func expectations(armsCount: Int, folds: Int = CrossFitting.foldsUsual) -> [[Double]] {
    let (foldOfRow, models) = fitted(folds)
    return zip(rows, foldOfRow).map { row, fold in
      (0..<armsCount).map { models[fold].expected(arm: $0, context: row.context, hint: row.hint) }
    }
  }

  private func fitted(_ folds: Int) -> (foldOfRow: [Int], models: [RewardModel]) {
    let folds = max(folds, 2)
    let foldOfRow = rows.map { CrossFitting.fold(ofCluster: $0.cluster, folds: folds) }
    let models = (0..<folds).map { fold in
      RewardModel(zip(rows, foldOfRow).lazy.filter { $0.1 != fold }.map(\.0))
    }
    return (foldOfRow, models)
  }
}
