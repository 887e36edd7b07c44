import Decisions
import HTTPTypes
import Hub
import Records

/// How something new reaches customers, step by step, and how far volume limits are used.
public struct RolloutsResource: Resource {
  private let authority: Authority

  /// Makes the resource.
  public init(authority: Authority) { self.authority = authority }

  /// Every way in.
  public var routes: [Route] {
    [
      Route(.get, "/v1/rollouts", scope: .read, answer: list),
      Route(.put, "/v1/rollouts/{name}", scope: .administer, answer: set),
      Route(.get, "/v1/limits", scope: .read, answer: limits),
    ]
  }

  /// The most bytes of a reason.
  static let reasonBytesMax = 500
  /// The most steps that a body may name; a charter has fewer.
  static let stepsMax = 10_000

  private func list(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let standings = await authority.rollouts()
    return Reply.json { $0.list("rollouts", standings) { writer, one in writer.object { Self.write(one, into: &$0) } } }
  }

  private func set(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let name = call.parameters["name"] ?? ""
    let (step, reason) = try withJSON(call.body) { try Self.read($0) }
    try await authority.setRollout(name, step: step, reason: reason)
    guard let standing = await authority.rollouts().first(where: { $0.rollout.name == name }) else {
      // Another charter came into force in between.
      throw APIError(.notFound, "rollout.unknown", "no action of the charter in force has a roll-out `\(name.excerpt)`")
    }
    return Reply.json { Self.write(standing, into: &$0) }
  }

  private static func read(_ body: JSONValue) throws -> (step: Int, reason: String) {
    var step: Int?
    var reason = ""
    try body.readMembers { key, value in
      switch key {
      case "step": step = try value.whole(in: Rollout.stopped...stepsMax)
      case "reason": reason = try value.text(bytesMax: reasonBytesMax)
      default: return false
      }
      return true
    }
    guard let step else { throw APIError.missing("step") }
    return (step, reason)
  }

  private static func write(_ standing: RolloutStanding, into writer: inout JSONWriter) {
    writer.member("name", standing.rollout.name)
    writer.member("action", standing.action)
    writer.member("step", standing.step)
    writer.member("steps", standing.rollout.steps.count)
    writer.list("moves", standing.moves) { writer, move in
      writer.object {
        $0.member("step", move.step)
        $0.member("at", milliseconds: move.atMilliseconds)
        if !move.reason.isEmpty { $0.member("reason", move.reason) }
      }
    }
  }

  private func limits(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let levels = authority.volumeLevels()
    return Reply.json {
      $0.list("limits", levels) { writer, level in
        writer.object {
          $0.member("name", level.limit)
          $0.member("unit", level.isMoney ? "money" : "contacts")
          if let window = level.window {
            $0.member("from", milliseconds: window.lowerBound.secondsSince1970 * 1_000)
            $0.member("until", milliseconds: window.upperBound.secondsSince1970 * 1_000)
          }
          $0.key("used")
          $0.double(level.isMoney ? Double(level.used) / 1e6 : Double(level.used))
          $0.key("max")
          $0.double(level.isMoney ? Double(level.max) / 1e6 : Double(level.max))
        }
      }
    }
  }
}
