/// How an experiment is looked at. It is chosen beforehand, because it says how far an effect must stand out.
public enum Looking: Hashable, Sendable {
  /// Once, at the end.
  case once
  /// At looks that are planned, by spending α among them.
  case planned(AlphaSpending)
  /// As often as one likes: an open dashboard.
  case always

  /// How many standard errors off an effect is called, at shares of the planned size: one number a look.
  /// - Parameters:
  ///   - alpha: the chance that a test without effect is ever called.
  ///   - counts: the units at each look so far, ascending, in all arms together.
  ///   - plannedCount: those planned.
  public func boundaries(alpha: Double, counts: [Double], plannedCount: Double) -> [Double] {
    switch self {
    case .once:
      // Before the end nothing is read.
      let boundary = -NormalDistribution.quantile(alpha / 2)
      let first = counts.firstIndex { $0 >= plannedCount }
      return counts.indices.map { $0 == first ? boundary : .infinity }
    case .planned(let spending):
      return PlannedLooks(alpha: alpha, spending: spending, plannedCount: plannedCount).boundaries(counts: counts)
    case .always:
      let sequence = ConfidenceSequence(alpha: alpha, plannedCount: plannedCount)
      return counts.map { sequence.multiplier(count: $0) }
    }
  }
}
