import Decisions
import Expressions
import Times

/// Contact policies with rules of every kind.
extension RandomCharter {
  mutating func policy() -> ContactPolicy {
    var policy = ContactPolicy()
    for _ in 0..<count(3) { policy.caps.append(cap()) }
    for _ in 0..<count(2) {
      let rule = contactRule()
      policy.spacings.append(
        Spacing(rule: rule, counts: counts(), seconds: generator.pick(Array(RandomMoments.lengths.prefix(7)))))
    }
    for _ in 0..<count(2) {
      policy.hours.append(
        Hours(rule: contactRule(), allowed: allowedHours(), areHolidaysClosed: generator.chance(0.4)))
    }
    for _ in 0..<count(2) { policy.suppressions.append(suppression()) }
    for _ in 0..<count(1) {
      policy.pendings.append(
        Pending(
          rule: contactRule(), counts: counts(), seconds: generator.pick(Array(RandomMoments.lengths.prefix(6))),
          isSameChannelIncluded: generator.chance(0.4)))
    }
    for _ in 0..<count(1) where generator.chance(0.6) {
      var rule = contactRule()
      rule.when = self.rule()
      policy.pauses.append(rule)
    }
    if generator.chance(0.8) { policy.ignoredAfterSeconds = generator.pick(RandomMoments.lengths) }
    return policy
  }

  private mutating func count(_ most: Int) -> Int {
    (0..<most).reduce(0) { sum, _ in sum + (generator.chance(policyDensity) ? 1 : 0) }
  }

  private mutating func contactRule() -> ContactRule {
    var place = Jurisdiction()
    if generator.chance(0.25) { place.country = generator.pick(["FR", "FR", "DE"]) }
    if generator.chance(0.15) { place.regions = [generator.pick(["FR-57", "FR-75"])] }
    if generator.chance(0.12) { place.from = RandomMoments.date(&generator) }
    if generator.chance(0.12) { place.until = RandomMoments.date(&generator) }
    place.isLegal = generator.chance(0.25)
    return ContactRule(
      name: "rule\(generator.int(0...999_999))", limits: scope(), jurisdiction: place,
      when: generator.chance(0.2) ? rule() : nil)
  }

  private mutating func counts() -> Scope? { generator.chance(0.4) ? scope() : nil }

  mutating func scope() -> Scope {
    var scope = Scope()
    let narrow = scopeDensity
    if generator.chance(narrow) { scope.channels = generator.some(charter.channels.map(\.name), 0.6) }
    if generator.chance(narrow) { scope.channelKinds = generator.some([.email, .sms, .push, .web], 0.6) }
    if generator.chance(narrow) { scope.purposes = generator.some(charter.purposes.map(\.name) + ["gone"], 0.6) }
    if generator.chance(narrow) { scope.purposeKinds = generator.some(PurposeKind.allCases, 0.6) }
    if generator.chance(narrow) { scope.issues = generator.some(charter.issues.map(\.name), 0.6) }
    if generator.chance(narrow) { scope.groups = generator.some(charter.groups.map(\.name) + ["gone"], 0.6) }
    if generator.chance(narrow) { scope.actions = generator.some(charter.actions.map(\.name), 0.6) }
    if generator.chance(narrow) { scope.brands = generator.some(["north", "south"], 0.6) }
    if generator.chance(0.3) { scope.directions = generator.pick([[], [.inbound], [.inbound, .outbound]]) }
    return scope
  }

  private mutating func cap() -> Cap {
    let measure: CapMeasure
    switch generator.int(0...4) {
    case 0: measure = .weights(limits(1...12, unit: 50))
    case 1:
      measure = .pressure(
        maxHundredths: generator.int(1...12) * 50, halfLifeSeconds: generator.pick(RandomMoments.lengths))
    default: measure = .contacts(limits(0...5, unit: 1))
    }
    return Cap(
      rule: contactRule(), counts: counts(), subject: generator.pick([.customer, .customer, .address, .household]),
      measure: measure)
  }

  private mutating func limits(_ range: ClosedRange<Int>, unit: Int) -> [Limit] {
    (0..<generator.int(1...2)).map { _ in
      let window: Window
      switch generator.int(0...5) {
      case 0: window = .day
      case 1: window = .week
      case 2: window = .month
      default: window = .rolling(seconds: generator.pick(RandomMoments.lengths))
      }
      return Limit(max: generator.int(range) * unit, window: window)
    }
  }

  private mutating func allowedHours() -> [WeeklyHours] {
    if generator.chance(0.04) { return [] }
    return (0..<generator.int(1...2)).map { _ in
      let from = generator.pick([0, 7200, 9000, 28_800, 36_000, 79_200, 84_600])
      let to = generator.pick([10_800, 46_800, 68_400, 72_000, 86_399, 86_400].filter { $0 > from })
      return WeeklyHours(
        days: generator.pick([0b111_1111, 0b111_1111, 0b001_1111, 0b011_1111, UInt8(generator.int(1...127))]),
        fromSeconds: Int32(from), toSeconds: Int32(to))
    }
  }

  private mutating func suppression() -> Suppression {
    let outcomes: [ContactOutcome] = [.ignored, .refused, .unsubscribed, .complained, .clicked]
    return Suppression(
      rule: contactRule(), after: [generator.pick(outcomes)] + generator.some(outcomes, 0.3),
      count: generator.pick([1, 1, 1, 2, 3]),
      withinSeconds: generator.chance(0.4) ? generator.pick(Array(RandomMoments.lengths.suffix(6))) : nil,
      forSeconds: generator.pick(Array(RandomMoments.lengths.suffix(7))),
      level: generator.pick(SuppressionLevel.allCases),
      isSameChannelOnly: generator.chance(0.3))
  }
}
