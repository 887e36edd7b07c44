/// Code that must not stand in some places, with the reason that its author will read.
struct ForbiddenCode {
  var pattern: String
  var reason: String

  /// In pure rooms: everything that could give two answers to one question.
  static let inPureRooms: [ForbiddenCode] =
    [
      ("the time is a parameter", ["Date(", "ContinuousClock", "SuspendingClock", "Task.sleep", "clock_gettime"]),
      ("the time is a parameter", ["gettimeofday", "DispatchTime", "CFAbsoluteTimeGetCurrent"]),
      (
        "chance comes from a keyed hash", ["SystemRandomNumberGenerator", ".random(", ".randomElement(", ".shuffled()"]
      ),
      ("chance comes from a keyed hash", [".shuffle()", "arc4random", "drand48", "UUID("]),
      ("hashes differ from run to run", [".hashValue", "Hasher("]),
      ("addresses differ from run to run", ["ObjectIdentifier("]),
      ("the environment is not read here", ["ProcessInfo", "getenv", "CommandLine", "setlocale"]),
      ("files are not read here", ["FileManager", "FileHandle", "FileDescriptor", "fopen", "readLine("]),
      ("nothing is printed here", ["print(", "debugPrint(", "dump("]),
    ].flatMap { reason, patterns in patterns.map { ForbiddenCode(pattern: $0, reason: reason) } }

  /// In all Swift code.
  static let everywhere = [ForbiddenCode(pattern: "try!", reason: "an error is handled or passed on")]

  /// In code that ships.
  static let inSources = [
    ForbiddenCode(pattern: "fatalError", reason: "bad input never crashes"),
    ForbiddenCode(pattern: "preconditionFailure", reason: "bad input never crashes"),
  ]

  /// How many lines before a promise its reason may stand.
  static let reasonLinesMax = 3

  /// What is forbidden in a file and stands in it.
  static func findings(in file: TextFile, rooms: [Room] = Room.all) -> [Finding] {
    let code = SwiftText(file.text)
    let isSource = file.path.hasPrefix("Sources/")
    let isPure = isSource && rooms.contains { $0.name == file.room && $0.isPure }
    let forbidden = everywhere + (isSource ? inSources : []) + (isPure ? inPureRooms : [])
    let found = forbidden.flatMap { entry in
      code.lines(of: entry.pattern).map {
        Finding(path: file.path, line: $0, message: "`\(entry.pattern)` may not stand here: \(entry.reason)")
      }
    }
    return found + uncheckedPromises(file, code) + unfinished(file)
  }

  /// A promise that the compiler cannot check needs its reason beside it: on its line, or at most three lines away.
  private static func uncheckedPromises(_ file: TextFile, _ code: SwiftText) -> [Finding] {
    let lines = file.lines
    return code.lines(of: "@unchecked Sendable").compactMap { number in
      let near = lines[max(0, number - 1 - reasonLinesMax)..<min(lines.count, number + reasonLinesMax)]
      if near.contains(where: { $0.contains("//") }) { return nil }
      return Finding(path: file.path, line: number, message: "`@unchecked Sendable` needs its reason in a comment")
    }
  }

  /// Words that mark unfinished work; it is done, or it is not begun.
  private static func unfinished(_ file: TextFile) -> [Finding] {
    let marks = ["TO" + "DO", "FIX" + "ME"]
    return marks.flatMap { mark in
      TextSearch.lines(of: mark, in: Array(file.text.utf8)).map {
        Finding(path: file.path, line: $0, message: "`\(mark)`: finish it, or leave it out")
      }
    }
  }
}
