import Charters
import Decisions
import Explanations
import Hub
import Records

/// Questions to the hub: what to say to a customer now.
public struct DecisionsResource: Resource {
  /// The most questions of one batch.
  static let batchMax = 1_000
  /// Questions of a batch that are on their way at once; together they fill a group of commits.
  static let parallelMax = 256
  /// The most bytes of a batch.
  static let batchBytesMax = 4 << 20

  private let authority: Authority
  private let zone = AnswerZone()

  /// Answers for an authority.
  public init(_ authority: Authority) { self.authority = authority }

  /// Every way in to it.
  public var routes: [Route] {
    [
      Route(.post, "/v1/decisions", scope: .decide, answerDirectly: { decideDirectly($0) }) { try await decide($0) },
      Route(.post, "/v1/decisions/batch", scope: .decide, bodyBytesMax: Self.batchBytesMax) {
        try await decideBatch($0)
      },
      Route(.get, "/v1/decisions/{id}", scope: .read) { try await read($0) },
    ]
  }

  private func decide(_ call: Call) async throws -> Reply {
    var question = try withJSON(call.body) { try DecisionQuestion($0) }
    question.request.once = try call.once("decisions")
    return reply(try await answer(question))
  }

  /// The same, on the connection's event loop; questions that want reasons get a task of their own.
  private func decideDirectly(_ call: DirectCall) {
    do {
      let question = try call.body.withUnsafeReadableBytes { bytes in
        try withJSON(bytes.bindMemory(to: UInt8.self)) { try DecisionQuestion($0) }
      }
      guard question.explaining == .nothing else { return call.bring { reply(try await answer(question)) } }
      try checkNames(question.request.occasion)
      authority.decide(question.request) { decided in
        call.bring { () throws in reply(DecisionAnswer(decided: try decided.get())) }
      }
    } catch {
      call.bring { () throws in throw error }
    }
  }

  private func reply(_ answer: DecisionAnswer) -> Reply {
    var json = JSONWriter(capacity: 1_024)
    answer.write(into: &json, zone: zone.zone(answer.decided.charterVersion, authority))
    return Reply(body: json.bytes)
  }

  private func read(_ call: Call) async throws -> Reply {
    reply(DecisionAnswer(decided: try await authority.decision(try call.decision()), tellsQuestion: true))
  }

  private func answer(_ question: DecisionQuestion) async throws -> DecisionAnswer {
    try checkNames(question.request.occasion)
    var answer = DecisionAnswer(decided: try await authority.decide(question.request))
    if question.explaining != .nothing {
      answer.replay = try await authority.replay(answer.decided.position)
      if case .language(let language) = question.explaining { answer.language = language }
    }
    return answer
  }

  /// A name that the charter does not have is a mistake of the caller: left alone, it would look like silence.
  private func checkNames(_ occasion: Occasion) throws(APIError) {
    if occasion.channels.isEmpty && occasion.actions.isEmpty { return }
    // Whose charter it is, is not known here: a name that either has is none of the caller's mistakes.
    let charters = authority.activeCharters
    if charters.isEmpty { return }
    for (index, name) in occasion.channels.enumerated()
    where !charters.contains(where: { $0.charter.channels.contains { $0.name == name } }) {
      throw APIError(
        .badRequest, "name.unknown", "the charter has no channel `\(name.excerpt)`", path: "channels[\(index)]")
    }
    for (index, name) in occasion.actions.enumerated()
    where !charters.contains(where: { $0.charter.actions.contains { $0.name == name } }) {
      throw APIError(
        .badRequest, "name.unknown", "the charter has no action `\(name.excerpt)`", path: "actions[\(index)]")
    }
  }

  // MARK: Batches

  private enum Outcome: Sendable {
    case answer(DecisionAnswer)
    case error(APIError)
  }

  private func decideBatch(_ call: Call) async throws -> Reply {
    let questions = try withJSON(call.body) { object in
      try object.readList("decisions", countMax: Self.batchMax) { try DecisionQuestion($0) }
    }
    let hasKey = try call.once("decisions/batch") != nil
    let outcomes = try await eachInOrder(questions, parallelMax: Self.parallelMax) { index, question in
      do {
        var question = try question.get()
        if hasKey { question.request.once = try call.once("decisions/batch", part: index + 1) }
        return Outcome.answer(try await answer(question))
      } catch {
        guard let known = APIError(known: error) else { throw error }
        return .error(known)
      }
    }
    var json = JSONWriter(capacity: 512 * outcomes.count + 64)
    json.beginObject()
    json.key("results")
    json.beginArray()
    for outcome in outcomes {
      switch outcome {
      case .answer(let answer): answer.write(into: &json, zone: zone.zone(answer.decided.charterVersion, authority))
      case .error(let error):
        json.beginObject()
        json.key("error")
        error.write(into: &json)
        json.endObject()
      }
    }
    json.endArray()
    json.endObject()
    return Reply(body: json.bytes)
  }
}

extension Call {
  /// The decision that the path names.
  /// - Throws: 404 `decision.unknown`.
  func decision() throws(APIError) -> Position {
    let text = parameters["id"] ?? ""
    guard let position = DecisionID.position(text) else {
      throw APIError(.notFound, "decision.unknown", "there is no decision `\(text.excerpt)`")
    }
    return position
  }
}

extension JSONValue {
  /// Reads an object whose one member is an array; what is wrong with an element stands in its place.
  /// - Throws: ``APIError`` when the object or its array is not as it should be.
  func readList<Element>(
    _ name: StaticString, countMax: Int, _ read: (JSONValue) throws -> Element
  ) throws -> [Result<Element, any Error>] {
    var list: [Result<Element, any Error>]?
    try readMembers { key, value in
      guard name ~= key else { return false }
      var results: [Result<Element, any Error>] = []
      try value.readElements(countMax: countMax) { element in results.append(Result { try read(element) }) }
      list = results
      return true
    }
    guard let list else { throw APIError.missing(name.description) }
    return list
  }
}

/// Does something for each element, some side by side, and gives the results in the order of the elements.
func eachInOrder<Element: Sendable, Result: Sendable>(
  _ elements: [Element], parallelMax: Int, _ body: @escaping @Sendable (Int, Element) async throws -> Result
) async throws -> [Result] {
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: elements.count)
    var next = 0
    func add(_ group: inout ThrowingTaskGroup<(Int, Result), any Error>) {
      let index = next
      let element = elements[index]
      next += 1
      group.addTask { (index, try await body(index, element)) }
    }
    while next < min(parallelMax, elements.count) { add(&group) }
    while let (index, result) = try await group.next() {
      results[index] = result
      if next < elements.count { add(&group) }
    }
    return results.compactMap { $0 }
  }
}
