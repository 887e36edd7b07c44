import Foundation

/// A command that a document shows in a block of language `sh`.
struct DocumentCommand: CustomStringConvertible {
  var path: String
  var line: Int
  /// The command without its comment; continued lines are joined.
  var text: String
  /// The exit code that the document announces with `# exit N`; 0 where it announces none.
  var exitCode: Int32 = 0

  var description: String { "\(path):\(line): \(text)" }

  /// The words from the program on; settings of the environment before it are left out.
  private var words: [String] {
    Array(text.split(separator: " ").map(String.init).drop { $0.contains("=") })
  }

  /// The program that the command runs.
  var program: String { words.first ?? "" }

  /// The commands of a document, in order.
  static func all(in file: TextFile) -> [DocumentCommand] {
    Markdown(file.text).blocks.filter { $0.language == "sh" }.flatMap { block in
      var commands: [DocumentCommand] = []
      var continues = false
      for (offset, line) in block.lines.enumerated() {
        let isContinued = line.hasSuffix("\\")
        let part = line.dropLast(isContinued ? 1 : 0).trimmingCharacters(in: .whitespaces)
        if continues {
          commands[commands.count - 1].text += " " + part
        } else if !part.isEmpty, !part.hasPrefix("#") {
          commands.append(DocumentCommand(path: file.path, line: block.firstLine + offset, text: part))
        } else {
          continue
        }
        continues = isContinued
        if !isContinued { commands[commands.count - 1].readComment() }
      }
      return commands
    }
  }

  /// Takes a closing comment off, and the exit code it announces.
  private mutating func readComment() {
    guard let comment = text.range(of: " #") else { return }
    let words = text[comment.upperBound...].split(separator: " ")
    if words.count >= 2, words[0] == "exit", let code = Int32(words[1]) { exitCode = code }
    text = text[..<comment.lowerBound].trimmingCharacters(in: .whitespaces)
  }

  /// What is wrong with a command that nobody has to run: a target, script or file that is not there.
  func fault(targets: Set<String>, exists: (String) -> Bool = Repository.exists) -> Finding? {
    var message: String?
    switch program {
    case "make":
      let asked = words.dropFirst().filter { !$0.contains("=") && !$0.hasPrefix("-") }
      if let target = asked.first(where: { !targets.contains($0) }) { message = "`make` has no target `\(target)`" }
    case let script where script.contains("/"):
      if !exists(script) { message = "there is no script `\(script)`" }
    default: break
    }
    return message.map { Finding(path: path, line: line, message: $0) }
  }

  /// The targets of a makefile.
  static func targets(ofMakefile text: String) -> Set<String> {
    Set(
      text.split(separator: "\n").filter { !$0.hasPrefix("\t") && !$0.hasPrefix("#") && !$0.hasPrefix(".") }
        .compactMap { line in line.firstIndex(of: ":").map { line[..<$0] } }
        .flatMap { $0.split(separator: " ").map(String.init) })
  }
}

/// A place to run a document's commands in: the repository's folders, and room for what the commands write.
struct CommandStage {
  /// What became of a command.
  enum Outcome: Equatable {
    case exited(Int32, output: String)
    case skipped(String)
  }

  /// The longest that a command may take, in seconds; it is stopped then, so that nothing hangs.
  static let secondsMax = 600
  /// What documents write for "a file of customers".
  static let fileWord = "FILE"
  static let sharedFile = "../shared/data/bank-marketing/bank-additional-full.csv"
  static let generatedFile = "out/population.csv"

  private let folder: URL
  private let root: URL
  private let program: URL

  /// Makes the stage: a new folder with links to everything the repository holds.
  init(program: URL) throws {
    let files = FileManager.default
    self.program = program
    folder = files.temporaryDirectory.appendingPathComponent("mesure-\(UUID().uuidString)")
    root = folder.appendingPathComponent("repository")
    try files.createDirectory(at: root.appendingPathComponent("out"), withIntermediateDirectories: true)
    let made: Set<String> = ["out", ".build", ".git"]
    for name in try files.contentsOfDirectory(atPath: Repository.root.path) where !made.contains(name) {
      try link(root.appendingPathComponent(name), to: Repository.root.appendingPathComponent(name))
    }
    if Repository.exists(CommandStage.generatedFile) {
      try link(
        root.appendingPathComponent(CommandStage.generatedFile),
        to: Repository.root.appendingPathComponent(CommandStage.generatedFile))
    }
    if Repository.exists("../shared") {
      try link(
        folder.appendingPathComponent("shared"),
        to: Repository.root.deletingLastPathComponent().appendingPathComponent("shared"))
    }
  }

  private func link(_ place: URL, to target: URL) throws {
    try FileManager.default.createSymbolicLink(at: place, withDestinationURL: target)
  }

  /// Takes the stage down; the links go, not what they lead to.
  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Runs a command through the shell, with `mesure` as the program under test.
  func run(_ command: DocumentCommand) throws -> Outcome {
    var text = command.text
    let words = text.split(separator: " ")
    if words.contains(Substring(CommandStage.fileWord)) {
      guard let file = [CommandStage.sharedFile, CommandStage.generatedFile].first(where: stands) else {
        return .skipped("there is neither \(CommandStage.sharedFile) nor \(CommandStage.generatedFile)")
      }
      text = words.map { $0 == CommandStage.fileWord ? file : String($0) }.joined(separator: " ")
    }
    if text.contains("../shared"), !stands("../shared") { return .skipped("there is no ../shared") }
    let script = "mesure() { timeout \(CommandStage.secondsMax) \"$MESURE_BINARY\" \"$@\"; }\n" + text
    return try shell(script)
  }

  private func stands(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
  }

  private func shell(_ script: String) throws -> Outcome {
    // Output goes to a file: a pipe that nobody empties would stop the command.
    let output = folder.appendingPathComponent("output")
    try Data().write(to: output)
    let handle = try FileHandle(forWritingTo: output)
    defer { try? handle.close() }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = root
    process.environment = ProcessInfo.processInfo.environment.merging(["MESURE_BINARY": program.path]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: output).prefix(4000), as: UTF8.self)
    return .exited(process.terminationStatus, output: text)
  }
}
