import Decisions
import Statistics

/// Looks for the lever with which some actions reach a volume or a revenue, on the same luck throughout.
public struct LeverSearch: Sendable {
  /// What is to be reached, by all actions of an issue, a group or one action together, over all days that are played.
  public struct Target: Sendable {
    /// The issue, group or action whose lever is turned.
    public var name: String
    /// Contacts, or the worth of answers in money.
    public var measure: AutomaticLever.Measure
    /// How much.
    public var amount: Double

    /// Makes a target.
    public init(name: String, measure: AutomaticLever.Measure = .volume, amount: Double) {
      self.name = name
      self.measure = measure
      self.amount = amount
    }
  }

  /// A lever that was tried, and what it came to.
  public struct Trial: Hashable, Sendable {
    /// What was added to the lever.
    public var lever: Double
    /// What the actions came to, for the whole base.
    public var amount: Double
  }

  /// What a search found.
  public struct Outcome: Sendable {
    /// The lever that comes nearest.
    public var lever: Double
    /// Where the lever would lie with other luck, nine times of ten.
    public var interval: Interval
    /// Whether it reaches the target, within a hundredth of it or as near as levers can be told apart.
    public var isReached: Bool
    /// Everything that was tried, by lever.
    public var trials: [Trial]
    /// What the actions come to with it, for the whole base, with the forecast's interval.
    public var amount: Interval
    /// The version as it is beside the one with the lever.
    public var comparison: ComparisonResult
    /// What the actions come to where nothing else is ever said; only where the target is out of reach.
    public var alone: SimulationResult?
  }

  /// The charter as it is.
  public let plan: SimulationPlan
  /// What is to be reached.
  public let target: Target
  /// Where levers are looked for.
  public let bounds: ClosedRange<Double>
  /// The numbers of the actions that count.
  public let actions: [Int]

  /// Levers nearer to one another than this are not told apart.
  public static let leverResolution = 0.001
  /// The share of the target by which it may be missed.
  public static let tolerance = 0.005
  /// How often a charter is played at most, beside the bounds.
  static let trialsMax = 14

  /// Makes a search; nothing where there is no issue, group or action of this name.
  /// - Parameter bounds: what may be added to the lever at least and at most; above -1.
  public init?(_ plan: SimulationPlan, _ target: Target, bounds: ClosedRange<Double> = -0.95...10) {
    let charter = plan.charter.charter
    let names: [String]
    if let issue = charter.issues.firstIndex(where: { $0.name == target.name }) {
      names = charter.actions.filter { charter.groups[$0.group].issue == issue }.map(\.name)
    } else if let group = charter.groups.firstIndex(where: { $0.name == target.name }) {
      names = charter.actions.filter { $0.group == group }.map(\.name)
    } else {
      names = charter.actions.filter { $0.name == target.name }.map(\.name)
    }
    guard !names.isEmpty else { return nil }
    self.plan = plan
    self.target = target
    self.bounds = max(bounds.lowerBound, -0.99)...max(bounds.upperBound, -0.99)
    actions = names.compactMap { plan.actions.firstIndex(of: $0) }
  }

  /// The plan with something added to the lever.
  public func turned(by lever: Double) -> SimulationPlan {
    var turned = plan
    var charter = plan.charter.charter
    charter.addLever(lever, to: target.name)
    turned.charter = CharterPlan(charter)
    return turned
  }

  /// What the actions came to.
  public func amount(_ result: SimulationResult) -> Double {
    result.mean { run in
      actions.reduce(0) { $0 + (target.measure == .volume ? run.contacts(action: $1) : run.value(action: $1)) }
    } / (target.measure == .volume ? 1 : Measure.value.unit)
  }

  /// Searches: a bracket of the target is narrowed by halving it on the scale of the logarithm, or where the line between its
  /// ends meets the target (the two in turn), until the target is met or the ends can no longer be told apart.
  ///
  /// - Parameters:
  ///   - days: how many days, at least 1.
  ///   - replicates: how often each lever is played, each time with other luck, the same for all levers.
  ///   - lanes: where customers are played.
  public func run(days: Int, replicates: Int, lanes: Lanes) -> Outcome {
    var trials: [Trial] = []
    func trial(_ lever: Double) -> Trial {
      let rounded = (lever / Self.leverResolution).rounded() * Self.leverResolution
      if let known = trials.first(where: { abs($0.lever - rounded) < Self.leverResolution / 2 }) { return known }
      let result = Simulation(plan: turned(by: rounded)).run(days: days, replicates: replicates, lanes: lanes)
      let found = Trial(lever: rounded, amount: amount(result))
      trials.append(found)
      return found
    }
    func misses(_ one: Trial) -> Double { abs(one.amount - target.amount) }
    var low = trial(max(bounds.lowerBound, min(0, bounds.upperBound)))
    var high = low
    if low.amount < target.amount {
      high = trial(bounds.upperBound)
    } else if misses(low) > Self.tolerance * target.amount {
      low = trial(bounds.lowerBound)
    }
    let isBracketed = low.amount <= target.amount && target.amount <= high.amount
    while isBracketed, trials.count < Self.trialsMax, high.lever - low.lever > 1.5 * Self.leverResolution,
      trials.allSatisfy({ misses($0) > Self.tolerance * target.amount })
    {
      let (a, b) = (Elementary.logarithm(1 + low.lever), Elementary.logarithm(1 + high.lever))
      let rise = high.amount - low.amount
      let share = trials.count % 2 == 0 && rise > 0 ? min(max((target.amount - low.amount) / rise, 0.05), 0.95) : 0.5
      let middle = trial(
        min(
          max(Elementary.exponential(a + (b - a) * share) - 1, low.lever + Self.leverResolution),
          high.lever - Self.leverResolution))
      if middle.amount < target.amount { low = middle } else { high = middle }
    }
    let best = trials.min { (misses($0), abs($0.lever)) < (misses($1), abs($1.lever)) } ?? low
    trials.sort { $0.lever < $1.lever }
    return outcome(best, trials, isBracketed: isBracketed, days: days, replicates: replicates, lanes: lanes)
  }

  private func outcome(
    _ best: Trial, _ trials: [Trial], isBracketed: Bool, days: Int, replicates: Int, lanes: Lanes
  ) -> Outcome {
    let comparison = SimulationComparison(before: plan, after: turned(by: best.lever)).run(
      days: days, replicates: replicates, lanes: lanes)
    let amount = comparison.after.forecast(actions, target.measure)
    let isReached = isBracketed || abs(best.amount - target.amount) <= 0.01 * target.amount
    var alone: SimulationResult?
    if !isReached, best.amount < target.amount {
      var only = turned(by: best.lever)
      only.sweep.actions = actions.map { plan.actions[$0] }
      alone = Simulation(plan: only).run(days: days, replicates: replicates, lanes: lanes)
    }
    let (a, b) = (
      lever(for: target.amount - (amount.high - amount.mean), trials),
      lever(for: target.amount + (amount.mean - amount.low), trials)
    )
    return Outcome(
      lever: best.lever, interval: Interval(best.lever, low: min(a, best.lever), high: max(b, best.lever)),
      isReached: isReached, trials: trials, amount: amount, comparison: comparison, alone: alone)
  }

  /// The lever that comes to an amount by the lines between the trials; the outermost tried ones beyond them.
  private func lever(for amount: Double, _ trials: [Trial]) -> Double {
    guard let first = trials.first, let last = trials.last, amount > first.amount else {
      return trials.first?.lever ?? 0
    }
    for (a, b) in zip(trials, trials.dropFirst()) where a.amount < amount && amount <= b.amount {
      return a.lever + (b.lever - a.lever) * (amount - a.amount) / (b.amount - a.amount)
    }
    return last.lever
  }
}
