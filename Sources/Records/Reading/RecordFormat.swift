/// The shapes of file this room reads.
public enum RecordFormat: Hashable, Sendable {
  /// Comma separated values or one of their relatives; the delimiter where the name of the file tells it.
  case csv(delimiter: CSVDelimiter)
  /// One JSON object a line.
  case jsonLines

  /// What the name of a file says: `.csv`, `.tsv`, `.jsonl`, `.ndjson`, `.json`, in any case; nil for other names.
  /// A `.json` file is read as JSON Lines.
  public static func ofFile(named name: String) -> RecordFormat? {
    guard let dot = name.utf8.lastIndex(of: Byte.dot) else { return nil }
    switch name[name.index(after: dot)...].lowercased() {
    case "csv": return .csv(delimiter: .automatic)
    case "tsv": return .csv(delimiter: .tab)
    case "jsonl", "ndjson", "json": return .jsonLines
    default: return nil
    }
  }

  /// White space and the bytes of a UTF-8 byte order mark.
  private static let blank: [UInt8] = [Byte.space, Byte.tab, Byte.lineFeed, Byte.carriageReturn, 0xEF, 0xBB, 0xBF]

  /// Whether bytes say nothing of the format.
  static func isBlank(_ bytes: [UInt8]) -> Bool { bytes.allSatisfy(blank.contains) }

  /// What the first byte after white space and a UTF-8 byte order mark says: `{` is JSON Lines, other text is CSV.
  /// - Throws: `format_unknown` where there is no such byte, or `[`, which begins a JSON array.
  public static func ofBytes(_ start: some Sequence<UInt8>) throws(RecordSourceError) -> RecordFormat {
    switch start.first(where: { !blank.contains($0) }) {
    case UInt8(ascii: "{"): return .jsonLines
    case UInt8(ascii: "["):
      throw RecordSourceError(
        code: .formatUnknown, message: "the input begins with `[`: write one json object a line, without the array")
    case nil: throw RecordSourceError(code: .formatUnknown, message: "the input is empty")
    default: return .csv(delimiter: .automatic)
    }
  }
}
