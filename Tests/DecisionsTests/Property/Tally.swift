import Decisions
import Times

/// How often the random decisions met what they should meet.
struct Tally {
  var decisions = 0
  var abstentions = 0
  var fates: [Reason: Int] = [:]
  var abstentionReasons: [Reason: Int] = [:]
  /// Choices that must wait.
  var deferrals = 0
  /// Decisions in which the best candidate preferred silence to something lesser.
  var drops = 0
  /// Decisions with two answers or more.
  var severalAnswers = 0
  /// Abstentions that name what silence was worth, and what it forwent.
  var valuedSilences = 0
  var forgoingSilences = 0
  /// Abstentions that look again before the charter's latest moment.
  var earlyLooks = 0
  /// Decisions in which chance had a say, and those drawn evenly.
  var chances = 0
  var evenDraws = 0
  /// Decisions beside a holdout that tell what contact adds, and those of customers who were left alone.
  var trials = 0
  var silentTrials = 0
  /// Decisions that something suppressed, and that a contact nobody answered came into as ignored.
  var ignores = 0
  /// Choices that wait for a better hour.
  var betterHours = 0
  /// Assignments to arms, and those of decisions that they could have changed.
  var assignments = 0
  var exposures = 0

  mutating func add(_ decision: Decision, _ question: DecisionCase) {
    decisions += 1
    for fate in decision.fates { fates[fate.reason, default: 0] += 1 }
    deferrals += decision.fates.filter { $0.reason == .chosenLater }.count
    betterHours += decision.choices.filter { $0.hour?.isMoved ?? false }.count
    drops += decision.fates.contains { $0.reason == .dropped } ? 1 : 0
    severalAnswers += decision.choices.count > 1 ? 1 : 0
    let policy = question.charter.policy
    let isSuppressed = decision.fates.contains { $0.reason == .suppressed || $0.reason == .legalSuppression }
    if isSuppressed, let seconds = policy.ignoredAfterSeconds {
      let settled = question.state.ledger.settled(at: question.now, ignoredAfterSeconds: seconds)
      ignores += settled.contacts == question.state.ledger.contacts ? 0 : 1
    }
    assignments += decision.assignments.count
    exposures += decision.assignments.count(where: \.isExposed)
    chances += decision.draw.probability < 1 ? 1 : 0
    evenDraws += decision.draw.isEven ? 1 : 0
    if let trial = decision.trial, !trial.isEven {
      trials += 1
      silentTrials += trial.done == nil ? 1 : 0
    }
    guard case .abstain(let abstention) = decision.answer else { return }
    abstentions += 1
    abstentionReasons[abstention.reason, default: 0] += 1
    valuedSilences += abstention.value > 0 ? 1 : 0
    forgoingSilences += abstention.forgone > 0 ? 1 : 0
    let latest: Instant = question.now + question.charter.timing.lookAgainSeconds
    earlyLooks += abstention.nextLook < latest ? 1 : 0
  }

  mutating func add(_ other: Tally) {
    decisions += other.decisions
    abstentions += other.abstentions
    fates.merge(other.fates, uniquingKeysWith: +)
    abstentionReasons.merge(other.abstentionReasons, uniquingKeysWith: +)
    deferrals += other.deferrals
    drops += other.drops
    severalAnswers += other.severalAnswers
    valuedSilences += other.valuedSilences
    forgoingSilences += other.forgoingSilences
    earlyLooks += other.earlyLooks
    ignores += other.ignores
    chances += other.chances
    evenDraws += other.evenDraws
    trials += other.trials
    silentTrials += other.silentTrials
    betterHours += other.betterHours
    assignments += other.assignments
    exposures += other.exposures
  }

  /// Reasons met fewer than `least` times; ``Reason/noCandidate`` is looked for among abstentions.
  func rare(least: Int) -> [String] {
    Reason.allCases.compactMap { reason in
      let count = (reason == .noCandidate ? abstentionReasons : fates)[reason] ?? 0
      return count < least ? "\(reason.name): \(count)" : nil
    }
  }

  var description: String {
    let counts = Reason.allCases.map {
      "\($0.name) \($0 == .noCandidate ? abstentionReasons[$0] ?? 0 : fates[$0] ?? 0)"
    }
    return """
      \(decisions) decisions, \(abstentions) abstentions, \(severalAnswers) with several answers, \(deferrals) deferrals, \
      \(drops) drops, \(valuedSilences) silences with a value, \(forgoingSilences) that forgo, \(earlyLooks) early looks, \
      \(ignores) with ignores, \(chances) that chance had a say in, \(evenDraws) drawn evenly, \
      \(trials) beside a holdout, \(silentTrials) of them left alone, \(betterHours) better hours, \
      \(assignments) assignments to arms, \(exposures) of them exposed
      \(counts.joined(separator: ", "))
      """
  }
}
