import Expressions

extension Decider {
  /// Step 2: eligible, applicable, suitable, each at the level of issue, group and action.
  func checkEngagement() {
    subject.row.withPointers { plan.rules.index.evaluate($0, falseWords: work.falseBits, errorWords: work.errorBits) }
    for word in 0..<plan.actionWords { work.aliveActions[word] = 0 }
    work.alive.forEachBit(wordCount: words) { work.aliveActions.set(plan.treatments[$0].action) }
    for plane in plan.rules.planes {
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
        var dead = work.aliveActions[word] & actions[word]
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
      let falses = work.falseBits[firstWord + word]
      let suspects = falses | work.errorBits[firstWord + word] | residual[firstWord + word]
      var rest = work.aliveActions[word] & suspects
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

  private func drop(action: Int, _ fate: Fate) {
    work.aliveActions.clear(action)
    for treatment in plan.actionTreatments[action] where work.alive.bit(treatment) { drop(treatment, fate) }
  }

  private func isSuspect(_ bit: Int) -> Bool {
    work.falseBits.bit(bit) || work.errorBits.bit(bit) || plan.rules.index.hasResidual(bit)
  }

  /// The truth of all rules on one bit together: false wins over error, error over true.
  func truth(ofBit bit: Int) -> Truth {
    if work.falseBits.bit(bit) { return .false }
    if plan.rules.index.hasResidual(bit) {
      var general = GeneralEvaluation(evaluator: evaluator, row: subject.row)
      let truth = subject.row.withPointers { plan.rules.index.evaluateResidual(bit, $0, general: &general) }
      if truth == .false { return .false }
      if truth == .error { return .error }
    }
    return work.errorBits.bit(bit) ? .error : .true
  }
}
