import Decisions
import Expressions
import Times

extension CharterLoader {
  /// The `import` part of world.yaml.
  func readMapping(_ root: FileNode, _ compiler: RuleCompiler) -> ImportMapping {
    var mapping = ImportMapping()
    mapping.delimiter = root["csv"]?["delimiter"]?.text.map { $0 == "tab" ? "\t" : $0 }
    mapping.decimalComma = root["csv"]?["decimal"]?.text == ","
    mapping.encoding = root["csv"]?["encoding"]?.text
    mapping.idColumn = root["id"]?.text
    mapping.countryColumn = root["country"]?.text
    mapping.regionColumn = root["region"]?.text
    mapping.zoneColumn = root["zone"]?.text
    mapping.householdColumn = root["household"]?.text
    // A file's empty field is never a value.
    mapping.missing = Set((root["missing"]?.items.compactMap(\.text) ?? []) + [""])
    for (key, node) in root["attributes"]?.entries ?? [] { readAttribute(key, node, compiler, &mapping) }
    for (key, node) in root["addresses"]?.entries ?? [] {
      guard let channel = position(of: key, in: charter.channels.map(\.name), "channel") else { continue }
      mapping.addresses.append(
        .init(
          channel: channel, column: node.text ?? node["column"]?.text, suppressedColumn: node["suppressed"]?.text,
          program: program(node["when"], .bool, compiler)))
    }
    for node in root["consents"]?.items ?? [] { readConsent(node, compiler, &mapping) }
    for node in root["objections"]?.items ?? [] {
      guard let purpose = node["purpose"].flatMap({ position(of: $0, in: charter.purposes.map(\.name), "purpose") }),
        let program = program(node["when"], .bool, compiler)
      else { continue }
      mapping.objections.append((purpose, program))
    }
    for node in root["contacts"]?.items ?? [] {
      guard let past = past(node, name: node["action"]?.text, compiler, isContact: true) else { continue }
      mapping.contacts.append(past)
    }
    for node in root["events"]?.items ?? [] {
      guard let name = node["name"], position(of: name, in: world.events, "event") != nil,
        let past = past(node, name: name.text, compiler, isContact: false)
      else { continue }
      mapping.events.append(past)
    }
    for node in root["outcomes"]?.items ?? [] { readOutcome(node, &mapping) }
    return mapping
  }

  private func readOutcome(_ node: FileNode, _ mapping: inout ImportMapping) {
    guard let action = node["action"].flatMap({ position(of: $0, in: charter.actions.map(\.name), "action") }),
      let channelNode = node["channel"],
      let channel = position(of: channelNode, in: charter.channels.map(\.name), "channel"),
      let column = node["column"]?.text
    else { return }
    guard charter.actions[action].treatments.contains(where: { $0.channel == channel }) else {
      log.report(
        "outcome.treatment",
        "`\(charter.actions[action].name)` has no treatment on `\(channelNode.text ?? "")`; nothing could be learned of it",
        at: channelNode)
      return
    }
    mapping.outcomes.append(
      .init(
        action: action, channel: channel, column: column,
        positive: Set(node["positive"]?.items.compactMap(\.text) ?? []),
        negative: node["negative"].map { Set($0.items.compactMap(\.text)) }))
  }

  private func readAttribute(
    _ key: FileNode, _ node: FileNode, _ compiler: RuleCompiler, _ mapping: inout ImportMapping
  ) {
    guard let slot = position(of: key, in: world.attributes.map(\.name), "attribute") else { return }
    if let value = node["value"] {
      guard let checked = compiler.check(value, expects: nil, derives: false) else { return }
      guard checked.type == world.attributes[slot].type || checked.type == .dyn else {
        log.report(
          "rule.type", "`\(key.text ?? "")` is \(world.attributes[slot].type), this is \(checked.type)",
          at: value)
        return
      }
      mapping.attributes.append(.init(slot: slot, source: .program(compiler.number(of: checked))))
      return
    }
    guard let column = node.text ?? node["column"]?.text else {
      log.report("field.missing", "`\(key.text ?? "")` needs a column or a `value`", at: key)
      return
    }
    let missing = mapping.missing.union(node["missing"]?.items.compactMap(\.text) ?? [])
    mapping.attributes.append(.init(slot: slot, source: .column(column, missing: missing)))
  }

  private func readConsent(_ node: FileNode, _ compiler: RuleCompiler, _ mapping: inout ImportMapping) {
    guard let purpose = node["purpose"].flatMap({ position(of: $0, in: charter.purposes.map(\.name), "purpose") })
    else { return }
    let channels = node["channels"]?.oneOrMany.compactMap {
      position(of: $0, in: charter.channels.map(\.name), "channel")
    }
    let source: ImportMapping.ConsentSource
    if let column = node["column"]?.text {
      source = .column(column)
    } else if let share = node["share"]?.number {
      source = .share(share, salt: Chance.key(of: node["salt"]?.text ?? "consent"))
    } else if let when = node["when"] {
      guard let program = program(when, .bool, compiler) else { return }
      source = .program(program)
    } else {
      log.report("field.missing", "a consent needs `column`, `when` or `share`", at: node)
      return
    }
    mapping.consents.append(
      .init(purpose: purpose, channels: channels ?? Array(charter.channels.indices), source: source))
  }

  private func past(
    _ node: FileNode, name: String?, _ compiler: RuleCompiler, isContact: Bool
  ) -> ImportMapping.Past? {
    guard let name, let days = node["days_ago"], let daysAgo = quantity(days, compiler) else { return nil }
    var past = ImportMapping.Past(name: name, daysAgo: daysAgo, channel: 0)
    past.count = program(node["count"], .int, compiler)
    past.when = program(node["when"], .bool, compiler)
    past.outcome = program(node["outcome"], .string, compiler)
    past.amount = node["amount"].flatMap { quantity($0, compiler) }
    guard isContact else { return past }
    guard let channel = node["channel"].flatMap({ position(of: $0, in: charter.channels.map(\.name), "channel") }),
      let purpose = node["purpose"].flatMap({ position(of: $0, in: charter.purposes.map(\.name), "purpose") })
    else { return nil }
    past.channel = channel
    let binder = CustomerBinder(charter: charter, world: world, zoneNumbers: [:], plausibleZones: [:])
    var faults = FaultLog()
    past.contact = binder.contact(
      .init(
        at: Instant(secondsSince1970: 0), action: name, channel: charter.channels[channel].name,
        purpose: charter.purposes[purpose].name),
      binder.blank(id: ""), path: "", &faults)
    return past
  }

  /// A number, or a number from attributes and `index`.
  private func quantity(_ node: FileNode, _ compiler: RuleCompiler) -> Quantity? {
    if let number = node.number { return .constant(number) }
    guard let checked = compiler.check(node, expects: nil, names: [compiler.index], derives: false) else { return nil }
    guard [.int, .uint, .double].contains(checked.type) else {
      log.report("rule.type", "this should be a number, not \(checked.type)", at: node)
      return nil
    }
    return .expression(compiler.number(of: checked))
  }

  private func program(_ node: FileNode?, _ type: ValueType, _ compiler: RuleCompiler) -> Int? {
    guard let node, let checked = compiler.check(node, expects: type, names: [compiler.index], derives: false) else {
      return nil
    }
    return compiler.number(of: checked)
  }
}
