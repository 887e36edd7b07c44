import Decisions
import Expressions
import Journeys
import Times

/// A promise of a charter: given a customer, an occasion and a time, the decision and its reasons.
public struct CharterTest: Sendable {
  /// What the author expects of the first answer.
  public struct Expectation: Sendable {
    /// `action`, `action/channel`, in order; empty and silent: silence; nothing: not said.
    public var chosen: [String]?
    /// The reason of silence; nothing: not said.
    public var reason: Reason?
    /// When the first choice is to be said; nothing: not said.
    public var at: Instant?
    /// Fates by `action` or `action/channel`.
    public var fates: [(candidate: String, reason: Reason)] = []
    /// Priorities, to the cent, by `action` or `action/channel`.
    public var priorities: [(candidate: String, priority: Double)] = []
  }

  /// What is promised.
  public var name: String
  /// The line of tests.yaml.
  public var line: Int
  /// The moment of the decision.
  public var now: Instant
  /// Why it is made.
  public var occasion: Occasion
  /// About whom.
  public var customer: CustomerDraft
  /// What must come out, at once; with steps it may say nothing.
  public var expectation: Expectation
  /// Whether the customer becomes known at ``now``.
  public var isNew = false
  /// What happens then.
  public var steps: [CharterTestStep] = []

  /// Reads tests.yaml; mistakes in names are reported.
  static func read(
    _ root: FileNode, charter: Charter, world: World, always: JourneyCharter, zone: Zone, declared: Set<String>,
    log: DiagnosticLog
  ) -> [CharterTest] {
    let reader = CharterTestReader(
      charter: charter, world: world, always: always, zone: zone, declared: declared, log: log)
    return root["tests"]?.items.compactMap(reader.test) ?? []
  }
}

/// Reads tests.yaml.
struct CharterTestReader {
  let charter: Charter
  let world: World
  let always: JourneyCharter
  let zone: Zone
  /// Kinds and names of all that the charter declares, what has mistakes of its own included.
  let declared: Set<String>
  let log: DiagnosticLog
  /// Days ago that a moment can be computed from; the shape of the file reports others.
  private static let daysBounds = -366.0...36_500

  func test(_ node: FileNode) -> CharterTest? {
    guard let name = node["name"]?.text, let at = node["at"], let customer = node["customer"] else { return nil }
    if node["expect"] == nil, node["steps"] == nil {
      log.report("field.missing", "a test needs `expect`, `steps` or both", at: node)
    }
    // A moment that cannot be read is reported already; the rest is read all the same, for its mistakes.
    let now = at.moment(in: zone) ?? Instant(secondsSince1970: 0)
    return CharterTest(
      name: name, line: node.line, now: now, occasion: occasion(node),
      customer: draft(customer, now: now, name: name),
      expectation: node["expect"].map(expectation) ?? CharterTest.Expectation(),
      isNew: node["new"]?.flag ?? false, steps: steps(node["steps"], from: now))
  }

  /// The question that a test or a step puts.
  func occasion(_ node: FileNode) -> Occasion {
    var channels = node["channels"]?.items ?? []
    if let channel = node["channel"] { channels.append(channel) }
    check(channels, charter.channels.map(\.name), "channel")
    let isInbound =
      node["placement"] != nil || node["inbound"]?.flag == true
      || (!channels.isEmpty
        && channels.allSatisfy { node in
          charter.channels.first { $0.name == node.text }?.direction == .inbound
        })
    return Occasion(
      kind: isInbound ? .inbound(placement: node["placement"]?.text ?? "") : .outbound,
      channels: channels.compactMap(\.text), answersMax: node["limit"]?.integer ?? 1)
  }

  private func draft(_ node: FileNode, now: Instant, name: String) -> CustomerDraft {
    var draft = CustomerDraft(id: node["id"]?.text ?? name)
    draft.attributes = attributes(node["attributes"])
    draft.country = node["country"]?.text ?? ""
    draft.region = node["region"]?.text ?? ""
    // A test that says nothing of the zone means somebody at home, where the charter's clocks tick.
    draft.zone = node["zone"]?.text ?? zone.name
    readReach(node, &draft)
    for contact in node["contacts"]?.items ?? [] { readContact(contact, now, &draft) }
    for event in node["events"]?.items ?? [] {
      guard let name = event["name"], let text = name.text, let days = event["days_ago"]?.number else { continue }
      check([name], world.events, "event")
      guard CharterTestReader.daysBounds.contains(days) else { continue }
      draft.events.append((text, now - Int64(days * 86_400), event["amount"]?.number ?? 0))
    }
    return draft
  }

  func attributes(_ node: FileNode?) -> [(name: String, value: Value)] {
    (node?.entries ?? []).compactMap { key, value in
      guard let slot = attribute(key), !value.isNull else { return nil }
      let attribute = world.attributes[slot]
      guard let read = Value(value, as: attribute.type) else {
        log.report("field.type", "`\(attribute.name)` should be \(attribute.type)", at: value)
        return nil
      }
      return (attribute.name, read)
    }
  }

  private func attribute(_ key: FileNode) -> Int? {
    guard let name = key.text else { return nil }
    if let slot = world.slot(of: name) { return slot }
    check([key], world.attributes.map(\.name), "attribute")
    return nil
  }

  private func readReach(_ node: FileNode, _ draft: inout CustomerDraft) {
    let channels = charter.channels.map(\.name)
    if let addresses = node["addresses"] {
      check(addresses.isSequence ? addresses.items : addresses.entries.map(\.key), channels, "channel")
      draft.addresses =
        addresses.isSequence
        ? addresses.names.map { .init(channel: $0) }
        : addresses.entries.map { .init(channel: $0.key.text ?? "", text: $0.value.text) }
    }
    for (key, value) in node["consents"]?.entries ?? [] {
      check([key], charter.purposes.map(\.name), "purpose")
      guard let purpose = key.text else { continue }
      if value.isSequence {
        check(value.items, channels, "channel")
        draft.consents += value.names.map { .init(purpose: purpose, channel: $0, isGranted: true) }
      } else {
        draft.consents.append(.init(purpose: purpose, channel: nil, isGranted: true))
      }
    }
    draft.objections = node["objections"]?.names ?? []
    draft.unwanted = node["unwanted"]?.names ?? []
    draft.preferredChannels = node["preferred_channels"]?.names ?? []
    check(node["objections"]?.items ?? [], charter.purposes.map(\.name), "purpose")
    check(node["preferred_channels"]?.items ?? [], channels, "channel")
  }

  private func readContact(_ node: FileNode, _ now: Instant, _ draft: inout CustomerDraft) {
    guard let action = node["action"]?.text, let channel = node["channel"], let days = node["days_ago"]?.number else {
      return
    }
    check([channel], charter.channels.map(\.name), "channel")
    guard CharterTestReader.daysBounds.contains(days) else { return }
    var contact = CustomerDraft.PastContact(
      at: now - Int64(days * 86_400), action: action, channel: channel.text ?? "", purpose: node["purpose"]?.text)
    if let purpose = node["purpose"] {
      check([purpose], charter.purposes.map(\.name), "purpose")
    } else if !charter.actions.contains(where: { $0.name == action }), !declared.contains("action \(action)") {
      log.report("field.missing", "`\(action)` is no action of this charter, so its `purpose` must be said", at: node)
    }
    contact.state =
      ContactState.allCases.first { "\($0)" == node["state"]?.text } ?? (days < 0 ? .reserved : .delivered)
    contact.outcome = node["outcome"]?.text.flatMap(ContactOutcome.init(name:)) ?? .none
    draft.contacts.append(contact)
  }

  private func expectation(_ node: FileNode) -> CharterTest.Expectation {
    var expectation = CharterTest.Expectation()
    if let chosen = node["chosen"] {
      for item in chosen.oneOrMany where item.text != "silence" { checkCandidate(item) }
      expectation.chosen = chosen.names.filter { $0 != "silence" }
    }
    expectation.reason = node["reason"].flatMap { reason($0.text) }
    if expectation.reason != nil { expectation.chosen = expectation.chosen ?? [] }
    expectation.at = node["at"]?.moment(in: zone)
    for (key, value) in node["fates"]?.entries ?? [] {
      checkCandidate(key)
      guard let candidate = key.text else { continue }
      if let reason = reason(value.text) {
        expectation.fates.append((candidate, reason))
      } else {
        let names = Reason.allCases.map(\.name)
        log.report(
          "name.unknown",
          "there is no reason `\(value.text ?? "")`\(Suggestion.sentence(for: value.text ?? "", among: names))",
          at: value
        )
      }
    }
    for (key, value) in node["priorities"]?.entries ?? [] {
      checkCandidate(key)
      if let candidate = key.text, let number = value.number { expectation.priorities.append((candidate, number)) }
    }
    if node.entries.isEmpty { log.report("field.missing", "a test must expect something", at: node) }
    return expectation
  }

  func reason(_ name: String?) -> Reason? { Reason.allCases.first { $0.name == name } }

  func checkCandidate(_ node: FileNode) {
    let parts = (node.text ?? "").split(separator: "/", maxSplits: 1).map(String.init)
    guard let action = charter.actions.first(where: { $0.name == parts.first }) else {
      if declared.contains("action \(parts.first ?? "")") { return }
      let names = charter.actions.map(\.name)
      log.report(
        "name.unknown",
        "there is no action `\(parts.first ?? "")`\(Suggestion.sentence(for: parts.first ?? "", among: names))",
        at: node)
      return
    }
    guard parts.count == 2 else { return }
    if !action.treatments.contains(where: { charter.channels[$0.channel].name == parts[1] }) {
      log.report("name.unknown", "`\(action.name)` is not said on `\(parts[1])`", at: node)
    }
  }

  func check(_ nodes: [FileNode], _ known: [String], _ kind: String) {
    for node in nodes {
      guard let name = node.text, !known.contains(name), !declared.contains("\(kind) \(name)") else { continue }
      log.report(
        "name.unknown", "there is no \(kind) `\(name)`\(Suggestion.sentence(for: name, among: known))", at: node)
    }
  }
}
