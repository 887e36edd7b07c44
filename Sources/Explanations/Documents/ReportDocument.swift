/// A report as what it says, apart from how it is shown.
public struct ReportDocument: Sendable {
  /// A column of a table.
  public struct Column: Sendable {
    /// Its heading.
    public var title: String
    /// Whether it holds numbers, which stand to the right.
    public var isNumber: Bool
  }

  /// A table.
  public struct Table: Sendable {
    /// What it shows.
    public var caption: String
    /// Its columns; the first one names the row.
    public var columns: [Column]
    /// Its rows, each with as many texts as there are columns.
    public var rows: [[String]]
  }

  /// A piece of a section.
  public enum Block: Sendable {
    case paragraph(String)
    case list([String])
    case table(Table)
    /// Text that is kept as it is, such as the lines of a file.
    case code(String)
  }

  /// A part of the report.
  public struct Section: Sendable {
    /// Its heading.
    public var heading: String
    /// What it says, in order.
    public var blocks: [Block]
  }

  /// The language it is in, `en` or `fr`.
  public var language: Phrases.Language
  /// Its title.
  public var title: String
  /// What it says, in order.
  public var sections: [Section]

  /// Text that somebody else wrote, without what could change how the rest is shown: control characters, among them those that
  /// command a terminal, become spaces, and those that turn the direction of writing are left out.
  static func cleaned(_ text: String) -> String {
    var cleaned = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A: cleaned.append(scalar)
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: cleaned.append(" ")
      case 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0xFEFF: continue
      default: cleaned.append(scalar)
      }
    }
    return String(cleaned)
  }

  /// The same on one line, cut where it is long.
  static func name(_ text: String, most: Int = 40) -> String {
    let line = String(cleaned(text).map { $0 == "\n" ? " " : $0 })
    return line.count > most ? line.prefix(most - 1) + "…" : line
  }
}
