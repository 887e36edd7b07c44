import Decisions
import Statistics
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
  /// Looks at every roll-out of what is in force, and moves those whose guard-rails say so.
  public func lookAtRollouts() async throws(HubError) {
    for name in await rollouts().map(\.rollout.name) {
      // A look may stop a whole version, and with it those of its actions.
      guard let standing = await rollouts().first(where: { $0.rollout.name == name }) else { continue }
      _ = try await look(at: standing)
    }
  }

  /// Looks at a roll-out, and moves it if its guard-rails say so; nothing when it was stopped.
  /// - Throws: `rollout.unknown`; the store's codes.
  public func lookAtRollout(_ name: String) async throws(HubError) -> RolloutLook? {
    guard let standing = await rollouts().first(where: { $0.rollout.name == name }) else {
      throw Authority.noRollout(name)
    }
    return try await look(at: standing)
  }

  private func look(at standing: RolloutStanding) async throws(HubError) -> RolloutLook? {
    guard standing.step >= 0, let regime = regimes.current else { return nil }
    if case .charter(_, nil) = standing.subject {
      // Everybody is reached: there are no others to compare them with.
      return RolloutLook(verdict: .hold, days: 0, evidence: RolloutState(standing.rollout).evidence)
    }
    let since = await beginning(of: standing)
    let dayMilliseconds: Int64 = 86_400_000
    let days = Int(max(0, clock.nowMilliseconds - since) / dayMilliseconds)
    let counts = try await counts(of: standing, sinceMilliseconds: since, days: days, regime)
    let name = standing.rollout.name
    var state = RolloutState(standing.rollout, step: standing.step)
    var look = RolloutLook(verdict: .hold, days: days, evidence: state.evidence)
    for day in counts {
      look.verdict = state.look(standing.rollout, day, seconds: dayMilliseconds / 1000)
      if look.verdict != .widen { look.evidence = state.evidence }
      if look.verdict != .hold { break }
    }
    switch look.verdict {
    case .hold: break
    case .widen:
      try await move(name, to: standing.step + 1, reason: "guard-rails hold after \(days) days", seen: standing)
    case .stop(let guardRail):
      try await move(name, to: Rollout.stopped, reason: "guard-rail \(guardRail) is passed", seen: standing)
    }
    return look
  }

  /// Since when a roll-out stands on its step: since it was put there, else since the charter came into force. A whole version
  /// keeps its step while another one is in force, but then it decides for nobody.
  private func beginning(of standing: RolloutStanding) async -> Int64 {
    let activated = await governor.activations.last?.atMilliseconds ?? clock.nowMilliseconds
    guard let move = standing.moves.last else { return activated }
    return standing.isWhole ? max(move.atMilliseconds, activated) : move.atMilliseconds
  }

  /// Contacts and bad outcomes by day, guard-rail and place, of customers whom the roll-out reaches and of the others. An
  /// outcome counts on the day on which it became known.
  private func counts(
    of standing: RolloutStanding, sinceMilliseconds: Int64, days: Int, _ regime: Regime
  ) async throws(HubError) -> [[[RateCounts]]] {
    guard days > 0 else { return [] }
    var tally = RolloutTally(standing.rollout, days: days)
    var groups: [CustomerNumber: RolloutTally.Group] = [:]
    var position = try await position(beforeMilliseconds: sinceMilliseconds)
    while true {
      let after = position
      let page = try await reading { () async throws(StoreError) in
        try await store.entries(after: after, countMax: Authority.rolloutEntriesPerRead)
      }
      guard let last = page.last else { return tally.days }
      let entries = page.filter { RolloutTally.counts($0) }
      let strangers = Set(entries.map(\.customer)).filter { groups[$0] == nil }.sorted()
      for (number, group) in try await self.groups(of: strangers, standing, regime) { groups[number] = group }
      for entry in entries {
        let day = Int((entry.atMilliseconds - sinceMilliseconds) / 86_400_000)
        guard entry.atMilliseconds >= sinceMilliseconds, day < days, let group = groups[entry.customer] else {
          continue
        }
        tally.add(entry, day: day, of: group)
      }
      position = last.position
    }
  }

  /// Which of these customers a roll-out reaches, and with whom they may be compared; those who are no more are left out. An
  /// action's reaches nobody for whom a charter without it decides.
  private func groups(
    of numbers: [CustomerNumber], _ standing: RolloutStanding, _ regime: Regime
  ) async throws(HubError) -> [(CustomerNumber, RolloutTally.Group)] {
    guard !numbers.isEmpty else { return [] }
    var plans: [Int: RolloutPlan] = [:]
    for regime in regime.all {
      let rollouts =
        standing.isWhole ? [standing.rollout] : regime.loaded.charter.actions.compactMap(\.rollout)
      plans[regime.generation] = rollouts.first { $0.name == standing.rollout.name }.map(RolloutPlan.init)
    }
    let lives = try await reading { () async throws(StoreError) in try await store.lives(of: numbers) }
    var groups: [(CustomerNumber, RolloutTally.Group)] = []
    for stored in lives {
      guard let life = try life(stored.entries, for: nil) else { continue }
      let id = stored.identities.first?.value ?? ""
      let own = standing.isWhole ? regime : regime.regime(for: life.profile, id: id)
      let customer = life.profile.state(id: id, binder: own.binder).customer
      let isReached = plans[own.generation]?.reaches(customer, step: standing.step) ?? false
      groups.append((stored.customer, RolloutTally.Group(customer, isReached: isReached)))
    }
    return groups
  }

  /// A position before which every entry is older than a moment, found by halving: times of entries ascend.
  func position(beforeMilliseconds: Int64) async throws(HubError) -> Position {
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
