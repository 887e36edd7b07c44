import Decisions
import Expressions
import Journeys
import Times

extension CharterLoader {
  /// The files of what is always on; zones first, because triggers and journeys name them, as they do the segments.
  mutating func readAlwaysOn(_ roots: [String: FileNode], _ compiler: RuleCompiler) {
    if let root = roots["zones.yaml"] { readGeoZones(root) }
    if let root = roots["triggers.yaml"] { readTriggers(root, compiler) }
    for (path, root) in roots.sorted(by: { $0.key < $1.key }) where path.hasPrefix("journeys/") {
      for node in root.oneOrMany { readJourney(node, compiler) }
    }
    finishJourneys()
  }

  /// zones.yaml.
  mutating func readGeoZones(_ root: FileNode) {
    for (key, node) in root.entries {
      guard let name = key.text, declare(name, as: "zone", at: key) else { continue }
      switch (node["circle"], node["polygon"]) {
      case (let circle?, nil):
        guard let centre = circle["centre"].flatMap(position), let metres = circle["metres"]?.number else { continue }
        always.zones.append(GeoZone(name: name, area: .circle(centre, metres: metres)))
      case (nil, let polygon?):
        let corners = polygon.items.compactMap(position)
        if polygon.items.count < 3 { log.report("zone.invalid", "a polygon has at least three corners", at: polygon) }
        always.zones.append(GeoZone(name: name, area: .polygon(corners)))
      default: log.report("field.missing", "a zone is either a `circle` or a `polygon`", at: key)
      }
    }
  }

  private func position(_ node: FileNode) -> GeoZone.Position? {
    let numbers = node.items.compactMap(\.number)
    guard numbers.count == 2, abs(numbers[0]) <= 90 else {
      if node.isSequence {
        log.report("zone.invalid", "write a place as [latitude, longitude], latitude from -90 to 90", at: node)
      }
      return nil
    }
    return GeoZone.Position(latitude: numbers[0], longitude: numbers[1])
  }

  /// segments.yaml, before any file with rules: they may ask about segments, as segments may about one another.
  mutating func readSegments(_ root: FileNode, _ compiler: RuleCompiler) {
    let declared = root.entries.compactMap { key, node -> (name: String, node: FileNode)? in
      guard let name = key.text, declare(name, as: "segment", at: key) else { return nil }
      return (name, node)
    }
    compiler.derivations.segmentNames = declared.map(\.name)
    for (name, node) in declared {
      let rule = compiler.rule(node)
      compiler.segmentRules.add(name, rule, asking: compiler.derivations.takeAsked(), at: node)
      if let rule { always.segments.append(Segment(name: name, when: rule)) }
    }
    compiler.segmentRules.sort { compiler.report("segment.circle", $0, $1, $2) }
  }

  /// triggers.yaml.
  mutating func readTriggers(_ root: FileNode, _ compiler: RuleCompiler) {
    for node in root.items {
      guard node.isMapping, let nameNode = node["name"], let name = nameNode.text,
        declare(name, as: "trigger", at: nameNode)
      else { continue }
      let reader = occurrenceReader
      let keys = ["on", "absence", "date", "level"].filter { node[$0] != nil }
      let when = node["when"].flatMap { compiler.rule($0) }
      let opening = reader.opening(node)
      let pause = positive(node["once_per"])
      guard reader.exactlyOne(keys, of: "on, absence, date, level", at: nameNode),
        let cause = cause(node, reader, compiler)
      else { continue }
      always.triggers.append(
        Trigger(name: name, cause: cause, when: when, oncePerSeconds: pause, opening: opening))
    }
  }

  var occurrenceReader: OccurrenceReader {
    OccurrenceReader(self, segments: always.segments.map(\.name), zones: always.zones.map(\.name))
  }

  private func cause(_ node: FileNode, _ reader: OccurrenceReader, _ compiler: RuleCompiler) -> Trigger.Cause? {
    if let on = node["on"] {
      let occurrences = reader.occurrences(on)
      return occurrences.isEmpty ? nil : .occurrence(occurrences)
    }
    if let absence = node["absence"] {
      let of = reader.occurrences(absence["of"])
      let since = reader.occurrences(absence["since"])
      if let seconds = positive(absence["for"]), !of.isEmpty { return .absence(of: of, seconds: seconds, since: since) }
      return nil
    }
    if let date = node["date"] { return self.date(date) }
    return node["level"].flatMap { level($0, compiler) }
  }

  private func date(_ node: FileNode) -> Trigger.Cause? {
    guard let attribute = node["attribute"],
      let slot = position(of: attribute, in: world.attributes.map(\.name), "attribute")
    else { return nil }
    guard world.attributes[slot].type == .timestamp else {
      log.report(
        "rule.type", "`\(attribute.text ?? "")` should be a timestamp, not \(world.attributes[slot].type)",
        at: attribute)
      return nil
    }
    if node["before"] != nil, let after = node["after"] {
      log.report("field.conflict", "say `before` or `after`, not both", at: after)
    }
    let offset = (node["after"]?.seconds ?? 0) - (node["before"]?.seconds ?? 0)
    let clock = node["at"]?.clockSeconds
    guard node["every"]?.text == "year" else { return .date(slot: slot, offsetSeconds: offset, clockSeconds: clock) }
    if offset.magnitude > YearlyDate.offsetSecondsMax {
      log.report(
        "number.range", "what comes every year is moved by at most 365 days",
        at: node["after"] ?? node["before"] ?? node)
    }
    return .yearly(YearlyDate(slot: slot, offsetSeconds: offset, clockSeconds: clock))
  }

  private func level(_ node: FileNode, _ compiler: RuleCompiler) -> Trigger.Cause? {
    let reader = occurrenceReader
    let measures = ["of", "propensity"].filter { node[$0] != nil }
    let levels = ["rises_to", "falls_to"].filter { node[$0] != nil }
    let isRight = reader.exactlyOne(measures, of: "of, propensity", at: node)
    guard reader.exactlyOne(levels, of: "rises_to, falls_to", at: node), isRight,
      let level = (node["rises_to"] ?? node["falls_to"])?.number
    else { return nil }
    let rises = node["rises_to"] != nil
    if let quantity = node["of"].flatMap({ compiler.quantity($0, bounds: -1e12...1e12, what: "a level") }) {
      if case .constant = quantity, let place = node["of"] {
        log.report("rule.never", "a number that never changes comes to no level", at: place)
      }
      return .level(.quantity(quantity), level, rises: rises)
    }
    return node["propensity"].flatMap(propensity).map { .level($0, level, rises: rises) }
  }

  private func propensity(_ node: FileNode) -> Trigger.Measure? {
    let parts = (node.text ?? "").split(separator: "/", maxSplits: 1).map(String.init)
    let names = charter.actions.map(\.name)
    guard let action = charter.actions.first(where: { $0.name == parts.first }) else {
      if places["action \(parts.first ?? "")"] == nil {
        log.report(
          "name.unknown",
          "there is no action `\(parts.first ?? "")`\(Suggestion.sentence(for: parts.first ?? "", among: names))",
          at: node)
      }
      return nil
    }
    if parts.count == 2, !action.treatments.contains(where: { charter.channels[$0.channel].name == parts[1] }) {
      log.report("name.unknown", "`\(action.name)` is not said on `\(parts[1])`", at: node)
      return nil
    }
    return .propensity(action: action.name, channel: parts.count == 2 ? parts[1] : nil)
  }
}
