import Decisions
import Expressions

extension CharterLoader {
  /// The files of markets/, in the order of their paths; actions and contact policy are known.
  mutating func readMarkets(_ roots: [String: FileNode], _ compiler: RuleCompiler) {
    var places: [(market: Market, node: FileNode)] = []
    for (path, root) in roots.sorted(by: { $0.key < $1.key }) where path.hasPrefix("markets/") {
      guard let market = market(root, compiler) else { continue }
      places.append((market, root))
    }
    charter.markets = places.map(\.market)
    for (index, place) in places.enumerated() {
      checkReach(place.node, earlier: places[..<index].map(\.market))
      checkTreatments(place.market, place.node)
    }
  }

  private mutating func market(_ node: FileNode, _ compiler: RuleCompiler) -> Market? {
    guard node.isMapping, let nameNode = node["name"], let name = nameNode.text,
      declare(name, as: "market", at: nameNode), let countries = node["countries"]
    else { return nil }
    for country in countries.oneOrMany {
      guard let text = country.text, !PlaceCode.isValid(text, 2...2) else { continue }
      log.report("code.invalid", "`\(text)` is not an ISO 3166 code, such as FR", at: country)
    }
    compiler.derivations.refusal = "where somebody lives is asked of attributes alone, not of events or segments"
    let when = node["when"].flatMap { compiler.rule($0) }
    compiler.derivations.refusal = nil
    var market = Market(
      name: name, countries: countries.names, when: when,
      floor: node["floor"]?.number)
    readLevers(node["levers"], &market)
    for (key, settings) in node["channels"]?.entries ?? [] { readChannel(key, settings, &market) }
    for (key, settings) in node["actions"]?.entries ?? [] { readAction(key, settings, &market) }
    market.policy = ownPolicy(node["policy"], compiler)
    let own = charter.policy.ownRuleNames
    for rule in node["rules_left_out"]?.items ?? [] where position(of: rule, in: own, "contact rule") != nil {
      market.rulesLeftOut.append(rule.text ?? "")
    }
    return market
  }

  private func readLevers(_ node: FileNode?, _ market: inout Market) {
    let issues = charter.issues.map(\.name)
    let groups = charter.groups.map(\.name)
    let actions = charter.actions.map(\.name)
    for (key, value) in node?.entries ?? [] {
      guard let name = key.text, let lever = value.number else { continue }
      // An issue without groups has a group of its own name; the issue is meant.
      if issues.contains(name) {
        market.issueLevers[name] = lever
      } else if groups.contains(name) {
        market.groupLevers[name] = lever
      } else if actions.contains(name) {
        market.actionLevers[name] = lever
      } else if ["issue", "group", "action"].allSatisfy({ places["\($0) \(name)"] == nil }) {
        let known = issues + groups + actions
        log.report(
          "name.unknown",
          "there is no issue, group or action `\(name)`\(Suggestion.sentence(for: name, among: known))", at: key)
      }
    }
  }

  private func readChannel(_ key: FileNode, _ node: FileNode, _ market: inout Market) {
    guard let channel = position(of: key, in: charter.channels.map(\.name), "channel") else { return }
    let purposes = node["purposes"]?.oneOrMany ?? []
    market.channels.append(
      MarketChannel(
        channel: channel, isActive: node["active"]?.flag ?? true,
        purposes: purposes.compactMap { position(of: $0, in: charter.purposes.map(\.name), "purpose") },
        sendCost: node["cost"]?.number, weightHundredths: hundredths(node["weight"]),
        lever: node["lever"]?.number ?? 0))
  }

  private func readAction(_ key: FileNode, _ node: FileNode, _ market: inout Market) {
    guard let index = position(of: key, in: charter.actions.map(\.name), "action") else { return }
    let action = charter.actions[index]
    var channels: [Int] = []
    for item in node["channels"]?.oneOrMany ?? [] {
      guard let channel = position(of: item, in: charter.channels.map(\.name), "channel") else { continue }
      if !action.treatments.contains(where: { $0.channel == channel }) {
        log.report("name.unknown", "`\(action.name)` is not said on `\(item.text ?? "")`", at: item)
      }
      channels.append(channel)
    }
    market.actions.append(
      MarketAction(action: action.name, isActive: node["active"]?.flag ?? true, channels: channels))
  }

  /// Rules of a market or of an arm, read as those of policy.yaml are.
  mutating func ownPolicy(_ node: FileNode?, _ compiler: RuleCompiler) -> ContactPolicy {
    guard let node else { return ContactPolicy() }
    let whole = charter.policy
    let areBinding = charter.arePreferredChannelsBinding
    charter.policy = ContactPolicy()
    readPolicy(node, compiler)
    defer {
      charter.policy = whole
      charter.arePreferredChannelsBinding = areBinding
    }
    return charter.policy
  }

  // MARK: Gaps

  /// A market whose customers all belong to markets before it, and countries without contact law.
  private func checkReach(_ node: FileNode, earlier: [Market]) {
    guard let list = node["countries"] else { return }
    let taken = earlier.filter { $0.when == nil }
    for country in list.oneOrMany {
      guard let code = country.text, PlaceCode.isValid(code, 2...2) else { continue }
      if let other = taken.first(where: { $0.countries.contains(code) }) {
        log.report(
          "market.unreachable", "no customer of `\(code)` comes here: all of them belong to the market `\(other.name)`",
          at: country)
        continue
      }
      guard charter.holidays[code] == nil else { continue }
      let isShipped = EmbeddedFiles.text("rules/\(code).yaml") != nil
      let advice =
        isShipped ? "add `\(code)` to `laws` in charter.yaml" : "none is shipped; write its rules into `policy` here"
      log.report(
        "market.calendar", "no contact law and no public holidays hold for customers of `\(code)`: \(advice)",
        at: country,
        severity: .warning)
    }
  }

  /// Actions that are on in the charter and have nowhere to be said in a market.
  private func checkTreatments(_ market: Market, _ node: FileNode) {
    let local = charter.adapted(to: market)
    let silent = local.actions.filter { action in action.isActive && !action.treatments.contains { $0.isOffered } }
    for action in silent where !action.treatments.isEmpty {
      let place = node["actions"]?.entries.first { $0.key.text == action.name }?.key ?? node["name"] ?? node
      log.report(
        "market.treatment",
        "`\(action.name)` cannot be said in the market `\(market.name)`: none of its channels is used for it there; "
          + "say `\(action.name): { active: false }` if that is meant", at: place)
    }
  }
}

extension ContactPolicy {
  /// The names of the rules that are the charter's own, not the law's.
  var ownRuleNames: [String] {
    let rules =
      caps.map(\.rule) + spacings.map(\.rule) + hours.map(\.rule) + suppressions.map(\.rule) + pendings.map(\.rule)
      + pauses
    return rules.filter { !$0.jurisdiction.isLegal }.map(\.name)
  }
}
