import Foundation

/// A table of text: the first column to the left, the others to the right, unless they are words.
struct TextTable {
  private var rows: [[String]] = []
  private let leftColumns: Set<Int>

  /// Makes a table with a head.
  /// - Parameter leftColumns: columns of words, by position; the first always is one.
  init(_ head: [String], leftColumns: Set<Int> = []) {
    rows = [head]
    self.leftColumns = leftColumns.union([0])
  }

  /// Adds a line.
  mutating func add(_ cells: [String]) { rows.append(cells) }

  /// Whether there is a line besides the head.
  var isEmpty: Bool { rows.count < 2 }

  /// The lines, with two spaces between columns.
  var text: String {
    let widths = rows[0].indices.map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { cells in
      var line = cells.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return leftColumns.contains(column) ? cell + space : space + cell
      }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}

/// Figures of simulations, for people.
enum Figure {
  /// A count or an amount, in whole numbers.
  static func whole(_ value: Double) -> String {
    let rounded = value.rounded()
    return rounded == 0 ? "0" : String(format: "%.0f", rounded)
  }

  /// The same with its sign.
  static func signed(_ value: Double) -> String {
    let rounded = value.rounded()
    return rounded == 0 ? "0" : rounded > 0 ? "+" + whole(value) : "−" + whole(-value)
  }

  /// With two decimals.
  static func fine(_ value: Double) -> String { String(format: "%.2f", value) }

  static func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }

  /// A change as a share of what was, with its sign; a dash where there was nothing.
  static func change(_ difference: Double, of before: Double) -> String {
    guard before != 0 else { return difference == 0 ? "0.0 %" : "–" }
    let share = difference / before
    return (share > 0 ? "+" : share < 0 ? "−" : "") + percent(abs(share))
  }
}
