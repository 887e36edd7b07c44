import Decisions
import Expressions
import Times

/// A charter of a given size, from a seed: four outbound channels, three rules an action, a contact policy with six caps.
struct SyntheticCharter {
  /// What is varied.
  struct Shape {
    var actionCount: Int
    /// Whether every rule and cap lets everybody through, so that every candidate is scored and ranked.
    var isDense = false
  }

  /// The moment of every decision: Monday 2026-11-23, 10:30 in Paris.
  static let now = Instant(secondsSince1970: 1_795_426_200)
  static let channelNames = ["email", "sms", "push", "call"]
  static let groupCount = 10
  static let purposeCount = 2

  let charter: Charter
  let rules: [SyntheticRule]

  init(_ shape: Shape, seed: UInt64 = 1) throws {
    var charter = Charter()
    charter.version = "synthetic"
    charter.country = "FR"
    charter.slotTypes = SyntheticWorld.types
    charter.channels = [
      Channel(name: "email", kind: .email, direction: .outbound, needsAddress: true, sendCost: 0.002),
      Channel(
        name: "sms", kind: .sms, direction: .outbound, needsAddress: true, sendCost: 0.05, weightHundredths: 200),
      Channel(
        name: "push", kind: .push, direction: .outbound, needsAddress: true, sendCost: 0.001, weightHundredths: 50),
      Channel(
        name: "call", kind: .call, direction: .outbound, needsAddress: true, sendCost: 4, weightHundredths: 400),
    ]
    charter.purposes = [
      Purpose(name: "offers", kind: .marketing, needsConsent: true),
      Purpose(name: "care", kind: .service, needsConsent: false, isBlockable: true),
    ]
    charter.issues = [Issue(name: "sales", lever: 0.1), Issue(name: "retention", lever: 0.2)]
    charter.groups = (0..<SyntheticCharter.groupCount).map { Group(name: "group_\($0)", issue: $0 % 2) }
    charter.wear = WearCost(wear: 0.02, wearPerPressure: 0.01)
    charter.floor = 0.05
    charter.zones = [SyntheticZone.paris]
    charter.policy = SyntheticPolicy.policy(isDense: shape.isDense)
    charter.holidays = ["FR": SyntheticPolicy.holidays]
    var random = SeededRandom(seed: seed)
    var source = SyntheticRules(seed: seed &+ 1, areAlwaysTrue: shape.isDense)
    var rules: [SyntheticRule] = []
    for number in 0..<shape.actionCount {
      let own = (0..<3).map { _ in source.next() }
      rules += own
      let compiled = try own.map {
        try SyntheticRules.rule($0.cel, symbols: &charter.symbols, programs: &charter.programs)
      }
      charter.actions.append(
        SyntheticCharter.action(number, compiled, isDense: shape.isDense, using: &random))
    }
    self.charter = charter
    self.rules = rules
  }

  private static func action(
    _ number: Int, _ rules: [Rule], isDense: Bool, using random: inout SeededRandom
  ) -> Action {
    // One propensity in two is a constant of the charter, the others are scores that the customer brings.
    let treatments = channelNames.indices.map { channel in
      Treatment(
        channel: channel,
        propensity: random.chance(0.5)
          ? .constant(Double.random(in: 0.01..<0.2, using: &random))
          : .slot(SyntheticWorld.firstDouble + Int.random(in: 0..<SyntheticWorld.doubleCount, using: &random)))
    }
    return Action(
      name: "action_\(number)", group: Int.random(in: 0..<groupCount, using: &random),
      purpose: random.chance(0.8) ? 0 : 1,
      engagement: EngagementPolicy(eligible: [rules[0]], applicable: [rules[1]], suitable: [rules[2]]),
      value: random.chance(0.8)
        ? .constant(Double.random(in: 5..<200, using: &random))
        : .slot(Int.random(in: 0..<SyntheticWorld.intCount, using: &random)),
      lever: Double.random(in: 0..<0.5, using: &random), treatments: treatments)
  }
}
