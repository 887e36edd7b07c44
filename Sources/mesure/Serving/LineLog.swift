import Foundation
import Logging
import Times

/// Writes log messages to standard error, one line each, as text or JSON.
///
/// Logs leave the machine more easily than databases do, so nothing personal may stand in them. That is held here,
/// not by good will: of a message's fields only those named in ``fields`` are written, which hold codes, counts,
/// versions and templates of routes; and messages of libraries, whose wording is not ours, are written from `warning`
/// on only.
struct LineLog: LogHandler {
  /// The fields that may be written. None of them may ever hold what a caller sent.
  static let fields: Set<String> = [
    "activation", "bytes", "charter", "code", "commits", "connections", "count", "customers", "deviation", "entries",
    "error_type", "host", "key", "limit", "method", "name", "number", "port", "position", "queue", "reason", "route",
    "scope",
    "seconds", "signal", "status", "version",
  ]
  /// The rooms whose messages are ours; those of other modules belong to libraries.
  static let rooms: Set<String> = ["Channels", "Hub", "StoreSQLite", "Web", "mesure"]
  /// The longest message or field, in characters.
  static let charactersMax = 400

  let format: LogFormat
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  init(format: LogFormat, level: Logger.Level) {
    self.format = format
    logLevel = level
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    guard event.level >= .warning || LineLog.rooms.contains(event.source) else { return }
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    let shown = all.filter { LineLog.fields.contains($0.key) }.sorted { $0.key < $1.key }
    let line = text(event, fields: shown.map { ($0.key, LineLog.cut("\($0.value)")) })
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  private func text(_ event: LogEvent, fields: [(String, String)]) -> String {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let second = Instant(secondsSince1970: Int64(now.tv_sec)).iso8601(in: .utc).dropLast()
    let fraction = String(1_000 + now.tv_nsec / 1_000_000).dropFirst()
    let time = "\(second).\(fraction)Z"
    let message = LineLog.cut("\(event.message)")
    switch format {
    case .text:
      let rest = fields.map { " \($0.0)=\($0.1.contains(" ") ? LineLog.quoted($0.1) : $0.1)" }.joined()
      return "\(time) \(event.level.rawValue) \(message)\(rest)"
    case .json:
      let pairs = [("time", time), ("level", event.level.rawValue), ("message", message)] + fields
      return "{" + pairs.map { "\(LineLog.quoted($0.0)):\(LineLog.quoted($0.1))" }.joined(separator: ",") + "}"
    }
  }

  /// One line, and not a long one.
  private static func cut(_ text: String) -> String {
    let line = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 ? " " : $0 }))
    return line.count <= charactersMax ? line : line.prefix(charactersMax) + "…"
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
