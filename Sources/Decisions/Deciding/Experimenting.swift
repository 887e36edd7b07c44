import Expressions
import Times

/// What candidates are ranked by.
enum Ranking {
  /// Their nets, or drawn ones.
  case net
  /// A number drawn by the customer, the day and the candidate.
  case random
  case propensity
}

extension Decider {
  /// Before anything else: the arms of the customer, and what they change.
  func enterExperiments() {
    let seconds = now.secondsSince1970
    arms = plan.experiments.map { experiment in
      guard let arm = experiment.arm(of: customer, at: seconds) else { return -1 }
      if let who = experiment.who, who.evaluate(row, general: &general) != .true { return -1 }
      return arm
    }
    forEachArm { arm in
      if !arm.leverChanges.isEmpty { hasLeverArms = true }
      if !arm.floors.isEmpty { armFloors = arm.floors }
      if arm.mode != .all { mode = arm.mode }
      if !arm.rulesOff.isEmpty { hasRulesOff = true }
    }
    if mode == .noLevers { hasLeverArms = true }
    switchRulesOff()
  }

  /// The rules of arms hold in theirs alone, and what one arm leaves out no other brings back.
  private func switchRulesOff() {
    if !hasRulesOff { hasRulesOff = plan.armRules.contains { $0 != 0 } }
    guard hasRulesOff else { return }
    for word in plan.armRules.indices { work.rulesOff[word] = plan.armRules[word] }
    forEachArm { arm in for word in arm.rulesOn.indices { work.rulesOff[word] &= ~arm.rulesOn[word] } }
    forEachArm { arm in for word in arm.rulesOff.indices { work.rulesOff[word] |= arm.rulesOff[word] } }
  }

  private func forEachArm(_ body: (ArmPlan) -> Void) {
    for (experiment, arm) in zip(plan.experiments, arms) where arm >= 0 { body(experiment.arms[arm]) }
  }

  /// The end of step 1: what is said in other arms; who takes no part hears what the control arm says.
  func leaveOutOtherArms() {
    expose(.availability)
    for (place, arm) in arms.enumerated() {
      let others = plan.experiments[place].arms[arm >= 0 ? arm : plan.charter.experiments[place].control].others
      if !others.isEmpty { drop(others, Fate(.otherArm, rule: UInt16(place))) }
    }
    expose(.engagement)
  }

  /// The end of step 3: marketing that experiments hold back.
  func holdOut() {
    expose(.reach)
    for (place, arm) in arms.enumerated() where arm >= 0 {
      let heldBack = plan.experiments[place].arms[arm].heldBack
      if !heldBack.isEmpty { drop(heldBack, Fate(.heldOut, rule: UInt16(place))) }
    }
  }

  /// Notes the experiments that first make a difference at a stage, where they concern somebody in the running or waiting. Done before the
  /// stage, so that it comes to the same in every arm.
  func expose(_ stage: ExperimentStage) {
    for (place, arm) in arms.enumerated() where arm >= 0 && plan.experiments[place].stage == stage {
      let concerned = plan.experiments[place].concerned
      for word in concerned.indices {
        let candidates = stage == .arbitration ? work.alive[word] | work.pool[word] : work.alive[word]
        if candidates & concerned[word] != 0 { exposed |= 1 << UInt64(place) }
      }
    }
  }

  /// Before floors: what arms rank candidates by, where nothing but marketing is left.
  func settleRanking() {
    expose(.arbitration)
    guard mode == .randomEligible || mode == .propensityOnly else { return }
    var isMarketing = true
    for mask in [work.alive, work.pool] {
      mask.forEachBit(wordCount: words) { index in
        if plan.treatments[index].contact.purposeKind != .marketing { isMarketing = false }
      }
    }
    guard isMarketing else { return }
    ranking = mode == .randomEligible ? .random : .propensity
    // What must wait is not among what may be said.
    if ranking == .random { for word in 0..<words { work.pool[word] = 0 } }
  }

  /// Ranks candidates by what the arm says.
  func rankApart() {
    for mask in [work.alive, work.pool] {
      mask.forEachBit(wordCount: words) { index in
        work.draws[index] =
          ranking == .propensity
          ? work.propensities[index] : Chance.uniform(customer.key, salt: salt(of: plan.treatments[index].contact))
      }
    }
  }

  /// The chance of the first of equals: one of its tier.
  func drawAmongEquals(best: Int?) -> Draw {
    guard let best else { return .none }
    var count = 0
    work.alive.forEachBit(wordCount: words) { index in
      if plan.treatments[index].tier == plan.treatments[best].tier { count += 1 }
    }
    return Draw(probability: 1 / Double(max(1, count)), isEven: count > 1)
  }

  /// The least net of a candidate. Arms that do not rank by money know none, but where a slot has its price.
  @inline(__always) func floor(_ index: Int) -> Double {
    guard isExperimenting else { return plan.treatments[index].floor }
    if ranking != .net, !(index < occasion.prices.count && occasion.prices[index] > 0) { return -.infinity }
    return moneyFloor(index)
  }

  /// The least net of a candidate as the charter or an arm says it.
  @inline(__always) func moneyFloor(_ index: Int) -> Double {
    guard isExperimenting else { return plan.treatments[index].floor }
    return armFloors.isEmpty ? plan.treatments[index].floor : armFloors[index]
  }

  /// What the levers of arms add.
  func addLeverChanges() {
    forEachArm { arm in
      for index in arm.leverChanges.indices { work.boosts[index] += arm.leverChanges[index] }
    }
  }

  /// Takes every lever off marketing.
  func takeLeversOff() {
    for index in plan.treatments.indices where plan.treatments[index].contact.purposeKind == .marketing {
      work.boosts[index] = -plan.treatments[index].lever
    }
  }

  /// In which arms the customer was, as the decision tells.
  var assignments: [Assignment] {
    guard !arms.isEmpty else { return [] }
    var assignments: [Assignment] = []
    for (place, arm) in arms.enumerated() where arm >= 0 {
      let experiment = plan.experiments[place]
      assignments.append(
        Assignment(
          experiment: place, arm: arm,
          probability: experiment.isListed ? 1 : experiment.arms[arm].share,
          isHoldout: experiment.arms[arm].isHoldout, isExposed: exposed >> UInt64(place) & 1 != 0))
    }
    return assignments
  }
}
