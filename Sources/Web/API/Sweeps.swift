import HTTPTypes
import Hub
import Records

/// Looks over everybody for outbound contact: asked for here, led on beside the serving.
public struct SweepsResource: Resource {
  private let authority: Authority

  /// Makes the resource.
  public init(authority: Authority) { self.authority = authority }

  /// Every way in.
  public var routes: [Route] {
    [
      Route(.get, "/v1/sweeps", scope: .read, answer: list),
      Route(.post, "/v1/sweeps", scope: .administer, answer: begin),
      Route(.get, "/v1/sweeps/{number}", scope: .read, answer: read),
    ]
  }

  /// Sweeps listed.
  static let listedMax = 100

  private func list(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let sweeps = try await authority.sweeps(countMax: SweepsResource.listedMax)
    return Reply.json { $0.list("sweeps", sweeps) { writer, sweep in writer.object { Self.write(sweep, into: &$0) } } }
  }

  private func begin(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    try call.expectNoBody()
    let sweep = try await authority.beginSweep()
    return Reply.json(.accepted) { Self.write(sweep, into: &$0) }
  }

  private func read(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    guard let number = Int(call.parameters["number"] ?? "") else {
      throw APIError(.notFound, "sweep.unknown", "sweeps are named by numbers, from 1 on")
    }
    let sweep = try await authority.sweep(number)
    return Reply.json { Self.write(sweep, into: &$0) }
  }

  private static func write(_ sweep: SweepStatus, into writer: inout JSONWriter) {
    writer.member("number", sweep.row.number)
    writer.member("phase", sweep.phase.rawValue)
    writer.member("begun_at", milliseconds: sweep.row.begunAtMilliseconds)
    if let planned = sweep.row.plannedAtSeconds { writer.member("planned_at", milliseconds: planned * 1000) }
    if let ended = sweep.row.endedAtMilliseconds { writer.member("ended_at", milliseconds: ended) }
    writer.member("looked_at", sweep.lookedCount)
    writer.member("decisions", sweep.decisionCount)
    writer.member("contacts", sweep.contactCount)
    guard let outcome = sweep.outcome else { return }
    writer.key("outcome")
    writer.object {
      member(&$0, "value", outcome.value)
      member(&$0, "gap", outcome.gap)
      $0.member("proven", outcome.isOptimal)
      $0.list("limits", outcome.limits) { writer, limit in writer.object { write(limit, into: &$0) } }
    }
  }

  private static func write(_ limit: SweepOutcome.Limit, into writer: inout JSONWriter) {
    writer.member("name", limit.name)
    writer.member("of", limit.isMoney ? "money" : "contacts")
    member(&writer, "room", limit.room)
    member(&writer, "given", limit.given)
    member(&writer, "price", limit.price)
    writer.list("floors", limit.floors) { writer, floor in
      writer.object {
        $0.member("name", floor.name)
        member(&$0, "kept", floor.kept)
        member(&$0, "given", floor.given)
        member(&$0, "price", floor.price)
      }
    }
  }

  private static func member(_ writer: inout JSONWriter, _ name: StaticString, _ value: Double) {
    writer.key(name)
    writer.double(value)
  }
}
