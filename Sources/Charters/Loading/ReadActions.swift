import Decisions
import Expressions
import Times

extension CharterLoader {
  /// One action of a file in actions/.
  mutating func readAction(_ node: FileNode, _ compiler: RuleCompiler, zone: Zone) {
    guard node.isMapping, let nameNode = node["name"], let name = nameNode.text,
      declare(name, as: "action", at: nameNode)
    else { return }
    let group = readGroup(node)
    let purpose = node["purpose"].flatMap { position(of: $0, in: charter.purposes.map(\.name), "purpose") }
    let value = node["value"].flatMap { compiler.quantity($0, bounds: -1e9...1e9, what: "a value") }
    let treatments = readTreatments(node, compiler)
    if let purpose { noteContent(of: node, named: name, purpose: purpose) }
    let engagement = engagement(node, compiler)
    checkDates(node)
    let rollout = readRollout(node["rollout"], named: name, at: nameNode)
    let automaticLever = readAutomaticLever(node["automatic_lever"])
    titles[name] = readTitle(node["title"])
    if treatments.isEmpty, node["channels"] != nil, !log.hasErrors {
      log.report("field.missing", "an action needs at least one channel", at: nameNode)
    }
    guard let group, let purpose, let value else { return }
    charter.actions.append(
      Action(
        name: name, title: titles[name]?["en"], group: group, purpose: purpose, brand: node["brand"]?.text ?? "",
        isActive: node["active"]?.flag ?? true, starts: node["starts"]?.moment(in: zone),
        ends: node["ends"]?.date.map { last in
          zone.firstInstant(atOrAfterLocal: Int64(last.daysSince1970 + 1) * 86_400)
        },
        volumeMax: node["volume"]?.integer, engagement: engagement, value: value, lever: node["lever"]?.number ?? 0,
        waiting: node["when_forbidden"]?.text.flatMap(WaitingPreference.init(name:)), treatments: treatments,
        rollout: rollout, automaticLever: automaticLever))
  }

  /// Notes which message is said where: the treatment's own, or the action's.
  private mutating func noteContent(of node: FileNode, named name: String, purpose: Int) {
    guard let channels = node["channels"] else { return }
    let entries: [(key: FileNode, value: FileNode?)] =
      channels.isSequence ? channels.items.map { ($0, nil) } : channels.entries.map { ($0.key, $0.value) }
    for (key, settings) in entries {
      guard let content = settings?["content"] ?? node["content"],
        let channel = charter.channels.firstIndex(where: { $0.name == key.text })
      else { continue }
      contentReferences.append(ContentReference(node: content, action: name, purpose: purpose, channel: channel))
    }
  }

  /// Sorts the actions by name, so that neither file names nor their order can change a decision.
  mutating func finishActions() {
    charter.actions.sort { $0.name < $1.name }
    if charter.actions.count > CharterLoader.actionsMax {
      log.report("number.range", "a charter has at most \(CharterLoader.actionsMax) actions", file: "actions/")
    }
  }

  private func readGroup(_ node: FileNode) -> Int? {
    if let group = node["group"] {
      if let issue = node["issue"] {
        log.report("field.conflict", "say `group` or `issue`, not both: a group belongs to its issue", at: issue)
      }
      return position(of: group, in: charter.groups.map(\.name), "group")
    }
    guard let issue = node["issue"] else {
      if let name = node["name"] { log.report("field.missing", "an action needs `group` or `issue`", at: name) }
      return nil
    }
    guard let index = position(of: issue, in: charter.issues.map(\.name), "issue") else { return nil }
    if let own = charter.groups.firstIndex(where: { $0.issue == index && $0.name == charter.issues[index].name }) {
      return own
    }
    let groups = charter.groups.filter { $0.issue == index }.map { "`\($0.name)`" }.joined(separator: ", ")
    log.report("field.missing", "the issue `\(issue.text ?? "")` has groups; name one of \(groups)", at: issue)
    return nil
  }

  func readTitle(_ node: FileNode?) -> [String: String] {
    guard let node else { return [:] }
    if let text = node.text { return ["en": text] }
    return Dictionary(
      node.entries.compactMap { entry in
        entry.key.text.flatMap { key in entry.value.text.map { (key, $0) } }
      }
    ) { first, _ in first }
  }

  private func checkDates(_ node: FileNode) {
    guard let starts = node["starts"]?.date, let ends = node["ends"], let last = ends.date, last < starts else {
      return
    }
    log.report("date.order", "`ends` lies before `starts`", at: ends)
  }

  private func readTreatments(_ node: FileNode, _ compiler: RuleCompiler) -> [Treatment] {
    guard let channels = node["channels"] else { return [] }
    let common = node["propensity"].flatMap { propensity($0, compiler) }
    let compared = comparedModels(node)
    let entries: [(key: FileNode, value: FileNode?)] =
      channels.isSequence ? channels.items.map { ($0, nil) } : channels.entries.map { ($0.key, $0.value) }
    var seen: Set<Int> = []
    var treatments: [Treatment] = []
    for (key, settings) in entries {
      guard let channel = position(of: key, in: charter.channels.map(\.name), "channel") else { continue }
      if !seen.insert(channel).inserted {
        log.report("name.duplicate", "`\(key.text ?? "")` is listed twice", at: key)
        continue
      }
      var propensity = common
      if let own = settings?["propensity"] {
        propensity = self.propensity(own, compiler)
      } else if node["propensity"] == nil {
        log.report("field.missing", "`\(key.text ?? "")` needs a `propensity`, here or for the action", at: key)
      }
      guard let propensity else { continue }
      let placements = settings?["placements"]
      if let placements, charter.channels[channel].direction == .outbound {
        log.report("field.conflict", "an outbound channel has no placements", at: placements)
      }
      var treatment = Treatment(
        channel: channel, propensity: propensity, sendCost: settings?["cost"]?.number,
        weightHundredths: hundredths(settings?["weight"]), placements: placements?.names ?? [])
      treatment.isLearned = settings?["learned"]?.flag ?? node["learned"]?.flag ?? false
      treatment.comparedModels = settings.map(comparedModels) ?? []
      treatment.comparedModels += compared.filter { !treatment.comparedModels.contains($0) }
      treatments.append(treatment)
    }
    return treatments
  }
}
