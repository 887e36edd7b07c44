import Decisions
import Expressions
import Times

/// In which arm of an experiment a customer is, by the words of docs/DECIDING.md.
struct ReferenceArm {
  let arm: ExperimentArm?
  let position: Int
  /// The arm whose treatments they hear.
  let heard: ExperimentArm
  let probability: Double

  static func all(_ charter: Charter, _ customer: Customer, truth: ReferenceTruth, now: Instant) -> [ReferenceArm] {
    charter.experiments.map { experiment in
      let place = position(experiment, customer, truth: truth, now: now)
      return ReferenceArm(
        arm: place.map { experiment.arms[$0] }, position: place ?? -1,
        heard: experiment.arms[place ?? experiment.control],
        probability: experiment.arms.contains { !$0.regions.isEmpty } ? 1 : place.map { experiment.arms[$0].share } ?? 0
      )
    }
  }

  private static func position(
    _ experiment: Experiment, _ customer: Customer, truth: ReferenceTruth, now: Instant
  ) -> Int? {
    if let from = experiment.from, now < from { return nil }
    if let until = experiment.until, now >= until { return nil }
    if let who = experiment.who, truth.truth(who.condition) != .true { return nil }
    let key: UInt64
    switch experiment.unit {
    case .customer: key = customer.key
    case .household: key = customer.household != 0 ? customer.household : customer.key
    case .region:
      if customer.region == .none { return nil }
      key = UInt64(customer.region.rawValue)
    }
    let entry = experiment.layer.isEmpty ? "entry \(experiment.name)" : "layer \(experiment.layer)"
    let place = Chance.uniform(key, salt: Chance.key(of: entry))
    if place < experiment.slice.lowerBound || place >= experiment.slice.upperBound { return nil }
    if experiment.arms.contains(where: { !$0.regions.isEmpty }) {
      let own = experiment.arms.firstIndex { $0.regions.map { Symbol($0) }.contains(customer.region) }
      return own ?? experiment.arms.firstIndex { $0.regions.isEmpty } ?? experiment.control
    }
    var period: Int64 = 0
    if let length = experiment.rotationSeconds {
      let since = now.secondsSince1970 - (experiment.from?.secondsSince1970 ?? 0)
      period = since >= 0 ? since / length : (since - length + 1) / length
    }
    let salt = Chance.key(of: experiment.name) &+ UInt64(bitPattern: period) &* 0x9e37_79b9_7f4a_7c15
    let number = Chance.uniform(key, salt: salt)
    var sum = 0.0
    for (index, arm) in experiment.arms.enumerated() {
      sum += arm.share
      if number < sum { return index }
    }
    return experiment.arms.lastIndex { $0.share > 0 }
  }

  /// Whether a contact rule holds in these arms.
  static func holds(_ rule: ReferenceRule, _ arms: [ReferenceArm], _ experiments: [Experiment]) -> Bool {
    if rule.isLegal { return true }
    if case .tired = rule.kind { return true }
    let name = rule.rule.name
    if arms.contains(where: { $0.arm?.rulesOff.contains(name) ?? false }) { return false }
    let isOfArms = experiments.contains { $0.arms.contains { $0.rulesOn.contains(name) } }
    return !isOfArms || arms.contains { $0.arm?.rulesOn.contains(name) ?? false }
  }
}

extension ReferenceDecider {
  /// The last arm that says how to arbitrate.
  var mode: ArbitrationMode { arms.compactMap(\.arm?.mode).last { $0 != .all } ?? .all }

  var assignments: [Assignment] {
    arms.enumerated().compactMap { place, own in
      own.arm.map {
        Assignment(
          experiment: place, arm: own.position, probability: own.probability,
          isHoldout: $0.heldBack != nil, isExposed: exposed.contains(place))
      }
    }
  }

  private func isHeldBack(_ candidate: ReferenceCandidate, by arm: ExperimentArm) -> Bool {
    guard let scope = arm.heldBack else { return false }
    return candidate.purpose.kind == .marketing && ReferenceScope(scope).matches(candidate.contact)
  }

  private func isListed(_ candidate: ReferenceCandidate, by arm: ExperimentArm) -> Bool {
    arm.treatments.contains {
      $0.action == candidate.action.name && ($0.channel.isEmpty || $0.channel == candidate.channel.name)
    }
  }

  private func isOfOtherArm(_ candidate: ReferenceCandidate, _ arm: ExperimentArm, _ experiment: Experiment) -> Bool {
    experiment.arms.contains { isListed(candidate, by: $0) } && !isListed(candidate, by: arm)
  }

  mutating func leaveOutOtherArms() {
    for (place, own) in arms.enumerated() {
      for number in running where isOfOtherArm(candidates[number], own.heard, charter.experiments[place]) {
        fates[number] = Fate(.otherArm, rule: UInt16(place))
        running.removeAll { $0 == number }
      }
    }
  }

  mutating func holdOut() {
    for (place, own) in arms.enumerated() {
      guard let arm = own.arm else { continue }
      for number in running where isHeldBack(candidates[number], by: arm) {
        fates[number] = Fate(.heldOut, rule: UInt16(place))
        running.removeAll { $0 == number }
      }
    }
  }

  private func leverChange(_ candidate: ReferenceCandidate, _ arm: ExperimentArm) -> Double {
    (arm.issueLevers[candidate.issue.name] ?? candidate.issue.lever) - candidate.issue.lever
      + ((arm.groupLevers[candidate.group.name] ?? candidate.group.lever) - candidate.group.lever)
      + ((arm.actionLevers[candidate.action.name] ?? candidate.action.lever) - candidate.action.lever)
  }

  func leverChange(of candidate: ReferenceCandidate) -> Double {
    arms.compactMap(\.arm).map { leverChange(candidate, $0) }.reduce(0, +)
  }

  /// Ranks by what the arm says, where nothing but marketing is left.
  mutating func rankApart() {
    guard mode == .randomEligible || mode == .propensityOnly else { return }
    guard (running + pool).allSatisfy({ candidates[$0].purpose.kind == .marketing }) else { return }
    isRankedApart = true
    if mode == .randomEligible { pool = [] }
    for number in running + pool {
      let contact = candidates[number].contact
      let drawn = chance(UInt64(contact.action.rawValue) << 32 | UInt64(contact.channel.rawValue))
      let propensity = scores[number]?.propensity
      let rank = mode == .propensityOnly ? propensity : drawn
      scores[number]?.drawn = rank
    }
  }

  /// The first answer, after chance had its say.
  mutating func drawn(_ winner: Contender?) -> Contender? {
    guard isRankedApart, mode == .randomEligible else { return drawEvenly(winner) }
    guard let winner else { return nil }
    let equals = running.filter { tier(of: candidates[$0]) == winner.tier }
    draw = Draw(probability: 1 / Double(equals.count), isEven: equals.count > 1)
    return winner
  }

  /// The stages at which experiments first make a difference: which treatments (0), engagement (1), reach (2), contact policy (3),
  /// arbitration (4).
  mutating func expose(_ stage: Int) {
    let others = stage == 4 ? pool : []
    for (place, own) in arms.enumerated() where own.arm != nil {
      let touched = (running + others).filter { concerns(candidates[$0], charter.experiments[place]) != nil }
      let stages = candidates.compactMap { concerns($0, charter.experiments[place]) }
      if !touched.isEmpty, stages.min() == stage { exposed.insert(place) }
    }
  }

  /// The first stage at which an experiment may change something of a candidate; nothing: at none.
  private func concerns(_ candidate: ReferenceCandidate, _ experiment: Experiment) -> Int? {
    var stages: [Int] = []
    for arm in experiment.arms {
      if isOfOtherArm(candidate, arm, experiment) { stages.append(0) }
      if candidate.purpose.kind == .marketing, arm.mode != .all {
        stages.append(arm.mode == .eligibilityOnly ? 1 : 4)
      }
      if isHeldBack(candidate, by: arm) { stages.append(2) }
      for rule in ReferenceRule.all(charter.policy, tired: nil)
      where !rule.isLegal && (arm.rulesOff + arm.rulesOn).contains(rule.rule.name) {
        if candidate.purpose.isBlockable, rule.limits.matches(candidate.contact) { stages.append(3) }
      }
      if leverChange(candidate, arm) != 0 { stages.append(4) }
      if let floor = arm.floor, candidate.purpose.floor == nil, floor != charter.floor { stages.append(4) }
    }
    return stages.min()
  }
}
