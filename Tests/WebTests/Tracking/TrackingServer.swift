import Hub
import HubTesting
import Logging
import Synchronization
import Times

import Charters
@testable import Web

/// A hub behind a server that takes events, and what a test needs to look at it.
struct TrackingServer: Sendable {
  var port: Int
  var hub: Authority
  var store: MemoryStore
  var clock: ManualClock
  var faults: Faults
  /// Permits `ingest`.
  var key: String
  /// Permits `ingest` as well.
  var otherKey: String
  /// Permits `read` only.
  var readersKey: String

  /// The customer's profile.
  func profile(_ identity: Identity) async throws -> Profile { try await hub.customer(identity).profile }

  /// What the log says of a customer, oldest first.
  func told(_ identity: Identity) async throws -> [EntryBody] {
    try await hub.timeline(of: identity, before: nil, countMax: 100).reversed().map {
      try EntryBody(kind: $0.kind, body: $0.body)
    }
  }

  /// The events that the log has of a customer, oldest first.
  func events(_ identity: Identity) async throws -> [EventRecord] {
    try await told(identity).compactMap { body in
      if case .event(let event) = body { return event }
      return nil
    }
  }
}

/// What goes wrong between a client and the resources, request by request; afterwards nothing does.
final class Faults: Sendable {
  enum Fault: Sendable {
    /// The request is refused before anybody has seen it.
    case refuse(APIError)
    /// The request is answered, but the client hears of something else.
    case loseAnswer(APIError)
  }

  private let state: Mutex<(faults: [Fault], requestCount: Int)>

  init(_ faults: [Fault]) { state = Mutex((faults, 0)) }

  /// How many requests came.
  var requestCount: Int { state.withLock { $0.requestCount } }

  /// The same resource, with these faults in front of its routes to POST to.
  func before(_ resource: any Resource) -> Routes {
    Routes(
      routes: resource.routes.map { route in
        guard route.method == .post else { return route }
        var faulty = route
        faulty.answer = { call in
          switch self.next() {
          case nil: return try await route.answer(call)
          case .refuse(let error): throw error
          case .loseAnswer(let error):
            _ = try await route.answer(call)
            throw error
          }
        }
        return faulty
      })
  }

  private func next() -> Fault? {
    state.withLock { state in
      state.requestCount += 1
      return state.faults.isEmpty ? nil : state.faults.removeFirst()
    }
  }
}

/// Runs a server with the resources for events for as long as `body` takes.
func withTracking<R: Sendable>(
  faults: [Faults.Fault] = [], _ body: @Sendable (TrackingServer) async throws -> R
) async throws -> R {
  let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  let clock = ManualClock(nowMilliseconds: TrackingWorld.arrival)
  let store = MemoryStore()
  let hub = try await Authority.open(store: store, clock: clock, zones: ZoneDirectory(), logger: logger)
  _ = try await hub.activate(try await hub.upload(TrackingWorld.files).version)
  let access = AccessCheck { hub.access(secret: $0) }
  let faults = Faults(faults)
  let resources: [any Resource] = [
    faults.before(Tracking(authority: hub, access: access, clock: clock, logger: logger)),
    CloudEvents(authority: hub, clock: clock), TrackingSettings(access: access),
  ]
  let server = TrackingServer(
    port: 0, hub: hub, store: store, clock: clock, faults: faults,
    key: try await hub.createKey(name: "site", scopes: [.ingest]).secret,
    otherKey: try await hub.createKey(name: "app", scopes: [.ingest]).secret,
    readersKey: try await hub.createKey(name: "report", scopes: [.read]).secret)
  let result = try await withServer(resources, access: access) { port in
    var server = server
    server.port = port
    return try await body(server)
  }
  try await hub.stop()
  return result
}
