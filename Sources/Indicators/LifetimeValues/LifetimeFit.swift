import Decisions

/// Models of purchases and of their worth that a base of customers makes most likely.
public struct LifetimeFit: Sendable {
  /// Why nothing could be fitted.
  public enum Fault: String, Error, Sendable {
    /// Fewer than ``customersMin`` customers who bought, or nobody bought twice.
    case tooFew = "too_few"
    /// No parameters are likelier than all others: purchases of these customers do not follow the model.
    case unsettled
  }

  /// Fewer customers than these are not fitted.
  public static let customersMin = 50
  /// More distinct summaries than these are not fitted: of more, those whose hashes are least.
  public static let summariesMax = 100_000

  /// How often they buy.
  public let purchases: PurchaseModel
  /// What purchases are worth; nothing where no values are known, or they do not follow the model.
  public let spend: SpendModel?
  /// The standard deviations of the logarithms of r, α, a and b.
  public let purchaseDeviations: [Double]
  /// The standard deviations of the logarithms of p, q and v.
  public let spendDeviations: [Double]
  /// The covariance of these logarithms, r, α, a, b, then p, q, v.
  let covariance: [[Double]]
  /// How many customers it was fitted to.
  public let customerCount: Int

  /// Fits both models by maximum likelihood.
  public init(_ summaries: [PurchaseSummary]) throws(Fault) {
    let summaries = summaries.filter(\.isPlausible)
    guard summaries.count >= LifetimeFit.customersMin, summaries.contains(where: { $0.frequency > 0 }) else {
      throw .tooFew
    }
    customerCount = summaries.count
    let data = PurchaseData(summaries, rowsMax: LifetimeFit.summariesMax)
    let scale = 1 / max(data.meanAge, 1e-9)
    let fit = Minimiser(simplexStepsMax: 400).minimise(from: [-1, -1, 0, 1]) { data.loss($0, scale: scale) }
    guard fit.isConverged, let covariance = SymmetricMatrix.inverse(fit.curvature) else { throw .unsettled }
    let parameters = fit.place.map(Elementary.exponential)
    purchases = PurchaseModel(r: parameters[0], alpha: parameters[1] / scale, a: parameters[2], b: parameters[3])
    purchaseDeviations = covariance.indices.map { covariance[$0][$0].squareRoot() }
    let spending = LifetimeFit.spend(summaries)
    spend = spending?.model
    spendDeviations = spending.map { fit in fit.covariance.indices.map { fit.covariance[$0][$0].squareRoot() } } ?? []
    self.covariance = LifetimeFit.joined(covariance, spending?.covariance ?? [])
  }

  private static func spend(_ summaries: [PurchaseSummary]) -> (model: SpendModel, covariance: [[Double]])? {
    let data = SpendData(summaries.filter { $0.frequency > 0 && $0.meanValue > 0 }, rowsMax: summariesMax)
    guard data.count >= customersMin else { return nil }
    let scale = 1 / data.meanValue
    let fit = Minimiser(simplexStepsMax: 400).minimise(from: [1, 1, 0]) { data.loss($0, scale: scale) }
    guard fit.isConverged, let covariance = SymmetricMatrix.inverse(fit.curvature) else { return nil }
    let parameters = fit.place.map(Elementary.exponential)
    return (SpendModel(p: parameters[0], q: parameters[1], v: parameters[2] / scale), covariance)
  }

  /// Two covariances that have nothing to do with each other, in one.
  private static func joined(_ first: [[Double]], _ second: [[Double]]) -> [[Double]] {
    let n = first.count + second.count
    var all = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for i in first.indices { for j in first.indices { all[i][j] = first[i][j] } }
    for i in second.indices { for j in second.indices { all[first.count + i][first.count + j] = second[i][j] } }
    return all
  }
}

/// Equal summaries of purchases, counted.
private struct PurchaseData {
  private struct Key: Hashable { var frequency: Int, recency: Double, age: Double }
  private var rows: [(frequency: Double, recency: Double, age: Double, weight: Double)] = []
  private var byFrequency: [(frequency: Double, weight: Double)] = []
  private(set) var meanAge = 0.0

  init(_ summaries: [PurchaseSummary], rowsMax: Int) {
    var counts: [Key: Double] = [:]
    for one in summaries {
      counts[Key(frequency: one.frequency, recency: one.recencyDays, age: one.ageDays), default: 0] += 1
    }
    var keys = counts.keys.sorted { ($0.frequency, $0.recency, $0.age) < ($1.frequency, $1.recency, $1.age) }
    if keys.count > rowsMax { keys = Sampling.sample(keys, countMax: rowsMax) }
    var total = 0.0
    var weights: [Int: Double] = [:]
    for key in keys {
      let weight = counts[key] ?? 0
      rows.append((Double(key.frequency), key.recency, key.age, weight))
      weights[key.frequency, default: 0] += weight
      meanAge += key.age * weight
      total += weight
    }
    meanAge /= max(total, 1)
    byFrequency = weights.sorted { $0.key < $1.key }.map { (Double($0.key), $0.value) }
  }

  /// Minus the log likelihood at logarithms of r, α in scaled days, a and b. Formula (6) of the source.
  func loss(_ logs: [Double], scale: Double) -> Double {
    let (r, alpha) = (Elementary.exponential(logs[0]), Elementary.exponential(logs[1]))
    let (a, b) = (Elementary.exponential(logs[2]), Elementary.exponential(logs[3]))
    func gamma(_ x: Double) -> Double { SpecialFunctions.logGamma(x) }
    var sum = 0.0
    for (x, weight) in byFrequency {
      sum +=
        weight
        * (gamma(r + x) - gamma(r) + r * logs[1] + gamma(a + b) + gamma(b + x) - gamma(b) - gamma(a + b + x))
    }
    for row in rows {
      let alive = Elementary.logarithm(alpha + row.age * scale)
      let x = row.frequency
      var term = -(r + x) * alive
      if x > 0 {
        let odds = a / (b + x - 1)
        term += Elementary.logarithm(
          1 + odds * Elementary.exponential((r + x) * (alive - Elementary.logarithm(alpha + row.recency * scale))))
      }
      sum += row.weight * term
    }
    return -sum
  }
}

/// Customers with repeat purchases of known worth.
private struct SpendData {
  private var rows: [(count: Double, mean: Double)] = []
  private var byCount: [(count: Double, weight: Double)] = []
  private(set) var meanValue = 0.0
  var count: Int { rows.count }

  init(_ summaries: [PurchaseSummary], rowsMax: Int) {
    var rows = summaries.map { (count: Double($0.frequency), mean: $0.meanValue) }.sorted { $0 < $1 }
    if rows.count > rowsMax { rows = Sampling.sample(rows, countMax: rowsMax) }
    var weights: [Double: Double] = [:]
    for row in rows {
      weights[row.count, default: 0] += 1
      meanValue += row.mean
    }
    meanValue /= Double(max(1, rows.count))
    byCount = weights.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    self.rows = rows
  }

  /// Minus the log likelihood at logarithms of p, q and v in scaled money. Formula (1a) of the source of 2013.
  func loss(_ logs: [Double], scale: Double) -> Double {
    let (p, q, v) = (Elementary.exponential(logs[0]), Elementary.exponential(logs[1]), Elementary.exponential(logs[2]))
    func gamma(_ x: Double) -> Double { SpecialFunctions.logGamma(x) }
    var sum = 0.0
    for (x, weight) in byCount {
      sum += weight * (gamma(p * x + q) - gamma(p * x) - gamma(q) + q * logs[2] + p * x * Elementary.logarithm(x))
    }
    for row in rows {
      let mean = row.mean * scale
      sum += (p * row.count - 1) * Elementary.logarithm(mean)
      sum -= (p * row.count + q) * Elementary.logarithm(row.count * mean + v)
    }
    return -sum
  }
}

/// Draws that depend on places alone.
enum Sampling {
  /// So many of these, drawn evenly, in their order.
  static func sample<T>(_ all: [T], countMax: Int) -> [T] {
    let salt = Chance.key(of: "indicators.sample")
    let ranked = all.indices.map { (Chance.uniform(UInt64($0), salt: salt), $0) }.sorted { $0 < $1 }
    return ranked.prefix(countMax).map(\.1).sorted().map { all[$0] }
  }
}
