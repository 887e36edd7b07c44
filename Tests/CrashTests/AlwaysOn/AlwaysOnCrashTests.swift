import Foundation
import Seeds
import Servers
import Testing

/// The real server with triggers and a journey, real events, SIGKILL at random moments, and afterwards the question whether
/// each event that leads to an occasion led to one, and that to one decision.
@Suite(
  "The server is killed while it attends to journeys",
  .enabled(if: ServerProcess.program != nil, "the program is not built; `swift build` builds it"))
struct AlwaysOnCrashTests {
  /// How often it is killed: a tenth of what the other crash test says, where that is said.
  static let killCount = CrashTests.environment["MESURE_KILLS"].flatMap { Int($0) }.map { max(1, $0 / 10) } ?? 10
  static let clientCount = 4
  static let ownCustomerCount = 3
  /// The longest that it lives under load, in microseconds.
  static let loadMicrosecondsMax = 300_000
  /// The longest that what is due may take after a start.
  static let settlingSecondsMax = 60.0

  @Test("each event led to one occasion and one decision, however often it is killed")
  func kills() throws {
    let seed = CrashTests.environment["MESURE_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999)
    print("always on, and killed \(AlwaysOnCrashTests.killCount) times; MESURE_SEED=\(seed) repeats the moments")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mesure-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try AlwaysOnCharter.write(to: folder + "/charter")

    var random = SeededGenerator(seed: seed)
    var expected: [String: [String: Int]] = [:]
    var server = try ServerProcess(folder: folder, arguments: ["--charter", folder + "/charter"])
    let key = try ServerProcess.key(folder)
    for round in 0..<AlwaysOnCrashTests.killCount {
      let clients = (0..<AlwaysOnCrashTests.clientCount).map { index in
        AlwaysOnClient(
          port: server.port, key: key, name: "r\(round)-\(index)",
          customerCount: AlwaysOnCrashTests.ownCustomerCount, seed: random.next())
      }
      for client in clients { client.start() }
      usleep(UInt32(random.int(20_000...AlwaysOnCrashTests.loadMicrosecondsMax)))
      server.kill()
      for client in clients { client.finished.wait() }
      for complaint in clients.flatMap(\.complaints) { Issue.record("seed \(seed), round \(round): \(complaint)") }
      // Killed a second time while it makes up for what the first kill left.
      server = try ServerProcess(folder: folder)
      usleep(UInt32(random.int(0...50_000)))
      server.kill()
      server = try ServerProcess(folder: folder)

      let connection = try WireConnection(port: server.port, key: key)
      // What was cut off is sent again with the same message id: it must happen once in all.
      for event in clients.compactMap(\.open) { try event.send(on: connection) }
      var told: [String: [String: Int]] = [:]
      for event in clients.flatMap({ $0.acknowledged + [$0.open].compactMap { $0 } }) {
        guard let source = AlwaysOnCharter.sources[event.name] else { continue }
        told[event.customer, default: [:]][source, default: 0] += 1
      }
      let findings = try AlwaysOnCrashTests.check(told, connection)
      #expect(findings.isEmpty, "seed \(seed), round \(round): \(findings.prefix(20))")
      expected.merge(told) { first, _ in first }
      if !findings.isEmpty { break }
    }
    // What earlier rounds left must not be decided again after later kills.
    let findings = try AlwaysOnCrashTests.check(expected, try WireConnection(port: server.port, key: key))
    #expect(findings.isEmpty, "seed \(seed), at the end: \(findings.prefix(20))")
    #expect(server.stop() == 0)
    let counts = expected.values.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
    print("\(counts.sorted { $0.key < $1.key }) occasions of \(expected.count) customers, each opened and decided once")
    #expect(Set(counts.keys) == Set(AlwaysOnCharter.sources.values))
  }

  /// Waits until nobody is behind, within bounds, and says what is wrong then.
  static func check(_ expected: [String: [String: Int]], _ connection: WireConnection) throws -> [String] {
    let end = Date().addingTimeInterval(settlingSecondsMax)
    var findings: [String] = []
    for (customer, counts) in expected.sorted(by: { $0.key < $1.key }) {
      var record = try AlwaysOnRecord.read(customer, connection)
      while record.isBehind(counts), Date() < end {
        usleep(20_000)
        record = try AlwaysOnRecord.read(customer, connection)
      }
      findings += record.findings(customer, counts)
    }
    return findings
  }
}
