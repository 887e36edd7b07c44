import Foundation

/// The program as built beside the tests, run as a user would.
enum Program {
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Where the build put it; nothing when only the tests were built.
  static let path: String? = {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
    let places = [folder, repository.path + "/.build/debug"].map { $0 + "/mesure" }
    return places.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static var isBuilt: Bool { path != nil }

  /// A link to the program whose path has no spaces, so that lines of shell need no quotes around `$mesure`.
  private static let link: String = {
    guard let path, let folder = try? temporaryFolder() else { return "" }
    try? FileManager.default.createSymbolicLink(atPath: folder + "/mesure", withDestinationPath: path)
    return folder + "/mesure"
  }()

  /// What a run left.
  struct Ended {
    var code: Int32
    var out: String
    var err: String
  }

  /// Runs a line of shell in which `mesure` and `starter` mean the program and its example.
  static func run(_ line: String) throws -> Ended {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = repository
    process.environment = ["mesure": link, "starter": "Examples/starter", "PATH": "/usr/bin:/bin"]
    // Through files: two pipes read one after the other could each wait for the other.
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["out", "err"] { FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: nil) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: folder + "/out")
    process.standardError = FileHandle(forWritingAtPath: folder + "/err")
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")), as: UTF8.self)
    }
    return Ended(code: process.terminationStatus, out: try text("out"), err: try text("err"))
  }

  /// A folder of its own for a test.
  static func temporaryFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mesure-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.path
  }
}
