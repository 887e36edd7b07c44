/// How long a file may be.
///
/// The rule ratchets: a file above the usual length stands in the table with the length it has and the reason, may
/// shrink and not grow, and leaves the table when it is short again.
struct FileLengths {
  /// The usual limit, in lines.
  static let usualLinesMax = 300
  /// The limit that no reason lifts, in lines.
  static let linesMax = 400

  /// A file that may be longer than usual.
  struct Exception {
    var path: String
    var linesMax: Int
    var reason: String
  }

  /// The files that may be longer than usual.
  static let exceptions: [Exception] = []

  /// What is too long, and what is excused without need.
  static func findings(in files: [(path: String, lineCount: Int)], exceptions: [Exception] = exceptions) -> [Finding] {
    var findings: [Finding] = []
    for (path, count) in files where count > usualLinesMax {
      let exception = exceptions.first { $0.path == path }
      let most = min(exception?.linesMax ?? usualLinesMax, linesMax)
      if count > most {
        findings.append(
          Finding(path: path, line: most + 1, message: "the file has \(count) lines, and at most \(most) are allowed"))
      }
    }
    for exception in exceptions {
      let count = files.first { $0.path == exception.path }?.lineCount ?? 0
      if count <= usualLinesMax || exception.reason.isEmpty {
        findings.append(
          Finding(path: exception.path, line: 1, message: "the exception has no reason or is no longer needed"))
      }
    }
    return findings
  }
}
