extension Decider {
  /// Step 6, first half: orders of silence, then tiers whose condition does not hold.
  func checkHierarchy() {
    for (index, bit) in plan.silenceBits.enumerated() {
      if !work.falseBits.bit(bit) { exclude(plan.silenceTreatments[index], .silenced) }
    }
    for (index, bit) in plan.tierBits.enumerated() where bit >= 0 {
      if work.falseBits.bit(bit) || work.errorBits.bit(bit) { exclude(plan.tierTreatments[index], .tierClosed) }
    }
  }

  /// Candidates below their floor leave the running; the best of them says what silence is worth.
  func checkFloor() {
    for word in 0..<words { work.drawable[word] = 0 }
    work.alive.forEachBit(wordCount: words) { index in
      let shortfall = floor(index) - work.nets[index]
      guard shortfall > 0 else { return }
      if isHopeful(index, shortfall) { work.drawable.set(index) }
      leastShortfall = min(leastShortfall, shortfall)
      let isByLater = isRestrained && shortfall <= work.laterCosts[index]
      drop(index, Fate(isByLater ? .waitingIsWorthMore : .belowFloor))
    }
    clearBelowFloor(work.pool)
  }

  /// Whether so little is known of what a contact adds that it could be worth its floor: then chance may draw it all
  /// the same, or what was once believed to add nothing would never be looked at again.
  private func isHopeful(_ index: Int, _ shortfall: Double) -> Bool {
    guard plan.treatments[index].meansEffect, snapshot.models.areLearned else { return false }
    return shortfall <= 2 * work.deviations[index] * work.values[index] * (1 + lever(index))
  }

  func clearBelowFloor(_ mask: UnsafeMutablePointer<UInt64>) {
    mask.forEachBit(wordCount: words) { index in
      if work.nets[index] < floor(index) { mask.clear(index) }
    }
  }

  private func exclude(_ mask: [UInt64], _ reason: Reason) {
    drop(mask, Fate(reason))
    for word in 0..<words {
      work.pool[word] &= ~mask[word]
      work.held[word] &= ~mask[word]
    }
  }
}
