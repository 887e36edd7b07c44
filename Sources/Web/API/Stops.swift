import HTTPTypes
import Hub
import Records

/// The kill-switch: what is stopped by hand, at once and for every channel, until it is taken back.
public struct StopsResource: Resource {
  private let authority: Authority

  /// Makes the resource.
  public init(authority: Authority) { self.authority = authority }

  /// Every way in.
  public var routes: [Route] {
    [
      Route(.get, "/v1/stops", scope: .read, answer: list),
      Route(.put, "/v1/stops/everything", scope: .administer, answer: add),
      Route(.delete, "/v1/stops/everything", scope: .administer, answer: remove),
      Route(.put, "/v1/stops/{target}/{name}", scope: .administer, answer: add),
      Route(.delete, "/v1/stops/{target}/{name}", scope: .administer, answer: remove),
    ]
  }

  /// The most bytes of a name.
  static let nameBytesMax = 128

  private func list(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let stops = await authority.stops().sorted { ($0.target.rawValue, $0.name) < ($1.target.rawValue, $1.name) }
    return Reply.json { $0.list("stops", stops) { writer, stop in writer.object { Self.write(stop, into: &$0) } } }
  }

  private func add(_ call: Call) async throws -> Reply {
    let stop = try read(call)
    try await authority.add(stop)
    return Reply.json { Self.write(stop, into: &$0) }
  }

  private func remove(_ call: Call) async throws -> Reply {
    let stop = try read(call)
    guard await authority.stops().contains(stop) else {
      throw APIError(.notFound, "stop.unknown", "\(Self.text(stop)) is not stopped")
    }
    try await authority.remove(stop)
    return Reply.json { Self.write(stop, into: &$0) }
  }

  private func read(_ call: Call) throws(APIError) -> Stop {
    try call.expectQuery()
    try call.expectNoBody()
    guard let word = call.parameters["target"] else { return Stop(.everything) }
    guard let target = Stop.Target.allCases.first(where: { $0 != .everything && "\($0)" == word }) else {
      throw APIError(
        .notFound, "stop.target_unknown",
        "`\(word.excerpt)` cannot be stopped; an `action`, a `channel` or a `brand` can")
    }
    let name = call.parameters["name"] ?? ""
    guard !name.isEmpty, name.utf8.count <= StopsResource.nameBytesMax else {
      throw APIError(
        .badRequest, "stop.name_invalid", "a name has 1 to \(StopsResource.nameBytesMax) bytes", path: "name")
    }
    return Stop(target, name)
  }

  private static func text(_ stop: Stop) -> String {
    stop.target == .everything ? "everything" : "the \(stop.target) `\(stop.name.excerpt)`"
  }

  private static func write(_ stop: Stop, into writer: inout JSONWriter) {
    writer.member("target", "\(stop.target)")
    if stop.target != .everything { writer.member("name", stop.name) }
    if !stop.reason.isEmpty { writer.member("reason", stop.reason) }
  }
}
