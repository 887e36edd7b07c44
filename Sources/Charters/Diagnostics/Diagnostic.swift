/// How bad a finding is.
public enum Severity: String, Sendable {
  /// The charter cannot be used.
  case error
  /// It can, but its author will want to know.
  case warning
}

/// A mistake in a charter: what, where, and a mark under the word.
public struct Diagnostic: Hashable, Sendable {
  /// A stable code, such as `name.unknown`.
  public var code: String
  /// How bad it is.
  public var severity: Severity
  /// A sentence a person can act on.
  public var message: String
  /// The file, relative to the charter's folder.
  public var file: String
  /// The line, from 1; 0 where the file as a whole is meant.
  public var line: Int
  /// The column in characters, from 1.
  public var column: Int
  /// How many characters the mark covers, at least 1.
  public var length: Int
  /// The line itself; empty where it is too long to be shown.
  public var text: String

  /// `file:line:column: error: message [code]`, the line, and the mark under the word.
  public var rendered: String {
    guard line > 0 else { return "\(file): \(severity.rawValue): \(message) [\(code)]\n" }
    let head = "\(file):\(line):\(column): \(severity.rawValue): \(message) [\(code)]\n"
    guard !text.isEmpty else { return head }
    let shown = Diagnostic.excerpt(text, around: column)
    // A tab stays a tab before the mark, so that it stands under the word in any editor.
    let indent = String(shown.text.prefix(shown.column - 1).map { $0 == "\t" ? "\t" : " " })
    let marks = String(repeating: "^", count: max(1, min(length, shown.text.count - shown.column + 1)))
    return head + "  \(shown.text)\n  \(indent)\(marks)\n"
  }

  /// Very long lines are cut around the mark.
  private static func excerpt(_ text: String, around column: Int) -> (text: String, column: Int) {
    let column = max(1, min(column, text.count + 1))
    guard text.count > 160 else { return (text, column) }
    let start = max(0, column - 60)
    return (String(text.dropFirst(start).prefix(140)), column - start)
  }
}

/// Everything found in a charter, in the order of files and lines.
public struct CharterFaults: Error, Sendable {
  /// The findings; at least one is an error.
  public var diagnostics: [Diagnostic]
}

/// Collects findings while a charter is read.
final class DiagnosticLog {
  private(set) var diagnostics: [Diagnostic] = []
  private var lines: [String: [Substring]] = [:]

  /// The most errors kept, and the most warnings; a charter with more is not read to its end by anybody.
  static let diagnosticsMax = 1_000

  private var errorCount = 0

  var hasErrors: Bool { errorCount > 0 }

  /// Whether so many findings of a severity are kept that further ones are not.
  func isFull(_ severity: Severity = .error) -> Bool {
    (severity == .error ? errorCount : diagnostics.count - errorCount) >= DiagnosticLog.diagnosticsMax
  }

  /// The longest line shown, in bytes; counting the characters of longer ones, finding after finding, would take
  /// too long.
  static let lineBytesMax = 20_000
  /// The longest message, in characters: texts of the author's stand in it as long as they are.
  static let messageCharactersMax = 600

  /// Remembers a file's text for the lines under which marks are put.
  func register(_ file: String, text: String) {
    lines[file] = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
  }

  /// One line of a registered file, from 1; nothing also where it is too long to be shown.
  func line(_ number: Int, of file: String) -> Substring? {
    guard let lines = lines[file], lines.indices.contains(number - 1) else { return nil }
    let line = lines[number - 1]
    return line.utf8.count <= DiagnosticLog.lineBytesMax ? line : nil
  }

  func lineCount(of file: String) -> Int { lines[file]?.count ?? 0 }

  func report(
    _ code: String, _ message: String, file: String, line: Int = 0, column: Int = 1, length: Int = 1,
    severity: Severity = .error
  ) {
    guard !isFull(severity) else { return }
    let limit = DiagnosticLog.messageCharactersMax
    let isLong = message.utf8.count > limit
    let message = isLong ? message.prefix(limit / 2) + " … " + message.suffix(limit / 2) : message
    let diagnostic = Diagnostic(
      code: code, severity: severity, message: message, file: file, line: line, column: column, length: length,
      text: self.line(line, of: file).map(String.init) ?? "")
    guard !diagnostics.contains(diagnostic) else { return }
    diagnostics.append(diagnostic)
    if severity == .error { errorCount += 1 }
  }

  func report(_ code: String, _ message: String, at node: FileNode, severity: Severity = .error) {
    report(
      code, message, file: node.file, line: node.line, column: node.column, length: node.markLength,
      severity: severity)
  }

  /// By file, line and column; at one place in the order of finding.
  var sorted: [Diagnostic] {
    diagnostics.enumerated().sorted {
      ($0.element.file, $0.element.line, $0.element.column, $0.offset)
        < ($1.element.file, $1.element.line, $1.element.column, $1.offset)
    }.map(\.element)
  }
}
