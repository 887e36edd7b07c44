import Decisions
import Foundation
import Hub
import Records
import Times

/// A line of exported decisions: a decision, or what became of one. What a person wants to know is written out; what a
/// hub needs to hold the very same decision is in `record`.
enum DecisionLine: Sendable {
  /// A decision made elsewhere, with what its context was there.
  struct Made: Sendable {
    var position: Position
    var customer: Identity
    var recordedMilliseconds: Int64
    var record: DecisionRecord
    var charterVersion: String
    var modelVersion: String
    var availability: [UInt8]
  }

  /// News of a decision, as it came elsewhere.
  struct News: Sendable {
    var position: Position
    var customer: Identity
    var recordedMilliseconds: Int64
    var record: FeedbackRecord
  }

  case made(Made)
  case news(News)

  private static let madeKeys: Set<String> = [
    "decision", "customer", "recorded", "at", "charter", "model", "mode", "answer", "choices", "reason", "code",
    "value",
    "forgone", "next_look", "probability", "drawn_evenly", "silence", "record", "availability",
  ]
  private static let newsKeys: Set<String> = [
    "outcome_of", "entry", "customer", "recorded", "choice", "outcome", "at", "value", "action", "channel", "purpose",
  ]

  // MARK: Reading

  /// Reads a line.
  static func read(_ object: JSONValue, bytes: [UInt8]) throws(LineFault) -> DecisionLine {
    object["outcome_of"] == nil ? .made(try readMade(object)) : .news(try readNews(object))
  }

  private static func readMade(_ object: JSONValue) throws(LineFault) -> Made {
    let line = try LineObject(object, "a decision", keys: madeKeys)
    let text = try line.required("record", line.text)
    guard let body = Data(base64Encoded: text),
      case .decision(let record)? = try? EntryBody(kind: .decision, body: Array(body))
    else { throw LineFault("record.invalid", "`record` is not what `mesure export decisions` wrote") }
    guard let availability = Data(base64Encoded: try line.text("availability") ?? "") else {
      throw LineFault("record.invalid", "`availability` is not what `mesure export decisions` wrote")
    }
    return Made(
      position: try position(line, "decision"), customer: try line.identity("customer"),
      recordedMilliseconds: try line.required("recorded", line.milliseconds), record: record,
      charterVersion: try line.required("charter", line.text), modelVersion: try line.text("model") ?? "",
      availability: Array(availability))
  }

  private static func readNews(_ object: JSONValue) throws(LineFault) -> News {
    let line = try LineObject(object, "an outcome", keys: newsKeys)
    let name = try line.required("outcome", line.text)
    guard let kind = FeedbackKind(name: name) else { throw LineFault("word.unknown", "there is no outcome `\(name)`") }
    let at = try line.required("at", line.milliseconds)
    let choice = try line.required("choice", line.integer)
    guard (0..<DecisionRequest.answersMax).contains(choice) else {
      throw LineFault("number.range", "`choice` is a number from 0 to \(DecisionRequest.answersMax - 1)")
    }
    let record = FeedbackRecord(
      decision: try position(line, "outcome_of"), choice: choice, kind: kind,
      at: Instant(secondsSince1970: at / 1_000), value: try line.number("value"),
      action: try line.required("action", line.text), channel: try line.required("channel", line.text),
      purpose: try line.text("purpose") ?? "")
    return News(
      position: try position(line, "entry"), customer: try line.identity("customer"),
      recordedMilliseconds: try line.required("recorded", line.milliseconds), record: record)
  }

  private static func position(_ line: LineObject, _ key: StaticString) throws(LineFault) -> Position {
    let text = try line.required(key, line.text)
    if let position = DecisionID.position(text) { return position }
    throw LineFault("decision.invalid", "`\(text)` is not a decision's id")
  }

  // MARK: Writing

  /// Writes a line, without its end.
  func write(into json: inout JSONWriter) {
    switch self {
    case .made(let made): DecisionLine.write(made, into: &json)
    case .news(let news): DecisionLine.write(news, into: &json)
    }
  }

  private static func write(_ made: Made, into json: inout JSONWriter) {
    let record = made.record
    json.beginObject()
    field("decision", DecisionID.text(made.position), &json)
    json.key("customer")
    json.identity(made.customer)
    json.key("recorded")
    json.moment(milliseconds: made.recordedMilliseconds)
    field("at", record.at.iso8601(), &json)
    field("charter", made.charterVersion, &json)
    field("model", made.modelVersion, &json)
    field("mode", record.mode == .reservation ? "reservation" : "proposal", &json)
    switch record.answer {
    case .contact(let offers):
      field("answer", "contact", &json)
      json.key("choices")
      json.beginArray()
      for offer in offers { write(offer, into: &json) }
      json.endArray()
    case .silence(let abstention):
      field("answer", "silence", &json)
      field("reason", abstention.reason.name, &json)
      json.key("code")
      json.int(Int64(abstention.reason.rawValue))
      json.key("value")
      json.decimal(abstention.value, places: 4)
      json.key("forgone")
      json.decimal(abstention.forgone, places: 4)
      field("next_look", abstention.nextLook.iso8601(), &json)
    }
    record.draw.writeMembers(silence: record.silenceValue, into: &json)
    record.assignments.writeMembers(into: &json)
    // The number of a context means something in one database only; what it stands for is written out beside it.
    var portable = record
    portable.context = 0
    field("record", Data(EntryBody.decision(portable).encode()).base64EncodedString(), &json)
    field("availability", Data(made.availability).base64EncodedString(), &json)
    json.endObject()
  }

  private static func write(_ offer: Offer, into json: inout JSONWriter) {
    json.beginObject()
    field("action", offer.action, &json)
    field("channel", offer.channel, &json)
    field("at", offer.at.iso8601(), &json)
    for (name, number) in [
      ("propensity", offer.propensity), ("value", offer.value), ("lever", offer.lever), ("cost", offer.cost),
      ("net", offer.net),
    ] {
      json.key(string: name)
      json.double(number)
    }
    json.endObject()
  }

  private static func write(_ news: News, into json: inout JSONWriter) {
    let record = news.record
    json.beginObject()
    field("outcome_of", DecisionID.text(record.decision), &json)
    field("entry", DecisionID.text(news.position), &json)
    json.key("customer")
    json.identity(news.customer)
    json.key("recorded")
    json.moment(milliseconds: news.recordedMilliseconds)
    json.key("choice")
    json.int(Int64(record.choice))
    field("outcome", record.kind.name, &json)
    field("at", record.at.iso8601(), &json)
    if let value = record.value {
      json.key("value")
      json.double(value)
    }
    field("action", record.action, &json)
    field("channel", record.channel, &json)
    field("purpose", record.purpose, &json)
    json.endObject()
  }

  private static func field(_ name: StaticString, _ text: String, _ json: inout JSONWriter) {
    json.key(name)
    json.string(text)
  }
}

// MARK: - Rows

extension DecisionLine {
  /// The names of the columns of ``rows``.
  static let columns = [
    "decision", "customer", "identity", "at", "charter", "mode", "answer", "reason", "choice", "action", "channel",
    "say_at", "propensity", "value", "lever", "cost", "net", "outcome", "outcome_at",
  ]

  /// The line as rows of a table: one a choice, one a silence, one an outcome.
  var rows: [[String]] {
    switch self {
    case .made(let made):
      let head = [
        DecisionID.text(made.position), made.customer.value, "\(made.customer.kind)", made.record.at.iso8601(),
        made.charterVersion, made.record.mode == .reservation ? "reservation" : "proposal",
      ]
      switch made.record.answer {
      case .silence(let abstention):
        return [head + ["silence", abstention.reason.name] + [String](repeating: "", count: 11)]
      case .contact(let offers):
        return offers.enumerated().map { index, offer in
          head + ["contact", "", "\(index)", offer.action, offer.channel, offer.at.iso8601()]
            + [offer.propensity, offer.value, offer.lever, offer.cost, offer.net].map { "\($0)" } + ["", ""]
        }
      }
    case .news(let news):
      let record = news.record
      return [
        [DecisionID.text(record.decision), news.customer.value, "\(news.customer.kind)"]
          + [String](repeating: "", count: 5) + ["\(record.choice)", record.action, record.channel]
          + ["", "", record.value.map { "\($0)" } ?? "", "", "", "", record.kind.name, record.at.iso8601()]
      ]
    }
  }
}
