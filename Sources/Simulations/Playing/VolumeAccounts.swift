import Decisions
import Times

/// What is used of the limits of all customers together, exactly: a window never gives more than it has.
///
/// For one thread: passes that run side by side get their slots from a contest beforehand and report what they took.
final class VolumeAccounts {
  /// A window of a limit.
  struct Window: Hashable {
    /// The position of the limit in the plan.
    var limit: Int
    /// When the window starts, seconds since 1970; 0: all of time.
    var startSeconds: Int64
  }

  /// Units of a window.
  struct Use {
    var window: Window
    var units: Int64
  }

  /// What became of the wish for units.
  enum Answer {
    case taken
    /// For one of the choices not enough is left, even alone.
    case exhausted
    /// There is enough for each, but not for all together.
    case crowded
  }

  private let plan: SimulationPlan
  private(set) var used: [Window: Int64] = [:]
  private var current: Snapshot
  /// When ``current`` has to be made anew; nothing: now.
  private var validUntil: Instant?

  init(_ plan: SimulationPlan) {
    self.plan = plan
    current = Snapshot(plan: plan.charter, models: plan.models, availability: plan.availability)
  }

  /// What a choice takes of the limits, in the windows of its own moment.
  static func uses(of choice: Choice, _ plan: CharterPlan) -> [Use] {
    plan.volumes.indices.compactMap { limit in
      let amount = plan.volumes[limit].amounts[choice.treatment]
      return amount > 0 ? Use(window: window(limit, at: choice.at, plan), units: amount) : nil
    }
  }

  private static func window(_ limit: Int, at moment: Instant, _ plan: CharterPlan) -> Window {
    let range = plan.volumes[limit].range(containing: moment, of: plan)
    return Window(limit: limit, startSeconds: range?.lowerBound.secondsSince1970 ?? 0)
  }

  /// Takes what choices use: all of it, or nothing.
  func take(_ choices: [Choice]) -> Answer {
    var wanted: [Window: Int64] = [:]
    var isCrowded = false
    for choice in choices {
      for use in VolumeAccounts.uses(of: choice, plan.charter) {
        let room = plan.charter.volumes[use.window.limit].max - used[use.window, default: 0]
        if use.units > room {
          validUntil = nil
          return .exhausted
        }
        wanted[use.window, default: 0] += use.units
        if wanted[use.window, default: 0] > room { isCrowded = true }
      }
    }
    if isCrowded { return .crowded }
    for (window, units) in wanted { used[window, default: 0] += units }
    return .taken
  }

  /// Notes what was taken by passes whose slots were given beforehand.
  func note(_ uses: [Use]) {
    for use in uses { used[use.window, default: 0] += use.units }
    validUntil = nil
  }

  /// What is left of each limit in the windows of a moment, by its name.
  func rooms(at moment: Instant) -> [String: Int64] {
    var rooms: [String: Int64] = [:]
    for (limit, volume) in plan.charter.volumes.enumerated() {
      let window = VolumeAccounts.window(limit, at: moment, plan.charter)
      rooms[volume.name] = max(0, volume.max - used[window, default: 0])
    }
    return rooms
  }

  /// What decisions of a moment read: which limits have too little left, now and in windows to come.
  func snapshot(at moment: Instant) -> Snapshot {
    if let validUntil, moment < validUntil { return current }
    var availability = plan.availability
    var until = Instant(secondsSince1970: .max)
    for (limit, volume) in plan.charter.volumes.enumerated() {
      guard let range = volume.range(containing: moment, of: plan.charter) else { continue }
      until = min(until, range.upperBound)
      for (window, units) in used
      where window.limit == limit && window.startSeconds >= range.upperBound.secondsSince1970 {
        let start = Instant(secondsSince1970: window.startSeconds)
        guard let later = volume.range(containing: start, of: plan.charter) else { continue }
        availability.laterRooms.append(VolumeRoom(limit: volume.name, window: later, room: volume.max - units))
      }
    }
    availability.volumeRooms = rooms(at: moment)
    // A dictionary has no order, and what is equal has to look equal.
    availability.laterRooms.sort {
      ($0.window.lowerBound.secondsSince1970, $0.limit) < ($1.window.lowerBound.secondsSince1970, $1.limit)
    }
    current = Snapshot(plan: plan.charter, models: plan.models, availability: availability)
    validUntil = until
    return current
  }
}
