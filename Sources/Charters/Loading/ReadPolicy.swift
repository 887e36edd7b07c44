import Decisions
import Expressions
import Times

extension CharterLoader {
  /// policy.yaml.
  mutating func readPolicy(_ root: FileNode, _ compiler: RuleCompiler) {
    for node in root["caps"]?.items ?? [] {
      guard let rule = contactRule(node, compiler), let measure = measure(node) else { continue }
      let subject = CapSubject.allCases.first { "\($0)" == node["of"]?.text } ?? .customer
      charter.policy.caps.append(Cap(rule: rule, counts: counts(node), subject: subject, measure: measure))
    }
    for node in root["spacing"]?.items ?? [] {
      guard let rule = contactRule(node, compiler), let seconds = positive(node["least"]) else { continue }
      charter.policy.spacings.append(Spacing(rule: rule, counts: counts(node), seconds: seconds))
    }
    for node in root["quiet_hours"]?.items ?? [] {
      guard let rule = contactRule(node, compiler, firstDay: "since"), let allowed = allowedHours(node) else {
        continue
      }
      charter.policy.hours.append(
        Hours(rule: rule, allowed: allowed, areHolidaysClosed: node["holidays"]?.flag ?? false))
    }
    for node in root["suppressions"]?.items ?? [] {
      guard let rule = contactRule(node, compiler), let seconds = positive(node["for"]) else { continue }
      charter.policy.suppressions.append(
        Suppression(
          rule: rule, after: node["after"]?.names.compactMap(ContactOutcome.init(name:)) ?? [],
          count: node["count"]?.integer ?? 1, withinSeconds: positive(node["within"]), forSeconds: seconds,
          level: SuppressionLevel.allCases.first { "\($0)" == node["level"]?.text } ?? .action,
          isSameChannelOnly: node["same_channel"]?.flag ?? false))
    }
    for node in root["pending"]?.items ?? [] {
      guard let rule = contactRule(node, compiler), let seconds = positive(node["for"]) else { continue }
      charter.policy.pendings.append(
        Pending(
          rule: rule, counts: counts(node), seconds: seconds,
          isSameChannelIncluded: node["same_channel"]?.flag ?? false))
    }
    for node in root["pauses"]?.items ?? [] {
      guard let rule = contactRule(node, compiler) else { continue }
      if rule.when == nil, let name = node["name"], node["when"] == nil {
        log.report("field.missing", "a pause needs `when`, or it would never end", at: name)
      }
      charter.policy.pauses.append(rule)
    }
    readLimits(root["limits"], compiler)
    charter.policy.ignoredAfterSeconds = positive(root["ignored_after"])
    charter.arePreferredChannelsBinding = root["preferred_channels"]?.text == "binding"
  }

  /// Name, scope, place and condition of a rule.
  private mutating func contactRule(
    _ node: FileNode, _ compiler: RuleCompiler, firstDay: String = "from"
  ) -> ContactRule? {
    guard let nameNode = node["name"], let name = nameNode.text, declare(name, as: "contact rule", at: nameNode)
    else { return nil }
    var jurisdiction = Jurisdiction()
    jurisdiction.country = node["country"]?.text ?? ""
    jurisdiction.regions = node["regions"]?.names ?? []
    jurisdiction.from = node[firstDay]?.date
    jurisdiction.until = node["until"]?.date
    if let from = jurisdiction.from, let until = jurisdiction.until, until <= from, let place = node["until"] {
      log.report("date.order", "`until` must lie after `\(firstDay)`", at: place)
    }
    return ContactRule(
      name: name, limits: scope(node), jurisdiction: jurisdiction, when: node["when"].flatMap { compiler.rule($0) })
  }

  private func counts(_ node: FileNode) -> Scope? { node["counts"].map(scope) }

  /// A selection of contacts; every name in it must be known.
  func scope(_ node: FileNode) -> Scope {
    func names(_ key: String, _ known: [String], _ kind: String) -> [String] {
      node[key]?.oneOrMany.compactMap { item in
        position(of: item, in: known, kind).map { known[$0] }
      } ?? []
    }
    var scope = Scope()
    scope.channels = names("channels", charter.channels.map(\.name), "channel")
    scope.purposes = names("purposes", charter.purposes.map(\.name), "purpose")
    scope.issues = names("issues", charter.issues.map(\.name), "issue")
    scope.groups = names("groups", charter.groups.map(\.name), "group")
    scope.actions = names("actions", charter.actions.map(\.name), "action")
    scope.brands = names("brands", Set(charter.actions.map(\.brand)).filter { !$0.isEmpty }.sorted(), "brand")
    scope.channelKinds = node["channel_kinds"]?.names.compactMap(ChannelKind.init(name:)) ?? []
    scope.purposeKinds = node["purpose_kinds"]?.names.compactMap(PurposeKind.init(name:)) ?? []
    if let directions = node["directions"]?.names {
      scope.directions = Direction.allCases.filter { directions.contains("\($0)") }
    } else if !scope.channels.isEmpty {
      // Who names an inbound channel means it.
      scope.directions = []
    }
    return scope
  }

  private func measure(_ node: FileNode) -> CapMeasure? {
    let given = ["max", "limits", "weight", "pressure"].filter { node[$0] != nil }
    guard given.count == 1 else {
      let message = "a cap needs one of `max` with `per`, `limits`, `weight`, `pressure`"
      log.report(given.isEmpty ? "field.missing" : "field.conflict", message, at: node["name"] ?? node)
      return nil
    }
    if let pressure = node["pressure"] {
      guard let max = points(pressure["max"]), let halfLife = positive(pressure["half_life"]) else { return nil }
      return .pressure(maxHundredths: max, halfLifeSeconds: halfLife)
    }
    if let weight = node["weight"] {
      guard let max = points(weight["max"]), let window = window(weight["per"]) else { return nil }
      return .weights([Limit(max: max, window: window)])
    }
    if let limits = node["limits"] {
      let list = limits.items.compactMap { limit in
        limit["max"]?.integer.flatMap { max in window(limit["per"]).map { Limit(max: max, window: $0) } }
      }
      if list.isEmpty {
        log.report("field.missing", "`limits` has no limit with a whole `max` and a `per`", at: limits)
      }
      return list.isEmpty ? nil : .contacts(list)
    }
    guard let per = node["per"] else {
      log.report("field.missing", "`max` needs `per`: `7d`, `day`, `week` or `month`", at: node["max"] ?? node)
      return nil
    }
    guard let max = node["max"]?.integer, let window = window(per) else { return nil }
    return .contacts([Limit(max: max, window: window)])
  }

  private func points(_ node: FileNode?) -> Int? {
    // Out of bounds is reported with the shape of the file.
    node?.number.flatMap { Format.pointsBounds.contains($0) ? Int(($0 * 100).rounded()) : nil }
  }

  private func window(_ node: FileNode?) -> Window? {
    switch node?.text {
    case "day": .day
    case "week": .week
    case "month": .month
    default: positive(node).map { .rolling(seconds: $0) }
    }
  }

  /// Quiet hours turned into the hours that they leave.
  private func allowedHours(_ node: FileNode) -> [WeeklyHours]? {
    let from = node["from"]?.clockSeconds
    let to = node["to"]?.clockSeconds
    if let name = node["name"], (node["from"] == nil) != (node["to"] == nil) {
      log.report("field.missing", "quiet hours need both `from` and `to`, or neither for whole days", at: name)
      return nil
    }
    if node["from"] != nil, from == nil || to == nil { return nil }
    let days = node["days"].map { Weekdays.mask($0.names) } ?? Weekdays.all
    return QuietHours.allowed(days: days, from: from ?? 0, to: to ?? 86_400)
  }
}

/// Days of the week as bits, Monday first.
enum Weekdays {
  static let all: UInt8 = 0b111_1111

  static func mask(_ names: [String]) -> UInt8 {
    names.reduce(0) { mask, name in
      Format.weekdays.firstIndex(of: name).map { mask | 1 << UInt8($0) } ?? mask
    }
  }

  /// The mask of the days after those of a mask.
  static func next(_ mask: UInt8) -> UInt8 { (mask << 1 | mask >> 6) & all }
}

/// What quiet hours leave of a week.
enum QuietHours {
  /// The open stretches when the hours from `from` to `to`, beginning on `days`, are quiet; past midnight if `to` is
  /// not later than `from`.
  static func allowed(days: UInt8, from: Int32, to: Int32) -> [WeeklyHours] {
    var quiet: [WeeklyHours] = []
    if from < to {
      quiet.append(WeeklyHours(days: days, fromSeconds: from, toSeconds: to))
    } else {
      if from < 86_400 { quiet.append(WeeklyHours(days: days, fromSeconds: from, toSeconds: 86_400)) }
      if to > 0 { quiet.append(WeeklyHours(days: Weekdays.next(days), fromSeconds: 0, toSeconds: to)) }
    }
    var allowed: [WeeklyHours] = []
    for day in 0..<7 {
      let bit = UInt8(1) << UInt8(day)
      var start: Int32 = 0
      for stretch in quiet.filter({ $0.days & bit != 0 }).sorted(by: { $0.fromSeconds < $1.fromSeconds }) {
        if stretch.fromSeconds > start { add(bit, start, stretch.fromSeconds, to: &allowed) }
        start = max(start, stretch.toSeconds)
      }
      if start < 86_400 { add(bit, start, 86_400, to: &allowed) }
    }
    return allowed
  }

  /// Days with equal hours share a stretch.
  private static func add(_ day: UInt8, _ from: Int32, _ to: Int32, to allowed: inout [WeeklyHours]) {
    if let index = allowed.firstIndex(where: { $0.fromSeconds == from && $0.toSeconds == to }) {
      allowed[index].days |= day
    } else {
      allowed.append(WeeklyHours(days: day, fromSeconds: from, toSeconds: to))
    }
  }
}
