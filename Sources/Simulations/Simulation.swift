import Decisions
import Times

/// A charter played over virtual days.
///
/// The same plan and seed give the same result on any number of lanes, to the bit.
public struct Simulation: Sendable {
  /// What is played.
  public let plan: SimulationPlan

  /// Makes a simulation.
  public init(plan: SimulationPlan) { self.plan = plan }

  /// Plays the charter.
  ///
  /// - Parameters:
  ///   - days: how many days, at least 1.
  ///   - replicates: how often, each time with other luck; the spread between them is what forecasts rest on.
  ///   - lanes: where shards are played.
  public func run(days: Int, replicates: Int = 1, lanes: Lanes = .one) -> SimulationResult {
    let runs = (0..<max(1, replicates)).map { replicate in
      Playing(sides: [plan], seed: plan.seed(ofReplicate: replicate), dayCount: max(1, days)).run(lanes).tallies[0]
    }
    return SimulationResult(plan, dayCount: max(1, days), runs)
  }
}

extension SimulationPlan {
  /// The seed of a replicate: the plan's own for the first.
  func seed(ofReplicate replicate: Int) -> UInt64 { seed &+ UInt64(replicate) &* 0x9e37_79b9_7f4a_7c15 }

  /// By action of the charter: the number by which it is counted.
  var actionNumbers: [Int] {
    let places = Dictionary(actions.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
    return charter.charter.actions.map { places[$0.name] ?? 0 }
  }

  /// By grouping: the number of its first group, counted over all groupings.
  var groupFirsts: [Int] {
    var first = 0
    return groupings.map { grouping in
      defer { first += grouping.labels.count }
      return first
    }
  }

  func shape(dayCount: Int) -> SimulationTally.Shape {
    SimulationTally.Shape(
      actions: actions.count, channels: charter.charter.channels.count, days: dayCount,
      groups: groupings.reduce(0) { $0 + $1.labels.count })
  }
}

/// One run of one charter, or of two beside one another with the same luck.
struct Playing {
  let sides: [SimulationPlan]
  let seed: UInt64
  let dayCount: Int

  /// What one lane works in.
  ///
  /// Unchecked: `Lanes` promises that no two calls have the same lane at the same time, and nobody else looks before all
  /// calls have returned.
  private final class Lane: @unchecked Sendable {
    var works: [Workspace]
    var tallies: [SimulationTally]
    var flows = ActionFlows()

    init(_ playing: Playing) {
      works = playing.sides.map { Workspace($0.charter) }
      tallies = playing.sides.map { SimulationTally($0.shape(dayCount: playing.dayCount)) }
    }
  }

  /// Plays; the flows are between the first side and the second.
  func run(_ lanes: Lanes) -> (tallies: [SimulationTally], flows: ActionFlows) {
    if sides.contains(where: \.isPlayedTogether) { return runTogether(lanes) }
    let days = sides.map { side in (0..<dayCount).map(side.day) }
    let all = (0..<lanes.count).map { _ in Lane(self) }
    let snapshots = sides.map { Snapshot(plan: $0.charter, models: $0.models, availability: $0.availability) }
    lanes.run(sides.map(\.base.shardCount).max() ?? 0) { item, number in
      let lane = all[number]
      var said: [[[UInt16]]] = []
      for (side, plan) in sides.enumerated() where item < plan.base.shardCount {
        let shard = Shard(
          plan, customers: plan.base.customers(ofShard: item), seed: seed, work: lane.works[side],
          snapshot: snapshots[side], tally: lane.tallies[side], keepsSaid: sides.count > 1)
        for day in days[side] { shard.playDay(day, sweep: plan.sweep) }
        shard.close()
        lane.tallies[side] = shard.tally
        if sides.count > 1 { said.append(shard.lives.map(\.said)) }
      }
      if said.count == 2 { lane.flows.add(before: said[0], after: said[1]) }
    }
    var (tallies, flows) = (all[0].tallies, all[0].flows)
    for lane in all.dropFirst() {
      for side in tallies.indices { tallies[side].merge(lane.tallies[side]) }
      flows.merge(lane.flows)
    }
    return (tallies, flows)
  }

  /// Where all customers contend for something scarce, all of them live through a day before anybody begins the next.
  private func runTogether(_ lanes: Lanes) -> (tallies: [SimulationTally], flows: ActionFlows) {
    let sessions = sides.map {
      SimulationSession($0, seed: seed, dayCount: dayCount, keepsSaid: sides.count > 1, lanes: lanes)
    }
    for session in sessions {
      for _ in 0..<dayCount { session.playDay() }
    }
    var flows = ActionFlows()
    if sides.count > 1 {
      for (before, after) in zip(sessions[0].said, sessions[1].said) { flows.add(before: before, after: after) }
    }
    return (sessions.map { $0.finish() }, flows)
  }
}
