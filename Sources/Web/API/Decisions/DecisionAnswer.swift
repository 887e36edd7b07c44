import Decisions
import Explanations
import Hub
import Records
import Synchronization
import Times

/// A decision as callers are told of it.
struct DecisionAnswer: Sendable {
  var decided: Decided
  /// The decision made again, when its reasons are wanted.
  var replay: Replay?
  /// The language of the reasons; nothing: the charter's.
  var language: Phrases.Language?
  /// Whether the question is told as well, as it is of a decision that was made before.
  var tellsQuestion = false

  /// Writes it as an object.
  func write(into json: inout JSONWriter, zone: Zone) {
    let record = decided.record
    let times = TimeTexts(zone: zone, now: record.at)
    json.beginObject()
    json.member("decision", DecisionID.text(decided.position))
    json.key("customer")
    record.customer.write(into: &json)
    json.member("at", times.nowText)
    json.member("charter", decided.charterVersion)
    json.member("model", decided.modelVersion)
    json.member("mode", "\(record.mode)")
    if tellsQuestion { writeQuestion(into: &json) }
    writeAnswer(into: &json, times)
    record.draw.writeMembers(silence: record.silenceValue, into: &json)
    record.assignments.writeMembers(into: &json)
    if decided.isRepeated {
      json.member("repeated", true)
    }
    if let replay {
      writeFates(of: replay.explanation, into: &json)
      json.member("explanation", replay.text(in: language))
    }
    json.endObject()
  }

  private func writeAnswer(into json: inout JSONWriter, _ times: TimeTexts) {
    json.key("answer")
    switch decided.record.answer {
    case .contact(let offers):
      json.string("contact")
      json.key("choices")
      json.beginArray()
      for offer in offers { write(offer, into: &json, times) }
      json.endArray()
    case .silence(let abstention):
      json.string("silence")
      json.member("reason", abstention.reason.name)
      json.member("code", Int(abstention.reason.rawValue))
      json.key("value")
      json.decimal(abstention.value, places: 4)
      json.key("forgone")
      json.decimal(abstention.forgone, places: 4)
      json.member("next_look", times.text(abstention.nextLook))
    }
  }

  private func write(_ offer: Offer, into json: inout JSONWriter, _ times: TimeTexts) {
    json.beginObject()
    json.member("action", offer.action)
    json.member("channel", offer.channel)
    Factors(offer).writeMembers(at: times.text(offer.at), into: &json)
    json.endObject()
  }

  private func writeQuestion(into json: inout JSONWriter) {
    let record = decided.record
    json.key("occasion")
    json.beginObject()
    json.key("kind")
    switch record.kind {
    case .inbound(let placement):
      json.string("inbound")
      if !placement.isEmpty { json.member("placement", placement) }
    case .outbound: json.string("outbound")
    case .event(let name):
      json.string("event")
      json.member("name", name)
    case .timer(let name):
      json.string("timer")
      json.member("name", name)
    }
    json.endObject()
    json.member("channels", record.channels)
    json.member("actions", record.actions)
    json.member("answers", record.answersMax)
  }

  private func writeFates(of explanation: Explanation, into json: inout JSONWriter) {
    json.key("fates")
    json.beginArray()
    for candidate in explanation.candidates {
      json.beginObject()
      json.member("action", candidate.action)
      json.member("channel", candidate.channel)
      json.member("reason", candidate.fate.reason.name)
      json.member("code", Int(candidate.fate.reason.rawValue))
      json.endObject()
    }
    json.endArray()
  }
}

extension Replay {
  /// The decision in plain words, with times as the customer's clocks show them.
  func text(in language: Phrases.Language?) -> String {
    ExplanationText(explanation, loaded: charter, language: self.language(language), zone: zone)
      .text(id: decided.record.customer.value, at: decided.record.at)
  }

  /// The language that is meant: the charter's where none is.
  func language(_ wanted: Phrases.Language?) -> Phrases.Language {
    wanted ?? Phrases.Language(rawValue: charter.locale) ?? .en
  }

  /// Where the customer's clocks are.
  var zone: Zone {
    let zones = charter.charter.zones
    guard let number = customer.customer.zones.first, zones.indices.contains(number) else { return zones.first ?? .utc }
    return zones[number]
  }
}

/// Times as text; most are the moment of the decision.
struct TimeTexts {
  let zone: Zone
  let now: Instant
  let nowText: String

  init(zone: Zone, now: Instant) {
    self.zone = zone
    self.now = now
    nowText = now.iso8601(in: zone)
  }

  func text(_ instant: Instant) -> String { instant == now ? nowText : instant.iso8601(in: zone) }
}

/// The zone that a charter writes times in, kept from one answer to the next: asking for the charter costs more.
final class AnswerZone: Sendable {
  private let known: Mutex<(version: String, zone: Zone)?> = Mutex(nil)

  /// The zone of the charter in force, known by the version that decided.
  func zone(_ version: String, _ authority: Authority) -> Zone {
    if let zone = known.withLock({ $0?.version == version ? $0?.zone : nil }) { return zone }
    let charters = authority.activeCharters
    guard let charter = (charters.first { $0.charter.version == version } ?? charters.first)?.charter,
      let zone = charter.zones.first
    else { return .utc }
    // An older decision is written in the zone of today's charter, and does not take its place.
    if charter.version == version { known.withLock { $0 = (version, zone) } }
    return zone
  }
}

extension Factors {
  /// The factors of an offer.
  init(_ offer: Offer) {
    self.init(
      propensity: offer.propensity, value: offer.value, lever: offer.lever, priority: offer.priority, cost: offer.cost,
      net: offer.net)
  }
}

extension Identity {
  /// Writes the identity as ``read(_:)`` takes it.
  func write(into json: inout JSONWriter) {
    guard kind == .anonymous else { return json.string(value) }
    json.beginObject()
    json.member("anonymous_id", value)
    json.endObject()
  }
}
