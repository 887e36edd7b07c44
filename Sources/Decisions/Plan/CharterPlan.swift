import Expressions
import Times

/// Treatments that need the same consent.
struct ConsentPlan: Sendable {
  let purpose: Int
  let channel: Int
  let treatments: [UInt64]
}

/// A charter made ready to decide: names became positions, rules one index, scopes bit sets.
///
/// Made once when a charter is activated; immutable, so that any number of decisions may read it at once. A class, because
/// every decision passes it around, and a copy should cost one count and not one for each of its arrays.
public final class CharterPlan: Sendable {
  /// What it was made from.
  public let charter: Charter
  /// By action, then channel as the action lists them; fates and choices speak of their positions here.
  public let treatments: [TreatmentPlan]

  let rules: RuleBook
  /// The bits of the conditions of silences and tiers; −1: none.
  let silenceBits: [Int]
  let tierBits: [Int]
  /// What each derived feature looks for.
  let featureSymbols: [Symbol]
  /// The segments that rules ask about, compiled.
  let segments: [(slot: Int, condition: CompiledCondition)]
  let programs: ProgramSet
  let policy: PolicyPlan
  /// What limits all customers together: the charter's limits, then the volumes of actions.
  public let volumes: [VolumePlan]
  /// Where parts of the charter are different.
  let markets: [MarketPlan]
  let actionTreatments: [Range<Int>]
  let outbound: [UInt64]
  let inbound: [UInt64]
  let channelTreatments: [[UInt64]]
  let actionWords: Int
  let treatmentWords: Int
  /// Treatments that are switched off.
  let inactive: [UInt64]
  /// Actions with a first or a last day.
  let dated: [Int]
  /// The roll-outs of actions, and the treatments of each.
  let rollouts: [(plan: RolloutPlan, treatments: [UInt64])]
  let consents: [ConsentPlan]
  let purposeTreatments: [[UInt64]]
  /// By channels that need an address.
  let addressed: [Int]
  /// Treatments that the holdout leaves out.
  let heldBack: [UInt64]
  let holdoutSalt: UInt64
  /// Whether what some contact adds is learned.
  public let learnsEffects: Bool
  let tierTreatments: [[UInt64]]
  let silenceTreatments: [[UInt64]]
  /// Treatments whose waiting preference is not to be replaced.
  let waiting: [UInt64]
  let placements: [Symbol: [UInt64]]
  let hasPlacement: [UInt64]
  /// Holdouts and tests; contact rules that hold in some arm alone; actions of marketing, which arms arbitrate.
  let experiments: [ExperimentPlan]
  let armRules: [UInt64]
  let marketingActions: [UInt64]

  /// Makes a plan; it trusts that the charter was checked: positions are in range, types fit.
  public init(_ charter: Charter) {
    self.charter = charter
    let treatments = TreatmentPlan.all(of: charter)
    self.treatments = treatments
    let count = treatments.count
    func words(_ include: (TreatmentPlan) -> Bool) -> [UInt64] {
      BitWords.words(treatments.indices.filter { include(treatments[$0]) }, count: count)
    }
    rules = RuleBook(charter)
    programs = ProgramSet(charter)
    silenceBits = charter.silences.map { [rules] in rules.conditionBit($0.when) }
    tierBits = charter.hierarchy.map { [rules] in rules.conditionBit($0.when) }
    featureSymbols = charter.features.map(\.source.symbol)
    segments = charter.segments.map { segment in
      (segment.slot, CompiledCondition(segment.when.condition, slotTypes: charter.slotTypes))
    }
    policy = PolicyPlan(charter, treatments: treatments, conditionBit: rules.conditionBit)
    let markets = charter.markets.map { market in
      MarketPlan(
        name: market.name, countries: market.countries.map { Symbol($0) }, when: market.when,
        plan: CharterPlan(charter.adapted(to: market)))
    }
    self.markets = markets
    volumes = charter.volumeLimits.enumerated().map { [rules] index, limit in
      let own = VolumePlan(limit, treatments: treatments, conditionBit: rules.conditionBit)
      // A budget of all markets reckons with the dearest, so that it is never passed.
      return markets.reduce(own) { $0.dearest($1.plan.volumes[index]) }
    }
    actionTreatments = CharterPlan.ranges(charter)
    actionWords = BitWords.wordCount(charter.actions.count)
    treatmentWords = BitWords.wordCount(count)
    outbound = words { charter.channels[$0.channel].direction == .outbound }
    inbound = words { charter.channels[$0.channel].direction == .inbound }
    channelTreatments = charter.channels.indices.map { channel in words { $0.channel == channel } }
    inactive = CharterPlan.inactive(charter)
    dated = charter.actions.indices.filter { charter.actions[$0].starts != nil || charter.actions[$0].ends != nil }
    rollouts = charter.actions.enumerated().compactMap { index, action in
      action.rollout.map { (RolloutPlan($0), words { $0.action == index }) }
    }
    consents = charter.purposes.indices.filter { charter.purposes[$0].needsConsent }.flatMap { purpose in
      charter.channels.indices.map { channel in
        ConsentPlan(
          purpose: purpose, channel: channel,
          treatments: words { $0.purpose == purpose && $0.channel == channel })
      }
    }.filter { $0.treatments.contains { $0 != 0 } }
    purposeTreatments = charter.purposes.indices.map { purpose in words { $0.purpose == purpose } }
    addressed = charter.channels.indices.filter { charter.channels[$0].needsAddress }
    heldBack = words { charter.purposes[$0.purpose].kind == .marketing }
    holdoutSalt = charter.holdout.map { Chance.key(of: $0.name) } ?? 0
    learnsEffects = treatments.contains { $0.meansEffect && $0.isLearned }
    tierTreatments = charter.hierarchy.indices.map { tier in words { $0.tier == tier } }
    silenceTreatments = charter.silences.map { silence in
      words { !silence.exceptPurposeKinds.contains(charter.purposes[$0.purpose].kind) }
    }
    waiting = words { $0.waiting != .replace }
    experiments = ExperimentPlan.all(of: charter, treatments: treatments, policy: policy)
    armRules = CharterPlan.armRules(experiments, ruleCount: policy.rulesByNumber.count)
    marketingActions = BitWords.words(
      charter.actions.indices.filter { charter.purposes[charter.actions[$0].purpose].kind == .marketing },
      count: charter.actions.count)
    (placements, hasPlacement) = CharterPlan.placements(charter, ranges: actionTreatments, count: count)
  }

  /// Treatments that are switched off, with their action or alone.
  private static func inactive(_ charter: Charter) -> [UInt64] {
    let isActive = charter.actions.flatMap { action in action.treatments.map { action.isActive && $0.isOffered } }
    return BitWords.words(isActive.indices.filter { !isActive[$0] }, count: isActive.count)
  }

  private static func armRules(_ experiments: [ExperimentPlan], ruleCount: Int) -> [UInt64] {
    var words = BitWords.words([Int](), count: ruleCount)
    for arm in experiments.flatMap(\.arms) {
      for word in arm.rulesOn.indices { words[word] |= arm.rulesOn[word] }
    }
    return words
  }

  private static func ranges(_ charter: Charter) -> [Range<Int>] {
    var start = 0
    return charter.actions.map { action in
      defer { start += action.treatments.count }
      return start..<start + action.treatments.count
    }
  }

  private static func placements(
    _ charter: Charter, ranges: [Range<Int>], count: Int
  ) -> ([Symbol: [UInt64]], [UInt64]) {
    var byPlacement: [Symbol: [Int]] = [:]
    var placed: [Int] = []
    for (action, range) in zip(charter.actions, ranges) {
      for (index, treatment) in zip(range, action.treatments) where !treatment.placements.isEmpty {
        placed.append(index)
        for placement in treatment.placements { byPlacement[Symbol(placement), default: []].append(index) }
      }
    }
    return (byPlacement.mapValues { BitWords.words($0, count: count) }, BitWords.words(placed, count: count))
  }

  /// The name of a treatment's action.
  public func actionName(_ treatment: Int) -> String { charter.actions[treatments[treatment].action].name }

  /// The contact that a choice is, reserved, as the ledger keeps it; its origin is not known yet.
  public func contact(for choice: Choice, customer: Customer) -> Contact {
    let treatment = plan(for: customer).treatments[choice.treatment]
    var contact = treatment.contact
    contact.atSeconds = UInt32(clamping: choice.at.secondsSince1970)
    contact.address = customer.addresses[treatment.channel]
    return contact
  }

  /// The name of a treatment's channel.
  public func channelName(_ treatment: Int) -> String { charter.channels[treatments[treatment].channel].name }
}
