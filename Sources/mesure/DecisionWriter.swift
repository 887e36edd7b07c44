import Decisions
import Explanations
import Records
import Times

/// How decisions are written.
enum DecisionRendering: Sendable {
  case jsonLines(withFates: Bool)
  case table

  /// Whether the fate of every candidate is written.
  var hasFates: Bool {
    if case .jsonLines(withFates: true) = self { return true }
    return false
  }

  /// What stands before the first decision.
  var header: String {
    switch self {
    case .jsonLines: ""
    case .table:
      TableRow(id: "customer", what: "says", channel: "on", when: "at", priority: "priority", net: "net").text
        + String(repeating: "─", count: 100) + "\n"
    }
  }
}

/// Writes decisions one after the other into memory.
struct DecisionWriter: ~Copyable {
  private let rendering: DecisionRendering
  private let plan: CharterPlan
  private let zone: Zone
  private let nowText: String
  private let now: Instant
  private var json = JSONWriter(capacity: 1 << 16)
  private var table: [UInt8] = []

  init(_ rendering: DecisionRendering, plan: CharterPlan, now: Instant) {
    self.rendering = rendering
    self.plan = plan
    self.now = now
    zone = plan.charter.zones[0]
    nowText = now.iso8601(in: zone)
  }

  /// How many bytes were written.
  var count: Int {
    if case .table = rendering { return table.count }
    return json.count
  }

  var bytes: [UInt8] {
    if case .table = rendering { return table }
    return json.bytes
  }

  /// Writes a decision.
  /// - Parameter inspection: looks behind its fates; needed where fates are written.
  mutating func write(_ decision: Decision, id: String, behind inspection: Inspection?) {
    switch rendering {
    case .jsonLines: writeJSON(decision, id: id, behind: inspection)
    case .table: writeTable(decision, id: id)
    }
  }

  private mutating func writeJSON(_ decision: Decision, id: String, behind inspection: Inspection?) {
    json.beginObject()
    json.key("id")
    json.string(id)
    json.key("at")
    json.string(nowText)
    json.key("charter")
    json.string(decision.charterVersion)
    switch decision.answer {
    case .contact(let choices):
      json.key("answer")
      json.string("contact")
      json.key("choices")
      json.beginArray()
      for choice in choices { write(choice) }
      json.endArray()
    case .abstain(let abstention):
      json.key("answer")
      json.string("silence")
      json.key("reason")
      json.string(abstention.reason.name)
      json.key("code")
      json.int(Int(abstention.reason.rawValue))
      json.key("value")
      json.decimal(abstention.value, places: 4)
      json.key("forgone")
      json.decimal(abstention.forgone, places: 4)
      json.key("next_look")
      json.string(text(abstention.nextLook))
    }
    decision.draw.writeMembers(silence: decision.silenceValue, into: &json)
    decision.assignments.map { NamedAssignment($0, in: plan.charter) }.writeMembers(into: &json)
    if let inspection { writeFates(decision, inspection) }
    json.endObject()
    json.endLine()
  }

  private mutating func write(_ choice: Choice) {
    json.beginObject()
    json.key("action")
    json.string(plan.actionName(choice.treatment))
    json.key("channel")
    json.string(plan.channelName(choice.treatment))
    Factors(choice).writeMembers(at: text(choice.at), into: &json)
    if let hour = choice.hour { write(hour) }
    json.endObject()
  }

  private mutating func write(_ hour: HourChoice) {
    json.key("hour")
    json.beginObject()
    json.key("moved")
    json.bool(hour.isMoved)
    json.key("first")
    json.string(text(hour.first))
    json.key("best")
    json.string(text(hour.best))
    json.key("gain")
    json.decimal(hour.said.gain, places: 4)
    json.key("gain_low")
    json.decimal(hour.said.gainLow, places: 4)
    json.key("gain_high")
    json.decimal(hour.said.gainHigh, places: 4)
    json.key("belief")
    json.decimal(hour.said.belief, places: 4)
    json.key("contacts")
    json.int(hour.said.contacts)
    json.key("cautious")
    json.bool(hour.said.isCautious)
    json.endObject()
  }

  /// Writes what became of each candidate, the rule behind it, and what it was worth where anybody can say.
  private mutating func writeFates(_ decision: Decision, _ inspection: Inspection) {
    json.key("fates")
    json.beginArray()
    for (index, fate) in decision.fates.enumerated() where fate.reason != .notAsked {
      json.beginObject()
      json.key("action")
      json.string(plan.actionName(index))
      json.key("channel")
      json.string(plan.channelName(index))
      json.key("reason")
      json.string(fate.reason.name)
      json.key("code")
      json.int(Int(fate.reason.rawValue))
      if let rule = inspection.rule(behind: fate, treatment: index)?.text, !rule.isEmpty {
        json.key("rule")
        json.string(rule)
      }
      let choice = decision.choices.first { $0.treatment == index } ?? inspection.factors(index)
      if let choice { Factors(choice).writeMembers(at: text(choice.at), into: &json) }
      json.endObject()
    }
    json.endArray()
  }

  private func text(_ instant: Instant) -> String { instant == now ? nowText : instant.iso8601(in: zone) }

  private mutating func writeTable(_ decision: Decision, id: String) {
    switch decision.answer {
    case .contact(let choices):
      for choice in choices {
        let row = TableRow(
          id: id, what: plan.actionName(choice.treatment), channel: plan.channelName(choice.treatment),
          when: choice.at == now ? "now" : String(text(choice.at).prefix(16)), priority: cents(choice.priority),
          net: cents(choice.net))
        table.append(contentsOf: row.text.utf8)
      }
    case .abstain(let abstention):
      let row = TableRow(
        id: id, what: "(silence: \(abstention.reason.name))", channel: "",
        when: "look again " + String(text(abstention.nextLook).prefix(16)), priority: "", net: "")
      table.append(contentsOf: row.text.utf8)
    }
  }

  private func cents(_ amount: Double) -> String {
    var writer = JSONWriter(capacity: 64)
    writer.decimal(amount, places: 2)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

/// One line of the readable table.
struct TableRow {
  var id: String
  var what: String
  var channel: String
  var when: String
  var priority: String
  var net: String

  var text: String {
    let start = padded(id, 12) + padded(what, 38) + padded(channel, 12) + padded(when, 28)
    let line = start + padded(priority, 10, left: true) + padded(net, 10, left: true)
    return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
  }

  private func padded(_ text: String, _ width: Int, left: Bool = false) -> String {
    let space = String(repeating: " ", count: max(left ? 0 : 1, width - text.count))
    return left ? space + text : text + space
  }
}
