import Foundation
import Seeds
import Servers
import Testing

/// `mesure sweep`, and sweeps of a server.
@Suite(
  "Sweeps from the command line", .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it"))
struct SweepCommandTests {
  static let customerCount = 1_500
  static let offerMax = 40
  static let killsMax = 20

  private static let charter = [
    "charter.yaml": """
    name: scarce
    currency: EUR
    country: FR
    zone: Europe/Paris
    locale: en
    purposes: { offers: { kind: marketing } }
    issues: { sales: {} }
    """,
    "world.yaml": """
    attributes:
      score: { type: double, default: 0 }
    """,
    "channels.yaml": """
    email: { kind: email }
    call: { kind: call }
    """,
    "policy.yaml": """
    caps:
      - { name: everything, max: 1, per: 30d }
    limits:
      - { name: calls-a-day, channels: [call], max: 25, per: month }
    """,
    "actions/all.yaml": """
    - name: offer
      issue: sales
      purpose: offers
      value: 100
      propensity: customer.score
      channels: [email]
      volume: \(offerMax)
    - name: talk
      issue: sales
      purpose: offers
      value: 90
      propensity: customer.score
      channels: [call]
    - name: hello
      issue: sales
      purpose: offers
      value: 1
      propensity: 0.5
      channels: [email]
    """,
  ]

  /// A hub with customers, every one with another score.
  private func hub() throws -> String {
    let folder = try Program.temporaryFolder()
    try FileManager.default.createDirectory(atPath: folder + "/charter/actions", withIntermediateDirectories: true)
    for (path, text) in Self.charter {
      try text.write(toFile: "\(folder)/charter/\(path)", atomically: true, encoding: .utf8)
    }
    let lines = (0..<Self.customerCount).map { number in
      #"{"id":"c\#(number)","attributes":{"score":\#(Double(number % 997) / 2_000)},"country":"FR","#
        + #""addresses":{"email":"a\#(number)@example.org","call":"+33\#(100_000_000 + number)"},"#
        + #""consents":[{"purpose":"offers","granted":true}]}"#
    }
    try lines.joined(separator: "\n").write(toFile: folder + "/customers.jsonl", atomically: true, encoding: .utf8)
    for line in [
      "$mesure serve --prepare --data \(folder)/data --key-file \(folder)/key --charter \(folder)/charter",
      "$mesure import customers \(folder)/customers.jsonl --data \(folder)/data",
    ] {
      let ended = try Program.run(line)
      try #require(ended.code == 0, "\(ended.err)")
    }
    return folder
  }

  /// How many decisions there are so far.
  private func decisionCount(_ folder: String) throws -> Int {
    let path = "\(folder)/so-far-\(UUID().uuidString).jsonl"
    let ended = try Program.run("$mesure export decisions --data \(folder)/data --output \(path)")
    try #require(ended.code == 0, "\(ended.err)")
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count
  }

  /// Everybody has one decision, and no limit is passed.
  private func check(_ folder: String) throws {
    let ended = try Program.run(
      "$mesure export decisions --data \(folder)/data --output \(folder)/decisions.jsonl")
    try #require(ended.code == 0, "\(ended.err)")
    var decisions: [String: Int] = [:]
    var actions: [String: Int] = [:]
    for line in try String(contentsOfFile: folder + "/decisions.jsonl", encoding: .utf8).split(separator: "\n") {
      let value = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      decisions[value?["customer"] as? String ?? "?", default: 0] += 1
      for choice in value?["choices"] as? [[String: Any]] ?? [] {
        actions[choice["action"] as? String ?? "?", default: 0] += 1
      }
    }
    #expect(decisions.count == Self.customerCount)
    #expect(decisions.values.allSatisfy { $0 == 1 }, "\(decisions.filter { $0.value != 1 }.prefix(5))")
    #expect(actions["offer"] == Self.offerMax)
    #expect(actions["talk"] == 25)
  }

  @Test("a sweep says who got what is scarce, and at which price")
  func whole() throws {
    let folder = try hub()
    let ended = try Program.run("$mesure sweep --data \(folder)/data")
    #expect(ended.code == 0, "\(ended.err)")
    #expect(ended.out.hasPrefix("sweep 1: \(Self.customerCount) customers considered, "), "\(ended.out)")
    #expect(ended.out.contains("\nvolume of offer: \(Self.offerMax) of \(Self.offerMax) contacts, price "))
    #expect(ended.out.contains("\ncalls-a-day: 25 of 25 contacts, price "))
    try check(folder)
    let nothing = try Program.run("$mesure sweep --resume --data \(folder)/data")
    #expect(nothing.code == 2)
    #expect(nothing.err.contains("[sweep.none]"), "\(nothing.err)")
  }

  @Test("killed at any moment, it goes on without a duplicate, and no limit is passed")
  func killed() throws {
    let folder = try hub()
    let seed = ProcessInfo.processInfo.environment["MESURE_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...9_999)
    print("the sweep is killed; MESURE_SEED=\(seed) repeats the moments")
    // How long a whole one takes here, so that the moments lie all over it.
    try #require(Program.run("cp -r \(folder)/data \(folder)/before && cp -r \(folder)/data \(folder)/other").code == 0)
    let begun = ContinuousClock.now
    try #require(Program.run("$mesure sweep --data \(folder)/other").code == 0)
    let microseconds = (ContinuousClock.now - begun) / .microseconds(1)
    var random = SeededGenerator(seed: seed)
    // Whoever was killed is gone on with. Where there is nothing to go on with, it had not begun, or it had ended just before.
    var (resumes, isDone) = (false, false)
    var killed = 0
    for _ in 0..<Self.killsMax where !isDone {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: try #require(ServerProcess.program))
      process.arguments = ["sweep", "--data", folder + "/data"] + (resumes ? ["--resume"] : [])
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      usleep(UInt32(random.double(0.05...0.9) * microseconds))
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal {
        killed += 1
        resumes = true
      } else if killed == 0 {
        // It was faster than the measured one: nothing was shown, so once more from the beginning.
        try #require(Program.run("rm -r \(folder)/data && cp -r \(folder)/before \(folder)/data").code == 0)
      } else if process.terminationStatus == 0 {
        isDone = true
      } else {
        isDone = try decisionCount(folder) > 0
        resumes = false
      }
    }
    #expect(killed > 0)
    if !isDone {
      let last = try Program.run("$mesure sweep --resume --data \(folder)/data")
      if last.code != 0, try decisionCount(folder) == 0 {
        #expect(try Program.run("$mesure sweep --data \(folder)/data").code == 0)
      }
    }
    try check(folder)
  }

  @Test("a server sweeps when it is asked, and over its own end")
  func served() throws {
    let folder = try hub()
    var server = try ServerProcess(folder: folder)
    let begun = try server.connect().ask("POST", "/v1/sweeps", "")
    #expect(begun.status == 202, "\(begun.text)")
    server.kill()
    server = try ServerProcess(folder: folder)
    let connection = try server.connect()
    var phase = ""
    while phase != "done" {
      let reply = try connection.ask("GET", "/v1/sweeps/1", "")
      try #require(reply.status == 200, "\(reply.text)")
      phase = reply.json["phase"] as? String ?? "done"
    }
    #expect(server.stop() == 0)
    try check(folder)
  }

  @Test("a time that is none is refused")
  func schedule() throws {
    let ended = try Program.run("$mesure serve --sweep-at 25:00 --data /nowhere")
    #expect(ended.code == 2)
    #expect(ended.err.contains("--sweep-at: `25:00` is no sweep-at; write hours and minutes, such as 09:30"))
  }
}
