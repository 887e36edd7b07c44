import Foundation
import Indicators
import Times

/// A report as people read it: a line a number, indicators without anything to tell left out.
enum ReportText {
  static func of(_ report: IndicatorReport, currency: String) -> String {
    let from = Instant(secondsSince1970: report.period.lowerBound).iso8601()
    let to = Instant(secondsSince1970: report.period.upperBound).iso8601()
    var lines = ["from \(from) up to \(to)", ""]
    var empty: [String] = []
    lines.append(line("", "value", "95 %", "made of"))
    for indicator in Indicator.allCases {
      let rows = report[indicator]
      guard rows.contains(where: { $0.value != nil && ($0.n > 0 || $0.value != 0) }) else {
        empty.append(indicator.definition.title.lowercasedFirst)
        continue
      }
      lines += rows.map { text($0, currency) }
    }
    if !empty.isEmpty { lines += ["", "nothing to tell of: " + empty.joined(separator: ", ")] }
    if report.lateCount > 0 { lines += ["", "\(report.lateCount) pieces of news came too late to count"] }
    for note in report.notes { lines += ["", note] }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(_ row: IndicatorRow, _ currency: String) -> String {
    let definition = row.indicator.definition
    var label = definition.title
    let group = row.group.filter { !$0.isEmpty }.joined(separator: " · ")
    if !group.isEmpty { label = "  " + group }
    if !row.detail.isEmpty { label += ", " + row.detail.replacingOccurrences(of: "_", with: " ") }
    let interval = row.interval.map {
      number($0.low, definition.unit, currency) + " … " + number($0.high, definition.unit, currency)
    }
    return line(
      label, row.value.map { number($0, definition.unit, currency) } ?? "–", interval ?? "",
      "\(row.n) \(definition.basis)")
  }

  private static func line(_ label: String, _ value: String, _ interval: String, _ basis: String) -> String {
    let text =
      label.padded(to: 42) + value.paddedBefore(to: 16) + "  " + interval.padded(to: 28) + "  " + basis
    return String(text.reversed().drop { $0 == " " }.reversed())
  }

  private static func number(_ value: Double, _ unit: String, _ currency: String) -> String {
    switch unit {
    case "share": String(format: "%.2f %%", 100 * value)
    case "money": String(format: "%.2f ", value) + currency
    case "count", "contacts", "days":
      value == value.rounded() ? String(format: "%.0f", value) : String(format: "%.2f", value)
    case "per contact": String(format: "%.4f", value)
    default: String(format: "%.2f", value)
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  fileprivate func paddedBefore(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
