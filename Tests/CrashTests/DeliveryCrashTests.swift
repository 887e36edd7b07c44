import Foundation
import Seeds
import Servers
import Testing

/// E-mails to a server on its worst day (answers lost, connections ended after the text, 421, 450, 451, 554, garbage,
/// silence), while the hub is killed again and again.
@Suite(
  "Messages under fire",
  .enabled(if: ServerProcess.program != nil, "the program is not built; `swift build` builds it"))
struct DeliveryCrashTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static func number(_ name: String, _ usual: Int) -> Int { environment[name].flatMap { Int($0) } ?? usual }
  /// How many messages; `make soak` says 100,000.
  private static let sendCount = number("MESURE_SENDS", 600)
  /// How often it is killed; `make soak` says 100.
  private static let killCount = number("MESURE_DELIVERY_KILLS", 4)

  @Test("none is lost, none comes twice, and what nobody knows is counted")
  func fire() throws {
    let seed = Self.environment["MESURE_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999)
    print(
      "\(Self.sendCount) messages, one in ten in trouble, \(Self.killCount) kills; MESURE_SEED=\(seed) repeats them"
    )
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mesure-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try DeliveryCharter.write(to: folder + "/charter")
    let sink = try SinkProcess(log: folder + "/taken", trouble: 0.1, seed: seed)
    try DeliveryCharter.connectors(port: sink.port).write(
      toFile: folder + "/connectors.yaml", atomically: true, encoding: .utf8)

    // All of them wait before the first is handed over.
    var server = try ServerProcess(folder: folder, arguments: ["--charter", folder + "/charter"])
    try reserve(try server.connect())
    #expect(server.stop() == 0)

    var random = SeededGenerator(seed: seed)
    let arguments = ["--connectors", folder + "/connectors.yaml", "--public-url", "https://hub.example"]
    for _ in 0..<Self.killCount {
      server = try ServerProcess(folder: folder, arguments: arguments)
      usleep(UInt32(random.int(20_000...400_000)))
      server.kill()
    }
    server = try ServerProcess(folder: folder, arguments: arguments)
    let counts = try settle(try server.connect(), sink)
    print("\(counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))")
    #expect(server.stop() == 0)
  }

  /// One message for each customer.
  private func reserve(_ connection: WireConnection) throws {
    for start in stride(from: 0, to: Self.sendCount, by: 500) {
      let names = (start..<min(start + 500, Self.sendCount)).map { "c\($0)" }
      let patches = names.map { name in
        """
        {"customer":"\(name)","patch":{"addresses":{"email":"\(name)@customers.example"},
        "consents":[{"purpose":"offers","channel":"email","granted":true,"source":"test"}]}}
        """
      }
      #expect(
        try connection.ask("POST", "/v1/customers/batch", "{\"patches\":[\(patches.joined(separator: ","))]}").status
          == 200)
      let questions = names.map { "{\"customer\":\"\($0)\"}" }.joined(separator: ",")
      let reply = try connection.ask("POST", "/v1/decisions/batch", "{\"decisions\":[\(questions)]}")
      #expect(reply.text.components(separatedBy: "\"answer\":\"contact\"").count - 1 == names.count)
    }
  }

  /// Waits until nothing is on its way any more, and compares what the hub says with what the sink took.
  /// - Returns: how many contacts stand where.
  private func settle(_ connection: WireConnection, _ sink: SinkProcess) throws -> [String: Int] {
    let deadline = Date().addingTimeInterval(TimeInterval(60 + Self.sendCount / 200))
    var states: [String: (state: String, decision: String)] = [:]
    for index in 0..<Self.sendCount {
      let customer = "c\(index)"
      while true {
        let found =
          try connection.ask("GET", "/v1/customers/\(customer)/ledger").json["contacts"] as? [[String: Any]] ?? []
        #expect(found.count == 1, "\(customer) has \(found.count) contacts")
        let state = found.first?["state"] as? String ?? "lost"
        if ["reserved", "handedOver"].contains(state), Date() < deadline {
          usleep(20_000)
          continue
        }
        states["\(customer)@customers.example"] = (state, found.first?["decision"] as? String ?? "")
        break
      }
    }
    let taken = try sink.taken()
    let perMessage = Dictionary(grouping: taken, by: \.messageID).mapValues(\.count)
    let perRecipient = Dictionary(grouping: taken, by: \.recipient).mapValues(\.count)
    #expect(perMessage.filter { $0.value > 1 }.isEmpty, "the sink took a message twice")
    #expect(perRecipient.filter { $0.value > 1 }.isEmpty, "a customer got two")
    for (recipient, contact) in states {
      let isTaken = perRecipient[recipient] != nil
      switch contact.state {
      case "accepted": #expect(isTaken, "\(recipient) is accepted, and the sink knows nothing of it")
      case "unknown": break
      case "bounced": #expect(!isTaken, "\(recipient) is refused, and the sink took it")
      default: Issue.record("\(recipient) is \(contact.state)")
      }
    }
    var counts = Dictionary(grouping: states.values, by: \.state).mapValues(\.count)
    counts["unknown and yet taken"] = states.count { $0.value.state == "unknown" && perRecipient[$0.key] != nil }
    return counts
  }
}

/// `mesure mail-sink`, while the hub lives and dies.
private final class SinkProcess {
  let port: Int
  private let process = Process()
  private let log: String

  init(log: String, trouble: Double, seed: UInt64) throws {
    guard let program = ServerProcess.program else { throw WireError(what: "there is no program") }
    self.log = log
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["mail-sink", "--port", "0", "--log", log, "--trouble", "\(trouble)", "--seed", "\(seed)"]
    process.standardOutput = output
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard
      let port = line.split(separator: ":").last.flatMap({ Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) })
    else { throw WireError(what: "the sink said \(line)") }
    self.port = port
  }

  deinit { kill(process.processIdentifier, SIGKILL) }

  func taken() throws -> [(messageID: String, recipient: String)] {
    try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").map { line in
      let fields = line.split(separator: "\t").map(String.init)
      return (fields[0], fields[1])
    }
  }
}

/// A charter that sends one e-mail to everybody, at any hour.
private enum DeliveryCharter {
  private static let files = [
    "charter.yaml": """
    name: fire
    currency: EUR
    country: FR
    zone: Europe/Paris
    locale: en
    purposes:
      offers: { kind: marketing }
    issues: { sales: {} }
    """,
    "world.yaml": "attributes:\n  step: { type: int, default: 0 }\n",
    "channels.yaml": "email: { kind: email }\n",
    "policy.yaml": "caps:\n  - { name: one, max: 1, per: 30d }\n",
    "actions/hello.yaml": """
    - { name: hello, issue: sales, purpose: offers, value: 10, propensity: 0.5, channels: [email], content: hello }
    """,
    "content/settings.yaml": """
    locales: [en]
    brand: { name: Shop, email: { address: news@shop.example } }
    footers:
      marketing: [ { legal: { en: "Shop, 1 High Street." } }, { unsubscribe: { en: No more of these } } ]
    """,
    "content/hello.yaml": """
    name: hello
    subject: { en: Hello }
    blocks: [ { text: { en: "Hello, this is one message." } } ]
    """,
  ]

  static func write(to folder: String) throws {
    for (path, text) in files {
      let url = URL(fileURLWithPath: folder + "/" + path)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
    }
  }

  static func connectors(port: Int) -> String {
    """
    email:
      connector: smtp
      url: smtp://127.0.0.1:\(port)/hub.example
      require_tls: false
      bounces: bounce@shop.example
      timeout_seconds: 1
      attempts: 1000
      retry_seconds: 0.1
      retry_seconds_max: 1
    """
  }
}
