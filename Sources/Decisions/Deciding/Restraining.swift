import Times

extension Decider {
  /// What one more message costs by what was learned, for the candidates.
  func restrain(_ candidates: CandidateMask, _ subject: borrowing Subject) {
    guard let restraint = plan.charter.restraint, let model = snapshot.models.restraint else { return }
    candidates.forEach {
      work.hazards[$0] = 0
      work.hazardDeviations[$0] = 0
      work.laterCosts[$0] = 0
    }
    silence = model.writeRestraint(
      of: candidates, for: subject, lifetimeValue: lifetimeValue,
      into: RestraintRoom(hazards: work.hazards, deviations: work.hazardDeviations, later: work.laterCosts))
    if !restraint.looksAhead {
      silence = 0
      candidates.forEach { work.laterCosts[$0] = 0 }
    }
  }

  /// What the customer is worth in their lifetime, in money; 0 where that is unknown.
  var lifetimeValue: Double {
    guard let restraint = plan.charter.restraint else { return 0 }
    let value = number(restraint.lifetimeValue)
    return value > 0 && value.isFinite ? value : 0
  }

  /// Before step 4: whether the customer is tired, where that changes anything.
  func watchTiredness(_ state: CustomerState) {
    guard plan.policy.tired != nil, let model = snapshot.models.restraint else { return }
    isTired = model.isTired(subject(state))
  }

  /// The end of step 6's first half: marketing that is not believed surely enough to net more than nothing leaves the
  /// running; where the floor lies below 0, than the floor.
  func checkConfidence() {
    guard let confidence = plan.charter.restraint?.confidence, confidence > 0, ranking == .net else { return }
    func isTooUnsure(_ index: Int) -> Bool {
      let treatment = plan.treatments[index]
      guard treatment.contact.direction == .outbound, treatment.contact.purposeKind == .marketing else { return false }
      let advantage = work.nets[index] - min(0, floor(index))
      let deviation = deviation(index)
      let belief = deviation > 0 ? Elementary.normalBelow(advantage / deviation) : advantage > 0 ? 1 : 0
      return belief < confidence
    }
    work.alive.forEachBit(wordCount: words) { if isTooUnsure($0) { drop($0, Fate(.notSureEnough)) } }
    work.pool.forEachBit(wordCount: words) { if isTooUnsure($0) { work.pool.clear($0) } }
  }

  /// The standard deviation of a candidate's net, in money: of its propensity by the delta method, and of its hazards.
  private func deviation(_ index: Int) -> Double {
    let propensity = work.propensities[index]
    let known = snapshot.models.areLearned ? work.deviations[index] : 0
    // That of an effect is its own, that of a chance is of its log odds.
    let slope = plan.treatments[index].meansEffect ? 1 : propensity * (1 - propensity)
    let answer = slope * known * work.values[index] * (1 + lever(index))
    let hazards = isRestrained ? work.hazardDeviations[index] : 0
    return (answer * answer + hazards * hazards).squareRoot()
  }
}
