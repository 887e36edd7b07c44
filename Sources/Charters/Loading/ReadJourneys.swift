import Decisions
import Expressions
import Journeys

extension CharterLoader {
  /// One journey of a file in journeys/.
  mutating func readJourney(_ node: FileNode, _ compiler: RuleCompiler) {
    guard node.isMapping, let nameNode = node["name"], let name = nameNode.text,
      declare(name, as: "journey", at: nameNode)
    else { return }
    let stageNodes = node["stages"]?.items.filter(\.isMapping) ?? []
    let names = stageNodes.compactMap { $0["name"]?.text }
    for stage in stageNodes {
      guard let place = stage["name"], let text = place.text else { continue }
      _ = declare("\(name)/\(text)", as: "stage", at: place)
      if text == "end" { log.report("name.invalid", "`end` is the way out; name the stage otherwise", at: place) }
    }
    guard !stageNodes.isEmpty, names.count == stageNodes.count else {
      if node["stages"] != nil, stageNodes.isEmpty {
        log.report("field.missing", "a journey needs at least one stage", at: nameNode)
      }
      return
    }
    let reader = JourneyReader(loader: self, compiler: compiler, name: name, names: names)
    let journey = reader.journey(node, stageNodes)
    reader.check(journey, node, stageNodes)
    always.journeys.append(journey)
  }

  /// Sorts the journeys by name, so that neither file names nor their order can change anything.
  mutating func finishJourneys() {
    always.journeys.sort { $0.name < $1.name }
    always.attributes = world.attributes.map(\.name)
    always.eventNames = world.events
  }
}

/// Reads one journey, and looks for what cannot work in it.
private struct JourneyReader {
  let loader: CharterLoader
  let compiler: RuleCompiler
  let name: String
  let names: [String]
  private var log: DiagnosticLog { loader.log }

  init(loader: CharterLoader, compiler: RuleCompiler, name: String, names: [String]) {
    self.loader = loader
    self.compiler = compiler
    self.name = name
    self.names = names
  }

  func journey(_ node: FileNode, _ stages: [FileNode]) -> Journey {
    let reader = loader.occurrenceReader
    let reentry: Journey.Reentry
    switch node["reenter"]?.text {
    case "always": reentry = .always
    case "never", nil: reentry = .never
    case .some: reentry = loader.positive(node["reenter"]).map { .afterSeconds($0) } ?? .never
    }
    var suspension: Journey.Suspension?
    if let suspend = node["suspend"], let seconds = loader.positive(suspend["for"]) {
      suspension = Journey.Suspension(
        by: reader.selection(suspend["by"]), seconds: seconds, ends: suspend["then"]?.text == "end")
    }
    let kind = JourneyKind.allCases.first { "\($0)" == node["kind"]?.text } ?? .service
    return Journey(
      name: name, kind: kind, entry: gate(node["enter"], reader), exit: gate(node["exit"], reader),
      expiresAfterSeconds: loader.positive(node["expires_after"]), reentry: reentry, suspension: suspension,
      stages: stages.enumerated().map { stage($0.offset, $0.element, reader) }, migrations: migrations(node["migrate"]))
  }

  private func gate(_ node: FileNode?, _ reader: OccurrenceReader) -> Gate {
    Gate(on: reader.occurrences(node?["on"]), when: rule(node, "when"))
  }

  private func rule(_ node: FileNode?, _ key: String) -> Rule? { node?[key].flatMap { compiler.rule($0) } }

  private func stage(_ number: Int, _ node: FileNode, _ reader: OccurrenceReader) -> Stage {
    let following: StageTarget = number + 1 < names.count ? .stage(number + 1) : .end
    let moves = (node["moves"]?.items ?? []).filter(\.isMapping).compactMap { move -> StageMove? in
      guard let to = move["to"], let target = target(to) else { return nil }
      let on = reader.occurrences(move["on"])
      let seconds = loader.positive(move["after"])
      let when = rule(move, "when")
      if move["on"] == nil, move["after"] == nil, move["when"] == nil {
        log.report("field.missing", "a move needs `on`, `after` or `when`", at: move)
        return nil
      }
      // A wait that could not be read must not become a move without one.
      if move["on"] != nil, on.isEmpty { return nil }
      return StageMove(on: on, afterSeconds: seconds, when: when, target: target)
    }
    return Stage(
      name: names[number], entry: rule(node, "enter"), otherwise: node["otherwise"].flatMap(target) ?? following,
      exit: rule(node, "exit"), next: node["then"].flatMap(target) ?? following, expiry: rule(node, "expires"),
      expiresAfterSeconds: loader.positive(node["expires_after"]), moves: moves,
      context: Context(
        name: "\(name)/\(names[number])", boosts: reader.boosts(node["raise"]), only: reader.selection(node["only"]),
        without: reader.selection(node["without"])),
      opening: node["occasion"].map { reader.opening($0) })
  }

  private func target(_ node: FileNode) -> StageTarget? {
    if node.text == "end" { return .end }
    return loader.position(of: node, in: names + ["end"], "stage").map { .stage($0) }
  }

  private func migrations(_ node: FileNode?) -> [Journey.Migration] {
    (node?.entries ?? []).compactMap { key, value in
      guard let from = key.text, let to = target(value) else { return nil }
      if names.contains(from) {
        log.report("journey.migration", "`\(from)` is still a stage of `\(name)`; its customers stay there", at: key)
      }
      return Journey.Migration(from: from, to: to)
    }
  }

  // MARK: What cannot work

  func check(_ journey: Journey, _ node: FileNode, _ stages: [FileNode]) {
    if let enter = node["enter"], enter["on"] == nil {
      if enter["when"] == nil {
        log.report("field.missing", "nobody ever comes in: say `on`, `when` or both", at: enter)
      } else if journey.reentry == .always {
        let place = node["reenter"] ?? enter
        log.report(
          "journey.endless", "who leaves while the condition holds comes in again at once; give `reenter` a time",
          at: place)
      }
    }
    contradict([journey.entry.when, journey.stages.first?.entry], stages[0]["enter"])
    checkReach(journey, stages)
    for (stage, node) in zip(journey.stages, stages) { checkWaits(stage, journey, node) }
  }

  private func contradict(_ rules: [Rule?], _ node: FileNode?) {
    let conditions = rules.compactMap { $0?.condition }
    guard let node, conditions.count > 1, conditions.allSatisfy({ compiler.canHold([$0]) }),
      !compiler.canHold(conditions)
    else { return }
    log.report("rule.contradiction", "who comes into the journey can never come into its first stage", at: node)
  }

  /// Stages that no way leads to.
  private func checkReach(_ journey: Journey, _ nodes: [FileNode]) {
    var reached: Set<Int> = []
    var open = [0]
    while let number = open.popLast() {
      guard reached.insert(number).inserted else { continue }
      let stage = journey.stages[number]
      var targets = stage.moves.map(\.target)
      if stage.exit != nil { targets.append(stage.next) }
      if stage.entry != nil { targets.append(stage.otherwise) }
      for case .stage(let next) in targets { open.append(next) }
    }
    // A move that could not be read may lead anywhere.
    guard !log.hasErrors else { return }
    for number in journey.stages.indices where !reached.contains(number) {
      let place = nodes[number]["name"] ?? nodes[number]
      log.report("journey.unreachable", "no way leads to the stage `\(names[number])`", at: place)
    }
  }

  /// A stage that somebody may stand in for ever.
  private func checkWaits(_ stage: Stage, _ journey: Journey, _ node: FileNode) {
    let ends =
      journey.expiresAfterSeconds != nil || stage.expiresAfterSeconds != nil
      || stage.moves.contains { $0.afterSeconds != nil && $0.when == nil && $0.on.isEmpty }
    guard !ends, !log.hasErrors else { return }
    let message =
      "a customer may stand in `\(stage.name)` for ever; give it, or the journey, `expires_after`, or a move with `after`"
    log.report("journey.endless", message, at: node["name"] ?? node)
  }
}
