import Decisions
import Learning
import Times

/// Decisions of the log, each with what came of it and what a candidate would have answered.
public struct CandidateReading: Sendable {
  /// The decisions that tell something, in the order of the log.
  public internal(set) var choices = OffPolicyChoices()
  /// What the arms are, by number: an action and a channel; both are empty for silence.
  public internal(set) var arms: [(action: String, channel: String)] = []
  /// How many decisions say nothing, by the reason.
  public internal(set) var gaps: [JudgementGap: Int] = [:]
  /// The mean share of the candidate's answers that could not have been logged.
  public internal(set) var unsupportedShare = 0.0
  /// In how many decisions the two charters answer the same with the same probabilities.
  public internal(set) var alikeCount = 0
  /// How many decisions the log holds.
  public internal(set) var decisionsCount = 0
}

extension Authority {
  /// Reads the whole log and makes its decisions again, by the charters that made them and by a candidate; changes nothing.
  ///
  /// What is judged is each first answer, where the customer stood then. What the candidate would have made of the customers over time is
  /// not in the log: that is what simulation is for.
  /// - Parameters:
  ///   - candidate: the charter to judge.
  ///   - rule: what came of a decision.
  ///   - progress: is told how many decisions were judged, from time to time.
  /// - Throws: `store.damaged` and the store's codes.
  public func reading(
    of candidate: CandidateCharter, _ rule: RewardRule, progress: (Int) -> Void = { _ in }
  ) async throws(HubError) -> CandidateReading {
    var tally = RewardTally(rule)
    var newest = Int64.min
    var position = Position.none
    while true {
      let entries = try await entries(after: position, countMax: Authority.evaluationPageCount)
      guard let last = entries.last else { break }
      position = last.position
      for entry in entries {
        tally.take(entry)
        newest = max(newest, entry.atMilliseconds / 1_000)
      }
    }
    tally.settle()
    var reader = CandidateReader(rule: rule, tally: tally, newestSeconds: newest)
    var judge = DecisionJudge(self, candidate)
    position = .none
    while true {
      let entries = try await entries(after: position, countMax: Authority.evaluationPageCount)
      guard let last = entries.last else { break }
      position = last.position
      for entry in entries where entry.kind == .decision {
        guard case .decision(let record)? = try? EntryBody(entry) else { continue }
        if let gap = reader.gap(entry, record) {
          reader.leaveOut(gap)
          continue
        }
        switch try await judge.judge(entry, record) {
        case .success(let judged): reader.take(judged, entry, record)
        case .failure(let error): reader.leaveOut(error.gap)
        }
      }
      progress(reader.reading.decisionsCount)
    }
    return reader.finished
  }

  private static let evaluationPageCount = 1_000
}

/// Turns judged decisions into rows.
private struct CandidateReader {
  let rule: RewardRule
  let tally: RewardTally
  let newestSeconds: Int64
  private(set) var reading = CandidateReading()
  private var unsupported = 0.0
  private var armNumbers: [String: Int] = [:]
  private var contexts: [Occasion.Kind: Int] = [:]
  private var drawnDay: [CustomerNumber: Int64] = [:]

  init(rule: RewardRule, tally: RewardTally, newestSeconds: Int64) {
    self.rule = rule
    self.tally = tally
    self.newestSeconds = newestSeconds
  }

  /// Why a decision says nothing, as far as the log alone shows it.
  func gap(_ entry: Entry, _ record: DecisionRecord) -> JudgementGap? {
    if record.mode != .reservation { return .proposal }
    let seconds = record.at.secondsSince1970
    if seconds + rule.withinSeconds > newestSeconds { return .tooYoung }
    let day = record.at.drawingDay
    if record.draw != .none, drawnDay[tally.survivor(of: entry.customer)] == day { return .sameDraw }
    return nil
  }

  mutating func leaveOut(_ gap: JudgementGap) {
    reading.decisionsCount += 1
    reading.gaps[gap, default: 0] += 1
  }

  mutating func take(_ judged: JudgedDecision, _ entry: Entry, _ record: DecisionRecord) {
    reading.decisionsCount += 1
    let customer = tally.survivor(of: entry.customer)
    if record.draw != .none { drawnDay[customer] = record.at.drawingDay }
    unsupported += judged.unsupportedShare
    if isAlike(judged) { reading.alikeCount += 1 }
    let answers = judged.target.map {
      OffPolicyChoices.Answer(arm: arm($0), probability: $0.probability, hint: hint($0))
    }
    let context = contexts[record.kind] ?? contexts.count
    contexts[record.kind] = context
    reading.choices.append(
      OffPolicyChoices.Row(
        reward: tally.reward(of: entry.position, entry.customer, at: record.at.secondsSince1970),
        loggedProbability: judged.done.probability, targetProbability: judged.targetProbability,
        arm: arm(judged.done), hint: hint(judged.done), context: context,
        cluster: UInt64(bitPattern: customer.rawValue), policy: reading.choices.add(policy: answers)))
  }

  var finished: CandidateReading {
    var reading = reading
    let count = reading.choices.rows.count
    reading.unsupportedShare = count > 0 ? unsupported / Double(count) : 0
    return reading
  }

  /// What was believed of the answer's reward: its chance, or its worth.
  private func hint(_ answer: JudgedAnswer) -> Double {
    rule.isMoney ? answer.propensity * answer.value : answer.propensity
  }

  private func isAlike(_ judged: JudgedDecision) -> Bool {
    judged.logged.count == judged.target.count
      && judged.logged.allSatisfy { logged in
        judged.target.contains { $0.isSame(as: logged) && ($0.probability - logged.probability).magnitude < 1e-9 }
      }
  }

  private mutating func arm(_ answer: JudgedAnswer) -> Int {
    let name = answer.action + "\u{0}" + answer.channel
    if let number = armNumbers[name] { return number }
    armNumbers[name] = reading.arms.count
    reading.arms.append((answer.action, answer.channel))
    return reading.arms.count - 1
  }
}
