import Decisions
import Foundation
import Indicators

extension ExperimentReport {
  /// What the experiment says, as a manager would read it: of the first metric, arm by arm; or why nothing is said.
  public var sentence: String {
    if isRefused { return refusal }
    let all = rows
    guard let metric = metrics.first, arms.reduce(0, { $0 + $1.complete }) > 0 else {
      return
        "Nobody was \(population == .exposed ? "exposed" : "found") and observed long enough yet, so there is nothing to say."
    }
    var sentences: [String] = []
    for arm in arms.indices.dropFirst() {
      sentences.append(sentence(of: metric, arm, all))
      let worse = all.filter { $0.reading == .guardRail && $0.arm == arm && $0.verdict == .worse }
      if !worse.isEmpty {
        let names = worse.map { $0.metric.words }.joined(separator: ", ")
        sentences.append("It has more \(names) than `\(arms[0].name)`, and chance does not explain that.")
      }
    }
    return sentences.joined(separator: " ")
  }

  private var refusal: String {
    let sizes = arms.map { "\($0.found) in `\($0.name)`" }.joined(separator: ", ")
    let counted = arms.map { "\($0.counted)" }.joined(separator: " and ")
    let shares = foundRatio.shares.map { String(format: "%.4g %%", 100 * $0) }.joined(separator: " and ")
    return
      "The arms are not as large as they should be (\(sizes), of whom \(counted) are compared, where shares of \(shares) were due), so "
      + "something other than chance decided who is counted, and nothing is shown. Look for what loses customers on the way of one arm."
  }

  private func sentence(of metric: ExperimentMetric, _ arm: Int, _ all: [ExperimentRow]) -> String {
    let own = all.filter { $0.metric == metric && $0.arm == arm && $0.leads }
    let called = own.first { $0.reading == .planned && $0.verdict != .open }
    guard let row = called ?? own.first(where: { $0.reading == .open }) else {
      return "Of \(metric.words) nothing is known yet."
    }
    let (name, control) = ("`\(arms[arm].name)`", "`\(arms[0].name)`")
    let basis = metric == .satisfaction ? "an answer" : "100 customers"
    let scale = metric == .satisfaction ? 1.0 : 100
    guard row.verdict != .open else {
      guard row.low.isFinite, row.high.isFinite else {
        return
          "Whether \(name) has more \(metric.words) than \(control) cannot be said yet: there are too few customers."
      }
      return "Whether \(name) has more \(metric.words) than \(control) is open: it may be from "
        + "\(Self.signed(row.low * scale)) to \(Self.signed(row.high * scale)) for \(basis)"
        + (row.relativeLow.isFinite ? " (\(Self.percent(row.relativeLow)) to \(Self.percent(row.relativeHigh)))." : ".")
    }
    let difference = Self.figure(abs(row.difference) * scale)
    var text =
      "\(name) has \(difference) \(row.verdict == .more ? "more" : "less") \(metric.words) for \(basis) than \(control)"
    if let relative = row.relative, row.relativeLow.isFinite {
      text +=
        " (\(Self.percent(relative)), between \(Self.percent(row.relativeLow)) and \(Self.percent(row.relativeHigh)))"
    }
    if let total = row.total, metric != .satisfaction { text += ", \(Self.signed(total)) in all" }
    return text + ", and chance does not explain that."
  }

  private static func figure(_ value: Double) -> String {
    String(format: abs(value) >= 1000 ? "%.0f" : "%.2f", value)
  }

  private static func signed(_ value: Double) -> String {
    (value > 0 ? "+" : value < 0 ? "−" : "") + figure(abs(value))
  }

  private static func percent(_ share: Double) -> String {
    (share > 0 ? "+" : share < 0 ? "−" : "") + String(format: "%.1f %%", 100 * abs(share))
  }
}

extension ExperimentMetric {
  /// Its name in sentences.
  public var words: String { name.replacingOccurrences(of: "_", with: " ") }
}
