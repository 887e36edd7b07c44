import Decisions
import Times

extension Authority {
  /// What is left of each limit for all customers together, in its units, by its name: in the windows that contain a
  /// moment. What decisions under way have taken is taken.
  func rooms(at moment: Instant, _ regime: Regime) -> [String: Int64] {
    let uses = volumes.uses
    let plan = regime.plan
    return Dictionary(
      plan.volumes.map { volume in
        (volume.name, max(0, volume.max - uses[volume.key(at: moment, of: plan), default: 0]))
      }
    ) { first, _ in first }
  }
}
