import Decisions
import Expressions
import Journeys
import Times

/// Something that happens in a charter's test, and what is promised of it.
public struct CharterTestStep: Sendable {
  /// What happens.
  public enum Happening: Sendable {
    /// Nothing but that time goes by.
    case time
    /// An event, so many seconds before it becomes known.
    case event(String, amount: Double, agoSeconds: Int64)
    /// The customer answers a contact: the latest with an action, or the latest of all.
    case outcome(ContactOutcome, action: String?)
    case attributes([(name: String, value: Value)])
    case position(GeoZone.Position)
    /// Somebody asks what to say.
    case ask(Occasion)
  }

  /// What is promised of everything since the step before.
  public struct Expectation: Sendable {
    /// The occasions that opened, in their order; nothing: not said.
    public var opened: [String]?
    /// Occasions that were abandoned, with their reasons.
    public var abandoned: [(source: String, reason: String)] = []
    /// Journeys, with the stage or `none`.
    public var stages: [(journey: String, stage: String)] = []
    /// Segments, and whether the customer belongs to them.
    public var segments: [(name: String, isIn: Bool)] = []
    /// All that was said; empty: silence; nothing: not said.
    public var chosen: [String]?
    /// The reason of the last silence.
    public var reason: Reason?
  }

  /// The line of tests.yaml.
  public var line: Int
  /// When it happens.
  public var at: Instant
  /// Whether nobody is there to see timers fall due until then.
  public var isDown: Bool
  /// What happens.
  public var happening: Happening
  /// What is promised.
  public var expectation: Expectation
}

extension CharterTestReader {
  func steps(_ node: FileNode?, from start: Instant) -> [CharterTestStep] {
    var now = start
    return (node?.items ?? []).filter(\.isMapping).map { node in
      if let at = node["at"]?.moment(in: zone) {
        if at < now, let place = node["at"] { log.report("date.order", "this lies before the step before", at: place) }
        now = max(now, at)
      }
      now = now + (node["after"]?.seconds ?? 0)
      return CharterTestStep(
        line: node.line, at: now, isDown: node["down"]?.flag ?? false, happening: happening(node),
        expectation: node["expect"].map(stepExpectation) ?? CharterTestStep.Expectation())
    }
  }

  private func happening(_ node: FileNode) -> CharterTestStep.Happening {
    let keys = ["event", "outcome", "attributes", "position", "ask"].filter { node[$0] != nil }
    if keys.count > 1 {
      log.report("field.conflict", "one thing happens in a step; this says \(keys.joined(separator: ", "))", at: node)
    }
    if let event = node["event"], let name = event.text {
      check([event], world.events, "event")
      return .event(name, amount: node["amount"]?.number ?? 0, agoSeconds: node["happened"]?.seconds ?? 0)
    }
    if let outcome = node["outcome"]?.text.flatMap(ContactOutcome.init(name:)) {
      if let action = node["action"] { check([action], charter.actions.map(\.name), "action") }
      return .outcome(outcome, action: node["action"]?.text)
    }
    if node["attributes"] != nil { return .attributes(attributes(node["attributes"])) }
    if let position = node["position"] {
      let numbers = position.items.compactMap(\.number)
      guard numbers.count == 2 else {
        log.report("zone.invalid", "write a place as [latitude, longitude]", at: position)
        return .time
      }
      return .position(GeoZone.Position(latitude: numbers[0], longitude: numbers[1]))
    }
    return node["ask"].map { .ask(occasion($0)) } ?? .time
  }

  private func stepExpectation(_ node: FileNode) -> CharterTestStep.Expectation {
    var expectation = CharterTestStep.Expectation()
    let sources =
      always.triggers.map(\.name)
      + always.journeys.flatMap { journey in journey.stages.map { "\(journey.name)/\($0.name)" } }
    if let opened = node["opened"] {
      let names = opened.oneOrMany.filter { $0.text != "none" }
      checkSources(names, sources)
      expectation.opened = names.compactMap(\.text)
    }
    for (key, value) in node["abandoned"]?.entries ?? [] {
      checkSources([key], sources)
      check(value, among: AbandonReason.allCases.map(\.name), "reason")
      if let source = key.text, let reason = value.text { expectation.abandoned.append((source, reason)) }
    }
    for (key, value) in node["stages"]?.entries ?? [] {
      check([key], always.journeys.map(\.name), "journey")
      guard let journey = always.journeys.first(where: { $0.name == key.text }), let stage = value.text else {
        continue
      }
      check(value, among: journey.stages.map(\.name) + ["none"], "stage")
      expectation.stages.append((journey.name, stage))
    }
    for (key, value) in node["segments"]?.entries ?? [] {
      check([key], always.segments.map(\.name), "segment")
      if let name = key.text, let flag = value.flag { expectation.segments.append((name, flag)) }
    }
    if let chosen = node["chosen"] {
      for item in chosen.oneOrMany where item.text != "silence" { checkCandidate(item) }
      expectation.chosen = chosen.names.filter { $0 != "silence" }
    }
    expectation.reason = reason(node["reason"]?.text)
    return expectation
  }

  private func checkSources(_ nodes: [FileNode], _ sources: [String]) {
    for node in nodes {
      let name = node.text ?? ""
      let isDeclared = declared.contains("trigger \(name)") || declared.contains("stage \(name)")
      if !isDeclared { check(node, among: sources, "trigger or stage") }
    }
  }

  private func check(_ node: FileNode, among known: [String], _ kind: String) {
    guard let name = node.text, !known.contains(name) else { return }
    log.report("name.unknown", "there is no \(kind) `\(name)`\(Suggestion.sentence(for: name, among: known))", at: node)
  }
}

/// Plays the steps of a test, and compares.
struct CharterTestSteps {
  private var timeline: Timeline
  private let plan: JourneyPlan
  private let binder: CustomerBinder

  init(_ timeline: Timeline, _ plan: JourneyPlan, _ binder: CustomerBinder) {
    self.timeline = timeline
    self.plan = plan
    self.binder = binder
  }

  /// What differs from what is expected, step by step.
  mutating func differences(_ steps: [CharterTestStep]) -> [String] {
    steps.flatMap { step in
      play(step).map { "line \(step.line): \($0)" }
    }
  }

  private mutating func play(_ step: CharterTestStep) -> [String] {
    if step.isDown { timeline.sleep(until: step.at) } else { timeline.move(to: step.at) }
    var faults: [String] = []
    var asked: Decision?
    switch step.happening {
    case .time: break
    case .event(let name, let amount, let ago):
      timeline.happen(Event(name: Symbol(name), at: timeline.now - ago, amount: amount))
    case .outcome(let outcome, let action):
      if !timeline.answer(outcome, action: action.map { Symbol($0) }) { faults.append("nothing was said to answer") }
    case .attributes(let attributes):
      var row = timeline.customer.customer.row
      faults += binder.set(attributes, in: &row).map { "\($0.path): \($0.message)" }
      timeline.change(row)
    case .position(let position): timeline.locate(position)
    case .ask(let occasion): asked = timeline.ask(occasion)
    }
    return faults + compare(step.expectation, timeline.takeHappenings(), asked)
  }

  private func compare(
    _ expectation: CharterTestStep.Expectation, _ happenings: [Timeline.Happening], _ asked: Decision?
  ) -> [String] {
    var differences: [String] = []
    func expect(_ what: String, _ wanted: String, _ got: String) {
      if wanted != got { differences.append("\(what): expected \(wanted), got \(got)") }
    }
    func shown(_ names: [String], _ none: String) -> String { names.isEmpty ? none : names.joined(separator: ", ") }
    var (opened, abandoned, decisions) = ([String](), [String: String](), [Decision]())
    for happening in happenings {
      switch happening {
      case .effect(.openOccasion(let occasion)): opened.append(occasion.source)
      case .effect(.abandoned(let source, _, let reason)): abandoned[source] = reason.name
      case .decision(_, let decision, _): decisions.append(decision)
      case .effect: break
      }
    }
    if let asked { decisions.append(asked) }
    if let wanted = expectation.opened { expect("opened", shown(wanted, "none"), shown(opened, "none")) }
    for (source, reason) in expectation.abandoned {
      expect("abandoned \(source)", reason, abandoned[source] ?? (opened.contains(source) ? "opened" : "not at all"))
    }
    for (journey, stage) in expectation.stages {
      expect("stage of \(journey)", stage, plan.stage(of: timeline.state, in: journey) ?? "none")
    }
    for (segment, isIn) in expectation.segments {
      expect("segment \(segment)", "\(isIn)", "\(plan.isIn(segment, timeline.state))")
    }
    let silence = decisions.compactMap(\.silence).last
    if let wanted = expectation.chosen {
      let chosen = decisions.flatMap(\.choices).map { name($0.treatment) }
      let isEqual = wanted.count == chosen.count && zip(wanted, chosen).allSatisfy { CharterTest.matches($0, $1) }
      if !isEqual {
        let reason = silence.map { " (\($0.name))" } ?? ""
        expect("chosen", shown(wanted, "silence"), shown(chosen, "silence") + reason)
      }
    }
    if let reason = expectation.reason { expect("reason", reason.name, silence?.name ?? "no silence") }
    return differences
  }

  private func name(_ treatment: Int) -> String {
    plan.plan.actionName(treatment) + "/" + plan.plan.channelName(treatment)
  }
}

extension Decision {
  /// The reason of a silence.
  fileprivate var silence: Reason? {
    if case .abstain(let abstention) = answer { return abstention.reason }
    return nil
  }
}
