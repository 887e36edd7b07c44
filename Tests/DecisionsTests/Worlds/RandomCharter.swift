import Decisions
import Expressions
import Times
import Seeds

/// A seeded charter: anything that a checked charter may say, in small numbers.
struct RandomCharter {
  /// Attributes, then two derived features, then two segments.
  static let slotTypes: [ValueType] = [
    .int, .double, .string, .bool, .timestamp, .uint, .int, .double, .bool, .bool,
  ]
  static let brands = ["", "", "north", "south"]

  var generator: SeededGenerator
  var charter = Charter()
  /// Whether the charter is calm: little stands in the way of a candidate but the contact policy, so that the later
  /// steps have much to choose from.
  let isCalm: Bool
  /// Whether it has more actions and groups than a machine word has bits.
  let isLarge: Bool
  /// How often there is a rule where there might be one.
  let engagementDensity: Double
  let policyDensity: Double
  /// How often a scope says something, for each thing that it can speak of.
  let scopeDensity: Double

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    isCalm = generator.chance(0.5)
    isLarge = generator.chance(0.02)
    engagementDensity = isCalm ? 0 : generator.pick([0, 0.06, 0.15, 0.3])
    policyDensity = isCalm ? generator.pick([0.4, 0.7, 1]) : generator.pick([0, 0.15, 0.3, 0.5, 0.8])
    scopeDensity = isCalm ? generator.pick([0.05, 0.2]) : 0.1
  }

  /// The charter of a seed, and whether it is calm.
  static func make(seed: UInt64) -> (charter: Charter, isCalm: Bool) {
    var random = RandomCharter(seed: seed)
    random.fill()
    return (random.charter, random.isCalm)
  }

  private mutating func fill() {
    charter.version = "random"
    charter.slotTypes = RandomCharter.slotTypes
    for text in ["red", "green", "blue"] { charter.symbols.insert(text) }
    charter.zones = [Zones.paris] + generator.some(Array(Zones.all.dropFirst()), 0.4)
    addPurposes()
    addChannels()
    if generator.chance(0.5) { addFeatures() }
    if generator.chance(0.5) {
      // The second may ask about the first, and what either reads may be absent.
      for (slot, name) in [(8, "near"), (9, "far")] {
        charter.segments.append(DerivedSegment(name: name, slot: slot, when: rule()))
      }
    }
    addSubjects()
    addActions()
    addHierarchy()
    addMoney()
    charter.holidays = holidays()
    charter.policy = policy()
    addLimits()
    charter.markets = markets()
    addLearning()
    charter.experiments = experiments()
    if generator.chance(0.6) {
      charter.timing.bestHour = BestHour(
        withinSeconds: generator.pick([1, 3600, 43_200, 86_400, 604_800]),
        purposes: generator.some(Array(charter.purposes.indices), 0.7))
    }
  }

  // MARK: Words

  private mutating func addPurposes() {
    for (index, name) in ["news", "contract", "notice", "survey"].prefix(generator.int(1...4)).enumerated() {
      let kind: PurposeKind = index < 3 ? PurposeKind.allCases[index] : generator.pick(PurposeKind.allCases)
      charter.purposes.append(
        Purpose(
          name: name, kind: kind, needsConsent: !isCalm && generator.chance(kind == .marketing ? 0.6 : 0.15),
          counts: generator.chance(0.75), isBlockable: generator.chance(kind == .marketing ? 0.9 : 0.5),
          floor: generator.chance(0.3) ? generator.double(-1...2) : nil))
    }
  }

  private mutating func addChannels() {
    let kinds: [(String, ChannelKind, Direction)] = [
      ("email", .email, .outbound), ("sms", .sms, .outbound), ("web", .web, .inbound), ("push", .push, .outbound),
      ("app", .app, .inbound), ("letter", .letter, .outbound),
    ]
    for (name, kind, direction) in kinds.shuffled(using: &generator).prefix(generator.int(1...5)) {
      charter.channels.append(
        Channel(
          name: name, kind: kind, direction: direction, needsAddress: generator.chance(0.4),
          sendCost: generator.chance(0.5) ? 0 : generator.double(0...0.8), weightHundredths: weight()))
    }
  }

  private mutating func addSubjects() {
    for n in 0..<generator.int(1...3) {
      charter.issues.append(Issue(name: "issue\(n)", engagement: engagement(), lever: lever()))
    }
    for n in 0..<(isLarge ? 70 : generator.int(1...4)) {
      let issue = generator.int(0...charter.issues.count - 1)
      charter.groups.append(Group(name: "group\(n)", issue: issue, engagement: engagement(), lever: lever()))
    }
  }

  private mutating func addActions() {
    for n in 0..<generator.int(isLarge ? 60...140 : 1...12) {
      let channels = Array(charter.channels.indices).shuffled(using: &generator)
      let treatments = channels.prefix(generator.int(1...min(3, channels.count))).map { treatment($0) }
      let start = generator.chance(isCalm ? 0.02 : 0.12) ? generator.pick(RandomMoments.anchors) : nil
      let end =
        generator.chance(isCalm ? 0.04 : 0.12)
        ? generator.pick(RandomMoments.anchors) + Int64(generator.int(0...2)) : nil
      charter.actions.append(
        Action(
          name: "action\(n / 100)\(n / 10 % 10)\(n % 10)", group: generator.int(0...charter.groups.count - 1),
          purpose: generator.int(0...charter.purposes.count - 1), brand: generator.pick(RandomCharter.brands),
          isActive: isCalm || generator.chance(0.95), starts: start, ends: end, engagement: engagement(),
          value: quantity(10...80), lever: lever(),
          waiting: generator.chance(0.4) ? generator.pick(WaitingPreference.allCases) : nil, treatments: treatments))
    }
  }

  private mutating func treatment(_ channel: Int) -> Treatment {
    let isShown = charter.channels[channel].direction == .inbound
    return Treatment(
      channel: channel, propensity: quantity(0...0.3),
      sendCost: generator.chance(0.3) ? generator.double(0...3) : nil,
      weightHundredths: generator.chance(0.3) ? weight() : nil,
      placements: isShown ? generator.some(["top", "side"], 0.3) : [])
  }

  private mutating func addFeatures() {
    let channels = [""] + charter.channels.map(\.name)
    let sources: [DerivedFeature.Source] = [
      .events("visit"), .events("visit"), .contacts(channel: generator.pick(channels)),
    ]
    let windows = [nil] + RandomMoments.lengths.suffix(8).map { Optional($0) }
    charter.features = [
      DerivedFeature(
        slot: 6, source: generator.pick(sources), windowSeconds: generator.pick(windows),
        measure: generator.pick([.count, .daysSinceLast])),
      DerivedFeature(slot: 7, source: generator.pick(sources), windowSeconds: generator.pick(windows), measure: .sum),
    ]
  }

  // MARK: Numbers

  private mutating func weight() -> UInt16 { generator.pick([0, 25, 50, 100, 100, 100, 150, 300]) }

  private mutating func lever() -> Double { generator.chance(0.3) ? generator.double(-0.5...1) : 0 }

  /// Mostly constants; few of them, so that some candidates tie exactly.
  private mutating func quantity(_ range: ClosedRange<Double>) -> Quantity {
    if generator.chance(isCalm ? 0.03 : 0.2) { return .slot(generator.pick([0, 1, 1, 1, 2, 5, 6, 7])) }
    if generator.chance(0.04) { return .constant(generator.pick([.nan, .infinity, -0.01, 1.01, 0, 1])) }
    return .constant(generator.chance(0.2) ? range.upperBound / 2 : generator.double(range))
  }

  private mutating func addMoney() {
    charter.floor = generator.chance(isCalm ? 0.1 : 0.4) ? generator.double(0...3) : 0
    if generator.chance(0.6) {
      charter.wear = WearCost(
        wear: generator.double(0...0.5), wearPerPressure: generator.chance(0.7) ? generator.double(0...0.4) : 0,
        halfLifeSeconds: generator.pick(RandomMoments.lengths))
    }
    charter.timing = Timing(
      waiting: generator.pick(WaitingPreference.allCases),
      horizonSeconds: generator.pick([0, 3600, 86_400, 259_200, 2_592_000]),
      discountPerDay: generator.pick([0, 0.05, 0.1, 1]), lookAgainSeconds: generator.pick([3600, 604_800, 2_592_000]))
    if generator.chance(isCalm ? 0.03 : 0.2) {
      charter.holdout = Holdout(name: "holdout", share: generator.pick([0.1, 0.5, 1]))
    }
    charter.arePreferredChannelsBinding = generator.chance(isCalm ? 0.05 : 0.3)
  }

  private mutating func addHierarchy() {
    for n in 0..<(generator.chance(0.5) ? generator.int(1...3) : 0) {
      let issues = generator.some(Array(charter.issues.indices), 0.5)
      charter.hierarchy.append(
        Tier(name: "tier\(n)", issues: issues, when: generator.chance(0.3) ? rule() : nil))
    }
    for n in 0..<(generator.chance(isCalm ? 0.05 : 0.2) ? generator.int(1...2) : 0) {
      charter.silences.append(
        Silence(
          name: "silence\(n)", when: rule(), exceptPurposeKinds: generator.some(PurposeKind.allCases, 0.5)))
    }
  }

  private mutating func addLimits() {
    for n in 0..<(generator.chance(0.4) ? generator.int(1...3) : 0) {
      let isMoney = generator.chance(0.4)
      charter.limits.append(
        VolumeLimit(
          name: "limit\(n)", scope: scope(), measure: isMoney ? .sendCost(5_000_000) : .contacts(100),
          window: generator.pick([nil, .day, .week, .month]),
          floors: isMoney
            ? []
            : (0..<generator.int(0...2)).map { n in
              VolumeFloor(
                name: "floor\(n)", when: rule(), least: generator.chance(0.5) ? .contacts(3) : .share(0.2))
            }))
    }
    for index in charter.actions.indices where generator.chance(0.05) { charter.actions[index].volumeMax = 10 }
    for index in charter.actions.indices where generator.chance(0.06) {
      charter.actions[index].rollout = Rollout(name: charter.actions[index].name, steps: rolloutSteps())
    }
  }

  private mutating func rolloutSteps() -> [RolloutStep] {
    (0..<generator.int(1...3)).map { _ in
      RolloutStep(
        countries: generator.some(["FR", "DE"], 0.3), regions: generator.some(["FR-57", "FR-75"], 0.3),
        share: generator.pick([0, 0.3, 0.7, 1]),
        pilots: generator.chance(0.2) ? generator.some(["c0", "c1", "customer"], 0.7) : [])
    }
  }

  private mutating func holidays() -> [String: [Holiday]] {
    var holidays: [String: [Holiday]] = [:]
    for country in generator.some(["FR", "DE"], 0.6) {
      holidays[country] = (0..<generator.int(1...12)).map { _ in
        let anchor = Zone.utc.date(at: generator.pick(RandomMoments.anchors))
        return Holiday(
          date: anchor.adding(days: generator.int(-2...4)), regions: generator.some(["FR-57", "FR-75"], 0.25))
      }
    }
    return holidays
  }

  private mutating func engagement() -> EngagementPolicy {
    EngagementPolicy(eligible: rules(), applicable: rules(), suitable: rules())
  }

  private mutating func rules() -> [Rule] {
    guard generator.chance(engagementDensity) else { return [] }
    return (0..<generator.int(1...2)).map { _ in rule() }
  }
}
