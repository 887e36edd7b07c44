/// How the value of a policy is estimated from decisions that another policy made.
///
/// With w the target probability over the logged one, r the reward, q what the model expects of what was done, and q̄ what it expects of the
/// target policy.
public enum OffPolicyEstimator: String, CaseIterable, Sendable {
  /// Mean of q̄. As good as the model; needs no probabilities.
  case directMethod
  /// Inverse propensity scoring: mean of w r. Source: Horvitz, Thompson, 1952.
  case inversePropensity
  /// The same, over the mean of w: less variance, a bias that vanishes. Source: Swaminathan, Joachims, "The self-normalized
  /// estimator for counterfactual learning", 2015.
  case selfNormalized
  /// Mean of q̄ + w (r − q): right when either the probabilities or the model are. Source: Dudík, Langford, Li, "Doubly
  /// robust policy evaluation and learning", 2011.
  case doublyRobust

  /// The estimate of the mean reward per decision; NaN of an empty log, and of ``selfNormalized`` when all weights are 0.
  public func value(of log: OffPolicyLog) -> Double {
    let mean = log.mean { self.term($0, $1) }
    return self == .selfNormalized ? mean / log.mean { $0.weight($1) } : mean
  }

  /// How far each decision pulls the estimate away from where it is; their mean is 0 and their variance, over the count, that of the estimate.
  public func influences(in log: OffPolicyLog) -> [Double] {
    let value = value(of: log)
    guard self == .selfNormalized else { return (0..<log.count).map { term(log, $0) - value } }
    let meanWeight = log.mean { $0.weight($1) }
    return (0..<log.count).map { log.weight($0) * (log.rewards[$0] - value) / meanWeight }
  }

  private func term(_ log: OffPolicyLog, _ row: Int) -> Double {
    switch self {
    case .directMethod: log.expectedOfTarget[row]
    case .inversePropensity, .selfNormalized: log.weight(row) * log.rewards[row]
    case .doublyRobust: log.expectedOfTarget[row] + log.weight(row) * (log.rewards[row] - log.expectedOfLogged[row])
    }
  }
}

extension OffPolicyLog {
  func mean(_ term: (OffPolicyLog, Int) -> Double) -> Double {
    var sum = CompensatedSum()
    for row in 0..<count { sum.add(term(self, row)) }
    return sum.value / Double(count)
  }
}

/// A sum whose error does not grow with the number of its terms. Source: Neumaier, 1974.
struct CompensatedSum {
  private var sum = 0.0
  private var lost = 0.0

  mutating func add(_ term: Double) {
    let next = sum + term
    lost += sum.magnitude >= term.magnitude ? (sum - next) + term : (term - next) + sum
    sum = next
  }

  var value: Double { sum + lost }

  /// The standard error of the mean of these numbers.
  static func standardErrorOfMean(_ numbers: [Double]) -> Double {
    guard numbers.count > 1 else { return .infinity }
    var sum = CompensatedSum()
    for number in numbers { sum.add(number) }
    let mean = sum.value / Double(numbers.count)
    var squares = CompensatedSum()
    for number in numbers { squares.add((number - mean) * (number - mean)) }
    return (squares.value / Double(numbers.count - 1) / Double(numbers.count)).squareRoot()
  }
}
