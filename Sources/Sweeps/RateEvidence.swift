/// What happened since the last look: contacts, and how many of them ended badly, of those whom the new thing reached and of the
/// others.
public struct RateCounts: Hashable, Sendable {
  /// Contacts of customers whom the roll-out reaches.
  public var exposed: Int
  /// Of those, the bad ones.
  public var exposedBad: Int
  /// Contacts of comparable customers whom it does not reach.
  public var baseline: Int
  /// Of those, the bad ones.
  public var baselineBad: Int

  /// Makes counts; negative ones are 0, and no more are bad than there are.
  public init(exposed: Int, exposedBad: Int, baseline: Int, baselineBad: Int) {
    self.exposed = max(0, exposed)
    self.exposedBad = min(max(0, exposedBad), self.exposed)
    self.baseline = max(0, baseline)
    self.baselineBad = min(max(0, baselineBad), self.baseline)
  }
}

/// Evidence about two rates that may be looked at every day: two bets, one that the exposed fare worse than a tolerance allows,
/// one that they do not.
///
/// Each bet is an e-process: as long as its hypothesis is true, its expected capital never grows, so that the chance that it ever reaches
/// 1 / α is at most α, however often one looks (Ville's inequality). With every look it is multiplied by the likelihood of the new
/// counts under the rates estimated from the earlier ones, over their likelihood under the rates of the hypothesis that are
/// nearest to those (in Kullback-Leibler divergence). Source: Turner, Grünwald, "Exact anytime-valid confidence intervals for
/// contingency tables and beyond", 2023; Turner, Ly, Grünwald, "Generic E-variables for exact sequential k-sample tests that
/// allow for optional stopping", 2024.
public struct RateEvidence: Hashable, Sendable {
  /// By how much the exposed rate may lie above the other, as a difference of rates, 0 … 1.
  public let tolerance: Double
  /// The natural logarithm of the capital against "the exposed rate is at most the other plus the tolerance".
  public private(set) var logHarm = 0.0
  /// The natural logarithm of the capital against "the exposed rate is the other plus the tolerance, or more".
  public private(set) var logSafety = 0.0
  /// The greatest that each capital ever was: what counts, because looking may stop at any time.
  public private(set) var logHarmMax = 0.0
  /// See ``logHarmMax``.
  public private(set) var logSafetyMax = 0.0
  /// All counts so far.
  public private(set) var total = RateCounts(exposed: 0, exposedBad: 0, baseline: 0, baselineBad: 0)

  /// Starts without evidence.
  public init(tolerance: Double) { self.tolerance = min(max(tolerance, 0), 0.999) }

  /// Takes in what happened since the last look. A day on which one of the two groups had no contact tells nothing about their
  /// difference, and its counts only come to the estimates.
  public mutating func observe(_ counts: RateCounts) {
    if counts.exposed > 0, counts.baseline > 0 {
      let rates = estimates
      if rates.exposed > rates.baseline + tolerance {
        logHarm += logRatio(counts, rates)
        logHarmMax = max(logHarmMax, logHarm)
      } else if rates.exposed < rates.baseline + tolerance {
        logSafety += logRatio(counts, rates)
        logSafetyMax = max(logSafetyMax, logSafety)
      }
    }
    total = RateCounts(
      exposed: total.exposed + counts.exposed, exposedBad: total.exposedBad + counts.exposedBad,
      baseline: total.baseline + counts.baseline, baselineBad: total.baselineBad + counts.baselineBad)
  }

  /// The rates so far, drawn towards their common mean where there is little, so that the first bets are small.
  private var estimates: (exposed: Double, baseline: Double) {
    let pooled = (Double(total.exposedBad + total.baselineBad) + 0.5) / (Double(total.exposed + total.baseline) + 1)
    func rate(_ bad: Int, _ count: Int) -> Double { (Double(bad) + 2 * pooled) / (Double(count) + 2) }
    return (rate(total.exposedBad, total.exposed), rate(total.baselineBad, total.baseline))
  }

  /// The logarithm of how much likelier counts are under some rates than under the nearest on the border of the tolerance.
  private func logRatio(_ counts: RateCounts, _ rates: (exposed: Double, baseline: Double)) -> Double {
    let border = nearestBorder(rates, counts)
    func logLikelihood(_ bad: Int, _ count: Int, _ rate: Double, _ other: Double) -> Double {
      let badPart = bad == 0 ? 0 : Double(bad) * NaturalLogarithm.of(rate / other)
      let goodPart = count == bad ? 0 : Double(count - bad) * NaturalLogarithm.of((1 - rate) / (1 - other))
      return badPart + goodPart
    }
    return logLikelihood(counts.exposedBad, counts.exposed, rates.exposed, border + tolerance)
      + logLikelihood(counts.baselineBad, counts.baseline, rates.baseline, border)
  }

  /// The baseline rate b for which (b + tolerance, b) is nearest to some rates, weighted by the sizes of the groups.
  private func nearestBorder(_ rates: (exposed: Double, baseline: Double), _ counts: RateCounts) -> Double {
    /// The slope of the divergence of a rate at another, which grows with the other.
    func slope(_ rate: Double, _ other: Double) -> Double { (1 - rate) / (1 - other) - rate / other }
    var low = 0.0
    var high = 1 - tolerance
    for _ in 0..<100 {
      let middle = (low + high) / 2
      let sum =
        Double(counts.exposed) * slope(rates.exposed, middle + tolerance)
        + Double(counts.baseline) * slope(rates.baseline, middle)
      if sum < 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
