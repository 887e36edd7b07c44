import Times

extension Decider {
  /// Step 5: propensity, value, lever and relational cost of the candidates in `mask`; those that cannot be scored
  /// leave it, and are given their fate if they were alive.
  func score(_ mask: UnsafeMutablePointer<UInt64>, _ subject: borrowing Subject) {
    guard !mask.isEmpty(wordCount: words) else { return }
    mask.forEachBit(wordCount: words) { work.propensities[$0] = .nan }
    let candidates = CandidateMask(words: UnsafePointer(mask), wordCount: words)
    if snapshot.models.areLearned {
      mask.forEachBit(wordCount: words) { work.deviations[$0] = 0 }
    }
    for model in snapshot.models.propensities {
      model.writePropensities(
        of: candidates, for: subject, using: evaluator, into: work.propensities, deviations: work.deviations)
    }
    if isRestrained { restrain(candidates, subject) }
    let wear = plan.charter.wear
    let wearPerPoint = wear.wear + wear.wearPerPressure * pressure
    var lastAction = -1
    var value = Double.nan
    mask.forEachBit(wordCount: words) { index in
      plan.treatments.withUnsafeBufferPointer { treatments in
        let action = treatments[index].action
        if action != lastAction {
          lastAction = action
          value = number(treatments[index].value)
        }
        let propensity = work.propensities[index]
        let least: Double = treatments[index].meansEffect ? -1 : 0
        guard propensity >= least, propensity <= 1 else { return exclude(index, .propensityUnknown, mask) }
        guard value.isFinite else { return exclude(index, .valueUnknown, mask) }
        work.values[index] = value
        let cost =
          treatments[index].sendCost + treatments[index].weight * wearPerPoint + slotPrice(index)
          + (isRestrained ? work.hazards[index] + work.laterCosts[index] : 0)
        let lever = isBoosted ? treatments[index].lever + work.boosts[index] : treatments[index].lever
        work.nets[index] = propensity * value * (1 + lever) - cost
      }
    }
  }

  /// The sum of a candidate's levers.
  func lever(_ index: Int) -> Double {
    isBoosted ? plan.treatments[index].lever + work.boosts[index] : plan.treatments[index].lever
  }

  /// The choice that a scored candidate is, at a moment.
  func choice(_ index: Int, at: Instant) -> Choice {
    let treatment = plan.treatments[index]
    let wear = plan.charter.wear
    var choice = Choice(
      treatment: index, at: at, propensity: work.propensities[index], value: work.values[index],
      lever: lever(index),
      cost: treatment.sendCost + treatment.weight * (wear.wear + wear.wearPerPressure * pressure) + slotPrice(index)
        + (isRestrained ? work.hazards[index] + work.laterCosts[index] : 0),
      patience: patience(at: at))
    // Without learned models nobody wrote it, and an earlier decision in the same memory may have.
    if snapshot.models.areLearned { choice.deviation = work.deviations[index] }
    return choice
  }

  /// What the scarce slots of a treatment cost at this occasion.
  @inline(__always) private func slotPrice(_ index: Int) -> Double {
    index < occasion.prices.count && occasion.prices[index] > 0 ? occasion.prices[index] : 0
  }

  /// What waiting leaves of a candidate's net value.
  func patience(at: Instant) -> Double {
    max(0, 1 - plan.charter.timing.discountPerDay * Double(at - now) / 86_400)
  }

  private func exclude(_ index: Int, _ reason: Reason, _ mask: UnsafeMutablePointer<UInt64>) {
    // A candidate that the contact policy already holds back keeps that earlier fate.
    if mask == work.alive { drop(index, Fate(reason)) } else { mask.clear(index) }
  }

  func number(_ quantity: Quantity) -> Double { evaluator.number(quantity, row: row) }
}
