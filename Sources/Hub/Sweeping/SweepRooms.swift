import Decisions
import Times

extension Authority {
  /// What is left of each limit for all customers together, in its units, by its name.
  ///
  /// Volumes of actions are counted by the store. What the limits of the policy have given in their windows is read from
  /// the log: whatever was reserved counts, also what bounced or was released since.
  func rooms(at moment: Instant, _ regime: Regime) async throws(HubError) -> [String: Int64] {
    let counts = try await reading { () async throws(StoreError) in try await store.last.volumes }
    var rooms: [String: Int64] = [:]
    for (action, most) in regime.volumesMax {
      rooms[Authority.limitName(ofAction: action)] = Int64(most - counts[action, default: 0])
    }
    let limits = regime.plan.volumes.filter { rooms[$0.name] == nil }
    guard !limits.isEmpty else { return rooms }
    let used = try await used(limits, at: moment, regime)
    for (limit, used) in zip(limits, used) { rooms[limit.name] = max(0, limit.max - used) }
    return rooms
  }

  /// The name of the limit that an action's volume is; see `Charter.volumeLimits`.
  private static func limitName(ofAction action: String) -> String { "volume of \(action)" }

  /// What contacts decided so far take of limits in their windows that contain a moment.
  private func used(
    _ limits: [VolumePlan], at moment: Instant, _ regime: Regime
  ) async throws(HubError) -> [Int64] {
    let plan = regime.plan
    var treatments: [String: [String: Int]] = [:]
    for treatment in plan.treatments.indices {
      treatments[plan.actionName(treatment), default: [:]][plan.channelName(treatment)] = treatment
    }
    let windows = limits.map { $0.range(containing: moment, of: plan) }
    // A contact of the window may have been decided before it began, for later.
    let starts = windows.map { $0.map { $0.lowerBound.secondsSince1970 - plan.charter.timing.horizonSeconds } }
    let earliest = starts.contains { $0 == nil } ? Int64.min : starts.compactMap { $0 }.min() ?? .min
    var used = limits.map { _ in Int64(0) }
    var position = try await position(before: earliest)
    while true {
      let after = position
      let entries = try await reading { () async throws(StoreError) in
        try await store.entries(after: after, countMax: Authority.entriesPerRead)
      }
      guard let last = entries.last else { return used }
      for entry in entries where entry.kind == .decision {
        guard case .decision(let record)? = try? EntryBody(entry), !record.contacts.isEmpty,
          case .contact(let offers) = record.answer
        else { continue }
        for offer in offers {
          guard let treatment = treatments[offer.action]?[offer.channel] else { continue }
          for (place, limit) in limits.enumerated() where windows[place]?.contains(offer.at) ?? true {
            used[place] += limit.amounts[treatment]
          }
        }
      }
      position = last.position
    }
  }

  /// A position before which every entry is older than a moment, found by halving: times of entries ascend.
  private func position(before seconds: Int64) async throws(HubError) -> Position {
    var low: Int64 = 0
    var high = try await reading { () async throws(StoreError) in try await store.last.position.rawValue }
    guard seconds != .min else { return .none }
    while low < high {
      let middle = Position(rawValue: low + (high - low) / 2)
      let next = try await reading { () async throws(StoreError) in
        try await store.entries(after: middle, countMax: 1).first
      }
      if let next, next.atMilliseconds < seconds * 1000 { low = middle.rawValue + 1 } else { high = middle.rawValue }
    }
    return Position(rawValue: low)
  }

  /// Entries read at once.
  private static let entriesPerRead = 2_000
}
