import Times

extension Decider {
  /// Notes an even draw among the drawable candidates of a tier and silence.
  /// - Parameters:
  ///   - drawn: the place of what was drawn among them; nothing: silence.
  ///   - best: what would have been said.
  func noteTrial(drawn: Int?, best: Int?, tier: Int, count: Int) {
    let chance = 1 / Double(count + 1)
    var options: [Trial.Option] = []
    var preferred = 0
    var most = -Double.infinity
    work.drawable.forEachBit(wordCount: words) { index in
      guard plan.treatments[index].tier == tier else { return }
      if index == best || (best == nil && work.nets[index] > most) {
        preferred = options.count
        most = work.nets[index]
      }
      options.append(option(index, probability: chance))
    }
    trial = Trial(
      options: options, silence: chance, done: drawn, preferred: preferred, isOwnSilence: best == nil, isEven: true)
  }

  private func option(_ index: Int, probability: Double) -> Trial.Option {
    let worth = work.values[index] * (1 + lever(index))
    return Trial.Option(
      treatment: index, probability: probability, worth: worth,
      cost: work.propensities[index] * worth - work.nets[index])
  }
}

extension CharterPlan {
  /// The trial that a holdout makes of a decision: of somebody who was contacted though the holdout could have left
  /// them alone, or who was left alone and would have been contacted. Nothing where no effect is learned, or what would
  /// have been said is of another kind; nor in a sweep, which does not look at those whom the holdout leaves alone.
  func holdoutTrial(
    _ answer: Answer, _ state: CustomerState, _ occasion: Occasion, _ snapshot: Snapshot, now: Instant, work: Workspace
  ) -> Trial? {
    guard learnsEffects, let share = charter.holdout?.share, share > 0, share < 1, occasion.prices.isEmpty else {
      return nil
    }
    let isHeldOut = Chance.uniform(state.customer.key, salt: holdoutSalt) < share
    let choice: Choice
    switch answer {
    case .contact(let choices):
      guard !isHeldOut else { return nil }
      choice = choices[0]
    case .abstain:
      guard isHeldOut, let shadow = choiceWithoutHoldout(state, occasion, snapshot, now: now, work: work) else {
        return nil
      }
      choice = shadow
    }
    guard treatments[choice.treatment].meansEffect, treatments[choice.treatment].isLearned else { return nil }
    let option = Trial.Option(
      treatment: choice.treatment, probability: 1 - share, worth: choice.value * (1 + choice.lever), cost: choice.cost)
    return Trial(
      options: [option], silence: share, done: isHeldOut ? nil : 0, preferred: 0, isOwnSilence: false, isEven: false)
  }

  private func choiceWithoutHoldout(
    _ state: CustomerState, _ occasion: Occasion, _ snapshot: Snapshot, now: Instant, work: Workspace
  ) -> Choice? {
    var state = state
    var fates = [Fate](repeating: Fate(.notAsked), count: treatments.count)
    return fates.withUnsafeMutableBufferPointer { fates in
      let decider = Decider(
        plan: self, snapshot: snapshot, occasion: occasion, now: now, state: state, work: work, fates: fates,
        ignoresHoldout: true)
      guard case .contact(let choices) = decider.answer(&state) else { return nil }
      return choices[0]
    }
  }
}
