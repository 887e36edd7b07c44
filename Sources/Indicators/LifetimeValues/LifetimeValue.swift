import Decisions

/// How long ahead lifetime value looks, and what later money is worth.
public struct LifetimeTerms: Hashable, Sendable {
  /// A month, in days.
  public static let monthDays = 365.25 / 12

  /// How many months ahead.
  public var months: Int
  /// What money loses in a month, 0 … 1; 0.01 is some 13 % a year.
  public var discountPerMonth: Double
  /// A month, in days.
  public var monthDays: Double

  /// Makes terms.
  public init(months: Int, discountPerMonth: Double = 0.01, monthDays: Double = LifetimeTerms.monthDays) {
    self.months = months
    self.discountPerMonth = discountPerMonth
    self.monthDays = monthDays
  }
}

/// What a customer is worth, with what is believed of it: from 2.5 to 97.5 % where the doubt is about parameters.
public struct LifetimeValue: Hashable, Sendable {
  /// The chance that they still buy, 0 … 1.
  public var chanceAlive: Double
  /// Purchases that are expected, not discounted.
  public var purchases: Double
  /// What they are worth now, in money; nothing where values are not known.
  public var value: Double?
  /// The standard deviation of ``value`` by the doubt about parameters, in money.
  public var deviation: Double?
}

extension LifetimeFit {
  /// What a customer is worth over some months from the end of observation on.
  public func value(_ summary: PurchaseSummary, _ terms: LifetimeTerms) -> LifetimeValue {
    let days = Double(terms.months) * terms.monthDays
    guard let spend else {
      return LifetimeValue(
        chanceAlive: purchases.chanceAlive(summary), purchases: purchases.expectedPurchases(summary, days: days))
    }
    let value = LifetimeFit.worth(summary, terms, purchases, spend)
    return LifetimeValue(
      chanceAlive: purchases.chanceAlive(summary), purchases: purchases.expectedPurchases(summary, days: days),
      value: value, deviation: deviation { LifetimeFit.worth(summary, terms, $0, $1) })
  }

  /// What customers are worth together over some months, in money, with the standard deviation by the doubt about
  /// parameters; nothing where values are not known.
  public func total(_ summaries: [PurchaseSummary], _ terms: LifetimeTerms) -> (value: Double, deviation: Double)? {
    guard let spend else { return nil }
    func sum(_ purchases: PurchaseModel, _ spend: SpendModel) -> Double {
      summaries.reduce(0) { $0 + LifetimeFit.worth($1, terms, purchases, spend) }
    }
    return (sum(purchases, spend), deviation(sum))
  }

  /// Month by month, as the money comes.
  static func worth(
    _ summary: PurchaseSummary, _ terms: LifetimeTerms, _ purchases: PurchaseModel, _ spend: SpendModel
  ) -> Double {
    (discounted(summary, [terms], purchases).first ?? 0) * spend.expectedValue(summary)
  }

  /// Purchases that are expected within each of some terms, each discounted by the month in which it comes. Terms ascend, and
  /// agree in all but how many months they look ahead.
  static func discounted(
    _ summary: PurchaseSummary, _ terms: [LifetimeTerms], _ purchases: PurchaseModel
  ) -> [Double] {
    var sums: [Double] = []
    var (sum, before, factor) = (0.0, 0.0, 1.0)
    var month = 0
    for one in terms {
      while month < one.months {
        month += 1
        factor /= 1 + one.discountPerMonth
        let until = purchases.expectedPurchases(summary, days: Double(month) * one.monthDays)
        sum += factor * (until - before)
        before = until
      }
      sums.append(sum)
    }
    return sums
  }

  /// The delta method: how much a number varies when parameters vary as much as they are in doubt.
  private func deviation(_ number: (PurchaseModel, SpendModel) -> Double) -> Double {
    guard let spend, covariance.count == 7 else { return 0 }
    let h = 1e-4
    func moved(_ index: Int, _ move: Double) -> Double {
      let factor = Elementary.exponential(move)
      var (purchases, spend) = (self.purchases, spend)
      switch index {
      case 0: purchases.r *= factor
      case 1: purchases.alpha *= factor
      case 2: purchases.a *= factor
      case 3: purchases.b *= factor
      case 4: spend.p *= factor
      case 5: spend.q *= factor
      default: spend.v *= factor
      }
      return number(purchases, spend)
    }
    let slopes = (0..<7).map { (moved($0, h) - moved($0, -h)) / (2 * h) }
    var variance = 0.0
    for i in 0..<7 { for j in 0..<7 { variance += slopes[i] * covariance[i][j] * slopes[j] } }
    return max(0, variance).squareRoot()
  }
}
