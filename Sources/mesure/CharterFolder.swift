import ArgumentParser
import Charters
import Foundation

/// How the program ends when it does not end well.
enum Ending {
  /// The charter has mistakes, a test fails, or a row is faulty under `--strict`.
  static let faults = ExitCode(1)
  /// Something cannot be read or written.
  static let unusable = ExitCode(2)
}

/// The folder of a charter on disk.
struct CharterFolder {
  let path: String

  /// Loads and checks the charter; on mistakes shows all of them and ends the program.
  func load() throws -> LoadedCharter {
    do {
      return try CharterLoader.load(try files(), zones: ZoneDirectory())
    } catch let faults as CharterFaults {
      show(faults.diagnostics)
      throw Ending.faults
    }
  }

  /// The YAML files below the folder, and the files of its models.
  func files() throws -> [SourceFile] {
    let root = URL(fileURLWithPath: path, isDirectory: true)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder), isFolder.boolValue else {
      Console.error("`\(path)` is not a folder; a charter is a folder of YAML files (`mesure init DIR` writes one)")
      throw Ending.unusable
    }
    var files: [SourceFile] = []
    for folder in ["", "actions/", "content/", "journeys/", "markets/"] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path + "/" + folder)) ?? []
      for name in names.sorted() where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
        files.append(SourceFile(path: folder + name, text: try text(root.path + "/" + folder + name)))
      }
    }
    let models = (try? FileManager.default.contentsOfDirectory(atPath: root.path + "/models")) ?? []
    for name in models.sorted() where CharterLoader.isModelFile("models/" + name) {
      files.append(SourceFile(path: "models/" + name, text: try text(root.path + "/models/" + name)))
    }
    return files
  }

  private func text(_ file: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: file) else {
      Console.error("`\(file)` cannot be read")
      throw Ending.unusable
    }
    guard let text = String(data: data, encoding: .utf8) else {
      Console.error("`\(file)` is not UTF-8; save it as UTF-8")
      throw Ending.unusable
    }
    return text
  }

  /// Writes findings with their marks, and how many there are.
  func show(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { Console.note(diagnostic.rendered) }
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = diagnostics.count - errors
    if !diagnostics.isEmpty { Console.note("\(errors) errors, \(warnings) warnings\n") }
  }
}

/// Standard error, and whether it is a terminal.
enum Console {
  static var isTerminal: Bool { isatty(STDERR_FILENO) != 0 }

  /// Writes to standard error as it is.
  static func note(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  /// Writes a message of failure.
  static func error(_ message: String) { note("mesure: \(message)\n") }
}
