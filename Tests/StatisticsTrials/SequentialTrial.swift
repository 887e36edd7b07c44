import Seeds
import Statistics

/// The same made-up experiment many times, looked at often.
public struct SequentialTrial: Sendable {
  /// What control does.
  public let control: Outcome
  /// What the treated do.
  public let treated: Outcome
  /// Customers a side at the end.
  public let sideCount: Int
  /// Looks, evenly spaced.
  public let lookCount: Int
  private let boundaries: [[Double]]

  /// Makes one.
  public init(control: Outcome, treated: Outcome, sideCount: Int = 20_000, lookCount: Int = 100) {
    self.control = control
    self.treated = treated
    self.sideCount = sideCount
    self.lookCount = lookCount
    boundaries = LookedAt.boundaries(counts: (1...lookCount).map { Double(2 * sideCount * $0 / lookCount) })
  }

  /// How many of some runs each reader called, by reader. Each run has a seed of its own, so that runs may be shared out in any way.
  public func calls(runs: Range<Int>, seed: UInt64) -> [Int] {
    var calls = Reader.allCases.map { _ in 0 }
    for run in runs {
      var random = SeededGenerator(seed: seed &+ UInt64(run) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(run) << 32)
      var looked = LookedAt(
        plannedCount: Double(2 * sideCount), boundaries: boundaries, effectDeviation: 0.1 * control.mean)
      var sides = (treated: Moments(), control: Moments())
      for _ in 0..<lookCount {
        for _ in 0..<sideCount / lookCount {
          sides.treated.add(treated.draw(&random))
          sides.control.add(control.draw(&random))
        }
        looked.look(Estimate(treated: sides.treated, control: sides.control))
      }
      for index in calls.indices { calls[index] += looked.isCalled[index] ? 1 : 0 }
    }
    return calls
  }
}

/// A guard-rail at the very border of its tolerance, looked at often: how often it is passed though it must not be.
public struct GuardRailTrial: Sendable {
  /// The guard-rails.
  public enum Rail: String, Sendable, CaseIterable {
    /// Exact, for rates.
    case rate = "guard-rail of a rate"
    /// Asymptotic, for any mean.
    case mean = "guard-rail of a mean"
  }

  /// The bad rate of control.
  public let rate: Double
  /// How much more is tolerated, and how much more the treated have.
  public let tolerance: Double
  /// Customers a side at the end.
  public let sideCount: Int
  /// Looks, evenly spaced.
  public let lookCount: Int

  /// Makes one.
  public init(rate: Double = 0.02, tolerance: Double = 0.005, sideCount: Int = 20_000, lookCount: Int = 100) {
    self.rate = rate
    self.tolerance = tolerance
    self.sideCount = sideCount
    self.lookCount = lookCount
  }

  /// How many of some runs were passed, by guard-rail: as harmful, and as safe.
  public func passes(runs: Range<Int>, seed: UInt64) -> [Int] {
    var passes = Rail.allCases.flatMap { _ in [0, 0] }
    let bar = -Elementary.logarithm(0.05)
    let size = sideCount / lookCount
    for run in runs {
      var random = SeededGenerator(seed: seed &+ UInt64(run) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(run) << 32)
      var exact = RateEvidence(tolerance: tolerance)
      let rail = HarmEvidence(tolerance: tolerance, isMoreWorse: true, tightestAt: Double(sideCount))
      var bad = (exposed: 0, baseline: 0)
      var isPassed = [Bool](repeating: false, count: passes.count)
      for look in 1...lookCount {
        let more = (0..<size).reduce(into: (exposed: 0, baseline: 0)) { more, _ in
          more.exposed += random.chance(rate + tolerance) ? 1 : 0
          more.baseline += random.chance(rate) ? 1 : 0
        }
        exact.observe([
          RateCounts(exposed: size, exposedBad: more.exposed, baseline: size, baselineBad: more.baseline)
        ])
        bad.exposed += more.exposed
        bad.baseline += more.baseline
        let count = Double(look * size)
        let effect = Estimate(
          treated: Moments(hits: Double(bad.exposed), of: count),
          control: Moments(hits: Double(bad.baseline), of: count))
        for (index, evidence) in [exact.logHarm, exact.logSafety, rail.logHarm(effect), rail.logSafety(effect)]
          .enumerated()
        where evidence >= bar { isPassed[index] = true }
      }
      for index in passes.indices { passes[index] += isPassed[index] ? 1 : 0 }
    }
    return passes
  }
}
