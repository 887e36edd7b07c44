import Decisions
import Explanations
import Records
import Times

/// A decision with what became of every candidate, as the Decision Analyzer's table wants it.
struct AnalyzedDecision: Sendable {
  /// A candidate, or silence.
  struct Row: Sendable {
    var issue: String
    var group: String
    var action: String
    var channel: String?
    var direction: String?
    var reason: Reason
    /// The rule behind it, as its author wrote it; empty where no single rule decided.
    var rule: String
    /// What it was worth, where anybody could say.
    var factors: Factors?
  }

  /// What tells it from all others.
  var interaction: String
  var customer: String
  var at: Instant
  /// The version of the charter that decided.
  var charter: String
  var rows: [Row]
  /// Why nothing was said, and what silence is worth.
  var silence: (reason: Reason, value: Double)?
}

extension AnalyzedDecision {
  /// The names of a charter.
  struct Names {
    private let charter: Charter
    private let actions: [String: Int]
    private let channels: [String: Int]

    init(_ charter: Charter) {
      self.charter = charter
      actions = Dictionary(uniqueKeysWithValues: charter.actions.enumerated().map { ($1.name, $0) })
      channels = Dictionary(uniqueKeysWithValues: charter.channels.enumerated().map { ($1.name, $0) })
    }

    /// A candidate's row; nothing for what the charter does not have.
    func row(action: String, channel: String, _ reason: Reason, rule: String, _ factors: Factors?) -> Row? {
      guard let place = actions[action], let way = channels[channel] else { return nil }
      let group = charter.groups[charter.actions[place].group]
      return Row(
        issue: charter.issues[group.issue].name, group: group.name, action: action, channel: channel,
        direction: charter.channels[way].direction == .inbound ? "Inbound" : "Outbound", reason: reason, rule: rule,
        factors: factors)
    }
  }

  /// Reads a line that `mesure decide --explain` wrote.
  static func read(_ object: JSONValue, line: Int, _ names: Names) throws(LineFault) -> AnalyzedDecision {
    func text(_ key: StaticString, of object: JSONValue) throws(LineFault) -> String {
      guard let text = object[key]?.string else { throw LineFault("field.missing", "a decision needs `\(key)`") }
      return text
    }
    let (id, at) = (try text("id", of: object), try text("at", of: object))
    guard let moment = try? Instant(iso8601: at, zone: .utc) else {
      throw LineFault("moment.invalid", "`\(at)` is not a moment")
    }
    guard let fates = object["fates"], fates.kind == .array else {
      throw LineFault("fates.missing", "the fates of candidates are not here; decide with `--explain`")
    }
    var rows: [Row] = []
    for fate in fates.elements { rows.append(try row(fate, names)) }
    var decision = AnalyzedDecision(
      interaction: "\(id)@\(at)#\(line)", customer: id, at: moment, charter: try text("charter", of: object), rows: rows
    )
    if object["answer"]?.string == "silence" {
      decision.silence = (try reason(object), object["value"]?.double ?? 0)
    }
    return decision
  }

  private static func row(_ fate: JSONValue, _ names: Names) throws(LineFault) -> Row {
    let (action, channel) = (fate["action"]?.string ?? "", fate["channel"]?.string ?? "")
    let row = names.row(
      action: action, channel: channel, try reason(fate), rule: fate["rule"]?.string ?? "", factors(fate))
    guard let row else {
      throw LineFault("charter.other", "the charter has no `\(action)` on `\(channel)`; give the one that decided")
    }
    return row
  }

  private static func reason(_ object: JSONValue) throws(LineFault) -> Reason {
    if let code = object["code"]?.int64, let code = UInt16(exactly: code), let reason = Reason(rawValue: code) {
      return reason
    }
    throw LineFault("reason.unknown", "a fate needs the `code` of a reason")
  }

  private static func factors(_ fate: JSONValue) -> Factors? {
    guard let propensity = fate["propensity"]?.double, let value = fate["value"]?.double,
      let lever = fate["lever"]?.double
    else { return nil }
    return Factors(
      propensity: propensity, value: value, lever: lever, priority: propensity * value * (1 + lever),
      cost: fate["cost"]?.double ?? 0, net: fate["net"]?.double ?? 0)
  }

  /// A decision of a hub, made again.
  init(_ explanation: Explanation, _ names: Names, interaction: String, customer: String, at: Instant, charter: String)
  {
    self.init(interaction: interaction, customer: customer, at: at, charter: charter, rows: [])
    rows = explanation.candidates.compactMap { candidate in
      names.row(
        action: candidate.action, channel: candidate.channel, candidate.fate.reason, rule: candidate.rule,
        candidate.factors.map(Factors.init))
    }
    if case .abstain(let abstention) = explanation.decision.answer { silence = (abstention.reason, abstention.value) }
  }
}

// MARK: - Writing

extension AnalyzedDecision {
  /// A stage of the table: its group, its name and its place.
  struct Stage {
    var group: String
    var name: String
    var order: Int
    /// What kind of component takes candidates out there.
    var component: String
  }

  /// Where a reason stands among the stages that the Decision Analyzer knows.
  static func stage(_ reason: Reason) -> Stage {
    switch reason.rawValue {
    case 100..<200:
      Stage(group: "AvailableActions", name: "ActionAvailability", order: 1_000, component: "Availability")
    case 200..<210: engagement("AllActionsEligibility", 1_400, "Eligibility")
    case 210..<220: engagement("AllActionsApplicability", 1_500, "Applicability")
    case 220..<300: engagement("AllActionsSuitability", 1_600, "Suitability")
    case 300..<400: engagement("AllActionsConstraints", 1_700, "Consent and reach")
    case 431, 432: contacts("ContactPoliciesActionSuppressions", 1_800)
    case 400..<500: contacts("ContactPoliciesOutboundChannelLimits", 1_900)
    case 500..<600:
      Stage(
        group: "ActionPropensity", name: "ActionPropensityThresholds", order: 2_500, component: "Propensity and value")
    case 600..<700:
      Stage(group: "Arbitration", name: "ArbitrationPriorityThresholds", order: 3_900, component: "Arbitration")
    case 700...:
      Stage(group: "FinalActionsProcessing", name: "ContactPoliciesActionLimits", order: 5_000, component: "Timing")
    default: Stage(group: "Output", name: "Output", order: 10_000, component: "Output")
    }
  }

  private static func engagement(_ name: String, _ order: Int, _ component: String) -> Stage {
    Stage(group: "EngagementPolicies", name: name, order: order, component: component)
  }

  private static func contacts(_ name: String, _ order: Int) -> Stage {
    Stage(group: "JourneysContactPolicies", name: name, order: order, component: "Contact policy")
  }

  /// Writes a row a candidate, and for silence one more, at the stage of its reason; every key on each row.
  /// - Returns: how many.
  func write(into json: inout JSONWriter) -> Int {
    for row in rows {
      write(row, component: row.rule.isEmpty ? row.reason.name : row.rule, value: row.factors?.value, into: &json)
    }
    guard let silence else { return rows.count }
    let row = Row(
      issue: "silence", group: "silence", action: "silence", channel: nil, direction: nil, reason: silence.reason,
      rule: "", factors: nil)
    write(row, component: "Abstain: \(silence.reason.name)", value: silence.value, into: &json)
    return rows.count + 1
  }

  private func write(_ row: Row, component: String, value: Double?, into json: inout JSONWriter) {
    let stage = AnalyzedDecision.stage(row.reason)
    json.beginObject()
    for (key, text) in [
      ("pxInteractionID", interaction), ("Primary_pySubjectID", customer), ("pxDecisionTime", Pega.text(at)),
      ("pxRecordType", row.reason.step == 0 ? "OUTPUT" : "FILTERED_OUT"), ("pyIssue", row.issue),
      ("pyGroup", row.group), ("pyName", row.action),
      ("pyTreatment", row.channel.map { "\(row.action)/\($0)" } ?? row.action), ("pxStrategyName", "mesure"),
      ("pyApplication", "mesure"), ("pyApplicationVersion", charter), ("Stage_pyName", stage.name),
      ("Stage_pyStageGroup", stage.group), ("pxComponentName", component), ("pxComponentType", stage.component),
      ("Reason", row.reason.name),
    ] {
      json.key(string: key)
      json.string(text)
    }
    for (key, text) in [
      ("Primary_ContainerPayload_Channel", row.channel), ("Primary_ContainerPayload_Direction", row.direction),
    ] {
      json.key(string: key)
      if let text { json.string(text) } else { json.null() }
    }
    json.key("Stage_pyOrder")
    json.int(stage.order)
    // Their priority is propensity × value × context weight × weight, which is ours with these.
    for (key, number) in [
      ("FinalPropensity", row.factors?.propensity), ("Value", value), ("ContextWeight", row.factors == nil ? nil : 1),
      ("Weight", row.factors.map { 1 + $0.lever }), ("Priority", row.factors?.priority), ("Cost", row.factors?.cost),
      ("Net", row.factors?.net),
    ] {
      json.key(string: key)
      if let number { json.double(number) } else { json.null() }
    }
    json.endObject()
    json.endLine()
  }
}
