import Decisions

/// How often customers buy, and whether they still do: BG/NBD.
///
/// While alive a customer buys at a rate of their own, gamma distributed over customers (shape r, rate α); after any
/// purchase they become inactive for good with a chance of their own, beta distributed (a, b).
///
/// Source: Fader, Hardie, Lee, "Counting your customers the easy way: an alternative to the Pareto/NBD model", Marketing
/// Science 24, 2005.
public struct PurchaseModel: Hashable, Sendable {
  /// The shape of the rates of purchase.
  public var r: Double
  /// The rate of the rates, in days.
  public var alpha: Double
  /// The first weight of the chance to become inactive.
  public var a: Double
  /// The second one.
  public var b: Double

  /// Makes a model; all parameters above 0.
  public init(r: Double, alpha: Double, a: Double, b: Double) {
    self.r = r
    self.alpha = alpha
    self.a = a
    self.b = b
  }

  /// The chance that a customer is still alive, 0 … 1; 1 without repeat purchases, as the model has it.
  public func chanceAlive(_ summary: PurchaseSummary) -> Double {
    guard summary.frequency > 0 else { return 1 }
    return 1 / (1 + deadOdds(summary))
  }

  private func deadOdds(_ summary: PurchaseSummary) -> Double {
    let x = Double(summary.frequency)
    let ratio = Elementary.logarithm((alpha + summary.ageDays) / (alpha + summary.recencyDays))
    return a / (b + x - 1) * Elementary.exponential((r + x) * ratio)
  }

  /// How many purchases are expected of a customer in so many days from the end of observation on.
  ///
  /// Formula (10) of the source, with Euler's transformation of the hypergeometric function (Abramowitz and Stegun,
  /// 15.3.3), which makes the series short for customers who buy often.
  public func expectedPurchases(_ summary: PurchaseSummary, days: Double) -> Double {
    guard days > 0 else { return 0 }
    // At a = 1 the formula is 0 / 0, and smooth.
    let a = abs(self.a - 1) < 1e-6 ? 1 + 1e-6 : self.a
    let x = Double(summary.frequency)
    let z = days / (alpha + summary.ageDays + days)
    let c = a + b + x - 1
    let rest = Elementary.exponential((a - 1) * Elementary.logarithm(1 - z))
    let share = 1 - rest * SpecialFunctions.hypergeometric(c - r - x, a - 1, c == 0 ? 1e-9 : c, z)
    let alive = summary.frequency > 0 ? 1 + deadOdds(summary) : 1
    return max(0, c / (a - 1) * share / alive)
  }
}

/// What purchases are worth: gamma-gamma.
///
/// What a customer's purchases are worth is gamma distributed around a mean of their own, whose inverse scale is gamma
/// distributed over customers.
///
/// Sources: Fader, Hardie, Lee, "RFM and CLV: using iso-value curves for customer base analysis", Journal of Marketing
/// Research 42, 2005; Fader and Hardie, "The gamma-gamma model of monetary value", 2013.
public struct SpendModel: Hashable, Sendable {
  /// The shape of what one purchase is worth.
  public var p: Double
  /// The shape over customers.
  public var q: Double
  /// The scale over customers, in money.
  public var v: Double

  /// Makes a model; all parameters above 0.
  public init(p: Double, q: Double, v: Double) {
    self.p = p
    self.q = q
    self.v = v
  }

  /// What a purchase is worth on average over customers, in money; nothing where q ≤ 1, as there is no mean.
  public var mean: Double? { q > 1 ? p * v / (q - 1) : nil }

  /// What a purchase of this customer is expected to be worth, in money: their own mean, drawn towards that of all.
  public func expectedValue(_ summary: PurchaseSummary) -> Double {
    let x = summary.meanValue > 0 ? Double(summary.frequency) : 0
    let weight = p * x + q - 1
    guard weight > 0 else { return 0 }
    return p * (v + x * summary.meanValue) / weight
  }
}
