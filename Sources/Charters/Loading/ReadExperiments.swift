import Decisions
import Expressions
import Times

extension CharterLoader {
  /// experiments.yaml; everything that it may name is known.
  mutating func readExperiments(_ root: FileNode?, _ compiler: RuleCompiler, zone: Zone) {
    guard let root else { return }
    var nodes: [FileNode] = []
    for node in root.items {
      guard let experiment = experiment(node, compiler, zone: zone) else { continue }
      charter.experiments.append(experiment)
      nodes.append(node)
    }
    if charter.experiments.count > Experiment.countMax {
      log.report("number.range", "a charter has at most \(Experiment.countMax) experiments", at: root)
    }
    placeInLayers(nodes)
    for (experiment, node) in zip(charter.experiments, nodes) { checkDifference(experiment, node) }
  }

  private mutating func experiment(_ node: FileNode, _ compiler: RuleCompiler, zone: Zone) -> Experiment? {
    guard node.isMapping, let nameNode = node["name"], let name = nameNode.text,
      declare(name, as: "experiment", at: nameNode)
    else { return nil }
    if name == charter.holdout?.name {
      log.report(
        "name.duplicate", "the holdout of charter.yaml has this name, and would draw the same people", at: nameNode)
    }
    var experiment = Experiment(name: name)
    experiment.unit = ExperimentUnit.allCases.first { "\($0)" == node["unit"]?.text } ?? .customer
    experiment.layer = node["layer"]?.text ?? ""
    experiment.who = node["who"].flatMap { compiler.rule($0) }
    experiment.from = node["from"]?.moment(in: zone)
    experiment.until = node["until"]?.moment(in: zone)
    if let from = experiment.from, let until = experiment.until, until <= from, let place = node["until"] {
      log.report("date.order", "`until` must lie after `from`", at: place)
    }
    experiment.rotationSeconds = positive(node["rotate"])
    let kinds = ["holdout", "without", "preset", "arms"].filter { node[$0] != nil }
    guard kinds.count == 1 else {
      log.report(
        kinds.isEmpty ? "field.missing" : "field.conflict",
        "an experiment is one of `holdout`, `without`, `preset` and `arms`", at: nameNode)
      return nil
    }
    let arms = kinds == ["arms"] ? readArms(node, compiler) : shortArms(node, kind: kinds[0])
    guard let arms else { return nil }
    experiment.arms = arms
    if let control = node["control"] {
      guard let index = position(of: control, in: arms.map(\.name), "arm") else { return nil }
      experiment.control = index
    }
    if experiment.rotationSeconds != nil, arms.contains(where: { !$0.regions.isEmpty }), let place = node["rotate"] {
      log.report("field.conflict", "listed regions are not drawn, so they cannot rotate", at: place)
    }
    experiment.promise = promise(node)
    return experiment
  }

  private func promise(_ node: FileNode) -> ExperimentPromise {
    var promise = ExperimentPromise()
    promise.metrics = (node["metrics"]?.names ?? []).compactMap { name in
      ExperimentMetric.allCases.first { $0.name == name }
    }
    func events(_ key: String) -> [String] {
      (node[key]?.oneOrMany ?? []).compactMap { item in
        position(of: item, in: world.events, "event").map { world.events[$0] }
      }
    }
    promise.conversionEvents = events("conversions_by")
    promise.serviceCallEvents = events("service_calls_by")
    let needed: [(ExperimentMetric, [String], String)] = [
      (.serviceCalls, promise.serviceCallEvents, "service_calls_by")
    ]
    for (metric, events, key) in needed where promise.metrics.contains(metric) && events.isEmpty {
      log.report(
        "field.missing", "`\(metric.name)` needs `\(key)`: the events that are such", at: node["metrics"] ?? node)
    }
    promise.valueMax = node["value_max"]?.number
    promise.looksCount = node["looks"]?.integer ?? 1
    promise.alpha = node["alpha"]?.number ?? 0.05
    promise.smallestEffect = node["smallest_effect"]?.number
    promise.plannedCount = node["planned"]?.integer
    promise.windowSeconds = positive(node["window"])
    for (key, value) in node["tolerances"]?.entries ?? [] {
      guard let index = position(of: key, in: ExperimentMetric.allCases.map(\.name), "metric") else { continue }
      promise.tolerances[ExperimentMetric.allCases[index]] = value.number
    }
    return promise
  }

  // MARK: Arms

  /// The arms of a holdout, of a rule, or of the preset; the first is the one that others are compared with.
  private func shortArms(_ node: FileNode, kind: String) -> [ExperimentArm]? {
    guard let place = node[kind] else { return nil }
    let regions = node["regions"].map(regionCodes) ?? []
    guard let share = node["share"]?.number ?? (regions.isEmpty ? nil : 0.5) else {
      log.report("field.missing", "`\(kind)` needs `share`, the share of those who take part", at: place)
      return nil
    }
    if !regions.isEmpty, let second = node["share"] {
      log.report("field.conflict", "say `share` or `regions`, not both: listed regions are not drawn", at: second)
    }
    if kind == "preset" {
      guard regions.isEmpty, share * 4 < 1, share > 0 else {
        log.report(
          "experiment.shares",
          "the four simpler arms take 4 × `share`, which must be above 0 and leave the whole engine some",
          at: node["share"] ?? place)
        return nil
      }
      return ArbitrationMode.allCases.map { mode in
        var arm = ExperimentArm(name: mode.name, share: mode == .all ? 1 - 4 * share : share)
        arm.mode = mode
        return arm
      }
    }
    let isHoldout = kind == "holdout"
    var different = ExperimentArm(name: isHoldout ? "held_out" : "without", share: share)
    different.regions = regions
    let rest = ExperimentArm(name: isHoldout ? "contacted" : "with", share: 1 - share)
    if isHoldout {
      different.heldBack = place.isMapping ? scope(place) : everything
      return [different, rest]
    }
    different.rulesOff = ruleNames(place)
    return [rest, different]
  }

  /// Everything, inbound offers too: who is left alone is left alone everywhere.
  private var everything: Scope {
    var scope = Scope()
    scope.directions = []
    return scope
  }

  private mutating func readArms(_ node: FileNode, _ compiler: RuleCompiler) -> [ExperimentArm]? {
    let items = node["arms"]?.items ?? []
    for key in ["share", "regions"] {
      if let place = node[key] { log.report("field.conflict", "each arm says its own `\(key)`", at: place) }
    }
    guard (2...Experiment.armsMax).contains(items.count) else {
      log.report(
        "experiment.arms", "an experiment has 2 to \(Experiment.armsMax) arms, not \(items.count)",
        at: node["arms"] ?? node)
      return nil
    }
    var arms: [ExperimentArm] = []
    for item in items {
      guard let nameNode = item["name"], let name = nameNode.text,
        declare("\(node["name"]?.text ?? "")/\(name)", as: "arm", at: nameNode)
      else { return nil }
      arms.append(arm(item, name, compiler))
    }
    guard share(&arms, items, at: node["arms"] ?? node) else { return nil }
    checkService(arms, items)
    return arms
  }

  private mutating func arm(_ node: FileNode, _ name: String, _ compiler: RuleCompiler) -> ExperimentArm {
    var arm = ExperimentArm(name: name, share: node["share"]?.number ?? 0)
    arm.regions = node["regions"].map(regionCodes) ?? []
    arm.heldBack = node["holdout"].map { $0.isMapping ? scope($0) : everything }
    arm.treatments = (node["treatments"]?.oneOrMany ?? []).compactMap(armTreatment)
    arm.rulesOff = node["without"].map(ruleNames) ?? []
    if let rules = node["policy"] {
      let own = ownPolicy(rules, compiler)
      arm.rulesOn = own.ownRuleNames
      charter.policy.append(own)
    }
    for (key, value) in node["levers"]?.entries ?? [] { readLever(key, value, &arm) }
    arm.floor = node["floor"]?.number
    arm.mode = ArbitrationMode.allCases.first { $0.name == node["mode"]?.text } ?? .all
    return arm
  }

  private func readLever(_ key: FileNode, _ value: FileNode, _ arm: inout ExperimentArm) {
    guard let name = key.text, let lever = value.number else { return }
    if charter.issues.contains(where: { $0.name == name }) {
      arm.issueLevers[name] = lever
    } else if charter.groups.contains(where: { $0.name == name }) {
      arm.groupLevers[name] = lever
    } else if charter.actions.contains(where: { $0.name == name }) {
      arm.actionLevers[name] = lever
    } else if ["issue", "group", "action"].allSatisfy({ places["\($0) \(name)"] == nil }) {
      let known = charter.issues.map(\.name) + charter.groups.map(\.name) + charter.actions.map(\.name)
      log.report(
        "name.unknown",
        "there is no issue, group or action `\(name)`\(Suggestion.sentence(for: name, among: known))", at: key)
    }
  }

  /// Fills in the share that an arm leaves out, and sees that they come to 1; where arms are regions, one takes everybody else.
  private func share(_ arms: inout [ExperimentArm], _ items: [FileNode], at place: FileNode) -> Bool {
    if arms.contains(where: { !$0.regions.isEmpty }) {
      if let item = items.first(where: { $0["share"] != nil }), let share = item["share"] {
        log.report("field.conflict", "arms are regions or shares, not both", at: share)
        return false
      }
      guard arms.count(where: { $0.regions.isEmpty }) == 1 else {
        log.report(
          "experiment.arms", "where arms list regions, exactly one lists none: it has everybody else", at: place)
        return false
      }
      for index in arms.indices { arms[index].share = 1 / Double(arms.count) }
      return true
    }
    let open = items.indices.filter { items[$0]["share"] == nil }
    let rest = 1 - arms.reduce(0) { $0 + $1.share }
    for index in open { arms[index].share = rest / Double(open.count) }
    guard abs(arms.reduce(0) { $0 + $1.share } - 1) < 1e-9, arms.allSatisfy({ $0.share > 0 }) else {
      log.report("experiment.shares", "the shares of the arms must each be above 0 and come to 1", at: place)
      return false
    }
    return true
  }
}
