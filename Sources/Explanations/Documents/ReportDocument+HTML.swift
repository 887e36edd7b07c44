extension ReportDocument {
  /// The report as one HTML page that needs nothing else: no script, no font, no picture, and a policy that forbids them. It has headings in order,
  /// captions and scopes for tables, colours for light and dark screens, and rules for paper.
  public var html: String {
    var page = """
      <!DOCTYPE html>
      <html lang="\(language.rawValue)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>\(ReportDocument.escaped(title))</title>
      <style>
      \(ReportDocument.style)</style>
      </head>
      <body>
      <main>
      <h1>\(ReportDocument.escaped(title))</h1>
      <nav aria-label="\(language == .en ? "Contents" : "Sommaire")"><ol>

      """
    for (number, section) in sections.enumerated() {
      page += "<li><a href=\"#s\(number + 1)\">\(ReportDocument.escaped(section.heading))</a></li>\n"
    }
    page += "</ol></nav>\n"
    for (number, section) in sections.enumerated() {
      page += "<section aria-labelledby=\"s\(number + 1)\">\n"
      page += "<h2 id=\"s\(number + 1)\">\(ReportDocument.escaped(section.heading))</h2>\n"
      page += section.blocks.map { ReportDocument.html(of: $0) }.joined()
      page += "</section>\n"
    }
    return page + "</main>\n</body>\n</html>\n"
  }

  private static func html(of block: Block) -> String {
    switch block {
    case .paragraph(let text): return "<p>\(escaped(text))</p>\n"
    case .list(let items): return "<ul>\n" + items.map { "<li>\(escaped($0))</li>\n" }.joined() + "</ul>\n"
    case .code(let text): return "<pre><code>\(escaped(text))</code></pre>\n"
    case .table(let table): return html(of: table)
    }
  }

  private static func html(of table: Table) -> String {
    func mark(_ column: Int) -> String { table.columns[column].isNumber ? " class=\"n\"" : "" }
    var text = "<div class=\"t\" role=\"group\" tabindex=\"0\" aria-label=\"\(escaped(table.caption))\">\n<table>\n"
    text += "<caption>\(escaped(table.caption))</caption>\n<thead><tr>"
    for (number, column) in table.columns.enumerated() {
      text += "<th scope=\"col\"\(mark(number))>\(escaped(column.title))</th>"
    }
    text += "</tr></thead>\n<tbody>\n"
    for row in table.rows {
      text += "<tr><th scope=\"row\">\(escaped(name(row.first ?? "", most: 200)))</th>"
      for (number, cell) in row.enumerated().dropFirst() {
        text += "<td\(mark(number))>\(escaped(name(cell, most: 200)))</td>"
      }
      text += "</tr>\n"
    }
    return text + "</tbody>\n</table>\n</div>\n"
  }

  /// Text that can neither begin a tag nor end an attribute.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in cleaned(text).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static let style = """
    :root { color-scheme: light dark; }
    body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: CanvasText; background: Canvas; }
    main { max-width: 60rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; }
    h1 { font-size: 1.75rem; line-height: 1.2; }
    h2 { font-size: 1.25rem; margin-top: 2.5rem; border-bottom: 1px solid GrayText; }
    p, ul { max-width: 46rem; }
    .t { overflow-x: auto; margin: 1rem 0; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    caption { text-align: left; padding-bottom: .25rem; max-width: 46rem; }
    th, td { padding: .2rem .9rem .2rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid GrayText; }
    thead th { border-bottom-width: 2px; }
    tbody th { font-weight: normal; }
    .n { text-align: right; white-space: nowrap; }
    thead .n { white-space: normal; }
    pre { padding: .75rem 1rem; border: 1px solid GrayText; white-space: pre-wrap; }
    a { color: LinkText; }
    @media print {
      body { font-size: 10pt; }
      main { max-width: none; padding: 0; }
      nav { display: none; }
      h2 { break-after: avoid; }
      tr, pre { break-inside: avoid; }
      .t { overflow: visible; }
      thead { display: table-header-group; }
    }

    """
}
