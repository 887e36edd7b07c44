/// What happened since the last look: contacts, and how many of them ended badly, of those whom the new thing reached and of the
/// others, among customers who may be compared with one another.
public struct RateCounts: Hashable, Sendable {
  /// Where these customers are; only those of one stratum are compared.
  public var stratum: UInt32
  /// Contacts of customers whom the roll-out reaches.
  public var exposed: Int
  /// Of those, the bad ones.
  public var exposedBad: Int
  /// Contacts of customers of the stratum whom it does not reach.
  public var baseline: Int
  /// Of those, the bad ones.
  public var baselineBad: Int

  /// Makes counts; negative ones are 0, and no more are bad than there are.
  public init(stratum: UInt32 = 0, exposed: Int, exposedBad: Int, baseline: Int, baselineBad: Int) {
    self.stratum = stratum
    self.exposed = max(0, exposed)
    self.exposedBad = min(max(0, exposedBad), self.exposed)
    self.baseline = max(0, baseline)
    self.baselineBad = min(max(0, baselineBad), self.baseline)
  }

  /// Adds counts of the same customers.
  fileprivate mutating func add(_ more: RateCounts) {
    exposed += more.exposed
    exposedBad += more.exposedBad
    baseline += more.baseline
    baselineBad += more.baselineBad
  }

  /// Whether both groups had contacts, without which nothing can be compared.
  fileprivate var isComparable: Bool { exposed > 0 && baseline > 0 }
}

/// Evidence about two rates that may be looked at every day: two bets, one that the exposed fare worse than a tolerance allows,
/// one that they do not.
///
/// Rates are compared inside strata alone, so that it does not matter where the exposed live: what is bet on is one difference
/// for all of them, that of Mantel and Haenszel, on top of a rate of each stratum's own. Strata are independent, so their
/// factors multiply.
///
/// Each bet is an e-process: as long as its hypothesis is true, its expected capital never grows, so that the chance that it ever reaches
/// 1 / α is at most α, however often one looks (Ville's inequality). With every look it is multiplied by the likelihood of the new
/// counts under the rates estimated from the earlier ones, over their likelihood under the rates of the hypothesis that are
/// nearest to those (in Kullback-Leibler divergence). Source: Turner, Grünwald, "Exact anytime-valid confidence intervals for
/// contingency tables and beyond", 2023; Turner, Ly, Grünwald, "Generic E-variables for exact sequential k-sample tests that
/// allow for optional stopping", 2024. The difference: Greenland, Robins, "Estimation of a common effect parameter from sparse
/// follow-up data", 1985.
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
  /// Contacts of the exposed that could be compared: on looks at which others of their stratum had contacts too.
  public private(set) var comparedCount = 0
  /// All counts so far by stratum, ascending.
  private var strata: [RateCounts] = []

  /// Starts without evidence.
  public init(tolerance: Double) { self.tolerance = min(max(tolerance, 0), 0.999) }

  /// All counts so far, of every stratum.
  public var total: RateCounts {
    strata.reduce(into: RateCounts(exposed: 0, exposedBad: 0, baseline: 0, baselineBad: 0)) { $0.add($1) }
  }

  /// Takes in what happened since the last look, stratum by stratum. Where one of the two groups had no contact nothing is told about their
  /// difference, and the counts only come to the estimates.
  public mutating func observe(_ counts: [RateCounts]) {
    let estimates = RateEstimates(strata)
    for counts in counts where counts.isComparable {
      comparedCount += counts.exposed
      // Before anything is known there is nothing to bet on.
      guard !strata.isEmpty, estimates.difference != tolerance else { continue }
      let known = place(of: counts.stratum)
      let rates = estimates.rates(known < strata.count && strata[known].stratum == counts.stratum ? strata[known] : nil)
      if estimates.difference > tolerance {
        logHarm += logRatio(counts, rates)
      } else {
        logSafety += logRatio(counts, rates)
      }
    }
    // One look is one moment: what counts is where all strata together led.
    logHarmMax = max(logHarmMax, logHarm)
    logSafetyMax = max(logSafetyMax, logSafety)
    for counts in counts {
      let place = place(of: counts.stratum)
      if place < strata.count, strata[place].stratum == counts.stratum {
        strata[place].add(counts)
      } else {
        strata.insert(counts, at: place)
      }
    }
  }

  /// Where a stratum stands, or would stand.
  private func place(of stratum: UInt32) -> Int {
    var (low, high) = (0, strata.count)
    while low < high {
      let middle = (low + high) / 2
      if strata[middle].stratum < stratum { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The logarithm of how much likelier counts are under some rates than under the nearest on the border of the tolerance.
  private func logRatio(_ counts: RateCounts, _ rates: (exposed: Double, baseline: Double)) -> Double {
    let border = nearestBorder(rates, counts)
    func logLikelihood(_ bad: Int, _ count: Int, _ rate: Double, _ other: Double) -> Double {
      let badPart = bad == 0 ? 0 : Double(bad) * Elementary.logarithm(rate / other)
      let goodPart = count == bad ? 0 : Double(count - bad) * Elementary.logarithm((1 - rate) / (1 - other))
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

/// What is expected after some counts: a rate of each stratum, and one difference.
private struct RateEstimates {
  /// By how much the exposed rate lies above the other: Mantel and Haenszel's, drawn towards 0 where there is little, so that the first
  /// bets are small.
  let difference: Double
  /// The rate of those who are not exposed, over all strata.
  private let baseline: Double

  init(_ strata: [RateCounts]) {
    var sum = 0.0
    var weight = 0.0
    var (bad, exposed, all) = (0, 0, 0)
    for counts in strata {
      let size = Double(counts.exposed + counts.baseline)
      bad += counts.exposedBad + counts.baselineBad
      exposed += counts.exposed
      all += counts.exposed + counts.baseline
      guard counts.isComparable else { continue }
      weight += Double(counts.exposed) * Double(counts.baseline) / size
      sum +=
        (Double(counts.exposedBad) * Double(counts.baseline) - Double(counts.baselineBad) * Double(counts.exposed))
        / size
    }
    difference = sum / (weight + 1)
    baseline = (Double(bad) - Double(exposed) * difference + 0.5) / (Double(all) + 1)
  }

  /// The rates of a stratum: its own where it has counts, that of all where it has few.
  func rates(_ counts: RateCounts?) -> (exposed: Double, baseline: Double) {
    let count = Double((counts?.exposed ?? 0) + (counts?.baseline ?? 0))
    let bad = Double((counts?.exposedBad ?? 0) + (counts?.baselineBad ?? 0))
    let own = (bad - Double(counts?.exposed ?? 0) * difference + 2 * baseline) / (count + 2)
    // Inside 0 and 1, both of them, and still as far apart.
    let margin = min(0.25 / (count + 2), (1 - abs(difference)) / 2)
    let rate = min(max(own, margin, margin - difference), 1 - margin, 1 - margin - difference)
    return (rate + difference, rate)
  }
}
