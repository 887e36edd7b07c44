import Foundation
import Seeds
import Servers
import Testing

/// The real server, real requests, SIGKILL at random moments, and afterwards the question whether everything it
/// acknowledged is there, once.
@Suite(
  "The server is killed",
  .enabled(if: ServerProcess.program != nil, "the program is not built; `swift build` builds it"))
struct CrashTests {
  static let environment = ProcessInfo.processInfo.environment
  /// How often it is killed; `make soak` says 1,000.
  static let killCount = environment["MESURE_KILLS"].flatMap { Int($0) } ?? 25
  static let clientCount = 6
  static let ownCustomerCount = 2
  /// The longest that it lives under load, in microseconds.
  static let loadMicrosecondsMax = 150_000

  @Test("everything it acknowledged is there once, and no cap is exceeded, however often it is killed")
  func kills() throws {
    let seed = CrashTests.environment["MESURE_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999)
    print("the server is killed \(CrashTests.killCount) times; MESURE_SEED=\(seed) repeats the moments")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mesure-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try CrashCharter.write(to: folder + "/charter")

    var random = SeededGenerator(seed: seed)
    var diaries: [Diary] = []
    var server = try ServerProcess(folder: folder, arguments: ["--charter", folder + "/charter"])
    let key = try ServerProcess.key(folder)
    for round in 0..<CrashTests.killCount {
      let load = try Load(round: round, port: server.port, key: key, seed: random.next())
      usleep(UInt32(random.int(0...CrashTests.loadMicrosecondsMax)))
      server.kill()
      var told = load.wait()
      server = try ServerProcess(folder: folder)

      let connection = try WireConnection(port: server.port, key: key)
      var verification = Verification(connection)
      for complaint in told.flatMap(\.complaints) { Issue.record("seed \(seed), round \(round): \(complaint)") }
      try verification.check(load.customers(told), told, isSettled: false)
      try CrashTests.settle(&told, connection)
      try verification.check(load.customers(told), told, isSettled: true)
      #expect(verification.findings.isEmpty, "seed \(seed), round \(round): \(verification.findings)")
      diaries += told
      if !verification.findings.isEmpty { break }
    }
    // What earlier rounds left must have survived every later kill.
    var last = Verification(try WireConnection(port: server.port, key: key))
    let customers = Set(diaries.flatMap(\.acknowledged).map(\.customer))
    try last.check(customers, diaries, isSettled: true)
    #expect(last.findings.isEmpty, "seed \(seed), at the end: \(last.findings.prefix(20))")
    #expect(server.stop() == 0)
    let operations = diaries.reduce(0) { $0 + $1.acknowledged.count }
    print("\(operations) acknowledged operations on \(customers.count) customers are there, once")
    #expect(operations > 0)
  }

  /// Sends again what was cut off, with the same keys: it must be taken, and happen once in all.
  static func settle(_ diaries: inout [Diary], _ connection: WireConnection) throws {
    for index in diaries.indices {
      for operation in diaries[index].open {
        let reply = try operation.send(on: connection)
        diaries[index].acknowledged.append(operation)
        if case .decision = operation.kind {
          diaries[index].decisions[operation.key] = Told(reply, customer: operation.customer)
        }
      }
      diaries[index].open = []
    }
  }
}

/// One round of load: clients on threads, and the customers they share.
struct Load {
  private let clients: [Client]
  private let shared: [String]
  private var arrivals = Diary()

  /// Makes the customers known, and starts the clients.
  init(round: Int, port: Int, key: String, seed: UInt64) throws {
    let connection = try WireConnection(port: port, key: key)
    var own: [[String]] = []
    for client in 0..<CrashTests.clientCount {
      own.append((0..<CrashTests.ownCustomerCount).map { "r\(round)-\(client)-\($0)" })
    }
    shared = own.flatMap { $0 }
    for customer in shared {
      let arrival = Operation(kind: .arrival, customer: customer, key: "arrival-\(customer)")
      try arrival.send(on: connection)
      arrivals.acknowledged.append(arrival)
    }
    let all = shared
    clients = own.indices.map { index in
      Client(
        port: port, key: key, name: "r\(round)-\(index)", own: own[index], all: all, seed: seed &+ UInt64(index))
    }
    for client in clients { client.start() }
  }

  /// Waits until all clients have noticed that the server is gone.
  func wait() -> [Diary] {
    [arrivals]
      + clients.map { client in
        client.finished.wait()
        return client.diary
      }
  }

  /// Everybody this round was about.
  func customers(_ diaries: [Diary]) -> Set<String> {
    Set(shared).union(diaries.flatMap { $0.acknowledged + $0.open }.map(\.customer))
  }
}
