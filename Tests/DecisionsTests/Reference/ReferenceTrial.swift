import Decisions

/// What contact adds, slowly.
extension ReferenceDecider {
  /// Whether P of a candidate is what contact adds.
  func isEffect(_ candidate: ReferenceCandidate) -> Bool {
    candidate.issue.meaning == .effect && candidate.purpose.kind == .marketing
  }

  /// Whether a candidate that lacks so much of its floor could still be worth it, two deviations further.
  func isHopeful(_ score: Score, _ lacking: Double) -> Bool {
    score.isEffect && lacking <= 2 * score.deviation * score.value * (1 + score.lever)
  }

  private func option(_ number: Int, _ probability: Double) -> Trial.Option? {
    scores[number].map {
      Trial.Option(treatment: number, probability: probability, worth: $0.value * (1 + $0.lever), cost: $0.cost)
    }
  }

  /// Notes an even draw of one of these, or of silence.
  mutating func noteTrial(_ drawable: [Int], _ place: Int, best: Int?) {
    let chance = 1 / Double(drawable.count + 1)
    let nets = drawable.map { scores[$0]?.net ?? 0 }
    let preferred = best.flatMap { drawable.firstIndex(of: $0) } ?? nets.firstIndex(of: nets.max() ?? 0) ?? 0
    trial = Trial(
      options: drawable.compactMap { option($0, chance) }, silence: chance,
      done: place < drawable.count ? place : nil, preferred: preferred, isOwnSilence: best == nil, isEven: true)
  }

  /// What a holdout tells: of those who were contacted, and of those left alone who would have been.
  func holdoutTrial(_ before: ReferenceDecider) -> Trial? {
    guard let share = charter.holdout?.share, share > 0, share < 1, occasion.prices.isEmpty, !ignoresHoldout,
      candidates.contains(where: { isEffect($0) && $0.treatment.isLearned })
    else { return nil }
    let salt = Chance.key(of: charter.holdout?.name ?? "")
    let isHeldOut = Chance.uniform(state.customer.key, salt: salt) < share
    guard isHeldOut == choices.isEmpty else { return nil }
    var said = choices.first
    if isHeldOut {
      var free = before
      free.ignoresHoldout = true
      said = free.decide().choices.first
    }
    guard let said, isEffect(candidates[said.treatment]), candidates[said.treatment].treatment.isLearned else {
      return nil
    }
    let option = Trial.Option(
      treatment: said.treatment, probability: 1 - share, worth: said.value * (1 + said.lever), cost: said.cost)
    return Trial(
      options: [option], silence: share, done: isHeldOut ? nil : 0, preferred: 0, isOwnSilence: false, isEven: false)
  }
}
