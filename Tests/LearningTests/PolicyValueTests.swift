import Decisions
import Learning
import Statistics
import Testing

/// What a log says of another policy, in worlds whose truth is known.
@Suite("Values of policies from logs") struct PolicyValueTests {
  /// 100 logs each: how often the interval of 95 % holds the truth, of the value and of the difference to what was logged.
  @Test(
    "intervals hold the truth as often as they say, whether customers came once or ten times",
    arguments: [
      OffPolicyWorld(customers: 2_000),
      OffPolicyWorld(customers: 400, decisionsPerCustomer: 5, levelSpread: 0.08),
      OffPolicyWorld(customers: 2_000, hasContexts: false),
    ])
  func coverage(_ world: OffPolicyWorld) throws {
    var held: [OffPolicyEstimator: (value: Int, difference: Int)] = [:]
    var sums: [OffPolicyEstimator: Double] = [:]
    let logs = 100
    for seed in 1...UInt64(logs) {
      let evaluation = OffPolicyEvaluation(try world.choices(seed: seed).log())
      for estimate in evaluation.estimates {
        let value = evaluation.interval(estimate).contains(world.truth)
        let difference = evaluation.differenceInterval(estimate).contains(world.truth - world.loggedTruth)
        held[estimate.estimator, default: (0, 0)].value += value ? 1 : 0
        held[estimate.estimator, default: (0, 0)].difference += difference ? 1 : 0
        sums[estimate.estimator, default: 0] += estimate.value / Double(logs)
      }
    }
    for estimator in OffPolicyEstimator.allCases {
      let (value, difference) = held[estimator, default: (0, 0)]
      print("\(estimator): \(value) and \(difference) of \(logs), mean \(sums[estimator] ?? 0), truth \(world.truth)")
      // The model has means of arms in contexts drawn in, and says so in no interval.
      guard estimator != .directMethod else { continue }
      #expect(value >= 89 && difference >= 89, "\(estimator): \(value), \(difference)")
      #expect(abs((sums[estimator] ?? 0) - world.truth) < 0.015, "\(estimator)")
    }
  }

  @Test("decisions of one customer are not taken for independent")
  func clusters() throws {
    // Each decision ten times over: ten times the decisions tell nothing more.
    let once = OffPolicyWorld(customers: 500).choices(seed: 1)
    var again = OffPolicyLog()
    let log = try once.log()
    for row in 0..<log.count {
      for _ in 0..<10 {
        try again.append(
          reward: log.rewards[row], loggedProbability: log.loggedProbabilities[row],
          targetProbability: log.targetProbabilities[row], expectedOfLogged: log.expectedOfLogged[row],
          expectedOfTarget: log.expectedOfTarget[row], cluster: log.clusters[row], leverage: log.leverages[row])
      }
    }
    let (first, second) = (OffPolicyEvaluation(log), OffPolicyEvaluation(again))
    #expect(second.count == 10 * first.count && second.customersCount == first.customersCount)
    #expect(abs(second.effectiveSize - 10 * first.effectiveSize) < 1e-6)
    #expect(abs(second.effectiveCustomers - first.effectiveCustomers) < 1e-9)
    for estimator in OffPolicyEstimator.allCases {
      #expect(abs(second[estimator].value - first[estimator].value) < 1e-12)
      #expect(abs(second[estimator].standardError - first[estimator].standardError) < 1e-12)
      #expect(abs(second[estimator].differenceError - first[estimator].differenceError) < 1e-12)
    }
  }

  @Test("the model that judges a customer has not seen them")
  func crossFitting() throws {
    let world = OffPolicyWorld(customers: 300, decisionsPerCustomer: 3)
    let choices = world.choices(seed: 7)
    let before = try choices.log()
    for customer in [0, 17, 299] as [UInt64] {
      var changed = OffPolicyChoices()
      for context in 0..<OffPolicyWorld.contexts { _ = changed.add(policy: Array(choices.policy(context))) }
      for var row in choices.rows {
        if row.cluster == customer { row.reward = 1 - row.reward }
        changed.append(row)
      }
      let after = try changed.log()
      let own = choices.rows.indices.filter { choices.rows[$0].cluster == customer }
      #expect(own.count == 3)
      for row in own { #expect(after.expectedOfLogged[row] == before.expectedOfLogged[row]) }
      #expect(after.expectedOfLogged != before.expectedOfLogged)
    }
  }

  /// The leverage beside what really happens to the direct method when a reward changes a little.
  @Test("how much a reward moves the direct method is what is said, to first order")
  func leverage() throws {
    // Many of each answer, so that none is drawn in much: how far is taken as known.
    let choices = OffPolicyWorld(customers: 4_000, exploration: 0.8).choices(seed: 3)
    let log = try choices.log()
    let value = OffPolicyEstimator.directMethod.value(of: log)
    for row in stride(from: 0, to: 4_000, by: 737) {
      var changed = OffPolicyChoices()
      for context in 0..<OffPolicyWorld.contexts { _ = changed.add(policy: Array(choices.policy(context))) }
      for (index, var other) in choices.rows.enumerated() {
        if index == row { other.reward += 1e-4 }
        changed.append(other)
      }
      let moved = (OffPolicyEstimator.directMethod.value(of: try changed.log()) - value) / 1e-4 * 4_000
      #expect(abs(moved - log.leverages[row]) < 0.25 * max(1, abs(moved)), "\(moved), \(log.leverages[row])")
    }
    // A shift of all rewards shifts the estimate as much.
    #expect(abs(log.leverages.reduce(0, +) / 4_000 - 1) < 1e-9)
  }

  // MARK: Refusals

  @Test("a sound log is hardly ever refused, and one whose probabilities are wrong always")
  func refusals() throws {
    var refused = 0
    for seed in 1...100 as ClosedRange<UInt64> {
      let evaluation = OffPolicyEvaluation(
        try OffPolicyWorld(customers: 500, decisionsPerCustomer: 2, levelSpread: 0.05, exploration: 0.6).choices(
          seed: seed
        ).log())
      refused += evaluation.refusal == nil ? 0 : 1
    }
    #expect(refused <= 1, "of 100")
    for seed in 1...10 as ClosedRange<UInt64> {
      let evaluation = OffPolicyEvaluation(
        try OffPolicyWorld(customers: 2_000, isMislogged: true).choices(seed: seed).log())
      #expect(evaluation.refusal != nil)
    }
  }

  @Test("each refusal has its code and its reason")
  func codes() throws {
    let small = OffPolicyEvaluation(try OffPolicyWorld(customers: 100).choices(seed: 1).log())
    #expect(small.refusals.map(\.code) == ["offpolicy_too_few"])
    #expect("\(small.refusals[0])".contains("fewer than 100"))
    let log = try OffPolicyWorld(customers: 2_000).choices(seed: 1).log()
    #expect(OffPolicyEvaluation(log, unsupportedShare: 0.01).refusal == nil)
    let unsupported = OffPolicyEvaluation(log, unsupportedShare: 0.25)
    #expect(unsupported.refusals.map(\.code) == ["offpolicy_unsupported"])
    #expect("\(unsupported.refusals[0])".contains("25 %"))
    let mislogged = OffPolicyEvaluation(
      try OffPolicyWorld(customers: 2_000, isMislogged: true).choices(seed: 1).log())
    #expect(mislogged.refusals.map(\.code) == ["offpolicy_weights"])
    // A model that was brought and is wrong: probabilities are right, so only the estimators tell.
    var misled = OffPolicyLog()
    for row in 0..<log.count {
      try misled.append(
        reward: log.rewards[row], loggedProbability: log.loggedProbabilities[row],
        targetProbability: log.targetProbabilities[row], expectedOfLogged: 0.9, expectedOfTarget: 0.9)
    }
    let disagreeing = OffPolicyEvaluation(misled)
    #expect(disagreeing.refusals.map(\.code) == ["offpolicy_disagreement"])
    #expect("\(disagreeing.refusals[0])".contains("directMethod"))
  }

  @Test("few customers with many decisions are few")
  func fewCustomers() throws {
    let evaluation = OffPolicyEvaluation(
      try OffPolicyWorld(customers: 40, decisionsPerCustomer: 200).choices(seed: 5).log())
    #expect(evaluation.effectiveSize > 1_000 && evaluation.effectiveCustomers < 41)
    #expect(evaluation.refusals.map(\.code) == ["offpolicy_too_few"])
  }

  // MARK: Thresholds

  /// Rare weights of 37: the estimate stays within an error of the plain one, and the interval says how far it went.
  @Test("heavy weights are shrunk, and what that moves widens the interval")
  func heavyWeights() throws {
    let world = OffPolicyWorld(customers: 6_000, exploration: 0.1, hasContexts: false)
    var (shrunkSquares, plainSquares) = (0.0, 0.0)
    var held = 0
    for seed in 1...40 as ClosedRange<UInt64> {
      let evaluation = OffPolicyEvaluation(try world.choices(seed: seed).log())
      let (plain, shrunk) = (evaluation[.doublyRobust], evaluation[.shrunkDoublyRobust])
      #expect(evaluation.isHeavy && evaluation.refusal == nil && evaluation.reading.estimator == .shrunkDoublyRobust)
      #expect(plain.shift == 0 && abs(shrunk.shift - abs(shrunk.value - plain.value)) < 1e-15)
      #expect(shrunk.standardError <= plain.standardError && shrunk.plainError == plain.standardError)
      #expect(shrunk.shift <= plain.standardError)
      shrunkSquares += (shrunk.value - world.truth) * (shrunk.value - world.truth)
      plainSquares += (plain.value - world.truth) * (plain.value - world.truth)
      held += evaluation.interval(shrunk).contains(world.truth) ? 1 : 0
    }
    print("squared error of 40 logs: shrunk \(shrunkSquares), plain \(plainSquares); held \(held)")
    #expect(held >= 35)
    #expect(shrunkSquares < 1.1 * plainSquares)
  }
}

/// Bounds that hold at every look.
@Suite("Bounds of a policy's value at every look") struct WeightedRewardSequenceTests {
  /// 100 logs, looked at after every 40 decisions: how often a bound was ever wrong.
  @Test(
    "a bound that is looked at all the time is ever wrong no oftener than it says",
    arguments: [OffPolicyWorld(customers: 400), OffPolicyWorld(customers: 400, exploration: 0.05)])
  func everyLook(_ world: OffPolicyWorld) throws {
    let logs = 100
    var wrong = (value: 0, difference: 0)
    var last: (value: Interval, difference: Interval)?
    for seed in 1...UInt64(logs) {
      let log = try world.choices(seed: seed).log()
      var sequence = WeightedRewardSequence(rewardMax: 1)
      var (isValueWrong, isDifferenceWrong) = (false, false)
      for row in 0..<log.count {
        sequence.add(weight: log.weight(row), reward: log.rewards[row])
        guard row % 40 == 39 else { continue }
        let (value, difference) = (sequence.valueInterval(alpha: 0.2), sequence.differenceInterval(alpha: 0.2))
        isValueWrong = isValueWrong || !value.contains(world.truth)
        isDifferenceWrong = isDifferenceWrong || !difference.contains(world.truth - world.loggedTruth)
        last = (value, difference)
      }
      wrong.value += isValueWrong ? 1 : 0
      wrong.difference += isDifferenceWrong ? 1 : 0
    }
    print("ever wrong, of \(logs) at 20 %: value \(wrong.value), difference \(wrong.difference); last \(last as Any)")
    #expect(wrong.value <= logs / 5 && wrong.difference <= logs / 5)
  }

  @Test("a policy that is clearly better is found to be so, and bounds narrow")
  func power() throws {
    let world = OffPolicyWorld(customers: 20_000, exploration: 0.6)
    let sequence = WeightedRewardSequence(try world.choices(seed: 2).log(), rewardMax: 1)
    let difference = sequence.differenceInterval()
    #expect(difference.lower > 0 && difference.contains(world.truth - world.loggedTruth), "\(difference)")
    let value = sequence.valueInterval()
    #expect(value.contains(world.truth) && value.upper - value.lower < 0.2, "\(value)")
  }

  @Test("nothing is known before the first decision; the same policy differs by nothing")
  func edges() throws {
    var sequence = WeightedRewardSequence(rewardMax: 10)
    #expect(sequence.valueInterval() == Interval(0, 10) && sequence.differenceInterval() == Interval(-10, 10))
    for index in 0..<5_000 { sequence.add(weight: 1, reward: index % 2 == 0 ? 10 : 0) }
    #expect(sequence.differenceInterval().contains(0))
    #expect(sequence.differenceInterval().upper < 0.05)
    #expect(sequence.valueInterval().contains(5) && sequence.valueInterval().lower > 4)
  }
}
