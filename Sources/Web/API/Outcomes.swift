import Hub
import Records

/// What became of decided contacts: confirmed, released, and everything after.
public struct OutcomesResource: Resource {
  /// The most outcomes of one call.
  static let outcomesMax = 1_000
  /// Outcomes of one call that are on their way at once.
  static let parallelMax = 256

  private let authority: Authority

  /// Takes outcomes for an authority.
  public init(_ authority: Authority) { self.authority = authority }

  /// Every way in to it.
  public var routes: [Route] {
    [
      Route(.post, "/v1/decisions/{id}/confirm", scope: .decide) { try await move($0, .confirmed) },
      Route(.post, "/v1/decisions/{id}/release", scope: .decide) { try await move($0, .released) },
      Route(.post, "/v1/outcomes", scope: .decide, bodyBytesMax: DecisionsResource.batchBytesMax) {
        try await record($0)
      },
    ]
  }

  /// Confirms or releases a choice of a decision, or all of them.
  private func move(_ call: Call, _ kind: FeedbackKind) async throws -> Reply {
    var feedback = Feedback(decision: try call.decision(), kind: kind)
    if !call.body.isEmpty {
      feedback.choice = try withJSON(call.body) { object in
        var choice: Int?
        try object.readMembers { key, value in
          guard "choice" ~= key else { return false }
          choice = try value.whole(in: 0...DecisionRequest.answersMax - 1)
          return true
        }
        return choice
      }
    }
    feedback.once = try call.once(kind.name)
    return OutcomesResource.moved(try await authority.record(feedback))
  }

  /// Takes one outcome, or several; of several, each has its own result.
  private func record(_ call: Call) async throws -> Reply {
    let isList = try withJSON(call.body) { $0["outcomes"] != nil }
    guard isList else {
      var feedback = try withJSON(call.body) { try Feedback.read($0) }
      feedback.once = try call.once("outcomes")
      return OutcomesResource.moved(try await authority.record(feedback))
    }
    let list = try withJSON(call.body) { object in
      try object.readList("outcomes", countMax: Self.outcomesMax) { try Feedback.read($0) }
    }
    let hasKey = try call.once("outcomes") != nil
    let results = try await record(list, hasKey ? call : nil)
    var json = JSONWriter(capacity: 32 * results.count + 64)
    json.beginObject()
    json.key("results")
    json.beginArray()
    for result in results {
      json.beginObject()
      switch result {
      case .success(let count):
        json.member("moved", count)
      case .failure(let error):
        json.key("error")
        error.write(into: &json)
      }
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return Reply(body: json.bytes)
  }

  /// Those of one decision are taken one after the other, in the order in which they were told.
  private func record(
    _ list: [Result<Feedback, any Error>], _ call: Call?
  ) async throws -> [Result<Int, APIError>] {
    var byDecision: [Position: Int] = [:]
    var groups: [[Int]] = []
    for (index, feedback) in list.enumerated() {
      if case .success(let feedback) = feedback, let group = byDecision[feedback.decision] {
        groups[group].append(index)
        continue
      }
      if case .success(let feedback) = feedback { byDecision[feedback.decision] = groups.count }
      groups.append([index])
    }
    let results = try await eachInOrder(groups, parallelMax: Self.parallelMax) { _, group in
      var results: [(Int, Result<Int, APIError>)] = []
      for index in group {
        do {
          var feedback = try list[index].get()
          feedback.once = try call?.once("outcomes", part: index + 1)
          results.append((index, .success(try await authority.record(feedback))))
        } catch {
          guard let known = APIError(known: error) else { throw error }
          results.append((index, .failure(known)))
        }
      }
      return results
    }
    return results.flatMap { $0 }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private static func moved(_ count: Int) -> Reply {
    var json = JSONWriter(capacity: 64)
    json.beginObject()
    json.member("moved", count)
    json.endObject()
    return Reply(body: json.bytes)
  }
}

extension Feedback {
  /// Reads an outcome.
  /// - Throws: ``APIError`` `field.…`, `decision.unknown`.
  static func read(_ object: JSONValue) throws -> Feedback {
    var decision: Position?
    var kind: FeedbackKind?
    var feedback = Feedback(decision: .none, kind: .unknown)
    try object.readMembers { key, value in
      switch key {
      case "decision":
        let text = try value.text(bytesMax: 64)
        guard let position = DecisionID.position(text) else {
          throw APIError(.notFound, "decision.unknown", "there is no decision `\(text.excerpt)`")
        }
        decision = position
      case "choice": feedback.choice = try value.whole(in: 0...DecisionRequest.answersMax - 1)
      case "outcome":
        guard let named = value.string.flatMap(FeedbackKind.init(name:)) else {
          let names = FeedbackKind.allCases.map { "`\($0.name)`" }.joined(separator: ", ")
          throw APIError.field("one of \(names)")
        }
        kind = named
      case "at": feedback.at = try value.instant()
      case "value": feedback.value = try value.number()
      default: return false
      }
      return true
    }
    guard let decision else { throw APIError.missing("decision") }
    guard let kind else { throw APIError.missing("outcome") }
    feedback.decision = decision
    feedback.kind = kind
    return feedback
  }
}
