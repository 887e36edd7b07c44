import Decisions
import HTTPTypes
import Hub
import Records
import Sweeps

/// How something new reaches customers, step by step: an action, or a whole version of the charter; and how far volume limits are used.
public struct RolloutsResource: Resource {
  private let authority: Authority

  /// Makes the resource.
  public init(authority: Authority) { self.authority = authority }

  /// Every way in.
  public var routes: [Route] {
    [
      Route(.get, "/v1/rollouts", scope: .read, answer: list),
      Route(.put, "/v1/rollouts/{name}", scope: .administer, answer: set),
      Route(.post, "/v1/rollouts/{name}/look", scope: .administer, answer: look),
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
      throw APIError(.notFound, "rollout.unknown", "the charter in force has no roll-out `\(name.excerpt)` any more")
    }
    return Reply.json { Self.write(standing, into: &$0) }
  }

  private func look(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    try call.expectNoBody()
    let look = try await authority.lookAtRollout(call.parameters["name"] ?? "")
    return Reply.json {
      $0.member("verdict", Self.word(look?.verdict))
      $0.member("days", look?.days ?? 0)
      $0.list("guards", look?.evidence ?? []) { writer, evidence in
        writer.object {
          $0.member("exposed", evidence.total.exposed)
          $0.member("exposed_bad", evidence.total.exposedBad)
          $0.member("baseline", evidence.total.baseline)
          $0.member("baseline_bad", evidence.total.baselineBad)
          $0.member("compared", evidence.comparedCount)
          $0.key("log_harm")
          $0.double(evidence.logHarmMax)
          $0.key("log_safety")
          $0.double(evidence.logSafetyMax)
        }
      }
    }
  }

  private static func word(_ verdict: RolloutVerdict?) -> String {
    switch verdict {
    case .widen: "widen"
    case .hold: "hold"
    case .stop: "stop"
    case nil: "stopped"
    }
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
    switch standing.subject {
    case .action(let action): writer.member("action", action)
    case .charter(let version, let earlier):
      writer.member("charter", version)
      if let earlier { writer.member("earlier", earlier) }
    }
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
