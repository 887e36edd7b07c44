/// What each customer would have given under each arm, doubly robust: unbiased for the mean over customers, however wild for one.
///
/// With it, any rule that chooses arms without having seen the outcomes is judged by a mean, and two rules by the mean of a difference, whose
/// error is smaller than that of either. Source: Robins, Rotnitzky, Zhao, "Estimation of regression coefficients when some
/// regressors are not always observed", 1994; Dudík, Langford, Li, 2011.
public struct ArmScores: Sendable {
  /// How many arms there are, silence included.
  public let armsCount: Int
  private var scores: [Double] = []

  /// Starts without customers.
  public init(armsCount: Int) { self.armsCount = max(armsCount, 1) }

  /// How many customers there are.
  public var count: Int { scores.count / armsCount }

  /// Adds a customer.
  /// - Parameters:
  ///   - expected: what a model that has not seen this customer expects of each arm.
  ///   - done: the arm that was done.
  ///   - probability: the logged probability of that arm, above 0.
  ///   - outcome: what came of it.
  public mutating func append(
    expected: [Double], done: Int, probability: Double, outcome: Double
  ) throws(OffPolicyFault) {
    guard probability > 0, probability <= 1 else { throw .badLoggedProbability(at: count) }
    guard expected.count == armsCount, expected.indices.contains(done), outcome.isFinite,
      expected.allSatisfy(\.isFinite)
    else { throw .notFinite(at: count) }
    scores += expected
    scores[scores.count - armsCount + done] += (outcome - expected[done]) / probability
  }

  /// The score of a customer under an arm.
  public subscript(row: Int, arm: Int) -> Double { scores[row * armsCount + arm] }

  /// The value of a rule that chooses an arm for each customer, less what its arms cost: mean and standard error.
  public func value(of choices: [Int], costs: [Double]) -> (value: Double, standardError: Double) {
    summary(zip(choices.indices, choices).map { self[$0, $1] - costs[$1] })
  }

  /// The value of a rule less that of another: mean and standard error.
  public func difference(_ choices: [Int], _ others: [Int], costs: [Double]) -> (value: Double, standardError: Double) {
    summary(
      choices.indices.map { (self[$0, choices[$0]] - costs[choices[$0]]) - (self[$0, others[$0]] - costs[others[$0]]) })
  }

  private func summary(_ numbers: [Double]) -> (value: Double, standardError: Double) {
    var sum = CompensatedSum()
    for number in numbers { sum.add(number) }
    return (sum.value / Double(numbers.count), CompensatedSum.standardErrorOfMean(numbers))
  }
}
