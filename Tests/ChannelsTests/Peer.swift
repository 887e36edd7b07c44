import Foundation

/// A program in Python that the tests talk to: what it prints, line by line, and its end.
final class Peer {
  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  private static let python = repository + "/out/venv/bin/python"

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let heard = Heard()

  /// What it printed and nobody read yet; a thread of its own reads, so that the program never waits for its reader.
  private final class Heard: @unchecked Sendable {
    // Unchecked: everything is guarded by the condition.
    private let condition = NSCondition()
    private var bytes: [UInt8] = []
    private var isOver = false

    func take(from handle: FileHandle) {
      while true {
        let more = handle.availableData
        condition.withLock {
          bytes += more
          if more.isEmpty { isOver = true }
          condition.broadcast()
        }
        if more.isEmpty { return }
      }
    }

    func line() -> Data? {
      condition.withLock {
        while true {
          if let end = bytes.firstIndex(of: 10) {
            let line = Data(bytes[..<end])
            bytes.removeFirst(end + 1)
            return line
          }
          if isOver { return nil }
          condition.wait()
        }
      }
    }
  }

  /// Whether `scripts/setup --tests` could install a package.
  static func has(_ package: String) -> Bool {
    (try? run(["-c", "import importlib.util as u; assert u.find_spec('\(package)')"], input: Data()))?.code == 0
  }

  /// Starts a script of Tests/Clients.
  init(_ script: String, _ arguments: [String] = []) throws {
    process.executableURL = URL(fileURLWithPath: Peer.python)
    process.arguments = [Peer.repository + "/Tests/Clients/" + script] + arguments
    process.environment = ["PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let (handle, heard) = (output.fileHandleForReading, heard)
    Thread { heard.take(from: handle) }.start()
  }

  deinit { stop() }

  /// Ends it.
  func stop() {
    try? input.fileHandleForWriting.close()
    if process.isRunning { process.terminate() }
  }

  /// Writes a line to its input.
  func tell(_ value: [String: Any]) throws {
    try input.fileHandleForWriting.write(contentsOf: JSONSerialization.data(withJSONObject: value) + [10])
  }

  /// The next line that it prints, as JSON; nothing when it has ended.
  func next() throws -> [String: Any]? {
    try heard.line().flatMap { try JSONSerialization.jsonObject(with: $0) as? [String: Any] }
  }

  /// Runs a script of Tests/Clients to its end.
  static func run(script: String, _ arguments: [String], input: Data) throws -> (code: Int32, out: String) {
    try run([repository + "/Tests/Clients/" + script] + arguments, input: input)
  }

  /// Runs a program of Tests/Clients to its end, and returns its exit code.
  static func run(program: String, _ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: repository + "/Tests/Clients/" + program)
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  private static func run(_ arguments: [String], input data: Data) throws -> (code: Int32, out: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = arguments
    process.environment = ["PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: data)
    try input.fileHandleForWriting.close()
    let out = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: out, as: UTF8.self))
  }
}
