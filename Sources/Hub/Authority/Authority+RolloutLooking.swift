import Decisions
import Sweeps
import Times

/// What a look at a roll-out came to.
public struct RolloutLook: Sendable {
  /// What became of it.
  public var verdict: RolloutVerdict
  /// Whole days since it stands on its step: what the evidence is made of.
  public var days: Int
  /// By guard-rail: all counts of these days, and the evidence.
  public var evidence: [RateEvidence]
}

/// Roll-outs that widen, hold or stop by themselves. The evidence is not kept: it follows from the log, day by day since the
/// roll-out came to its step, so that a look can be made again and comes to the same.
extension Authority {
  /// Looks at every roll-out of the charter in force, and moves those whose guard-rails say so.
  public func lookAtRollouts() async throws(HubError) {
    for standing in await rollouts() where standing.step >= 0 {
      _ = try await lookAtRollout(standing.rollout.name)
    }
  }

  /// Looks at a roll-out, and moves it if its guard-rails say so; nothing when it was stopped.
  /// - Throws: `rollout.unknown`; the store's codes.
  public func lookAtRollout(_ name: String) async throws(HubError) -> RolloutLook? {
    guard let standing = await rollouts().first(where: { $0.rollout.name == name }) else {
      throw HubError(.unknown, "rollout.unknown", "no action of the charter in force has a roll-out `\(name)`")
    }
    guard standing.step >= 0, let regime = regimes.current else { return nil }
    let since = await beginning(of: standing)
    let dayMilliseconds: Int64 = 86_400_000
    let days = Int(max(0, clock.nowMilliseconds - since) / dayMilliseconds)
    let counts = try await counts(of: standing, sinceMilliseconds: since, days: days, regime)
    var state = RolloutState(standing.rollout, step: standing.step)
    var look = RolloutLook(verdict: .hold, days: days, evidence: state.evidence)
    for day in counts {
      look.verdict = state.look(standing.rollout, day, seconds: dayMilliseconds / 1000)
      if look.verdict != .widen { look.evidence = state.evidence }
      if look.verdict != .hold { break }
    }
    switch look.verdict {
    case .hold: break
    case .widen: try await setRollout(name, step: standing.step + 1, reason: "guard-rails hold after \(days) days")
    case .stop(let guardRail):
      try await setRollout(name, step: Rollout.stopped, reason: "guard-rail \(guardRail) is passed")
    }
    return look
  }

  /// Since when a roll-out stands on its step: since it was put there, else since the charter came into force.
  private func beginning(of standing: RolloutStanding) async -> Int64 {
    if let move = standing.moves.last { return move.atMilliseconds }
    return await governor.activations.last?.atMilliseconds ?? clock.nowMilliseconds
  }

  /// Contacts and bad outcomes by day and guard-rail, of customers whom the roll-out reaches and of the others. An outcome
  /// counts on the day on which it became known.
  private func counts(
    of standing: RolloutStanding, sinceMilliseconds: Int64, days: Int, _ regime: Regime
  ) async throws(HubError) -> [[RateCounts]] {
    guard days > 0 else { return [] }
    var tally = RolloutTally(standing.rollout, days: days)
    let plan = RolloutPlan(standing.rollout)
    var reached: [CustomerNumber: Bool] = [:]
    var position = try await position(beforeMilliseconds: sinceMilliseconds)
    while true {
      let after = position
      let page = try await reading { () async throws(StoreError) in
        try await store.entries(after: after, countMax: Authority.rolloutEntriesPerRead)
      }
      guard let last = page.last else { return tally.days }
      let entries = page.filter { RolloutTally.counts($0) }
      let strangers = Set(entries.map(\.customer)).filter { reached[$0] == nil }.sorted()
      for (number, isReached) in try await reaches(strangers, plan, standing.step, regime) {
        reached[number] = isReached
      }
      for entry in entries {
        let day = Int((entry.atMilliseconds - sinceMilliseconds) / 86_400_000)
        guard entry.atMilliseconds >= sinceMilliseconds, day < days, let isReached = reached[entry.customer] else {
          continue
        }
        tally.add(entry, day: day, isReached: isReached)
      }
      position = last.position
    }
  }

  /// Which of these customers a roll-out reaches; those who are no more are left out.
  private func reaches(
    _ numbers: [CustomerNumber], _ plan: RolloutPlan, _ step: Int, _ regime: Regime
  ) async throws(HubError) -> [(CustomerNumber, Bool)] {
    guard !numbers.isEmpty else { return [] }
    let lives = try await reading { () async throws(StoreError) in try await store.lives(of: numbers) }
    var reached: [(CustomerNumber, Bool)] = []
    for stored in lives {
      guard let life = try life(stored.entries, for: regime) else { continue }
      let customer = life.profile.state(id: stored.identities.first?.value ?? "", binder: regime.binder).customer
      reached.append((stored.customer, plan.reaches(customer, step: step)))
    }
    return reached
  }

  /// A position before which every entry is older than a moment, found by halving: times of entries ascend.
  private func position(beforeMilliseconds: Int64) async throws(HubError) -> Position {
    var low: Int64 = 0
    var high = try await reading { () async throws(StoreError) in try await store.last.position.rawValue }
    while low < high {
      let middle = Position(rawValue: low + (high - low) / 2)
      let page = try await reading { () async throws(StoreError) in
        try await store.entries(after: middle, countMax: 1)
      }
      if let next = page.first, next.atMilliseconds < beforeMilliseconds {
        low = next.position.rawValue
      } else {
        high = middle.rawValue
      }
    }
    return Position(rawValue: low)
  }

  /// Entries read at once.
  private static let rolloutEntriesPerRead = 2_000
}

/// Counts by day, while the log is read.
private struct RolloutTally {
  private let rollout: Rollout
  private(set) var days: [[RateCounts]]

  init(_ rollout: Rollout, days: Int) {
    self.rollout = rollout
    let none = RateCounts(exposed: 0, exposedBad: 0, baseline: 0, baselineBad: 0)
    self.days = Array(repeating: rollout.guards.map { _ in none }, count: days)
  }

  /// Whether an entry can count: a decision, or news of a contact.
  static func counts(_ entry: Entry) -> Bool { entry.kind == .decision || entry.kind == .feedback }

  mutating func add(_ entry: Entry, day: Int, isReached: Bool) {
    guard let body = try? EntryBody(entry) else { return }
    switch body {
    case .decision(let record):
      let contacts = record.contacts.count { $0.direction == .outbound }
      guard contacts > 0 else { return }
      for guardRail in rollout.guards.indices {
        if isReached { days[day][guardRail].exposed += contacts } else { days[day][guardRail].baseline += contacts }
      }
    case .feedback(let news):
      guard let outcome = news.kind.outcome else { return }
      for (guardRail, one) in rollout.guards.enumerated() where one.outcomes.contains(outcome) {
        // No more are bad than there are contacts: outcomes of earlier days may come on one without.
        if isReached {
          let counts = days[day][guardRail]
          days[day][guardRail].exposedBad = min(counts.exposed, counts.exposedBad + 1)
        } else {
          let counts = days[day][guardRail]
          days[day][guardRail].baselineBad = min(counts.baseline, counts.baselineBad + 1)
        }
      }
    default: return
    }
  }
}
