import Decisions
import Learning
import Times

/// What contact adds: of each customer one trial at a time is watched, and learned when its window has closed.
extension LearningFold {
  /// Begins to watch a trial, unless one of this customer is watched already.
  mutating func admit(_ entry: Entry) {
    guard case .decision(let record)? = try? EntryBody(entry), record.mode == .reservation, record.trial != nil else {
      return
    }
    let known = state.trials[entry.customer.rawValue]
    if let known, known.endMilliseconds > entry.atMilliseconds { return }
    guard known != nil || state.trials.count < LearningState.trialsMax else { return }
    state.trials[entry.customer.rawValue] = window(entry, record)
  }

  /// The trial of a decision whose window closes; nothing where it was not watched.
  mutating func takeTrial(_ entry: Entry, _ record: DecisionRecord) -> TrialRecord? {
    guard let trial = record.trial, state.trials[entry.customer.rawValue]?.decision == entry.position else {
      return nil
    }
    state.trials[entry.customer.rawValue] = nil
    return trial
  }

  /// Learns what came of a trial.
  /// - Parameter life: the customer when its window has closed.
  mutating func learn(_ trial: TrialRecord, _ decision: LearnedDecision, _ answers: [AnswersSoFar], _ life: Life) {
    let charter = decision.ready.loaded.charter
    let windowSeconds = state.terms.windowSeconds(of: decision.record)
    let names = trial.options.map { decision.names($0) }
    var isLearned = false
    for issue in charter.issues where issue.meaning == .effect {
      let places = trial.options.indices.filter { names[$0]?.issue == issue.name }
      let done = trial.done.flatMap { places.firstIndex(of: $0) }
      // Who heard of another issue tells neither of contact nor of silence.
      guard !places.isEmpty, (trial.done == nil) == (done == nil) else { continue }
      let options = places.compactMap { place in
        names[place].map { EffectModels.Option($0, probability: trial.options[place].probability) }
      }
      let isPositive = decision.hadOutcome(of: issue, life, withinSeconds: windowSeconds)
      if state.models.effects.learn(
        decision.featureList, issue: issue.name, options: options, silence: trial.silence, done: done,
        isPositive: isPositive)
      {
        isLearned = true
      }
    }
    if trial.isEven {
      noteRegret(trial, decision, names, answers, life, windowSeconds)
      isLearned = true
    }
    if isLearned { state.counts.trials += 1 }
  }

  /// Notes what an even draw tells of silence: what it came to in money, contact or none.
  ///
  /// Where P is an effect, the outcome may come without a contact; where it is a response, silence brings nothing.
  private mutating func noteRegret(
    _ trial: TrialRecord, _ decision: LearnedDecision, _ names: [ModelNames?], _ answers: [AnswersSoFar], _ life: Life,
    _ windowSeconds: Int64
  ) {
    let looked = trial.done ?? trial.preferred
    let option = trial.options[looked]
    let issue = decision.ready.loaded.charter.issues.first { $0.name == names[looked]?.issue }
    let hadOutcome: Bool
    if let issue, issue.meaning == .effect {
      hadOutcome = decision.hadOutcome(of: issue, life, withinSeconds: windowSeconds)
    } else {
      hadOutcome = trial.done != nil && answers.first?.contains(.accepted) == true
    }
    // What never went out cost nothing.
    let isPaid = trial.done != nil && answers.first?.contains(.void) == false
    state.models.abstention.observe(
      policyAbstains: trial.isOwnSilence, isSilent: trial.done == nil, isPreferred: trial.done == trial.preferred,
      chance: trial.done == nil ? trial.silence : option.probability,
      value: (hadOutcome ? option.worth : 0) - (isPaid ? option.cost : 0))
  }
}

extension LearnedDecision {
  /// The customer before it, as models learn of them.
  var featureList: FeatureList {
    var features = FeatureList()
    ready.features.fill(&features, from: ready.plan.row(of: customer, now: record.at))
    return features
  }

  /// What an option is called; nothing where the charter has it no more.
  func names(_ option: TrialRecord.Option) -> ModelNames? {
    guard let treatment = treatment(option.action, option.channel) else { return nil }
    let plan = ready.plan.treatments[treatment]
    return ModelNames(ready.loaded.charter, action: plan.action, channel: plan.channel)
  }

  /// Whether the customer had the outcome of an issue within so many seconds of the decision, contact or none: an event
  /// that tells of it.
  func hadOutcome(of issue: Issue, _ life: Life, withinSeconds seconds: Int64) -> Bool {
    let begin = record.at.secondsSince1970
    let names = issue.outcomeEvents.map { Symbol($0) }
    return life.profile.events.contains { event in
      names.contains(event.name) && event.atSeconds > begin && Int64(event.atSeconds) <= begin + seconds
    }
  }
}
