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
  /// The same, but with the model alone where w is above a threshold τ. Source: Wang, Agarwal, Dudík, "Optimal and adaptive
  /// off-policy evaluation in contextual bandits", 2017.
  case switchDoublyRobust
  /// The same, with λ w / (w² + λ) in place of w, for λ = τ²: half of w where w is τ, ever less above. Source: Su, Dimakopoulou,
  /// Krishnamurthy, Dudík, "Doubly robust off-policy evaluation with shrinkage", 2020.
  case shrunkDoublyRobust

  /// Whether it trades variance for bias by a threshold of weights.
  public var isTuned: Bool { self == .switchDoublyRobust || self == .shrunkDoublyRobust }

  /// The weight that it uses of a decision whose weight is `weight`.
  /// - Parameter threshold: τ, above 0; of no effect where the estimator has none, and where it is infinite.
  func usedWeight(_ weight: Double, threshold: Double) -> Double {
    switch self {
    case .directMethod: 0
    case .inversePropensity, .selfNormalized, .doublyRobust: weight
    case .switchDoublyRobust: weight <= threshold ? weight : 0
    case .shrunkDoublyRobust:
      threshold.isFinite ? weight / ((weight / threshold) * (weight / threshold) + 1) : weight
    }
  }

  /// The estimate of the mean reward per decision; NaN of an empty log, and of ``selfNormalized`` when all weights are 0.
  public func value(of log: OffPolicyLog, threshold: Double = .infinity) -> Double {
    let mean = log.mean { self.term($0, $1, threshold) }
    return self == .selfNormalized ? mean / log.mean { $0.weight($1) } : mean
  }

  /// How far each decision pulls the estimate away from where it is; their mean is 0 and their variance, over the count, that of the estimate.
  ///
  /// What the rewards do to the model counts for ``directMethod``; for the doubly robust it is of second order, as the model has not seen whom it judges.
  public func influences(in log: OffPolicyLog, threshold: Double = .infinity) -> [Double] {
    let value = value(of: log, threshold: threshold)
    if self == .directMethod {
      let fit = log.mean { $0.leverages[$1] * ($0.rewards[$1] - $0.expectedOfLogged[$1]) }
      return (0..<log.count).map {
        log.expectedOfTarget[$0] - value + log.leverages[$0] * (log.rewards[$0] - log.expectedOfLogged[$0]) - fit
      }
    }
    guard self == .selfNormalized else { return (0..<log.count).map { term(log, $0, threshold) - value } }
    let meanWeight = log.mean { $0.weight($1) }
    return (0..<log.count).map { log.weight($0) * (log.rewards[$0] - value) / meanWeight }
  }

  private func term(_ log: OffPolicyLog, _ row: Int, _ threshold: Double) -> Double {
    switch self {
    case .inversePropensity, .selfNormalized: log.weight(row) * log.rewards[row]
    case .directMethod: log.expectedOfTarget[row]
    case .doublyRobust, .switchDoublyRobust, .shrunkDoublyRobust:
      log.expectedOfTarget[row] + usedWeight(log.weight(row), threshold: threshold)
        * (log.rewards[row] - log.expectedOfLogged[row])
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

  static func of(_ numbers: [Double]) -> Double {
    var sum = CompensatedSum()
    for number in numbers { sum.add(number) }
    return sum.value
  }

  /// The standard error of the mean of these numbers.
  static func standardErrorOfMean(_ numbers: [Double]) -> Double {
    guard numbers.count > 1 else { return .infinity }
    let mean = CompensatedSum.of(numbers) / Double(numbers.count)
    var squares = CompensatedSum()
    for number in numbers { squares.add((number - mean) * (number - mean)) }
    return (squares.value / Double(numbers.count - 1) / Double(numbers.count)).squareRoot()
  }
}

/// Which decisions belong to one customer.
struct Clusters {
  /// How many customers there are.
  let count: Int
  /// The customer of each decision, from 0 in the order in which they first appear.
  let ofRow: [Int]

  init(_ keys: [UInt64]) {
    var places: [UInt64: Int] = [:]
    var ofRow: [Int] = []
    ofRow.reserveCapacity(keys.count)
    for key in keys {
      let place = places[key] ?? places.count
      places[key] = place
      ofRow.append(place)
    }
    self.ofRow = ofRow
    count = places.count
  }

  /// The sum over each customer's decisions.
  func sums(_ numbers: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    for (row, number) in numbers.enumerated() { sums[ofRow[row]] += number }
    return sums
  }

  /// The standard error of a mean over decisions whose influences are given: customers are independent, decisions of one customer need not be.
  /// Source: Liang, Zeger, "Longitudinal data analysis using generalized linear models", 1986.
  func standardErrorOfMean(_ influences: [Double]) -> Double {
    guard count > 1 else { return .infinity }
    let mean = CompensatedSum.of(influences) / Double(influences.count)
    var squares = CompensatedSum()
    for sum in sums(influences.map { $0 - mean }) { squares.add(sum * sum) }
    return (squares.value * Double(count) / Double(count - 1)).squareRoot() / Double(influences.count)
  }
}
