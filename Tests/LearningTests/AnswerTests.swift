import Decisions
import Learning
import Seeds
import Testing

/// How answers fall with pressure, and what silence lost.
@Suite("Answers under pressure") struct AnswerTests {
  private func taught(_ count: Int, seed: UInt64) -> AnswerLearner {
    var learner = AnswerLearner()
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<count {
      let weekly = generator.double(0...6)
      learner.observe(
        isPositive: generator.chance(Elementary.sigmoid(-2 - 0.3 * weekly)), channel: .email, purpose: .marketing,
        features: PressureFeatures.even(weekly: weekly, channel: .email, purpose: .marketing))
    }
    return learner
  }

  @Test func `a planted curve is found`() {
    let snapshot = taught(20_000, seed: 1).snapshot
    for weekly in [1.0, 3, 5] {
      let truth = Elementary.sigmoid(-2 - 0.3 * weekly)
      let believed = snapshot.chance(
        channel: .email, purpose: .marketing,
        features: PressureFeatures.even(weekly: weekly, channel: .email, purpose: .marketing)
      ).mean
      #expect(believed > truth * 0.75 && believed < truth * 1.33, "\(weekly): \(believed), \(truth)")
    }
  }

  @Test func `saved states come back, damaged ones are refused`() throws {
    let learner = taught(500, seed: 2)
    #expect(try AnswerLearner(decoding: learner.encode()) == learner)
    var rates = AnswerRatesLearner()
    rates.observe(isPositive: true, channel: .sms, purpose: .service, isTracked: false)
    #expect(try AnswerRatesLearner(decoding: rates.encode()) == rates)
    #expect(throws: StateError.self) { try AnswerRatesLearner(decoding: learner.encode()) }
    var damaged = learner.encode()
    damaged[damaged.count / 3] ^= 8
    #expect(throws: StateError.self) { try AnswerLearner(decoding: damaged) }
  }

  /// Of two draws alike, silence and the best candidate, the candidate would have brought 3 in all.
  @Test func `regret is what the best candidate brought where chance drew it, less what silence did`() {
    var regret = AbstentionRegret()
    #expect(regret.regret == nil)
    for value in [4.0, 2] {
      regret.observe(policyAbstains: true, isSilent: false, isPreferred: true, chance: 0.5, value: value)
      regret.observe(policyAbstains: true, isSilent: true, isPreferred: false, chance: 0.5, value: 0)
      // Where the policy would have spoken, nothing is learned of silence.
      regret.observe(policyAbstains: false, isSilent: false, isPreferred: true, chance: 0.5, value: 100)
      regret.observe(policyAbstains: true, isSilent: false, isPreferred: true, chance: 0, value: 100)
    }
    #expect(regret.regret?.mean == 3)
  }
}
