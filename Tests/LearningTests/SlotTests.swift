import Decisions
import LearningTrials
import Seeds
import Testing
import Times

@testable import Learning

/// Delays, gaps, and the choice among moments.
@Suite("Delays, gaps and slots") struct SlotTests {
  // MARK: The choice

  @Test func `the choice agrees with a slow one in every small world`() {
    let promises = [0.5, 1, 1.5, 2, .nan, .infinity].flatMap { gain in
      [0, 0.09, 4, -1, .nan].map { BestSlot.Promise(gain: gain, variance: $0) }
    }
    for one in promises {
      for two in promises {
        for permitted in 0..<4 {
          let all = [BestSlot.Promise(gain: .nan, variance: .nan), one, two]
          let verdict = BestSlot.verdict(of: all) { permitted >> ($0 - 1) & 1 != 0 }
          /// Permitted, better, and no nonsense.
          let better = [1, 2].filter {
            permitted >> ($0 - 1) & 1 != 0 && all[$0].gain > 1 && all[$0].gain < .infinity && all[$0].variance >= 0
          }
          // log 1.5 / 0.3 = 1.35 and log 2 / 0.3 = 2.31 deviations are surer than 0.8; log 2 / 2 is not.
          let sure = better.filter { all[$0].variance < 1 }
          func top(_ places: [Int]) -> Int {
            places.max { (all[$0].gain, -$0) < (all[$1].gain, -$1) } ?? 0
          }
          #expect(verdict.choice == top(sure), "\(one) \(two) \(permitted)")
          #expect(verdict.best == (sure.isEmpty ? top(better) : top(sure)), "\(one) \(two) \(permitted)")
        }
      }
    }
    #expect(BestSlot.verdict(of: []) { _ in true }.choice == 0)
  }

  @Test func `as few moments as possible are asked about`() {
    var asked: [Int] = []
    let promises = [1, 1.2, 3, 2, 0.5].map { BestSlot.Promise(gain: $0, variance: 0.01) }
    let verdict = BestSlot.verdict(of: promises) {
      asked.append($0)
      return $0 != 2
    }
    #expect(asked == [2, 3] && verdict.choice == 3)
    #expect(verdict.gain.low < 2 && verdict.gain.high > 2 && verdict.belief > 0.99)
  }

  // MARK: Delays

  private struct Observation {
    var answered: Double?
    var watched: Double
  }

  @Test func `hazards agree with counting by hand in every small world`() {
    let kinds = [
      Observation(answered: 10, watched: 0), Observation(answered: 900, watched: 0),
      Observation(answered: 90_000, watched: 0), Observation(answered: nil, watched: 0),
      Observation(answered: nil, watched: 1350), Observation(answered: nil, watched: 1e9),
      Observation(answered: 2_000_000, watched: 0),
    ]
    for a in kinds {
      for b in kinds {
        for c in kinds {
          var delays = AnswerDelays()
          for one in [a, b, c] {
            delays.observe(answeredAfter: one.answered, watchedSeconds: one.watched, channel: .sms, isTracked: true)
          }
          let curve = delays.curve(channel: .sms, isTracked: true)
          let pooled = byHand([a, b, c], shares: AnswerDelays.priorShares)
          let own = byHand([a, b, c], shares: DelayCurve.shares(of: pooled))
          for (found, expected) in zip(curve.hazards, own) { #expect(abs(found - expected) < 1e-12) }
          #expect(curve.hazards.allSatisfy { $0 >= 0 && $0 <= 1 })
        }
      }
    }
  }

  /// Step by step: of those who are watched and open, who answers; with twenty made-up answers and their silent ones.
  private func byHand(_ observations: [Observation], shares: [Double]) -> [Double] {
    let edges = [0] + AnswerDelays.edgesSeconds
    var open = [Double](repeating: 0, count: shares.count)
    var answers = open
    for step in shares.indices {
      for one in observations {
        let end = one.answered ?? one.watched
        if end >= edges[step + 1] { open[step] += 1 }
        guard end >= edges[step], end < edges[step + 1] else { continue }
        if one.answered != nil {
          open[step] += 1
          answers[step] += 1
        } else {
          open[step] += (end - edges[step]) / (edges[step + 1] - edges[step])
        }
      }
    }
    let all = answers.reduce(0, +)
    let rate = (all + 1) / (max(open[0], all) + 10)
    return shares.indices.map { step in
      let before = step == 0 ? 0 : shares[step - 1]
      return (answers[step] + 20 * (shares[step] - before)) / (open[step] + 20 / rate - 20 * before)
    }
  }

  @Test func `a planted delay is found, though most people are watched for a short time`() {
    var delays = AnswerDelays()
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<20_000 {
      // One in five will answer, half of those within six hours.
      let answer = generator.chance(0.2) ? -Elementary.logarithm(generator.double(1e-9...1)) * 21_600 / 0.693_147 : 1e12
      let watched = generator.double(0...345_600)
      delays.observe(
        answeredAfter: answer <= watched ? answer : nil, watchedSeconds: watched, channel: .push, isTracked: false)
    }
    for (hours, share) in [(1.0, 0.109), (6, 0.5), (12, 0.75), (24, 0.9375)] {
      let found = delays.share(withinSeconds: hours * 3600, channel: .push, isTracked: false)
      #expect(abs(found - share) < 0.05, "seed 3, \(hours) h: \(found), planted \(share)")
    }
  }

  @Test func `shares rise from 0 to 1, whatever is asked and learned`() {
    var delays = AnswerDelays()
    for hostile in [Double.nan, -1, -Double.infinity] {
      delays.observe(answeredAfter: hostile, watchedSeconds: 1, channel: .email, isTracked: true)
      delays.observe(answeredAfter: nil, watchedSeconds: hostile, channel: .email, isTracked: true)
    }
    #expect(delays == AnswerDelays(), "what is no duration says nothing")
    delays.observe(answeredAfter: nil, watchedSeconds: .infinity, channel: .email, isTracked: true)
    delays.observe(answeredAfter: .infinity, watchedSeconds: 0, channel: .email, isTracked: true)
    for hostile in [Double.nan, -1, 0, -Double.infinity] {
      #expect(delays.share(withinSeconds: hostile, channel: .email, isTracked: true) == 0)
    }
    #expect(delays.share(withinSeconds: .infinity, channel: .email, isTracked: true) == 1)
    var last = 0.0
    for minutes in stride(from: 0, through: 21_000, by: 7) {
      let share = delays.share(withinSeconds: Double(minutes) * 60, channel: .email, isTracked: true)
      #expect(share >= last && share <= 1)
      last = share
    }
  }

  // MARK: Gaps

  @Test func `factors that may not fall are the nearest ones, as the max-min formula has them`() {
    for seed in 1...50 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let count = generator.int(1...7)
      let factors = (0..<count).map { _ in generator.double(0.1...3) }
      let weights = (0..<count).map { _ in generator.double(0.5...20) }
      let risen = CadenceRates.rising(factors.map { FactorBelief(factor: $0, variance: 0.1) }, weights: weights)
      func mean(_ range: ClosedRange<Int>) -> Double {
        range.reduce(0) { $0 + factors[$1] * weights[$1] } / range.reduce(0) { $0 + weights[$1] }
      }
      for k in 0..<count {
        let expected = (0...k).map { i in (k..<count).map { mean(i...$0) }.min()! }.max()!
        #expect(abs(risen[k].factor - expected) < 1e-12, "seed \(seed), \(k)")
      }
    }
  }

  @Test func `somebody who answers only when left alone is left alone; strangers get a week`() {
    let snapshot = TempoLearner().snapshot
    let stranger = TempoWorld.tempo(snapshot, Ledger()).cadence
    #expect(stranger.isCautious && stranger.days.value == 7 && stranger.days.low == 0 && stranger.days.high == 28)
    /// A contact a day for four days, then none for eight; each answered by a rule.
    func ledger(_ isAnswered: (Int) -> Bool) -> Ledger {
      Ledger(
        (0..<100).map { number in
          let at = TempoWorld.begin + Int64(number / 4 * 12 + number % 4) * 86_400 + Int64(number % 7) * 900
          return TempoWorld.contact(at, answeredAfter: isAnswered(number) ? 60 : nil)
        })
    }
    let restful = TempoWorld.tempo(snapshot, ledger { $0 % 4 == 0 }).cadence
    #expect(!restful.isCautious && restful.days.value >= 4 && restful.days.low >= 2, "\(restful.days)")
    let eager = TempoWorld.tempo(snapshot, ledger { _ in true }).cadence
    #expect(eager.days.value == 0, "\(eager.days)")
  }

  @Test func `gaps that are none fall into the narrowest or widest step`() {
    #expect(CadenceRates.step(gapSeconds: .nan) == 0 && CadenceRates.step(gapSeconds: -5) == 0)
    #expect(CadenceRates.step(gapSeconds: .infinity) == 6 && CadenceRates.step(gapSeconds: 86_400) == 1)
    var rates = CadenceRates()
    for hostile in [Double.nan, 0, 1, -1, .infinity] {
      rates.observe(gapSeconds: 1, isPositive: true, expected: hostile)
    }
    #expect(rates == CadenceRates())
  }
}

extension DelayCurve {
  /// The shares that follow from hazards.
  fileprivate static func shares(of hazards: [Double]) -> [Double] {
    var open = 1.0
    var come: [Double] = []
    for hazard in hazards {
      open *= 1 - hazard
      come.append(1 - open)
    }
    return come.map { $0 / come[come.count - 1] }
  }
}
