import Charters
import Foundation
import Hub
import HubTesting
import Logging
import Testing

@testable import Web

/// A hub with the starter's charter, behind a server with every resource. Each answer is held against the OpenAPI
/// document.
struct HubServer: Sendable {
  /// 2026-11-23T09:00:00Z: a Monday morning, when everything may be said.
  static let start: Int64 = 1_795_424_400_000
  /// Read once for all tests.
  static let zones = ZoneDirectory()

  var port: Int
  var hub: Authority
  var store: MemoryStore
  var clock: ManualClock
  /// Opens everything.
  var key: String
  /// The version in force.
  var charter: String
  var check: AnswerCheck

  /// An answer, as far as tests look at it.
  struct Answer: Sendable {
    var status: Int
    var headers: [String: String]
    var body: JSONTree

    /// The code of an error.
    var code: String? { body["code"]?.text }
    /// The path of an error.
    var path: String? { body["path"]?.text }
  }

  /// Calls the server.
  /// - Parameters:
  ///   - body: JSON; nothing: no body.
  ///   - key: whose call it is; nothing: that of somebody who may do everything; empty: nobody's.
  func call(
    _ method: String, _ path: String, _ body: String? = nil, key: String? = nil, headers: [(String, String)] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Answer {
    let secret = key ?? self.key
    let port = port
    let all = headers + (secret.isEmpty ? [] : [("Authorization", "Bearer \(secret)")])
    let reply = try await onThread {
      try WireConnection(port: port).request(method, path, headers: all, body: body.map { Array($0.utf8) })
    }
    let json = try JSONTree(reply.body)
    let answer = Answer(
      status: reply.status, headers: Dictionary(reply.headers) { first, _ in first }, body: json)
    let faults = check.faults(method, path, answer)
    #expect(faults.isEmpty, "\(method) \(path) -> \(reply.status) \(reply.text)", sourceLocation: sourceLocation)
    return answer
  }

  /// Makes a key with some scopes.
  func key(_ scopes: Scope...) async throws -> String {
    try await hub.createKey(name: "test", scopes: Set(scopes)).secret
  }
}

/// Whether answers are what the OpenAPI document says.
struct AnswerCheck: Sendable {
  let document: JSONTree
  let routes: [Route]
  private let table: RouteTable

  init(_ routes: [Route]) {
    self.routes = routes
    document = OpenAPIDocument.tree(of: routes)
    table = RouteTable(routes)
  }

  /// What is wrong with an answer; empty when the document foresees it.
  func faults(_ method: String, _ path: String, _ answer: HubServer.Answer) -> [String] {
    let bare = path.prefix { $0 != "?" }
    guard let verb = routes.first(where: { $0.method.rawValue == method })?.method,
      case .route(let index, _) = table.find(verb, path: bare)
    else { return ["no route answers \(method) \(path)"] }
    let response = document["paths"]?[routes[index].path]?[method.lowercased()]?["responses"]?["\(answer.status)"]
    guard let response else { return ["the status \(answer.status) is not foreseen"] }
    let type = String((answer.headers["content-type"] ?? "").prefix { $0 != ";" })
    guard let schema = response["content"]?[type]?["schema"] else { return ["the type `\(type)` is not foreseen"] }
    let missing = (response["headers"]?.keys ?? []).filter { answer.headers[$0.lowercased()] == nil }
    return missing.map { "there is no header `\($0)`" } + SchemaCheck(document: document).faults(answer.body, schema)
  }
}

/// Files of the repository.
enum RepositoryFiles {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The files of an example's charter.
  static func charter(_ name: String) throws -> [SourceFile] {
    let folder = root.appendingPathComponent("Examples/\(name)")
    return try ["", "actions/"].flatMap { inner -> [SourceFile] in
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + inner).filter { $0.hasSuffix(".yaml") }
        .map { SourceFile(path: inner + $0, text: try text(of: "Examples/\(name)/\(inner)\($0)")) }
    }
  }

  static func text(of path: String) throws -> String {
    String(decoding: try Data(contentsOf: root.appendingPathComponent(path)), as: UTF8.self)
  }
}

/// Runs a hub and its server for as long as `body` takes.
func withHub<R: Sendable>(_ body: @Sendable (HubServer) async throws -> R) async throws -> R {
  let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  let clock = ManualClock(nowMilliseconds: HubServer.start)
  let store = MemoryStore()
  let hub = try await Authority.open(store: store, clock: clock, zones: HubServer.zones, logger: logger)
  let charter = try await hub.upload(try RepositoryFiles.charter("starter")).version
  _ = try await hub.activate(charter)
  let access = AccessCheck { hub.access(secret: $0) }
  let measures = WebMeasures()
  let resources = HubAPI.resources(hub, access: access, clock: clock, measures: measures, logger: logger)
  let key = try await hub.createKey(name: "all", scopes: Set(Scope.allCases)).secret
  let check = AnswerCheck(resources.flatMap(\.routes))
  let result = try await withServer(resources, access: access, measures: measures) { port in
    try await body(
      HubServer(port: port, hub: hub, store: store, clock: clock, key: key, charter: charter, check: check))
  }
  try await hub.stop()
  return result
}
