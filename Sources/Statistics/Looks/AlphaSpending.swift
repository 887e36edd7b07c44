/// How much of α may be used up by a share of the planned information. Source: Lan, DeMets, "Discrete sequential boundaries for clinical
/// trials", 1983.
public enum AlphaSpending: Hashable, Sendable, CaseIterable {
  /// Hardly any at first, nearly all at the end, like O'Brien and Fleming's boundaries: the last look is almost as sharp as if it were the
  /// only one.
  case obrienFleming
  /// Evenly, like Pocock's boundaries: early looks may call, and the last one pays for it.
  case pocock

  /// What is used up at a share of the information, of a two-sided α; all of it from 1 on.
  public func spent(alpha: Double, at share: Double) -> Double {
    guard share > 0 else { return 0 }
    guard share < 1 else { return alpha }
    switch self {
    case .obrienFleming:
      // Each side spends its half by Lan and DeMets' first function.
      let z = -NormalDistribution.quantile(alpha / 4)
      return 4 * NormalDistribution.above(z / share.squareRoot())
    case .pocock: return alpha * Elementary.logarithm(1 + 1.718_281_828_459_045 * share)
    }
  }
}

/// Looks whose number and times are free, as long as they do not depend on what was seen, within a planned size: α is spent among them.
///
/// Over all looks together a test without effect is called with a chance of α. Source: Lan, DeMets, 1983; intervals at each look:
/// Jennison, Turnbull, "Interim analyses: the repeated confidence interval approach", 1989.
public struct PlannedLooks: Hashable, Sendable {
  /// Shares of information that differ by less are one look.
  private static let shareMin = 1e-6

  /// The chance that a test without effect is ever called, on either side.
  public let alpha: Double
  /// How α is spent.
  public let spending: AlphaSpending
  /// The units of all arms compared that the test was planned for.
  public let plannedCount: Double

  /// Makes a plan.
  public init(alpha: Double, spending: AlphaSpending, plannedCount: Double) {
    self.alpha = min(max(alpha, 1e-12), 0.999)
    self.spending = spending
    self.plannedCount = max(1, plannedCount)
  }

  /// The boundaries at looks, in standard errors: an effect further away is called.
  /// - Parameter counts: the units at each look so far, ascending. A look with nobody new, or beyond the plan, has nothing left to spend: its
  ///   boundary is infinite.
  public func boundaries(counts: [Double]) -> [Double] {
    var density = LookDensity()
    var spent = 0.0
    return counts.map { count in
      let share = min(1, count / plannedCount)
      guard share >= density.time + Self.shareMin else { return .infinity }
      let now = spending.spent(alpha: alpha, at: share)
      let boundary = Self.boundary(density, chance: (now - spent) / 2, at: share)
      density.advance(boundary, to: share)
      spent = now
      return boundary
    }
  }

  /// The boundary that is crossed upwards with a chance.
  private static func boundary(_ density: LookDensity, chance: Double, at time: Double) -> Double {
    guard chance > 1e-200 else { return .infinity }
    // Between the one-look boundary of the chance, which is above, and one that is crossed more often.
    var high = -NormalDistribution.quantile(chance)
    var low = high
    var above = density.above(low, at: time)
    var step = 0.25
    while above < chance, low > -10 {
      high = low
      low -= step
      step *= 2
      above = density.above(low, at: time)
    }
    // Of the logarithm, which is nearly straight: false position, and halves where that is slow.
    let goal = Elementary.logarithm(chance)
    var gaps = (Elementary.logarithm(above) - goal, Elementary.logarithm(density.above(high, at: time)) - goal)
    for round in 0..<60 where high - low > 1e-10 {
      let slanted = low + (high - low) * gaps.0 / (gaps.0 - gaps.1)
      let middle = round % 3 == 2 || !(slanted > low && slanted < high) ? (low + high) / 2 : slanted
      let gap = Elementary.logarithm(density.above(middle, at: time)) - goal
      if abs(gap) < 1e-11 { return middle }
      if gap > 0 { (low, gaps.0) = (middle, gap) } else { (high, gaps.1) = (middle, gap) }
    }
    return (low + high) / 2
  }
}
