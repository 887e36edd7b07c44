/// Lifetime values of all who bought.
final class LifetimeReport {
  /// What is to come of a customer, by horizon.
  struct Outlook {
    var chanceAlive: Double
    var purchases: [Double]
    var worth: [Double]
  }

  /// How many months ahead.
  static let horizons = [12, 24]
  /// Of how many customers of a group the doubt about parameters is found out.
  static let sampleMax = 200

  /// The models; nothing where none fit.
  let fit: LifetimeFit?
  /// Why none fit.
  let note: String?
  private let endDay: Int
  private let terms: [LifetimeTerms]
  /// What was computed, by all that models know of a customer but what purchases are worth.
  private var known: [PurchaseSummary: (chanceAlive: Double, purchases: [Double], discounted: [Double])] = [:]

  init(_ tallies: [PurchaseTally], endDay: Int, discountPerMonth: Double) {
    self.endDay = endDay
    terms = LifetimeReport.horizons.map { LifetimeTerms(months: $0, discountPerMonth: discountPerMonth) }
    do throws(LifetimeFit.Fault) {
      fit = try LifetimeFit(tallies.compactMap { $0.summary(endDay: endDay) })
      note = fit?.spend == nil ? "purchases have no worth that gamma-gamma fits: no lifetime values in money" : nil
    } catch {
      fit = nil
      switch error {
      case .tooFew:
        note = "fewer than \(LifetimeFit.customersMin) customers bought, or nobody twice: no lifetime values"
      case .unsettled: note = "purchases do not follow BG/NBD: no lifetime values"
      }
    }
  }

  func summary(_ tally: PurchaseTally) -> PurchaseSummary? { tally.summary(endDay: endDay) }

  func outlook(_ summary: PurchaseSummary) -> Outlook? {
    guard let fit else { return nil }
    var key = summary
    key.meanValue = 0
    let timing: (chanceAlive: Double, purchases: [Double], discounted: [Double])
    if let found = known[key] {
      timing = found
    } else {
      timing = (
        fit.purchases.chanceAlive(key),
        terms.map { fit.purchases.expectedPurchases(key, days: Double($0.months) * $0.monthDays) },
        LifetimeFit.discounted(key, terms, fit.purchases)
      )
      known[key] = timing
    }
    let each = fit.spend?.expectedValue(summary) ?? 0
    return Outlook(
      chanceAlive: timing.chanceAlive, purchases: timing.purchases, worth: timing.discounted.map { $0 * each })
  }

  /// How much the worth of some customers varies with the doubt about parameters, as a part of it; nothing where they are worth
  /// nothing.
  func relativeDeviation(_ sample: [PurchaseSummary], _ horizon: Int) -> Double? {
    guard let total = fit?.total(sample, terms[horizon]), total.value > 0 else { return nil }
    return total.deviation / total.value
  }
}
