extension ReportDocument {
  /// The report as plain text, at most about a hundred columns wide.
  public var text: String {
    var lines = [title, String(repeating: "═", count: title.count)]
    for section in sections {
      lines += ["", section.heading, String(repeating: "─", count: section.heading.count)]
      for (place, block) in section.blocks.enumerated() {
        if place > 0 { lines.append("") }
        switch block {
        case .paragraph(let text): lines += ReportDocument.wrapped(text, indent: "")
        case .list(let items): lines += items.flatMap { ReportDocument.wrapped($0, indent: "  ", first: "- ") }
        case .table(let table): lines += ReportDocument.lines(of: table)
        case .code(let text): lines += text.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }
        }
      }
    }
    return lines.map(ReportDocument.trimmedAtEnd).joined(separator: "\n") + "\n"
  }

  private static let widthMax = 100

  private static func wrapped(_ text: String, indent: String, first: String = "") -> [String] {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in cleaned(text).split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      if !isEmpty, line.count + 1 + word.count > widthMax {
        lines.append(line)
        line = indent
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    lines.append(line)
    return lines
  }

  private static func lines(of table: Table) -> [String] {
    let rows = [table.columns.map(\.title)] + table.rows.map { $0.map { name($0, most: 60) } }
    let widths = table.columns.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    var lines = wrapped(table.caption, indent: "")
    for (number, row) in rows.enumerated() {
      let cells = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: max(0, widths[column] - cell.count))
        return table.columns[column].isNumber ? space + cell : cell + space
      }
      lines.append("  " + cells.joined(separator: "  "))
      if number == 0 { lines.append("  " + widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")) }
    }
    return lines
  }

  private static func trimmedAtEnd(_ line: String) -> String {
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
