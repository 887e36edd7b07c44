import Decisions
import Foundation
import Hub
import Indicators

/// What an experiment says, as people read it: its sizes and a sentence first, then the figures.
struct ExperimentText {
  private let report: ExperimentReport

  init(_ report: ExperimentReport) { self.report = report }

  /// Everything; of an experiment whose sizes do not fit, the sizes alone.
  var text: String {
    var parts = ["\(report.experiment.name)\n", sizes, report.sentence + "\n"]
    if !report.isRefused { parts += [figures, looks, guardRails, places] }
    parts += report.notes.map { $0 + "\n" }
    return parts.filter { !$0.isEmpty }.joined()
  }

  private var sizes: String {
    let noun =
      switch report.experiment.unit {
      case .customer: "customers"
      case .household: "households"
      case .region: "regions"
      }
    var table = TextTable(["  arm", "share", noun + " found", "compared", "observed to the end"])
    for (place, arm) in report.arms.enumerated() {
      table.add([
        "  " + arm.name + (place == 0 ? " (control)" : ""), arm.share.map(Figure.percent) ?? "listed", "\(arm.found)",
        "\(arm.counted)", "\(arm.complete)",
      ])
    }
    return table.text
  }

  private var figures: String {
    let all = report.rows.filter { $0.reading == .open }
    let rows = all.filter { !Self.isNothing($0) }
    let nothing = all.filter { $0.leads && Self.isNothing($0) }.map(\.metric.words)
    let silent = nothing.isEmpty ? "" : "  nothing to tell of: \(nothing.joined(separator: ", "))\n"
    guard !rows.isEmpty else { return silent }
    var table = TextTable(
      ["  looked at any time", "control", "arm", "difference", "from", "to", "relative", "from", "to", ""],
      leftColumns: [9])
    for row in rows {
      let view = [row.isCapped ? "capped" : "", row.isAdjusted ? "adjusted" : ""].filter { !$0.isEmpty }
      let of = report.arms.count > 2 ? " of \(report.arms[row.arm].name)" : ""
      table.add(
        ["  " + row.metric.words + of + (view.isEmpty ? "" : ", " + view.joined(separator: ", "))] + cells(row)
          + [words(row)])
    }
    return table.text + silent
  }

  /// Whether nobody in either arm came to anything.
  private static func isNothing(_ row: ExperimentRow) -> Bool {
    row.means.map { $0.control == 0 && $0.arm == 0 } ?? false
  }

  private func cells(_ row: ExperimentRow) -> [String] {
    [
      row.means.map { Self.number($0.control) } ?? "", row.means.map { Self.number($0.arm) } ?? "",
      Self.signed(row.difference), Self.signed(row.low), Self.signed(row.high),
      row.relative.map(Self.share) ?? "–", Self.share(row.relativeLow), Self.share(row.relativeHigh),
    ]
  }

  private func words(_ row: ExperimentRow) -> String {
    guard row.verdict == .more || row.verdict == .less else { return row.leads ? "open" : "" }
    return row.verdict.rawValue + (row.isBelievedAmongMany ? ", among all comparisons too" : "")
  }

  private var looks: String {
    guard let last = report.looks.indices.last else { return "" }
    var table = TextTable(
      ["  planned look", "control", "arm", "difference", "from", "to", "relative", "from", "to", ""],
      leftColumns: [9])
    for row in report.rows where row.reading == .planned && row.look == last + 1 && !Self.isNothing(row) {
      let first = report.look(calling: report.metrics.firstIndex(of: row.metric) ?? 0, arm: row.arm)
      let of = report.arms.count > 2 ? " of \(report.arms[row.arm].name)" : ""
      table.add(
        ["  \(row.look) of \(report.experiment.promise.looksCount): " + row.metric.words + of] + cells(row)
          + [first.map { "called at look \($0)" } ?? "open"])
    }
    return table.text
  }

  private var guardRails: String {
    let rows = report.rows.filter { $0.reading == .guardRail && !Self.isNothing($0) }
    guard !rows.isEmpty else { return "" }
    let texts = rows.map { row in
      let tolerance = report.experiment.promise.tolerances[row.metric] ?? 0
      let verdict =
        switch row.verdict {
        case .worse: "worse"
        case .notWorse: "not worse"
        default: "open"
        }
      let by = tolerance > 0 ? " by more than \(Self.number(tolerance))" : ""
      return (report.arms.count > 2 ? report.arms[row.arm].name + " " : "") + row.metric.words + " \(verdict)\(by)"
    }
    return "  guard-rails: " + texts.joined(separator: "; ") + "\n"
  }

  private var places: String {
    var lines: [String] = []
    for row in report.rows where row.reading == .caused {
      let avoided = report.rows.first {
        $0.reading == .avoided && $0.place == row.place && $0.metric == row.metric && $0.arm == row.arm
      }
      lines.append(
        "  \(row.metric.words) by \(row.place), `\(report.arms[row.arm].name)`: \(Self.signed(row.difference)) caused, "
          + "\(Self.signed(avoided?.difference ?? 0)) avoided, \(row.n == 1 ? "1 place" : "\(row.n) places") open\n")
      for place in report.rows
      where place.reading == .place && place.metric == row.metric && place.arm == row.arm {
        lines.append(
          "    \(place.place): \(Self.signed(place.difference)), from \(Self.signed(place.low)) to \(Self.signed(place.high))\n"
        )
      }
    }
    return lines.joined()
  }

  /// Four digits of what they are; a dash where nothing is known.
  private static func number(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    return abs(value) >= 1000 ? Figure.whole(value) : String(format: abs(value) >= 10 ? "%.2f" : "%.4f", value)
  }

  private static func signed(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    return (value > 0 ? "+" : value < 0 ? "−" : "") + number(abs(value))
  }

  private static func share(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    return (value > 0 ? "+" : value < 0 ? "−" : "") + Figure.percent(abs(value))
  }
}
