import Decisions
import Hub
import Times

/// What decisions took of the limits of all customers, for people.
enum LimitUse {
  /// A line for each window of which something was taken, in the order of the charter, then of time.
  static func lines(_ uses: [VolumeKey: Int64], of plan: CharterPlan) -> [String] {
    let zone = plan.charter.zones.first ?? .utc
    return plan.volumes.flatMap { volume in
      let windows = uses.filter { $0.key.limit == volume.name && $0.value > 0 }
      return windows.sorted { $0.key.startSeconds < $1.key.startSeconds }.map { key, units in
        let start = String(Instant(secondsSince1970: key.startSeconds).iso8601(in: zone).prefix(10))
        let when = key.window.map { " in the \($0.rawValue) from \(start)" } ?? ""
        let used = text(units, of: volume)
        return "  \(volume.name): \(used) of \(text(volume.max, of: volume))\(when)"
      }
    }
  }

  /// Contacts, or money in cents rounded up.
  private static func text(_ units: Int64, of volume: VolumePlan) -> String {
    guard volume.isMoney else { return String(units) }
    let cents = (units + 9_999) / 10_000
    let rest = cents % 100
    return "\(cents / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
