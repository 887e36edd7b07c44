import Decisions
import Times

/// How much of a volume limit is used in one window.
public struct VolumeLevel: Hashable, Sendable {
  /// The limit's name; see ``Decisions/Charter/volumeLimits``.
  public var limit: String
  /// The window; nothing: all of time.
  public var window: Range<Instant>?
  /// Whether it counts money, in millionths, rather than contacts.
  public var isMoney: Bool
  /// What is used: contacts that were reserved or made, without those that were released or came back.
  public var used: Int64
  /// All that there is.
  public var max: Int64
}

extension Authority {
  /// How far the limits of the charter in force are used: each in the window of now, then in windows to come of which
  /// something is used, in the order of time. Then those that only the version before has, or has otherwise, while that
  /// decides for some customers still.
  public func volumeLevels() -> [VolumeLevel] {
    var levels: [VolumeLevel] = []
    for plan in regimes.current?.all.map(\.plan) ?? [] {
      for level in volumeLevels(of: plan) where !levels.contains(level) { levels.append(level) }
    }
    return levels
  }

  private func volumeLevels(of plan: CharterPlan) -> [VolumeLevel] {
    let uses = volumes.uses
    let now = clock.now
    return plan.volumes.flatMap { volume in
      let current = volume.key(at: now, of: plan)
      let later = uses.keys.filter { key in
        key.startSeconds > max(current.startSeconds, now.secondsSince1970)
          && key == volume.key(at: Instant(secondsSince1970: key.startSeconds), of: plan)
      }
      return ([current] + later.sorted { $0.startSeconds < $1.startSeconds }).map { key in
        let moment = key == current ? now : Instant(secondsSince1970: key.startSeconds)
        return VolumeLevel(
          limit: volume.name, window: volume.range(containing: moment, of: plan), isMoney: volume.isMoney,
          used: uses[key, default: 0], max: volume.max)
      }
    }
  }
}
