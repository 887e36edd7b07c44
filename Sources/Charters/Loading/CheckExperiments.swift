import Decisions
import Expressions

extension CharterLoader {
  func regionCodes(_ node: FileNode) -> [String] {
    for code in node.oneOrMany {
      guard let text = code.text, !PlaceCode.isValid(text, 4...6) else { continue }
      log.report("code.invalid", "`\(text)` is not an ISO 3166-2 code, such as FR-IDF", at: code)
    }
    return node.names
  }

  /// Contact rules by name: the charter's own and those of markets; law always holds.
  func ruleNames(_ node: FileNode) -> [String] {
    let policies = [charter.policy] + charter.markets.map(\.policy)
    let own = policies.flatMap(\.ownRuleNames)
    let legal = charter.policy.legalRuleNames
    return node.oneOrMany.compactMap { item in
      if let name = item.text, legal.contains(name), !own.contains(name) {
        log.report("experiment.legal", "`\(name)` is law, which holds in every arm", at: item)
        return nil
      }
      return position(of: item, in: own, "contact rule").map { own[$0] }
    }
  }

  func armTreatment(_ node: FileNode) -> ArmTreatment? {
    let parts = (node.text ?? "").split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let name = parts.first else { return nil }
    guard let action = charter.actions.first(where: { $0.name == name }) else {
      if places["action \(name)"] == nil {
        let known = charter.actions.map(\.name)
        log.report(
          "name.unknown", "there is no action `\(name)`\(Suggestion.sentence(for: name, among: known))", at: node)
      }
      return nil
    }
    guard parts.count == 2 else { return ArmTreatment(action: name) }
    guard action.treatments.contains(where: { charter.channels[$0.channel].name == parts[1] }) else {
      log.report("name.unknown", "`\(name)` is not said on `\(parts[1])`", at: node)
      return nil
    }
    return ArmTreatment(action: name, channel: parts[1])
  }

  /// An arm without any treatment would hold back what the others list; service and legal messages never are.
  func checkService(_ arms: [ExperimentArm], _ items: [FileNode]) {
    guard arms.contains(where: { $0.treatments.isEmpty }) else { return }
    for item in items {
      for treatment in item["treatments"]?.oneOrMany ?? [] {
        let name = treatment.text?.split(separator: "/").first.map(String.init)
        guard let action = charter.actions.first(where: { $0.name == name }),
          charter.purposes[action.purpose].kind != .marketing
        else { continue }
        log.report(
          "experiment.service",
          "service and legal messages are never held back, and an arm that lists no treatments would hear none of this",
          at: treatment)
      }
    }
  }

  /// Gives each experiment of a layer its place there: after those before it, unless it says its own.
  mutating func placeInLayers(_ nodes: [FileNode]) {
    var ends: [String: Double] = [:]
    for (index, node) in nodes.enumerated() {
      let layer = charter.experiments[index].layer
      let start = layer.isEmpty ? 0 : ends[layer] ?? 0
      guard let slice = slice(node, start: start) else { continue }
      charter.experiments[index].slice = slice
      guard !layer.isEmpty else { continue }
      ends[layer] = max(start, slice.upperBound)
      let place = node["slice"] ?? node["part"] ?? node["layer"] ?? node
      for other in charter.experiments.prefix(index) where other.layer == layer {
        if other.unit != charter.experiments[index].unit {
          log.report(
            "experiment.layer", "`\(other.name)` of this layer draws by \(other.unit): one layer has one unit",
            at: node["unit"] ?? place)
        }
        if other.slice.overlaps(slice), other.overlapsInTime(charter.experiments[index]) {
          log.report(
            "experiment.layer",
            "this part of the layer is taken by `\(other.name)`, from \(other.slice.lowerBound) to "
              + "\(other.slice.upperBound)", at: place)
        }
      }
    }
  }

  private func slice(_ node: FileNode, start: Double) -> Range<Double>? {
    if let list = node["slice"] {
      if let part = node["part"] { log.report("field.conflict", "say `part` or `slice`, not both", at: part) }
      let ends = list.items.compactMap(\.number)
      guard ends.count == 2, ends[0] < ends[1] else {
        log.report("number.range", "a slice is two numbers from 0 to 1, the lesser first", at: list)
        return nil
      }
      return ends[0]..<ends[1]
    }
    let part = node["part"]?.number ?? (start > 0 ? 1 - start : 1)
    guard part > 0, start + part <= 1 + 1e-9 else {
      log.report(
        "experiment.layer", "the layer has no room for this: \(start) of it is taken, and all of it is 1",
        at: node["part"] ?? node["layer"] ?? node)
      return nil
    }
    return start..<(start + part > 1 - 1e-9 ? 1 : start + part)
  }

  /// Experiments that can change nothing.
  func checkDifference(_ experiment: Experiment, _ node: FileNode) {
    // With mistakes, what would differ may not have been read.
    guard !log.hasErrors else { return }
    let bare = experiment.arms.map { arm -> ExperimentArm in
      var bare = arm
      (bare.name, bare.share, bare.regions) = ("", 0, [])
      return bare
    }
    if Set(bare).count == 1 {
      log.report(
        "experiment.idle", "nothing differs between the arms: an A/A test, good for trying out the figures alone",
        at: node["name"] ?? node, severity: .warning)
    }
    for arm in experiment.arms {
      guard let scope = arm.heldBack, !charter.selectsMarketing(scope) else { continue }
      log.report(
        "experiment.idle", "this holds nobody back: no marketing is selected",
        at: node["holdout"] ?? node["name"] ?? node,
        severity: .warning)
    }
  }
}

extension Experiment {
  /// Whether there is a moment at which both go on.
  fileprivate func overlapsInTime(_ other: Experiment) -> Bool {
    (until.map { until in other.from.map { $0 < until } ?? true } ?? true)
      && (other.until.map { until in from.map { $0 < until } ?? true } ?? true)
  }
}

extension Charter {
  /// Whether a scope selects any marketing.
  fileprivate func selectsMarketing(_ scope: Scope) -> Bool {
    func has<Value: Equatable>(_ list: [Value], _ value: Value) -> Bool { list.isEmpty || list.contains(value) }
    return actions.contains { action in
      let purpose = purposes[action.purpose]
      let group = groups[action.group]
      guard purpose.kind == .marketing, has(scope.purposeKinds, purpose.kind), has(scope.purposes, purpose.name),
        has(scope.actions, action.name), has(scope.groups, group.name), has(scope.issues, issues[group.issue].name),
        has(scope.brands, action.brand)
      else { return false }
      return action.treatments.contains { treatment in
        let channel = channels[treatment.channel]
        return has(scope.channels, channel.name) && has(scope.channelKinds, channel.kind)
          && has(scope.directions, channel.direction)
      }
    }
  }
}

extension ContactPolicy {
  /// The names of rules of law.
  fileprivate var legalRuleNames: [String] {
    (caps.map(\.rule) + hours.map(\.rule) + suppressions.map(\.rule)).filter(\.jurisdiction.isLegal).map(\.name)
  }

  /// Adds the rules of an arm after all others.
  mutating func append(_ other: ContactPolicy) {
    caps += other.caps
    spacings += other.spacings
    hours += other.hours
    suppressions += other.suppressions
    pendings += other.pendings
    pauses += other.pauses
  }
}
