import Decisions

/// Two charters played for the same customers with the same luck.
public struct SimulationComparison: Sendable {
  /// The charter that is in force, or whatever the other is compared with.
  public let before: SimulationPlan
  /// The charter that may come.
  public let after: SimulationPlan

  /// Makes a comparison.
  ///
  /// Both bases must have the same customers in the same order. What is counted by action is put under the names of both, and
  /// the luck is that of the first plan's seed.
  public init(before: SimulationPlan, after: SimulationPlan) {
    var (before, after) = (before, after)
    let known = Set(before.actions)
    let actions = before.actions + after.actions.filter { !known.contains($0) }
    before.actions = actions
    after.actions = actions
    after.seed = before.seed
    self.before = before
    self.after = after
  }

  /// Plays both.
  ///
  /// - Parameters:
  ///   - days: how many days, at least 1.
  ///   - replicates: how often, each time with other luck.
  ///   - lanes: where shards are played.
  public func run(days: Int, replicates: Int = 1, lanes: Lanes = .one) -> ComparisonResult {
    let days = max(1, days)
    var (old, new): ([SimulationTally], [SimulationTally]) = ([], [])
    var flows = ActionFlows()
    for replicate in 0..<max(1, replicates) {
      let played = Playing(sides: [before, after], seed: before.seed(ofReplicate: replicate), dayCount: days).run(lanes)
      old.append(played.tallies[0])
      new.append(played.tallies[1])
      flows.merge(played.flows)
    }
    return ComparisonResult(
      before: SimulationResult(before, dayCount: days, old), after: SimulationResult(after, dayCount: days, new),
      flows: flows)
  }
}

/// What a change of the charter comes to.
public struct ComparisonResult: Sendable, Equatable {
  /// Under the charter in force.
  public let before: SimulationResult
  /// Under the other.
  public let after: SimulationResult
  /// Which actions made way for which, over all replicates.
  let flows: ActionFlows

  /// Which actions made way for which, for the whole base and one run, the most first.
  public var slotFlows: [(from: String?, to: String?, contacts: Double)] {
    flows.flows.map { flow, contacts in
      (
        flow.from.map { before.actions[$0] }, flow.to.map { before.actions[$0] },
        contacts * before.scale / Double(before.replicates.count)
      )
    }
  }

  /// What a measure changes by.
  public func difference(_ measure: Measure) -> Interval {
    difference(cluster: { $0.total(measure, cluster: $1) }).divided(by: measure.unit)
  }

  /// By how many contacts an action changes.
  public func difference(action: Int) -> Interval {
    difference(cluster: { $0.contacts(action: action, cluster: $1) })
  }

  /// A difference with its interval, which reckons with other customers of the same kind and with other luck: the paired
  /// differences of clusters of customers, averaged over the replicates.
  private func difference(cluster: (SimulationTally, Int) -> Int64) -> Interval {
    let runs = Double(before.replicates.count)
    let differences = (0..<SimulationTally.clusterCount).map { number in
      zip(before.replicates, after.replicates).reduce(0.0) {
        $0 + Double(cluster($1.1, number) - cluster($1.0, number))
      } / runs
    }
    let sizes = (0..<SimulationTally.clusterCount).map {
      Double(before.replicates[0].total(.customers, cluster: $0))
    }
    let deviation = SimulationResult.clusterVariance(differences, sizes: sizes).squareRoot()
    return Interval(
      before.scale * differences.reduce(0, +), deviation: before.scale * deviation,
      degreesOfFreedom: max(1, sizes.count { $0 > 0 } - 1))
  }
}
