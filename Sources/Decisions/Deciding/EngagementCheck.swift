import Expressions

extension Decider {
  /// Step 2: eligible, applicable, suitable, each at the level of issue, group and action.
  func checkEngagement() {
    row.withPointers { plan.rules.index.evaluate($0, falseWords: work.falseBits, errorWords: work.errorBits) }
    for word in 0..<plan.actionWords { work.aliveActions[word] = 0 }
    plan.actionTreatments.withUnsafeBufferPointer { ranges in
      let alive = work.alive
      let aliveActions = work.aliveActions
      for action in ranges.indices where alive.hasBit(in: ranges[action]) { aliveActions.set(action) }
    }
    for plane in plan.rules.planes {
      if isExperimenting { isSparingMarketing = mode == .eligibilityOnly && plane.isFalse > .eligibilityUnknown }
      if plane.actions.isEmpty { checkActions(plane) } else { checkLevel(plane) }
    }
  }

  /// A plane of issues or groups: a bit that does not hold takes all of its actions with it.
  private func checkLevel(_ plane: EngagementPlane) {
    for (bit, actions) in plane.actions.enumerated() where isSuspect(plane.firstBit + bit) {
      guard actions.indices.contains(where: { work.aliveActions[$0] & actions[$0] != 0 }) else { continue }
      let truth = truth(ofBit: plane.firstBit + bit)
      guard truth != .true else { continue }
      let fate = Fate(truth == .false ? plane.isFalse : plane.isUnknown)
      for word in actions.indices {
        var dead = work.aliveActions[word] & actions[word] & spared(word)
        while dead != 0 {
          drop(action: word << 6 | dead.trailingZeroBitCount, fate)
          dead &= dead &- 1
        }
      }
    }
  }

  /// A plane of actions: bit and action are one, so 64 of them are looked at together.
  private func checkActions(_ plane: EngagementPlane) {
    let firstWord = plane.firstBit >> 6
    let residual = plan.rules.index.residualWords
    for word in 0..<plane.wordCount {
      let checked = work.aliveActions[word] & spared(word)
      let falses = checked & work.falseBits[firstWord + word]
      drop(actions: falses, ofWord: word, Fate(plane.isFalse))
      var rest = checked & ~falses & (work.errorBits[firstWord + word] | residual[firstWord + word])
      while rest != 0 {
        let action = word << 6 | rest.trailingZeroBitCount
        switch truth(ofBit: plane.firstBit + action) {
        case .true: break
        case .false: drop(action: action, Fate(plane.isFalse))
        case .error: drop(action: action, Fate(plane.isUnknown))
        }
        rest &= rest &- 1
      }
    }
  }

  /// The actions of a word that a plane is checked for: but for marketing in an arm that asks for eligibility alone.
  @inline(__always) private func spared(_ word: Int) -> UInt64 {
    isExperimenting && isSparingMarketing ? ~plan.marketingActions[word] : .max
  }

  private func drop(action: Int, _ fate: Fate) {
    drop(actions: 1 << UInt64(action & 63), ofWord: action >> 6, fate)
  }

  /// Takes the treatments of many actions out of the running: the bits of one word of them.
  private func drop(actions: UInt64, ofWord word: Int, _ fate: Fate) {
    guard actions != 0 else { return }
    work.aliveActions[word] &= ~actions
    let alive = work.alive
    let fates = fates
    plan.actionTreatments.withUnsafeBufferPointer { ranges in
      var rest = actions
      while rest != 0 {
        alive.clear(in: ranges[word << 6 | rest.trailingZeroBitCount]) { fates[$0] = fate }
        rest &= rest &- 1
      }
    }
  }

  private func isSuspect(_ bit: Int) -> Bool {
    work.falseBits.bit(bit) || work.errorBits.bit(bit) || plan.rules.index.hasResidual(bit)
  }

  /// The truth of all rules on one bit together: false wins over error, error over true.
  func truth(ofBit bit: Int) -> Truth {
    if work.falseBits.bit(bit) { return .false }
    if plan.rules.index.hasResidual(bit) {
      let truth = row.withPointers { plan.rules.index.evaluateResidual(bit, $0, general: &general) }
      if truth == .false { return .false }
      if truth == .error { return .error }
    }
    return work.errorBits.bit(bit) ? .error : .true
  }
}
