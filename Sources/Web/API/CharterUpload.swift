import Charters
import Records

/// The files of a charter as a body brings them: `{"files": {"charter.yaml": "…", "actions/cards.yaml": "…"}}`.
enum CharterUpload {
  /// The most bytes of a body with files.
  static let bodyBytesMax = 8 << 20
  /// The most files.
  static let filesMax = 1_000
  /// The most bytes of a path.
  static let pathBytesMax = 128

  /// Reads the files.
  /// - Throws: 400 `file.path_refused`, `field.missing`, `field.unknown`, `field.invalid`, `field.too_long`.
  static func files(in body: JSONValue) throws -> [SourceFile] {
    var files: [SourceFile]?
    try body.readMembers { key, value in
      guard case "files" = key else { return false }
      var found: [SourceFile] = []
      try value.readMembers { path, text in
        guard found.count < filesMax else {
          throw APIError(.badRequest, "field.too_long", "a charter has at most \(filesMax) files")
        }
        found.append(SourceFile(path: try checked(path.text), text: try self.text(text)))
        return true
      }
      guard !found.isEmpty else {
        throw APIError(.badRequest, "field.empty", "give at least `charter.yaml`, `world.yaml` and `channels.yaml`")
      }
      files = found
      return true
    }
    guard let files else { throw APIError.missing("files") }
    return files
  }

  private static func text(_ value: JSONValue) throws(APIError) -> String {
    guard let text = value.string else { throw APIError.field("the text of a file") }
    return text
  }

  /// A path that is plainly a YAML file of a charter's folder, or the file of a model, whatever a program does with it later.
  private static func checked(_ path: String) throws(APIError) -> String {
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    let arePlain = segments.allSatisfy { segment in
      guard let first = segment.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else { return false }
      return segment.utf8.allSatisfy(isPlain)
    }
    let isYAML = path.hasSuffix(".yaml") || path.hasSuffix(".yml")
    guard arePlain, isYAML || CharterLoader.isModelFile(path), segments.count <= 2, path.utf8.count <= pathBytesMax
    else {
      throw APIError(
        .badRequest, "file.path_refused",
        "a charter's file is called `NAME.yaml`, `FOLDER/NAME.yaml` or `models/NAME.json`, of letters, digits, `-`, `_` and `.`, "
          + "not beginning with `.` or `-`")
    }
    return path
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}

/// Diagnostics as data.
enum DiagnosticsText {
  /// Writes `"diagnostics": […]`.
  static func write(_ diagnostics: [Diagnostic], into writer: inout JSONWriter) {
    writer.list("diagnostics", diagnostics) { writer, diagnostic in
      writer.object {
        $0.member("code", diagnostic.code)
        $0.member("severity", diagnostic.severity.rawValue)
        $0.member("message", diagnostic.message)
        $0.member("file", diagnostic.file)
        $0.member("line", diagnostic.line)
        $0.member("column", diagnostic.column)
        $0.member("length", diagnostic.length)
        $0.member("text", diagnostic.text)
      }
    }
  }
}

extension CharterDifference {
  /// Writes `"files": […], "parts": […]`.
  func write(into writer: inout JSONWriter) {
    writer.list("files", files) { writer, file in
      writer.object {
        $0.member("path", file.path)
        $0.member("change", file.change.rawValue)
        $0.list("hunks", file.hunks) { writer, hunk in
          writer.object {
            $0.member("from_line", hunk.fromLine)
            $0.member("from_count", hunk.fromCount)
            $0.member("to_line", hunk.toLine)
            $0.member("to_count", hunk.toCount)
            $0.member("lines", hunk.lines)
          }
        }
      }
    }
    writer.list("parts", parts) { writer, part in
      writer.object {
        $0.member("kind", part.kind)
        $0.member("name", part.name)
        $0.member("change", part.change.rawValue)
        $0.list("fields", part.fields) { writer, field in
          writer.object {
            $0.member("name", field.name)
            if let from = field.from { $0.member("from", from) }
            if let to = field.to { $0.member("to", to) }
          }
        }
      }
    }
  }
}
