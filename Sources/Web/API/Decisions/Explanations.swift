import Decisions
import Explanations
import Hub
import Records
import Times

/// Decisions made again: why they came out so, and whether they still do.
public struct ExplanationsResource: Resource {
  private let authority: Authority

  /// Explains the decisions of an authority.
  public init(_ authority: Authority) { self.authority = authority }

  /// Every way in to it.
  public var routes: [Route] {
    [
      Route(.get, "/v1/decisions/{id}/explanation", scope: .read) { try await explain($0) },
      Route(.post, "/v1/decisions/{id}/replay", scope: .read) { try await replay($0) },
    ]
  }

  private func explain(_ call: Call) async throws -> Reply {
    var wanted: Phrases.Language?
    if let text = call.query("lang") {
      guard let language = Phrases.Language(rawValue: text) else {
        throw APIError(.badRequest, "field.invalid", "the language is `en` or `fr`", path: "lang")
      }
      wanted = language
    }
    let replay = try await authority.replay(try call.decision())
    let times = TimeTexts(zone: replay.zone, now: replay.decided.record.at)
    var json = JSONWriter(capacity: 1 << 14)
    json.beginObject()
    json.member("decision", DecisionID.text(replay.decided.position))
    json.member("language", replay.language(wanted).rawValue)
    json.member("same", replay.isSame)
    json.member("text", replay.text(in: wanted))
    json.key("funnel")
    json.beginArray()
    for count in replay.explanation.funnel { json.int(count) }
    json.endArray()
    json.key("candidates")
    json.beginArray()
    for candidate in replay.explanation.candidates {
      write(candidate, replay.explanation.effectLevels(of: candidate.treatment), into: &json, times)
    }
    json.endArray()
    json.endObject()
    return Reply(body: json.bytes)
  }

  private func write(
    _ candidate: ExplainedCandidate, _ levels: EffectLevels?, into json: inout JSONWriter, _ times: TimeTexts
  ) {
    json.beginObject()
    json.member("action", candidate.action)
    json.member("channel", candidate.channel)
    json.member("reason", candidate.fate.reason.name)
    json.member("code", Int(candidate.fate.reason.rawValue))
    if !candidate.rule.isEmpty { json.member("rule", candidate.rule) }
    if !candidate.citation.isEmpty { json.member("citation", candidate.citation) }
    if let until = candidate.until { json.member("until", times.text(until)) }
    if let factors = candidate.factors {
      Factors(factors).writeMembers(at: times.text(factors.at), into: &json)
    }
    if let levels, let factors = candidate.factors {
      json.key("effect")
      json.object {
        for (key, number) in [("error", factors.deviation), ("with", levels.with), ("without", levels.without)] {
          $0.key(string: key)
          $0.double(number)
        }
      }
    }
    json.endObject()
  }

  private func replay(_ call: Call) async throws -> Reply {
    if !call.body.isEmpty { try withJSON(call.body) { try $0.readMembers { _, _ in false } } }
    let replay = try await authority.replay(try call.decision())
    var json = JSONWriter(capacity: 256)
    json.beginObject()
    json.member("decision", DecisionID.text(replay.decided.position))
    json.member("same", replay.isSame)
    json.member("checksum", hexadecimal(replay.checksum))
    json.member("recorded", hexadecimal(replay.decided.record.checksum))
    json.endObject()
    return Reply(body: json.bytes)
  }

  private func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
