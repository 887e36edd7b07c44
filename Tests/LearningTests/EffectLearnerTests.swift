import Decisions
import Learning
import Seeds
import Testing

/// A made experiment: half of the customers are left alone; an offer helps some, and puts others off.
@Suite("What contact adds") struct EffectLearnerTests {
  private static let arm = EffectArm(action: 1, channel: 1)

  private static func features(isYoung: Bool) -> [EffectFeature] { [EffectFeature(isYoung ? 1 : 2, 1)] }

  /// The young accept more when contacted, by `young`; others by `old`.
  private func taught(_ count: Int, young: Double, old: Double, seed: UInt64) throws -> EffectLearner {
    var learner = try EffectLearner()
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<count {
      let isYoung = generator.chance(0.5)
      let isDone = generator.chance(0.5)
      let chance = 0.2 + (isDone ? (isYoung ? young : old) : 0)
      try learner.learn(
        EffectExample(
          features: Self.features(isYoung: isYoung), options: [EffectOption(Self.arm, probability: 0.5)],
          silenceProbability: 0.5, done: isDone ? 0 : nil, outcome: generator.chance(chance) ? 1 : 0))
    }
    return learner
  }

  @Test(arguments: [(0.1, -0.1), (0.15, 0), (0.05, 0.05)])
  func `planted effects are found, harm included`(young: Double, old: Double) throws {
    let learner = try taught(20_000, young: young, old: old, seed: 4)
    let found = [true, false].map { learner.effect(of: Self.arm, for: Self.features(isYoung: $0)) }
    #expect(abs(found[0].mean - young) < 0.03, "\(found)")
    #expect(abs(found[1].mean - old) < 0.03, "\(found)")
    #expect(found.allSatisfy { $0.standardDeviation > 0 })
  }

  @Test func `the same examples give the same bits, and a saved state comes back`() throws {
    let learner = try taught(1000, young: 0.1, old: 0, seed: 5)
    #expect(try learner.encode() == taught(1000, young: 0.1, old: 0, seed: 5).encode())
    #expect(try EffectLearner(decoding: learner.encode()).encode() == learner.encode())
  }

  @Test func `a damaged state is refused`() throws {
    let bytes = try taught(200, young: 0.1, old: 0, seed: 6).encode()
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<100 {
      var damaged = bytes
      damaged[generator.int(0...(bytes.count - 1))] ^= 4
      #expect(throws: EffectFault.self) { try EffectLearner(decoding: damaged) }
    }
    #expect(throws: EffectFault.self) { try EffectLearner(decoding: Array(bytes.dropLast(8))) }
  }

  @Test func `what makes no sense is refused, and changes nothing`() throws {
    var learner = try taught(200, young: 0.1, old: 0, seed: 8)
    let before = learner.encode()
    let good = EffectExample(
      features: Self.features(isYoung: true), options: [EffectOption(Self.arm, probability: 0.5)],
      silenceProbability: 0.5, done: 0, outcome: 1)
    var wrong: [EffectExample] = []
    for outcome in [Double.nan, .infinity] {
      wrong.append(good)
      wrong[wrong.count - 1].outcome = outcome
    }
    for probability in [0, 1, -0.1, .nan] {
      wrong.append(good)
      wrong[wrong.count - 1].silenceProbability = probability
    }
    wrong.append(good)
    wrong[wrong.count - 1].done = 3
    wrong.append(good)
    wrong[wrong.count - 1].features = [EffectFeature(1, .nan)]
    for example in wrong { #expect(throws: EffectFault.self) { try learner.learn(example) } }
    #expect(learner.encode() == before)
  }
}

/// Values of a policy from another policy's log, where the truth is known.
@Suite("Off-policy evaluation") struct OffPolicyTests {
  /// Two actions, of which the second is rewarded twice as often; the log chooses the second with a chance, the target
  /// always.
  private func evaluation(_ count: Int, logged: Double, seed: UInt64) throws -> OffPolicyEvaluation {
    var generator = SeededGenerator(seed: seed)
    var log = OffPolicyLog()
    for _ in 0..<count {
      let isSecond = generator.chance(logged)
      try log.append(
        reward: generator.chance(isSecond ? 0.4 : 0.2) ? 1 : 0, loggedProbability: isSecond ? logged : 1 - logged,
        targetProbability: isSecond ? 1 : 0, expectedOfLogged: isSecond ? 0.38 : 0.2, expectedOfTarget: 0.38)
    }
    return OffPolicyEvaluation(log)
  }

  @Test func `three estimators find the truth within their errors`() throws {
    let evaluation = try evaluation(20_000, logged: 0.3, seed: 1)
    #expect(evaluation.refusal == nil)
    for estimator in [OffPolicyEstimator.inversePropensity, .selfNormalized, .doublyRobust] {
      let estimate = evaluation[estimator]
      #expect(abs(estimate.value - 0.4) < 4 * estimate.standardError, "\(estimate)")
    }
  }

  @Test func `a log that holds too little of the policy is refused`() throws {
    let evaluation = try evaluation(2000, logged: 0.02, seed: 2)
    #expect(evaluation.effectiveSize < 100)
    #expect(evaluation.refusal?.code == "offpolicy_too_few")
  }
}
