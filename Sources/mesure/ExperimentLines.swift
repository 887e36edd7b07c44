import Decisions
import Foundation
import Indicators
import Times

/// The experiments of a charter, a line each, as `mesure check` prints them.
enum ExperimentLines {
  /// - Parameters:
  ///   - audiences: by experiment, where it is known who would be in it.
  ///   - rate: what control's rate is taken to be.
  static func lines(of charter: Charter, audiences: [ExperimentAudience]? = nil, rate: Double = 0.05) -> [String] {
    guard !charter.experiments.isEmpty else { return [] }
    let zone = charter.zones.first ?? .utc
    return ["experiments:"]
      + charter.experiments.enumerated().flatMap { index, experiment in
        ["  \(line(experiment, zone))"] + (audiences.map { sizes(experiment, $0[index], rate) } ?? [])
      }
  }

  /// What it can find: a line an arm beside control.
  private static func sizes(_ experiment: Experiment, _ audience: ExperimentAudience, _ rate: Double) -> [String] {
    guard !experiment.arms.contains(where: { !$0.regions.isEmpty }) else {
      return ["    nobody is drawn, so no size says what chance alone would do"]
    }
    let size = ExperimentSize(
      experiment, customers: audience.customers, clusterSizes: audience.clusterSizes, rate: rate)
    let promise = experiment.promise
    let looks = promise.looksCount == 1 ? "at one look" : "at \(promise.looksCount) looks"
    return size.arms.map { arm in
      let index = experiment.arms.firstIndex { $0.name == arm.name } ?? 0
      let exposed = audience.exposed.map { " (\($0[index]) and \($0[experiment.control]) exposed)" } ?? ""
      var text =
        "    \(arm.name): about \(whole(arm.customers)) customers beside \(whole(arm.control))\(exposed); "
        + (arm.plannedRise.isFinite
          ? "of a rate of \(percent(rate)) a rise by \(points(arm.plannedRise, rate)) is found 8 times in 10 \(looks), "
            + "by \(points(arm.openRise, rate)) at an open dashboard"
          : "too few for any rise of \(percent(rate)) to be found")
      if let needed = arm.controlNeeded, let smallest = promise.smallestEffect {
        text +=
          arm.control >= needed
          ? "; enough for \(percent(smallest))"
          : "; too few for \(percent(smallest)): control needs \(whole(needed.rounded(.up)))"
      }
      if size.designEffect > 1 {
        text += String(format: " (drawn together, so %.2f times as many as alone)", size.designEffect)
      }
      return text
    }
  }

  private static func whole(_ value: Double) -> String { String(format: "%.0f", value) }

  private static func points(_ rise: Double, _ rate: Double) -> String {
    rise.isFinite ? String(format: "%.2f points (+%.1f %%)", 100 * rise, 100 * rise / rate) : "no less than everything"
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
