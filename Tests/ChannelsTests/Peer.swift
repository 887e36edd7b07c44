import Foundation

/// A program in Python that the tests talk to: what it prints, line by line, and its end.
final class Peer {
  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  private static let python = repository + "/out/venv/bin/python"

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var unread: [UInt8] = []

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
    while true {
      if let end = unread.firstIndex(of: 10) {
        let line = Data(unread[..<end])
        unread.removeFirst(end + 1)
        return try JSONSerialization.jsonObject(with: line) as? [String: Any]
      }
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { return nil }
      unread += more
    }
  }

  /// Runs a script of Tests/Clients to its end.
  static func run(script: String, _ arguments: [String], input: Data) throws -> (code: Int32, out: String) {
    try run([repository + "/Tests/Clients/" + script] + arguments, input: input)
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
