import Decisions

extension Proposal {
  /// The proposal as a `policy.yaml`, in words that every charter knows: kinds of purposes and channels. Empty lists are left
  /// out; with nothing to propose the file says so.
  public var policyText: String {
    var lines = ["# Proposed by `mesure audit`. Times count in the customer's zone."]
    if !caps.isEmpty {
      let limits = caps.map {
        "{ max: \($0.trial.max), per: \(Proposal.duration($0.trial)) }"
      }
      lines += [
        "caps:", "  - name: audit-marketing", "    purpose_kinds: [marketing]",
        "    limits: [ \(limits.joined(separator: ", ")) ]",
      ]
    }
    if let spacing {
      let least = Proposal.duration(spacing.trial)
      lines += ["spacing:", "  - { name: audit-spacing, purpose_kinds: [marketing], least: \(least) }"]
    }
    if let quietHours {
      let kinds = Proposal.intrusiveKinds.map(\.name).joined(separator: ", ")
      lines += [
        "quiet_hours:", "  - name: audit-evening", "    purpose_kinds: [marketing]", "    channel_kinds: [\(kinds)]",
        "    from: \"\(Proposal.clock(quietHours.fromHour))\"", "    to: \"\(Proposal.clock(quietHours.toHour))\"",
      ]
    }
    if lines.count == 1 { lines.append("# Nothing was found that a threshold would change.") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func duration(_ trial: CapTrial) -> String {
    let hours = trial.windowSeconds / 3_600
    return hours % 24 == 0 ? "\(hours / 24)d" : "\(hours)h"
  }

  private static func clock(_ hour: Int) -> String { hour < 10 ? "0\(hour):00" : "\(hour):00" }
}
