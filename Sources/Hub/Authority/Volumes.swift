import Decisions
import Synchronization
import Times

/// What is used of volume limits, exactly: units are taken before a decision may use them, and given back when it is not
/// written, or when its contacts were released or came back.
package final class Volumes: Sendable {
  /// Units taken together: to give them back when the decision is not written.
  package struct Taken {
    /// What was taken, window by window.
    package fileprivate(set) var uses: [VolumeUse] = []
    /// What ``Volumes/reset(_:)`` counted when they were taken: it gives back by itself.
    fileprivate var epoch = 0
  }

  /// What became of the wish for units.
  package enum Answer {
    case taken(Taken)
    /// For one of the choices not enough is left, even alone.
    case exhausted
    /// There is enough for each choice, but not for all of them together.
    case crowded
  }

  private struct State {
    var units: [VolumeKey: Int64]
    var epoch = 0
  }

  private let state: Mutex<State>
  private let returnCount = Atomic(0)

  /// Begins with what is used.
  package init(_ units: [VolumeKey: Int64]) { state = Mutex(State(units: units)) }

  /// Counts how often something may have become free: whoever holds that something is used up looks again when it moved.
  var returns: Int { returnCount.load(ordering: .acquiring) }

  /// Takes what choices use of the limits, each in the window of its own moment: all of it, or none.
  package func take(_ choices: [Choice], of plan: CharterPlan) -> Answer {
    guard !plan.volumes.isEmpty, !choices.isEmpty else { return .taken(Taken()) }
    return state.withLock { state in
      var taken = Taken(epoch: state.epoch)
      for choice in choices {
        for volume in plan.volumes where volume.amounts[choice.treatment] > 0 {
          let use = VolumeUse(volume.key(at: choice.at, of: plan), volume.amounts[choice.treatment])
          let room = volume.max - state.units[use.key, default: 0]
          guard use.units <= room else { return .exhausted }
          // A decision has few choices, so this is shorter than a dictionary.
          let others = taken.uses.reduce(0) { $1.key == use.key ? $0 + $1.units : $0 }
          guard use.units <= room - others else { return .crowded }
          taken.uses.append(use)
        }
      }
      // Only then, so that a wish that is not granted takes nothing.
      for use in taken.uses { state.units[use.key, default: 0] += use.units }
      return .taken(taken)
    }
  }

  /// Gives back what a decision took that was not written.
  func giveBack(_ taken: Taken) {
    guard !taken.uses.isEmpty else { return }
    state.withLock { state in
      guard state.epoch == taken.epoch else { return }
      for use in taken.uses { state.units[use.key, default: 0] -= use.units }
    }
    returnCount.wrappingAdd(1, ordering: .acquiringAndReleasing)
  }

  /// Counts what a commit that is under way gives back.
  func add(_ uses: [VolumeUse]) {
    guard !uses.isEmpty else { return }
    state.withLock { state in
      for use in uses { state.units[use.key, default: 0] += use.units }
    }
    returnCount.wrappingAdd(1, ordering: .acquiringAndReleasing)
  }

  /// Takes what the store says, after a failure.
  func reset(_ stored: [VolumeKey: Int64]) {
    state.withLock { state in
      state.units = stored
      state.epoch += 1
    }
    returnCount.wrappingAdd(1, ordering: .acquiringAndReleasing)
  }

  /// Windows that can no longer count at a moment: they ended a week before it or earlier, so that neither a clock that is
  /// set back nor another zone of the charter brings one back. All of time never ends.
  func past(at moment: Instant) -> [VolumeKey] {
    let now = moment.secondsSince1970
    return state.withLock { state in
      state.units.keys.filter { key in key.window.map { key.startSeconds + $0.secondsMax <= now - 7 * 86_400 } ?? false
      }
    }
  }

  /// Forgets windows that the store has forgotten.
  func forget(_ keys: [VolumeKey]) {
    state.withLock { state in for key in keys { state.units[key] = nil } }
  }

  /// What is used, by window.
  package var uses: [VolumeKey: Int64] { state.withLock { $0.units } }
}

/// Which limits have too little left at a moment, and for how long that can be relied on.
package struct VolumeRooms: Sendable {
  /// By limit: what is left in the window that contains the moment, where some treatment takes more than that.
  package private(set) var now: [String: Int64] = [:]
  /// The same for windows to come.
  package private(set) var later: [VolumeRoom] = []
  /// When the first of these windows ends, or begins; from then on it is to be found out again.
  private(set) var until = Instant(secondsSince1970: .max)

  /// Finds out what is used up.
  package init(_ uses: [VolumeKey: Int64], of plan: CharterPlan, at moment: Instant) {
    guard !plan.volumes.isEmpty else { return }
    let limits = Dictionary(plan.volumes.map { ($0.name, $0) }) { first, _ in first }
    for volume in plan.volumes {
      let key = volume.key(at: moment, of: plan)
      guard let room = volume.roundedRoom(volume.max - uses[key, default: 0]) else { continue }
      now[volume.name] = room
      if let range = volume.range(containing: moment, of: plan) { until = min(until, range.upperBound) }
    }
    for (key, units) in uses where key.window != nil && key.startSeconds > moment.secondsSince1970 {
      let start = Instant(secondsSince1970: key.startSeconds)
      guard let volume = limits[key.limit], volume.key(at: start, of: plan) == key,
        let room = volume.roundedRoom(volume.max - units),
        let range = volume.range(containing: start, of: plan)
      else { continue }
      later.append(VolumeRoom(limit: key.limit, window: range, room: room))
      until = min(until, start)
    }
    // What is equal has to look equal, and a dictionary has no order.
    later.sort { a, b in
      if a.window.lowerBound != b.window.lowerBound { return a.window.lowerBound < b.window.lowerBound }
      return a.limit.precedes(b.limit)
    }
  }

  /// Whether nothing is used up.
  var isEmpty: Bool { now.isEmpty && later.isEmpty }
}

extension VolumePlan {
  /// The window of a moment.
  func key(at moment: Instant, of plan: CharterPlan) -> VolumeKey {
    let start = range(containing: moment, of: plan)?.lowerBound.secondsSince1970 ?? 0
    return VolumeKey(limit: name, isMoney: isMoney, window: window, startSeconds: start)
  }

  /// What is left, rounded down such that the same treatments fit, so that few rooms tell everything; nothing where all of
  /// them fit.
  func roundedRoom(_ room: Int64) -> Int64? {
    var rounded: Int64 = 0
    var isFull = false
    for amount in amounts {
      if amount > Swift.max(0, room) { isFull = true } else { rounded = Swift.max(rounded, amount) }
    }
    return isFull ? rounded : nil
  }
}

extension CalendarWindow {
  /// No window is longer, in seconds, whatever clocks do in it.
  fileprivate var secondsMax: Int64 {
    switch self {
    case .day: 2 * 86_400
    case .week: 8 * 86_400
    case .month: 32 * 86_400
    }
  }
}

/// What contacts that a charter decided took of its limits, by the names that the log keeps.
public struct VolumeMeter: Sendable {
  private let plan: CharterPlan

  /// Makes a meter for a charter's decisions.
  public init(_ plan: CharterPlan) { self.plan = plan }

  /// What a contact took, in the windows of its own moment; nothing for what the charter does not have.
  public func uses(of offer: Offer) -> [VolumeUse] {
    guard !plan.volumes.isEmpty else { return [] }
    let treatment = plan.treatments.indices.first {
      plan.actionName($0) == offer.action && plan.channelName($0) == offer.channel
    }
    guard let treatment else { return [] }
    return plan.volumes.filter { $0.amounts[treatment] > 0 }.map { volume in
      VolumeUse(volume.key(at: offer.at, of: plan), volume.amounts[treatment])
    }
  }

  /// The same, given back.
  public func returns(of offer: Offer) -> [VolumeUse] { uses(of: offer).map { VolumeUse($0.key, -$0.units) } }
}
