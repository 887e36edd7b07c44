import Decisions
import Times

/// The experiments of a charter, a line each, as `mesure check` prints them.
enum ExperimentLines {
  static func lines(of charter: Charter) -> [String] {
    guard !charter.experiments.isEmpty else { return [] }
    let zone = charter.zones.first ?? .utc
    return ["experiments:"] + charter.experiments.map { "  \(line($0, zone))" }
  }

  private static func line(_ experiment: Experiment, _ zone: Zone) -> String {
    let isListed = experiment.arms.contains { !$0.regions.isEmpty }
    let arms = experiment.arms.enumerated().map { index, arm in
      let control = index == experiment.control ? " (control)" : ""
      if isListed {
        return arm.name + (arm.regions.isEmpty ? " elsewhere" : " in \(arm.regions.joined(separator: ", "))") + control
      }
      return "\(arm.name) \(percent(arm.share))\(control)"
    }
    var parts = ["\(experiment.name): \(arms.joined(separator: ", "))"]
    let size = experiment.slice.upperBound - experiment.slice.lowerBound
    if size < 1 {
      let of = experiment.layer.isEmpty ? experiment.unit.plural : "the layer `\(experiment.layer)`"
      parts.append("\(percent(size)) of \(of)")
    } else if experiment.unit != .customer {
      parts.append("by \(experiment.unit)")
    }
    if experiment.who != nil { parts.append("of some") }
    if let from = experiment.from { parts.append("from \(from.iso8601(in: zone).prefix(16))") }
    if let until = experiment.until { parts.append("until \(until.iso8601(in: zone).prefix(16))") }
    if let rotation = experiment.rotationSeconds {
      parts.append("drawn anew every \(DurationText.text(seconds: rotation))")
    }
    return parts.joined(separator: "; ")
  }

  private static func percent(_ share: Double) -> String {
    let hundredths = (share * 10_000).rounded() / 100
    return hundredths == hundredths.rounded() ? "\(Int(hundredths)) %" : "\(hundredths) %"
  }
}

extension ExperimentUnit {
  fileprivate var plural: String {
    switch self {
    case .customer: "all customers"
    case .household: "all households"
    case .region: "all regions"
    }
  }
}
