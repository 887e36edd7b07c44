import Foundation

/// The real server, started from its binary.
public final class ServerProcess {
  /// The program: `MESURE_BINARY`, else the one built beside the tests; nothing when only the tests were built.
  public static let program: String? = {
    if let path = ProcessInfo.processInfo.environment["MESURE_BINARY"] {
      return URL(fileURLWithPath: path, relativeTo: repository).path
    }
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
    return [folder, repository.path + "/.build/debug"].map { $0 + "/mesure" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// The repository's folder.
  public static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private let process = Process()
  private let output = Pipe()
  /// Where it listens.
  public let port: Int
  /// What it printed until it was ready.
  public let greeting: String
  /// The folder it was started on: `data`, `key` and `log` are in it.
  public let folder: String

  /// Starts a server on a folder's database, and waits until it says that it is ready.
  /// - Parameters:
  ///   - folder: where its `data`, its `key` and its `log` are; made beforehand.
  ///   - arguments: more of the command line.
  ///   - environment: more of the environment.
  /// - Throws: `WireError` with what it said, when it ends instead.
  public init(folder: String, arguments: [String] = [], environment: [String: String] = [:]) throws {
    guard let program = ServerProcess.program else { throw WireError(what: "there is no program") }
    let log = folder + "/log"
    if !FileManager.default.fileExists(atPath: log) { _ = FileManager.default.createFile(atPath: log, contents: nil) }
    let errors = FileHandle(forWritingAtPath: log)
    errors?.seekToEndOfFile()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["serve", "--port", "0", "--data", folder + "/data", "--key-file", folder + "/key"] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors ?? FileHandle.nullDevice
    try process.run()
    try? errors?.close()
    guard let (port, greeting) = ServerProcess.ready(output.fileHandleForReading) else {
      process.waitUntilExit()
      let said = (try? String(contentsOfFile: log, encoding: .utf8))?.suffix(2_000) ?? ""
      throw WireError(what: "the server ended with \(process.terminationStatus): \(said)")
    }
    self.port = port
    self.greeting = greeting
    self.folder = folder
  }

  /// Kills it, should a test end without having stopped it.
  deinit { if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) } }

  /// A connection with the key of the first start.
  public func connect() throws -> WireConnection { try WireConnection(port: port, key: try ServerProcess.key(folder)) }

  /// What it logged so far.
  public var log: String { (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "" }

  /// The API key that the first start wrote.
  public static func key(_ folder: String) throws -> String {
    try String(contentsOfFile: folder + "/key", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Kills it at once: nothing of it runs on, not even to close a file.
  public func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Asks it to stop.
  /// - Parameter signal: how.
  public func ask(toStopBy signal: Int32 = SIGTERM) { Foundation.kill(process.processIdentifier, signal) }

  /// Does something, and waits until a word of the log shows that the server noticed.
  /// - Throws: `WireError` when it ends without.
  public func waitForLog(_ word: String, after act: () -> Void) throws {
    act()
    while !log.contains(word) {
      guard process.isRunning else { throw WireError(what: "the server ended without saying `\(word)`") }
      usleep(1_000)
    }
  }

  /// Asks it to stop, waits, and returns its exit code.
  public func stop(by signal: Int32 = SIGTERM) -> Int32 {
    ask(toStopBy: signal)
    return wait()
  }

  /// Waits until it has ended, and returns its exit code.
  public func wait() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Reads what it prints up to the line that names the port; nothing when it ends before.
  private static func ready(_ handle: FileHandle) -> (port: Int, greeting: String)? {
    var text = ""
    while true {
      let data = handle.availableData
      if data.isEmpty { return nil }
      text += String(decoding: data, as: UTF8.self)
      for line in text.components(separatedBy: "\n").dropLast() where line.hasPrefix("mesure: ready on http://") {
        return line.split(separator: ":").last.flatMap { Int($0) }.map { ($0, text) }
      }
    }
  }
}
