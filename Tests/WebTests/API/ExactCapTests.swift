import Charters
import Foundation
import Hub
import HubTesting
import Logging
import Synchronization
import Testing

@testable import Web

@Suite("Exact caps over HTTP")
struct ExactCapTests {
  /// One offer on five channels, and one contact a week over all of them.
  private static let charter = [
    SourceFile(
      path: "charter.yaml",
      text: """
        name: one-a-week
        currency: EUR
        country: FR
        zone: Europe/Paris
        purposes: { marketing: { kind: marketing } }
        issues: { sales: {} }
        floor: 0.01
        costs: { wear: 0.01, wear_per_pressure: 0, half_life: 7d }
        timing: { when_forbidden: replace, horizon: 1d, discount_per_day: 0, look_again: 7d }
        """),
    SourceFile(path: "world.yaml", text: "attributes:\n  age: { type: int }\n"),
    SourceFile(
      path: "channels.yaml",
      text: channels.map { "\($0): { kind: \($0), cost: 0.001, weight: 1 }\n" }.joined()),
    SourceFile(path: "policy.yaml", text: "caps:\n  - { name: one, max: 1, per: 7d }\n"),
    SourceFile(
      path: "actions/offer.yaml",
      text: """
        - name: offer
          issue: sales
          purpose: marketing
          value: 50
          propensity: 0.1
          channels: [email, sms, push, call, letter]
        """),
  ]
  private static let channels = ["email", "sms", "push", "call", "letter"]

  private static let isSoaking = ProcessInfo.processInfo.environment["MESURE_SOAK"] == "1"

  /// Makes a customer known who may be contacted on every channel.
  private static func introduce(_ id: String, to hub: Authority) async throws {
    var patch = CustomerPatch()
    patch.addresses = channels.map { .init(channel: $0) }
    patch.consents = [.init(purpose: "marketing", isGranted: true, source: "test")]
    _ = try await hub.record([Happening(customer: Identity(.id, id), kind: .patch(patch))])
  }

  /// Asks at once, over several connections, each of which asks for every channel in turn; gives how many contacts came
  /// of it.
  private static func contacts(
    of id: String, requests: Int, connections: Int, port: Int, key: String
  ) async throws -> Int {
    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
      for connection in 0..<connections {
        group.addTask {
          try await onThread {
            let wire = try WireConnection(port: port)
            // Sent together, so that as many as possible are on their way at once.
            let count = requests / connections
            var text = ""
            for request in 0..<count {
              let channel = channels[(connection + request) % channels.count]
              let body = #"{"customer":"\#(id)","channels":["\#(channel)"]}"#
              text += "POST /v1/decisions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(key)\r\n"
              text += "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            }
            try wire.send(text)
            var contacts = 0
            for _ in 0..<count {
              let reply = try wire.reply()
              guard reply.status == 200 else { throw WireError(description: reply.text) }
              if reply.text.contains(#""answer":"contact""#) { contacts += 1 }
            }
            return contacts
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    return counts.reduce(0, +)
  }

  @Test("of many requests at once for one customer, over five channels with a cap of one, one is a contact")
  func cap() async throws {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let hub = try await Authority.open(
      store: MemoryStore(), clock: ManualClock(nowMilliseconds: HubServer.start), zones: ZoneDirectory(),
      logger: logger)
    _ = try await hub.activate(try await hub.upload(Self.charter).version)
    let key = try await hub.createKey(name: "channels", scopes: [.decide]).secret
    let access = AccessCheck { hub.access(secret: $0) }
    try await withServer([DecisionsResource(hub)], access: access) { port in
      // Once at full size, then many times small.
      try await Self.introduce("crowd", to: hub)
      let crowd = try await Self.contacts(of: "crowd", requests: 1_000, connections: 50, port: port, key: key)
      #expect(crowd == 1)
      let (rounds, requests, connections) = Self.isSoaking ? (1_000, 1_000, 50) : (1_000, 8, 4)
      for round in 0..<rounds {
        try await Self.introduce("c\(round)", to: hub)
        let contacts = try await Self.contacts(
          of: "c\(round)", requests: requests, connections: connections, port: port, key: key)
        try #require(contacts == 1, "round \(round)")
      }
    }
    try await hub.stop()
  }
}
