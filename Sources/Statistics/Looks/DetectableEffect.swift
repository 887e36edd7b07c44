/// How much outcomes vary, as far as it matters for the size of an experiment.
public struct OutcomeSpread: Hashable, Sendable {
  /// The variance of a customer's outcome; rate × (1 − rate) for what happens or does not.
  public var variance: Double
  /// How many times more customers are needed because whole clusters are assigned, at least 1: see ``designEffect(clusterSizeMean:clusterSizeVariation:correlation:)``.
  public var designEffect: Double
  /// The share of the variance that behaviour before explains (R²), 0 … 1: what an adjustment will take away. From ``ArmEffect/explained`` of an earlier test.
  public var explained: Double

  /// Makes one.
  public init(variance: Double, designEffect: Double = 1, explained: Double = 0) {
    self.variance = max(0, variance)
    self.designEffect = max(1, designEffect)
    self.explained = min(max(0, explained), 1)
  }

  /// What is left to be averaged away, of one customer.
  var left: Double { variance * designEffect * (1 - explained) }

  /// How many times more customers clusters need: 1 + ((cv² + 1) m − 1) ρ.
  ///
  /// Sources: Kish, "Survey sampling", 1965; for unequal sizes Eldridge, Ashby, Kerry, "Sample size for cluster randomized trials: effect of
  /// coefficient of variation of cluster size and analysis method", 2006.
  /// - Parameters:
  ///   - clusterSizeMean: customers of a cluster, m.
  ///   - clusterSizeVariation: the standard deviation of the sizes over their mean, cv.
  ///   - correlation: of outcomes within a cluster, ρ, 0 … 1.
  public static func designEffect(
    clusterSizeMean: Double, clusterSizeVariation: Double = 0, correlation: Double
  ) -> Double {
    1 + ((clusterSizeVariation * clusterSizeVariation + 1) * clusterSizeMean - 1) * correlation
  }
}

/// What an experiment can find: said before it starts.
///
/// An effect of ``drift`` standard errors (of the planned end) is called, on its own side, with the chance asked for, at any of the looks; so the price of
/// looking often is in it. Source: Jennison, Turnbull, "Group sequential methods with applications to clinical trials", 2000, chapter 19.
public struct DetectableEffect: Hashable, Sendable {
  /// How many standard errors of the planned end an effect must measure.
  public let drift: Double

  /// Works it out.
  /// - Parameters:
  ///   - alpha: the chance that a test without effect is ever called, on either side.
  ///   - power: the chance that the effect is called, above α and below 1; 0.8 is usual.
  ///   - looks: how many looks there will be, evenly spaced; at an open dashboard the result changes little with them.
  public init(_ looking: Looking, alpha: Double = 0.05, power: Double = 0.8, looks: Int = 10) {
    let count = looking == .once ? 1 : max(1, looks)
    // Sequences are the same at every size, beyond their smallest.
    let unit = 100.0 * ConfidenceSequence.countMin
    let counts = (1...count).map { Double($0) * unit }
    let boundaries = looking.boundaries(alpha: alpha, counts: counts, plannedCount: unit * Double(count))
    let times = counts.map { $0 / (unit * Double(count)) }
    var (low, high) = (0.0, 12.0)
    for _ in 0..<8 {
      let drifts = (0...8).map { low + (high - low) * Double($0) / 8 }
      let powers = LookDensity.crossings(boundaries, at: times, drifts: drifts).map(\.upper)
      let above = powers.firstIndex { $0 >= power } ?? 8
      (low, high) = (drifts[max(0, above - 1)], drifts[above])
    }
    drift = (low + high) / 2
  }

  /// The smallest difference of means that is found.
  /// - Parameters:
  ///   - treatedCount: customers of the treated arm, planned.
  ///   - controlCount: customers of control.
  public func difference(treatedCount: Double, controlCount: Double, spread: OutcomeSpread) -> Double {
    guard treatedCount > 0, controlCount > 0 else { return .infinity }
    return drift * (spread.left / treatedCount + spread.left / controlCount).squareRoot()
  }

  /// The smallest rise of a rate that is found; its own variance grows with it. Infinite when it would lead beyond 1.
  /// - Parameters:
  ///   - rate: of control, 0 … 1.
  ///   - spread: its variance is not used.
  public func rise(rate: Double, treatedCount: Double, controlCount: Double, spread: OutcomeSpread) -> Double {
    guard treatedCount > 0, controlCount > 0 else { return .infinity }
    let scale = OutcomeSpread(variance: 1, designEffect: spread.designEffect, explained: spread.explained).left
    func isFound(_ rise: Double) -> Bool {
      let raised = rate + rise
      let error = scale * (raised * (1 - raised) / treatedCount + rate * (1 - rate) / controlCount)
      return rise >= drift * error.squareRoot()
    }
    var (low, high) = (0.0, 1 - rate)
    guard isFound(high) else { return .infinity }
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if isFound(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// The customers that control needs for a difference of means to be found.
  /// - Parameter ratio: customers of the treated arm for one of control, above 0.
  public func controlCount(difference: Double, ratio: Double = 1, spread: OutcomeSpread) -> Double {
    drift * drift * spread.left * (1 + 1 / ratio) / (difference * difference)
  }

  /// The customers that control needs for a change of a rate to be found.
  public func controlCount(rate: Double, raised: Double, ratio: Double = 1, spread: OutcomeSpread) -> Double {
    let scale = OutcomeSpread(variance: 1, designEffect: spread.designEffect, explained: spread.explained).left
    let variance = raised * (1 - raised) / ratio + rate * (1 - rate)
    return drift * drift * scale * variance / ((raised - rate) * (raised - rate))
  }
}
