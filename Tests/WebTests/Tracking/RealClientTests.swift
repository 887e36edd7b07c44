import Foundation
import Hub
import Testing

@testable import Web

/// Real clients, as their makers publish them.
enum RealClient: String, CaseIterable, Sendable {
  case segment, rudderstack

  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let python = repository.path + "/out/venv/bin/python"

  /// Whether `scripts/setup --tests` could install them.
  static let areInstalled: Bool = {
    (try? run(["-c", "import segment.analytics, rudderstack.analytics"]))?.code == 0
  }()

  /// Sends one of every call, and gives what the client was told of errors: status and number of events of each.
  func send(to server: TrackingServer, key: String? = nil, encoding: String = "plain") async throws -> [[Int]] {
    let arguments = [
      RealClient.repository.path + "/Tests/Clients/tracking.py", rawValue, "http://127.0.0.1:\(server.port)",
      key ?? server.key, encoding,
    ]
    let (code, out) = try await onThread { try RealClient.run(arguments) }
    #expect(code == 0, "\(out)")
    let report = try JSONSerialization.jsonObject(with: Data(out.utf8)) as? [String: [[Any]]]
    return try #require(report?["errors"]).map { error in error.compactMap { $0 as? Int } }
  }

  private static func run(_ arguments: [String]) throws -> (code: Int32, out: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = arguments
    // No proxy of this machine's, and nothing written beside the packages.
    process.environment = ["NO_PROXY": "*", "PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let out = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: out, as: UTF8.self))
  }
}

@Suite(
  "Real clients of Segment and RudderStack",
  .enabled(
    if: RealClient.areInstalled, "`scripts/setup --tests` installs segment-analytics-python and rudder-sdk-python"),
  .serialized)
struct RealClientTests {
  /// Everything that ``RealClient/send(to:key:encoding:)`` sends stands there, once.
  private func expectEverything(in server: TrackingServer) async throws {
    let ada = Identity(.id, "42")
    let reading = try await server.hub.customer(ada)
    #expect(
      Set(reading.identities)
        == [ada, Identity(.anonymous, "a1"), Identity(.id, "old"), Identity(.anonymous, "old")])
    let attributes = reading.profile.attributes.map { "\($0.name)=\($0.value)" }
    #expect(
      attributes == [
        #"age=int(30)"#, #"first_name=string("Ada")"#, #"group_id=string("g1")"#, #"group_plan=string("gold")"#,
      ])
    #expect(reading.profile.addresses.map { "\($0.channel) \($0.text ?? "")" } == ["email ada@example.com"])
    #expect(reading.profile.consents.isEmpty)
    let events = try await server.events(ada)
    #expect(events.map(\.name) == ["order_completed", "page_view", "screen_view"])
    #expect(events.map(\.amount) == [12.5, 0, 0])
    #expect(
      events.map { String(decoding: $0.properties, as: UTF8.self) }
        == [
          #"{"total":12.5,"note":"café 😀","coupon":null}"#, #"{"url":"/","name":"Home","category":"Docs"}"#,
          #"{"name":"Cart"}"#,
        ])
    let visited = try await server.events(Identity(.anonymous, "a2"))
    #expect(visited.map(\.name) == ["Video Played"])
    // The client's clock is that of this machine, the hub's stands still in March 2026: the difference was corrected.
    for event in events + visited {
      let age = TrackingWorld.arrival - event.atMilliseconds
      #expect((0..<3_600_000).contains(age), "\(event.name) \(age) ms")
    }
  }

  @Test("what they send arrives, compressed or not", arguments: RealClient.allCases, ["plain", "gzip"])
  func everything(_ client: RealClient, _ encoding: String) async throws {
    try await withTracking { server in
      #expect(try await client.send(to: server, encoding: encoding).isEmpty)
      try await expectEverything(in: server)
    }
  }

  @Test(
    "what was refused for the moment is sent again, and what was taken is not taken twice",
    arguments: RealClient.allCases,
    [
      [.refuse(APIError(.serviceUnavailable, "test.fault", "later"))],
      [.refuse(APIError(.tooManyRequests, "test.fault", "later", retryAfterSeconds: 1))],
      [.loseAnswer(APIError(.internalServerError, "test.fault", "lost"))],
      [
        .loseAnswer(APIError(.badGateway, "test.fault", "lost")),
        .loseAnswer(APIError(.tooManyRequests, "test.fault", "lost", retryAfterSeconds: 1)),
      ],
    ] as [[Faults.Fault]])
  func retries(_ client: RealClient, _ faults: [Faults.Fault]) async throws {
    try await withTracking(faults: faults) { server in
      #expect(try await client.send(to: server).isEmpty)
      #expect(server.faults.requestCount > faults.count)
      try await expectEverything(in: server)
    }
  }

  @Test("a hub that cannot write makes them wait", arguments: RealClient.allCases)
  func fullDisk(_ client: RealClient) async throws {
    try await withTracking { server in
      server.store.failNextCommit("store.full")
      #expect(try await client.send(to: server).isEmpty)
      #expect(server.faults.requestCount > 1)
      try await expectEverything(in: server)
    }
  }

  @Test(
    "what will never be taken is dropped at once", arguments: RealClient.allCases,
    [APIError(.badRequest, "test.fault", "no"), APIError(.contentTooLarge, "test.fault", "no")])
  func refusals(_ client: RealClient, _ error: APIError) async throws {
    try await withTracking(faults: Array(repeating: .refuse(error), count: 20)) { server in
      let errors = try await client.send(to: server)
      #expect(!errors.isEmpty && errors.allSatisfy { $0.first == error.status.code })
      #expect(errors.reduce(0) { $0 + ($1.last ?? 0) } == 7)
      #expect(server.faults.requestCount == errors.count)
    }
  }

  @Test("with an unknown key they are told so, and drop", arguments: RealClient.allCases)
  func unknownKey(_ client: RealClient) async throws {
    try await withTracking { server in
      let errors = try await client.send(to: server, key: "mk_unknown")
      #expect(!errors.isEmpty && errors.allSatisfy { $0.first == 401 })
      #expect(server.faults.requestCount == errors.count)
      await #expect(throws: HubError.self) { try await server.hub.customer(Identity(.id, "42")) }
    }
  }
}
