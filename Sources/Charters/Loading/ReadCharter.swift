import Decisions
import Expressions
import Times

extension CharterLoader {
  /// charter.yaml.
  mutating func readCharter(_ root: FileNode, _ compiler: RuleCompiler) {
    charter.name = root["name"]?.text ?? ""
    charter.currency = root["currency"]?.text ?? "EUR"
    charter.country = root["country"]?.text ?? ""
    locale = root["locale"]?.text ?? "en"
    checkCodes(root)
    for (key, node) in root["purposes"]?.entries ?? [] { readPurpose(key, node) }
    for (key, node) in root["issues"]?.entries ?? [] { readIssue(key, node, compiler) }
    charter.floor = root["floor"]?.number ?? 0
    if let costs = root["costs"] {
      charter.wear = WearCost(
        wear: costs["wear"]?.number ?? 0, wearPerPressure: costs["wear_per_pressure"]?.number ?? 0,
        halfLifeSeconds: positive(costs["half_life"]) ?? WearCost().halfLifeSeconds)
    }
    readRestraint(root, compiler)
    charter.trackingPurpose = root["tracking"].flatMap {
      position(of: $0, in: charter.purposes.map(\.name), "purpose")
    }
    readConsent(root)
    readTiming(root["timing"])
    readHierarchy(root["hierarchy"], compiler)
    for node in root["silence"]?.items ?? [] {
      guard let name = node["name"], let text = name.text, declare(text, as: "order of silence", at: name),
        let when = node["when"], let rule = compiler.rule(when)
      else { continue }
      let except = node["except"]?.names.compactMap(PurposeKind.init(name:)) ?? [.service, .legal]
      charter.silences.append(Silence(name: text, when: rule, exceptPurposeKinds: except))
    }
    if let node = root["holdout"], let name = node["name"]?.text, let share = node["share"]?.number {
      charter.holdout = Holdout(name: name, share: share)
    }
    charter.rollout = readRollout(root["rollout"], named: charter.name, at: root["name"] ?? root)
  }

  private func checkCodes(_ root: FileNode) {
    func check(_ key: String, _ count: Int, _ what: String) {
      guard let node = root[key], let text = node.text else { return }
      if text.utf8.count != count || !text.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) {
        log.report("code.invalid", "`\(text)` is not \(what): \(count) capital letters", at: node)
      }
    }
    check("currency", 3, "an ISO 4217 code")
    check("country", 2, "an ISO 3166 code")
  }

  private mutating func readPurpose(_ key: FileNode, _ node: FileNode) {
    guard let name = key.text, declare(name, as: "purpose", at: key),
      let kind = node["kind"]?.text.flatMap(PurposeKind.init(name:))
    else { return }
    var purpose = Purpose(
      name: name, kind: kind, needsConsent: node["consent"]?.flag ?? (kind == .marketing),
      counts: node["counts"]?.flag ?? true, isBlockable: node["blockable"]?.flag ?? (kind == .marketing),
      floor: node["floor"]?.number)
    readConsent(of: &purpose, node)
    charter.purposes.append(purpose)
  }

  private mutating func readIssue(_ key: FileNode, _ node: FileNode, _ compiler: RuleCompiler) {
    guard let name = key.text, declare(name, as: "issue", at: key) else { return }
    let index = charter.issues.count
    charter.issues.append(
      Issue(name: name, engagement: engagement(node, compiler), lever: node["lever"]?.number ?? 0))
    let groups = node["groups"]?.entries ?? []
    for (key, node) in groups {
      guard let name = key.text, declare(name, as: "group", at: key) else { continue }
      charter.groups.append(
        Group(name: name, issue: index, engagement: engagement(node, compiler), lever: node["lever"]?.number ?? 0))
    }
    // An issue without groups has one of its own name.
    if groups.isEmpty, declare(name, as: "group", at: key) { charter.groups.append(Group(name: name, issue: index)) }
  }

  func engagement(_ node: FileNode, _ compiler: RuleCompiler) -> EngagementPolicy {
    func rules(_ key: String) -> [Rule] { node[key]?.oneOrMany.compactMap { compiler.rule($0) } ?? [] }
    return EngagementPolicy(
      eligible: rules("eligible"), applicable: rules("applicable"), suitable: rules("suitable"))
  }

  private mutating func readTiming(_ node: FileNode?) {
    guard let node else { return }
    let standard = Timing()
    charter.timing = Timing(
      waiting: node["when_forbidden"]?.text.flatMap(WaitingPreference.init(name:)) ?? standard.waiting,
      horizonSeconds: node["horizon"]?.seconds ?? standard.horizonSeconds,
      discountPerDay: node["discount_per_day"]?.number ?? standard.discountPerDay,
      lookAgainSeconds: positive(node["look_again"]) ?? standard.lookAgainSeconds,
      bestHour: node["best_hour"].flatMap { bestHour($0) })
  }

  private mutating func bestHour(_ node: FileNode) -> BestHour? {
    guard let within = node["within"], let seconds = positive(within) else { return nil }
    if seconds > BestHour.withinSecondsMax {
      log.report("number.range", "`\(within.text ?? "")` is more than a week", at: within)
    }
    let purposes = node["purposes"].map { node in
      node.oneOrMany.compactMap { position(of: $0, in: charter.purposes.map(\.name), "purpose") }
    }
    return BestHour(
      withinSeconds: seconds,
      purposes: purposes ?? charter.purposes.indices.filter { charter.purposes[$0].kind == .marketing })
  }

  private mutating func readHierarchy(_ node: FileNode?, _ compiler: RuleCompiler) {
    var listed: [Int: FileNode] = [:]
    for tier in node?.items ?? [] {
      guard let name = tier["name"], let text = name.text, declare(text, as: "tier", at: name) else { continue }
      var issues: [Int] = []
      for issue in tier["issues"]?.oneOrMany ?? [] {
        guard let index = position(of: issue, in: charter.issues.map(\.name), "issue") else { continue }
        if listed[index] != nil {
          log.report("name.duplicate", "`\(issue.text ?? "")` stands in a tier above already", at: issue)
        }
        listed[index] = issue
        issues.append(index)
      }
      charter.hierarchy.append(Tier(name: text, issues: issues, when: tier["when"].flatMap { compiler.rule($0) }))
    }
  }

  /// A duration that must not be 0.
  func positive(_ node: FileNode?) -> Int64? {
    guard let node, let seconds = node.seconds else { return nil }
    if seconds > 0 { return seconds }
    log.report("number.range", "`\(node.text ?? "")` must be longer than nothing", at: node)
    return nil
  }

  /// channels.yaml.
  mutating func readChannels(_ root: FileNode) {
    for (key, node) in root.entries {
      guard let name = key.text, declare(name, as: "channel", at: key),
        let kind = node["kind"]?.text.flatMap(ChannelKind.init(name:))
      else { continue }
      let direction: Direction
      switch node["direction"]?.text {
      case "inbound": direction = .inbound
      case "outbound": direction = .outbound
      default: direction = [.web, .app, .branch, .callCentre].contains(kind) ? .inbound : .outbound
      }
      let isOutbound = direction == .outbound
      var channel = Channel(
        name: name, kind: kind, direction: direction, needsAddress: node["address"]?.flag ?? isOutbound,
        sendCost: node["cost"]?.number ?? 0,
        weightHundredths: hundredths(node["weight"]) ?? (isOutbound ? 100 : 0))
      channel.titles = readTitle(node["title"])
      charter.channels.append(channel)
    }
  }

  /// Points with at most two decimals, in hundredths.
  func hundredths(_ node: FileNode?) -> UInt16? {
    guard let node, let number = node.number, Format.weightBounds.contains(number) else { return nil }
    let hundredths = (number * 100).rounded()
    if abs(hundredths - number * 100) > 1e-6 {
      log.report("number.precision", "`\(node.text ?? "")` has more than two decimals", at: node)
    }
    return UInt16(exactly: hundredths)
  }
}

extension PurposeKind {
  init?(name: String) {
    guard let kind = PurposeKind.allCases.first(where: { "\($0)" == name }) else { return nil }
    self = kind
  }
}

extension ChannelKind {
  init?(name: String) {
    guard let kind = ChannelKind.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }
}

extension WaitingPreference {
  init?(name: String) {
    guard let preference = WaitingPreference.allCases.first(where: { "\($0)" == name }) else { return nil }
    self = preference
  }
}

extension ContactOutcome {
  /// The outcome of a name in files, such as `ignored`.
  public init?(name: String) {
    guard let outcome = zip(ContactOutcome.names, ContactOutcome.allCases).first(where: { $0.0 == name }) else {
      return nil
    }
    self = outcome.1
  }

  /// In the order of `allCases`, made once: a file of customers asks for every past contact.
  private static let names = allCases.map { "\($0)" }
}
