import Decisions
import Glibc
import Seeds
import Statistics
@testable import Sweeps
import Testing

/// Guard-rails that are looked at every day: how often they are wrong, and how soon they are right.
@Suite struct RolloutSteppingTests {
  static let runCount = 1_000
  static let days = 40

  /// How many of so many, each with the same chance.
  private func binomial(_ count: Int, _ rate: Double, _ random: inout SeededGenerator) -> Int {
    (0..<count).reduce(0) { sum, _ in sum + (random.chance(rate) ? 1 : 0) }
  }

  /// The shares of seeded roll-outs that were ever stopped, and ever widened, within forty daily looks.
  private func shares(
    exposed: Double, baseline: Double, tolerance: Double, exposedCount: Int = 60, baselineCount: Int = 120,
    guardCount: Int = 1, seed: UInt64
  ) -> (stopped: Double, widened: Double) {
    var random = SeededGenerator(seed: seed)
    let rollout = Rollout(
      name: "new", steps: [RolloutStep(share: 0.1), RolloutStep()],
      guards: (0..<guardCount).map { _ in RolloutGuard(outcomes: [.complained], tolerance: tolerance) }, holdSeconds: 0)
    var stopped = 0
    var widened = 0
    for _ in 0..<Self.runCount {
      var state = RolloutState(rollout)
      run: for _ in 0..<Self.days {
        let counts = (0..<guardCount).map { _ in
          [
            RateCounts(
              exposed: exposedCount, exposedBad: binomial(exposedCount, exposed, &random), baseline: baselineCount,
              baselineBad: binomial(baselineCount, baseline, &random))
          ]
        }
        switch state.look(rollout, counts, seconds: 86_400) {
        case .stop:
          stopped += 1
          break run
        case .widen:
          widened += 1
          break run
        case .hold: break
        }
      }
    }
    return (Double(stopped) / Double(Self.runCount), Double(widened) / Double(Self.runCount))
  }

  /// Five standard errors of a share of five in a hundred.
  private var slack: Double { 5 * (0.05 * 0.95 / Double(Self.runCount)).squareRoot() }

  /// No worse than allowed, at the very border: stopped in at most 5 % of all runs, though looked at forty times.
  @Test(arguments: [(0.05, 0.05, 0.0), (0.07, 0.05, 0.02), (0.02, 0.02, 0.0), (0.3, 0.25, 0.05)])
  func harmlessRolloutsAreRarelyStopped(exposed: Double, baseline: Double, tolerance: Double) {
    let found = shares(exposed: exposed, baseline: baseline, tolerance: tolerance, seed: 1)
    print("at the border \(exposed) against \(baseline): stopped \(found.stopped), widened \(found.widened)")
    #expect(found.stopped <= 0.05 + slack)
    // The border itself is the worst of what must not be widened.
    #expect(found.widened <= 0.05 + slack)
  }

  /// Several guard-rails share one risk.
  @Test func severalGuardRailsShareTheRisk() {
    let found = shares(exposed: 0.05, baseline: 0.05, tolerance: 0, guardCount: 4, seed: 2)
    #expect(found.stopped <= 0.05 + slack)
  }

  @Test func harmIsFound() {
    let found = shares(exposed: 0.15, baseline: 0.05, tolerance: 0.01, seed: 3)
    print("three times the complaints: stopped \(found.stopped), widened \(found.widened)")
    #expect(found.stopped > 0.95)
    #expect(found.widened <= 0.05 + slack)
  }

  @Test func safetyIsFound() {
    let found = shares(exposed: 0.05, baseline: 0.05, tolerance: 0.05, seed: 4)
    print("no worse, five points allowed: stopped \(found.stopped), widened \(found.widened)")
    #expect(found.widened > 0.9)
    #expect(found.stopped <= 0.05 + slack)
  }

  /// The expected factor of one bet, summed over every outcome of a small day: never above 1 while its hypothesis holds.
  @Test func noBetGainsOnAverageWhileItsHypothesisHolds() {
    for tolerance in [0.0, 0.1] {
      for start in [
        RateCounts(exposed: 10, exposedBad: 5, baseline: 10, baselineBad: 1),
        RateCounts(exposed: 10, exposedBad: 1, baseline: 20, baselineBad: 5),
      ] {
        for truth in [(0.2, 0.2 - tolerance), (0.5, 0.5 - tolerance), (0.15, 0.15), (0.3, 0.1), (0.1, 0.4)] {
          var harm = 0.0
          var safety = 0.0
          for exposedBad in 0...3 {
            for baselineBad in 0...2 {
              let chance = probability(exposedBad, of: 3, truth.0) * probability(baselineBad, of: 2, truth.1)
              var before = RateEvidence(tolerance: tolerance)
              before.observe([start])
              var after = before
              after.observe([RateCounts(exposed: 3, exposedBad: exposedBad, baseline: 2, baselineBad: baselineBad)])
              harm += chance * exp(after.logHarm - before.logHarm)
              safety += chance * exp(after.logSafety - before.logSafety)
            }
          }
          if truth.0 <= truth.1 + tolerance + 1e-12 { #expect(harm <= 1 + 1e-9, "\(truth), \(tolerance)") }
          if truth.0 >= truth.1 + tolerance - 1e-12 { #expect(safety <= 1 + 1e-9, "\(truth), \(tolerance)") }
        }
      }
    }
  }

  private func probability(_ bad: Int, of count: Int, _ rate: Double) -> Double {
    let ways = [2: [1.0, 2, 1], 3: [1.0, 3, 3, 1]][count]![bad]
    return ways * pow(rate, Double(bad)) * pow(1 - rate, Double(count - bad))
  }

  @Test func stepsTakeTheirTimeAndEnd() {
    let rollout = Rollout(
      name: "new", steps: [RolloutStep(pilots: ["a"]), RolloutStep(share: 0.1), RolloutStep()], holdSeconds: 100)
    var state = RolloutState(rollout)
    #expect(state.look(rollout, [], seconds: 60) == .hold)
    #expect(state.look(rollout, [], seconds: 60) == .widen)
    #expect(state.step == 1 && state.heldSeconds == 0)
    #expect(state.look(rollout, [], seconds: 100) == .widen)
    #expect(state.look(rollout, [], seconds: 1000) == .hold)
    #expect(state.step == 2)
  }

  @Test func aStoppedRolloutStaysStopped() {
    let rollout = Rollout(
      name: "new", steps: [RolloutStep(), RolloutStep()],
      guards: [RolloutGuard(outcomes: [.complained], tolerance: 0)], holdSeconds: 0)
    var state = RolloutState(rollout)
    let bad = RateCounts(exposed: 1000, exposedBad: 200, baseline: 1000, baselineBad: 50)
    #expect(state.look(rollout, [[bad]], seconds: 1) == .hold)
    #expect(state.look(rollout, [[bad]], seconds: 1) == .stop(guardRail: 0))
    #expect(state.step == Rollout.stopped)
    #expect(state.look(rollout, [[bad]], seconds: 1) == .hold)
    #expect(state.step == Rollout.stopped)
  }
}
