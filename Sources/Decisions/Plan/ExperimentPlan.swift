import Expressions
import Times

/// Where in a decision an experiment first makes a difference.
enum ExperimentStage: Int, Comparable {
  /// Which treatments there are.
  case availability
  /// Which rules of engagement hold.
  case engagement
  /// Whom marketing reaches.
  case reach
  /// Which contact rules hold.
  case policy
  /// What a candidate is worth, and which is the best.
  case arbitration

  static func < (a: ExperimentStage, b: ExperimentStage) -> Bool { a.rawValue < b.rawValue }
}

/// An arm, by numbers: bit sets over treatments and contact rules.
struct ArmPlan: Sendable {
  let share: Double
  /// The sum of the shares up to and with this one.
  let upperShare: Double
  let regions: [Symbol]
  /// Whether it holds marketing back, and which treatments that are; empty: none.
  let isHoldout: Bool
  let heldBack: [UInt64]
  /// Treatments of other arms; empty: none.
  let others: [UInt64]
  /// Contact rules that do not hold, and those that hold here alone; empty: none.
  let rulesOff: [UInt64]
  let rulesOn: [UInt64]
  /// What it adds to each treatment's lever; empty: nothing.
  let leverChanges: [Double]
  /// The floor of each treatment; empty: the charter's.
  let floors: [Double]
  let mode: ArbitrationMode
}

/// An experiment, by numbers.
struct ExperimentPlan: Sendable {
  let unit: ExperimentUnit
  let entrySalt: UInt64
  let salt: UInt64
  let slice: Range<Double>
  let who: CompiledCondition?
  let from: Int64
  let until: Int64
  let rotationSeconds: Int64
  let arms: [ArmPlan]
  /// Whether arms are regions that are listed, and not drawn.
  let isListed: Bool
  /// The position of the arm of those whose region is in no list.
  let restArm: Int
  /// Where it first makes a difference, and to which treatments.
  let stage: ExperimentStage
  let concerned: [UInt64]

  init(
    _ experiment: Experiment, slotTypes: [ValueType], arms: [ArmPlan], stage: ExperimentStage, concerned: [UInt64]
  ) {
    unit = experiment.unit
    entrySalt = Chance.key(of: experiment.entryName)
    salt = Chance.key(of: experiment.name)
    slice = experiment.slice
    who = experiment.who.map { CompiledCondition($0.condition, slotTypes: slotTypes) }
    from = experiment.from?.secondsSince1970 ?? .min
    until = experiment.until?.secondsSince1970 ?? .max
    rotationSeconds = experiment.rotationSeconds ?? 0
    self.arms = arms
    isListed = arms.contains { !$0.regions.isEmpty }
    restArm = arms.firstIndex { $0.regions.isEmpty } ?? experiment.control
    self.stage = stage
    self.concerned = concerned
  }

  /// The arm of a customer at a moment; nothing when they take no part. Their ``who`` is asked by the caller.
  func arm(of customer: Customer, at seconds: Int64) -> Int? {
    guard seconds >= from, seconds < until else { return nil }
    let key: UInt64
    switch unit {
    case .customer: key = customer.key
    case .household: key = customer.household == 0 ? customer.key : customer.household
    case .region:
      guard customer.region != .none else { return nil }
      key = UInt64(customer.region.rawValue)
    }
    if slice.lowerBound > 0 || slice.upperBound < 1 {
      guard slice.contains(Chance.uniform(key, salt: entrySalt)) else { return nil }
    }
    if isListed { return arms.firstIndex { $0.regions.contains(customer.region) } ?? restArm }
    let origin = from == .min ? 0 : from
    let period = rotationSeconds == 0 ? 0 : (seconds - origin).quotientFloored(by: rotationSeconds)
    let number = Chance.uniform(key, salt: salt &+ UInt64(bitPattern: period) &* 0x9e37_79b9_7f4a_7c15)
    // The last arm with a share takes what rounding leaves.
    return arms.firstIndex { number < $0.upperShare } ?? arms.lastIndex { $0.share > 0 }
  }
}

extension Experiment {
  /// What is hashed for who takes part: the layer's name, so that its experiments share one draw. No name has a space.
  var entryName: String { layer.isEmpty ? "entry \(name)" : "layer \(layer)" }
}

extension ExperimentPlan {
  /// The experiments of a charter, whose treatments and contact policy are ready.
  static func all(of charter: Charter, treatments: [TreatmentPlan], policy: PolicyPlan) -> [ExperimentPlan] {
    charter.experiments.map { experiment in
      var maker = ArmMaker(charter: charter, treatments: treatments, policy: policy, experiment: experiment)
      let arms = experiment.arms.map { maker.arm($0) }
      return ExperimentPlan(
        experiment, slotTypes: charter.slotTypes, arms: arms, stage: maker.stage, concerned: maker.concerned)
    }
  }
}

/// Makes the arms of an experiment, and notes where they differ.
private struct ArmMaker {
  let charter: Charter
  let treatments: [TreatmentPlan]
  let policy: PolicyPlan
  let listed: [[UInt64]]
  var stage = ExperimentStage.arbitration
  var concerned: [UInt64]
  private var upperShare = 0.0
  private var armIndex = 0

  init(charter: Charter, treatments: [TreatmentPlan], policy: PolicyPlan, experiment: Experiment) {
    self.charter = charter
    self.treatments = treatments
    self.policy = policy
    listed = experiment.arms.map { arm in
      let names = arm.treatments.map { (action: Symbol($0.action), channel: $0.channel) }
      return BitWords.words(
        treatments.indices.filter { index in
          let contact = treatments[index].contact
          return names.contains {
            $0.action == contact.action && ($0.channel.isEmpty || Symbol($0.channel) == contact.channel)
          }
        }, count: treatments.count)
    }
    concerned = BitWords.words([Int](), count: treatments.count)
  }

  private func words(_ include: (TreatmentPlan) -> Bool) -> [UInt64] {
    BitWords.words(treatments.indices.filter { include(treatments[$0]) }, count: treatments.count)
  }

  private mutating func note(_ stage: ExperimentStage, _ words: [UInt64]) {
    guard words.contains(where: { $0 != 0 }) else { return }
    self.stage = min(self.stage, stage)
    for word in words.indices { concerned[word] |= words[word] }
  }

  mutating func arm(_ arm: ExperimentArm) -> ArmPlan {
    upperShare += arm.share
    defer { armIndex += 1 }
    let heldBack = arm.heldBack.map { scope -> [UInt64] in
      let scope = ScopePlan(scope)
      return words { $0.contact.purposeKind == .marketing && scope.matches($0.contact) }
    }
    note(.reach, heldBack ?? [])
    let others = others()
    note(.availability, others)
    let rulesOff = ruleBits(arm.rulesOff)
    let rulesOn = ruleBits(arm.rulesOn)
    for number in rulesOff + rulesOn { note(.policy, policy.rulesByNumber[number].applies) }
    let leverChanges = leverChanges(arm)
    note(.arbitration, BitWords.words(leverChanges.indices.filter { leverChanges[$0] != 0 }, count: treatments.count))
    let floors = arm.floor.map { floor in
      treatments.map { charter.purposes[$0.purpose].floor == nil ? floor : $0.floor }
    }
    if let floors {
      note(
        .arbitration,
        BitWords.words(treatments.indices.filter { floors[$0] != treatments[$0].floor }, count: treatments.count))
    }
    if arm.mode != .all {
      note(arm.mode == .eligibilityOnly ? .engagement : .arbitration, words { $0.contact.purposeKind == .marketing })
    }
    let ruleCount = policy.rulesByNumber.count
    return ArmPlan(
      share: arm.share, upperShare: upperShare, regions: arm.regions.map { Symbol($0) }, isHoldout: heldBack != nil,
      heldBack: heldBack ?? [],
      others: others, rulesOff: rulesOff.isEmpty ? [] : BitWords.words(rulesOff, count: ruleCount),
      rulesOn: rulesOn.isEmpty ? [] : BitWords.words(rulesOn, count: ruleCount),
      leverChanges: leverChanges, floors: floors ?? [], mode: arm.mode)
  }

  /// What the other arms list and this one does not.
  private func others() -> [UInt64] {
    guard listed.contains(where: { $0.contains { $0 != 0 } }) else { return [] }
    var words = BitWords.words([Int](), count: treatments.count)
    for word in words.indices {
      words[word] = listed.reduce(0) { $0 | $1[word] } & ~listed[armIndex][word]
    }
    return words
  }

  private func ruleBits(_ names: [String]) -> [Int] {
    policy.rulesByNumber.indices.filter { number in
      let rule = policy.rulesByNumber[number]
      return !rule.isLegal && !rule.name.isEmpty && names.contains(rule.name)
    }
  }

  private func leverChanges(_ arm: ExperimentArm) -> [Double] {
    guard !(arm.issueLevers.isEmpty && arm.groupLevers.isEmpty && arm.actionLevers.isEmpty) else { return [] }
    return treatments.map { treatment in
      let action = charter.actions[treatment.action]
      let group = charter.groups[action.group]
      let issue = charter.issues[group.issue]
      return (arm.issueLevers[issue.name] ?? issue.lever) - issue.lever
        + ((arm.groupLevers[group.name] ?? group.lever) - group.lever)
        + ((arm.actionLevers[action.name] ?? action.lever) - action.lever)
    }
  }
}
