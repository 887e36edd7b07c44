import Expressions

/// The steps of the engagement policy, in their order.
enum EngagementStep: Int, CaseIterable {
  case eligible, applicable, suitable

  /// Reasons by level (issue, group, action): a rule is false, a rule could not be evaluated.
  var reasons: [(isFalse: Reason, isUnknown: Reason)] {
    switch self {
    case .eligible:
      [
        (.ineligibleByIssue, .eligibilityUnknownByIssue), (.ineligibleByGroup, .eligibilityUnknownByGroup),
        (.ineligible, .eligibilityUnknown),
      ]
    case .applicable:
      [
        (.inapplicableByIssue, .applicabilityUnknownByIssue), (.inapplicableByGroup, .applicabilityUnknownByGroup),
        (.inapplicable, .applicabilityUnknown),
      ]
    case .suitable:
      [
        (.unsuitableByIssue, .suitabilityUnknownByIssue), (.unsuitableByGroup, .suitabilityUnknownByGroup),
        (.unsuitable, .suitabilityUnknown),
      ]
    }
  }

  /// The rules of this step.
  func rules(_ policy: EngagementPolicy) -> [Rule] {
    switch self {
    case .eligible: policy.eligible
    case .applicable: policy.applicable
    case .suitable: policy.suitable
    }
  }
}

/// One step at one level: a bit for each issue, group or action, at a word's edge.
struct EngagementPlane: Sendable {
  let firstBit: Int
  let wordCount: Int
  let isFalse: Reason
  let isUnknown: Reason
  /// The actions under each bit; empty at the level of actions, where bit and action are one.
  let actions: [[UInt64]]
  /// Bits that have a rule at all; a plane without any is skipped.
  let ruled: [UInt64]
}

/// Every rule of a charter, compiled together.
struct RuleBook: Sendable {
  let index: RuleIndex
  let planes: [EngagementPlane]
  let wordCount: Int
  private let conditionBits: [Condition: Int]
  /// Bits of conditions outside the engagement policy that the index cannot settle alone.
  let residualConditions: [Int]

  init(_ charter: Charter) {
    var bits: [[Condition]] = []
    var planes: [EngagementPlane] = []
    let levels = RuleBook.levels(charter)
    for step in EngagementStep.allCases {
      for (level, reasons) in zip(levels, step.reasons) {
        let first = bits.count
        let conditions = level.policies.map { step.rules($0).map(\.condition) }
        bits += conditions
        bits += Array(repeating: [], count: (64 - bits.count % 64) % 64)
        planes.append(
          EngagementPlane(
            firstBit: first, wordCount: (bits.count - first) / 64, isFalse: reasons.isFalse,
            isUnknown: reasons.isUnknown, actions: level.actions,
            ruled: BitWords.words(
              conditions.indices.filter { !conditions[$0].isEmpty }, count: bits.count - first)))
      }
    }
    var conditionBits: [Condition: Int] = [:]
    for condition in RuleBook.conditions(charter) where conditionBits[condition] == nil {
      conditionBits[condition] = bits.count
      bits.append([condition])
    }
    self.planes = planes.filter { $0.ruled.contains { $0 != 0 } }
    self.conditionBits = conditionBits
    let index = RuleIndex(bits: bits, slotTypes: charter.slotTypes)
    residualConditions = conditionBits.values.sorted().filter { index.hasResidual($0) }
    self.index = index
    wordCount = index.wordCount
  }

  /// The bit of a condition outside the engagement policy; −1 for none.
  func conditionBit(_ rule: Rule?) -> Int { rule.flatMap { conditionBits[$0.condition] } ?? -1 }

  private static func levels(_ charter: Charter) -> [(policies: [EngagementPolicy], actions: [[UInt64]])] {
    let count = charter.actions.count
    func actions(_ include: (Action) -> Bool) -> [UInt64] {
      BitWords.words(charter.actions.indices.filter { include(charter.actions[$0]) }, count: count)
    }
    return [
      (
        charter.issues.map(\.engagement),
        charter.issues.indices.map { issue in actions { charter.groups[$0.group].issue == issue } }
      ),
      (charter.groups.map(\.engagement), charter.groups.indices.map { group in actions { $0.group == group } }),
      (charter.actions.map(\.engagement), []),
    ]
  }

  private static func conditions(_ charter: Charter) -> [Condition] {
    let policy = charter.policy
    var rules: [ContactRule] = policy.caps.map(\.rule)
    rules += policy.spacings.map(\.rule) + policy.hours.map(\.rule)
    rules += policy.suppressions.map(\.rule) + policy.pendings.map(\.rule) + policy.pauses
    return rules.compactMap { $0.when?.condition } + charter.hierarchy.compactMap { $0.when?.condition }
      + charter.silences.map(\.when.condition) + charter.limits.flatMap { $0.floors.map(\.when.condition) }
  }
}
