import Decisions
import Expressions
import Times

/// Steps 5 and 6, and silence.
extension ReferenceDecider {
  /// Step 5: those held are scored too, for what silence forgoes.
  mutating func score() {
    let pressure = charter.wear.wearPerPressure == 0 ? 0 : currentPressure()
    isPriced = !(running + pool).isEmpty
    for number in (running + held).sorted() {
      let candidate = candidates[number]
      let key = state.customer.key
      let isLearned = candidate.treatment.isLearned
      let isEffect = isEffect(candidate)
      let learned = isEffect ? Planted.effect(key, number) : Planted.propensity(key, number)
      let propensity = isLearned ? learned : truth.number(candidate.treatment.propensity)
      let value = truth.number(candidate.action.value)
      let isRunning = running.contains(number)
      guard propensity >= (isEffect ? -1 : 0) && propensity <= 1 else {
        leave(number, isRunning ? .propensityUnknown : nil)
        continue
      }
      guard value.isFinite else {
        leave(number, isRunning ? .valueUnknown : nil)
        continue
      }
      let wear = charter.wear.wear + charter.wear.wearPerPressure * pressure
      scores[number] = Score(
        propensity: propensity, value: value,
        lever: candidate.issue.lever + candidate.group.lever + candidate.action.lever + candidate.treatment.lever
          + boost(of: candidate),
        cost: candidate.sendCost + candidate.weight * wear + slotPrice(candidate))
      let deviation = isEffect ? Planted.effectDeviation(key, number) : Planted.deviation(key, number)
      scores[number]?.deviation = isLearned ? deviation : 0
      scores[number]?.isEffect = isEffect
      if mode == .noLevers, candidate.purpose.kind == .marketing { scores[number]?.lever = 0 }
      restrain(candidate)
    }
  }

  private func currentPressure() -> Double {
    let contacts = state.ledger.contacts.filter { $0.direction == .outbound && policy.counts($0, legal: false) }
    return policy.pressure(of: contacts, at: now, halfLifeSeconds: charter.wear.halfLifeSeconds)
  }

  /// Takes a candidate out of the running with a reason, and out of the pool without one.
  private mutating func leave(_ number: Int, _ reason: Reason?) {
    if let reason { fates[number] = Fate(reason) }
    running.removeAll { $0 == number }
    pool.removeAll { $0 == number }
  }

  /// Step 6, up to the choice itself.
  mutating func arbitrate() {
    for silence in charter.silences where truth.truth(silence.when.condition) != .false {
      close(.silenced) { !silence.exceptPurposeKinds.contains($0.purpose.kind) }
    }
    for (position, tier) in charter.hierarchy.enumerated() {
      guard let condition = tier.when?.condition, truth.truth(condition) != .true else { continue }
      let decider = self
      close(.tierClosed) { decider.tier(of: $0) == position }
    }
    expose(4)
    rankApart()
    for number in running + pool {
      guard let net = scores[number]?.net, net < floor(of: candidates[number]) else { continue }
      let lacking = floor(of: candidates[number]) - net
      if running.contains(number), let score = scores[number], isHopeful(score, lacking) { drawable.append(number) }
      let isByLater = charter.restraint != nil && lacking <= scores[number]?.later ?? 0
      leave(number, running.contains(number) ? (isByLater ? .waitingIsWorthMore : .belowFloor) : nil)
    }
    drawable += running
    checkConfidence()
    drawFromBelief()
  }

  private mutating func close(_ reason: Reason, _ isConcerned: (ReferenceCandidate) -> Bool) {
    for number in running + held where isConcerned(candidates[number]) {
      leave(number, running.contains(number) ? reason : nil)
      held.removeAll { $0 == number }
    }
  }

  /// The decision to say nothing.
  func abstention(of asked: [Int]) -> ReferenceAbstention {
    let codes = asked.map { fates[$0].reason.rawValue }
    let lacking = asked.filter { [.belowFloor, .waitingIsWorthMore].contains(fates[$0].reason) }.compactMap { number in
      scores[number].map { floor(of: candidates[number]) - $0.net }
    }
    let forgone = held.compactMap { number -> Double? in
      guard let net = scores[number]?.net, net > 0, net >= floor(of: candidates[number]) else { return nil }
      return net
    }
    return ReferenceAbstention(
      reason: codes.max().flatMap { Reason(rawValue: $0) } ?? .noCandidate, value: lacking.min() ?? 0,
      forgone: forgone.max() ?? 0, nextLook: nextLook(asked))
  }

  private func nextLook(_ asked: [Int]) -> Instant {
    var moments = [now + charter.timing.lookAgainSeconds]
    for number in asked {
      let candidate = candidates[number]
      let fate = fates[number]
      if fate.reason == .notStarted, let starts = candidate.action.starts { moments.append(starts) }
      guard fate.reason.step == 4 else { continue }
      for rule in rules where rule.reason == fate.reason && rule.position == Int(fate.rule) {
        if let end = policy.end(of: rule, candidate, at: now) { moments.append(end) }
      }
    }
    return moments.min() ?? now
  }
}
