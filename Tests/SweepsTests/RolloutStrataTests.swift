import Decisions
import Glibc
import Seeds
import Statistics
import Sweeps
import Testing

/// Guard-rails where it is no accident who is reached: rates are compared inside places, not across them.
@Suite struct RolloutStrataTests {
  static let runCount = 400
  static let days = 40

  /// A place: contacts a day of each group, and the rates of bad ones.
  struct Place {
    var exposed: Int
    var exposedRate: Double
    var baseline: Int
    var baselineRate: Double
  }

  /// The shares of seeded roll-outs that are stopped and widened within forty daily looks, told of places or of their sum.
  private func shares(
    _ places: [Place], tolerance: Double, isStratified: Bool, seed: UInt64
  ) -> (stopped: Double, widened: Double) {
    var random = SeededGenerator(seed: seed)
    func binomial(_ count: Int, _ rate: Double) -> Int {
      (0..<count).reduce(0) { sum, _ in sum + (random.chance(rate) ? 1 : 0) }
    }
    let rollout = Rollout(
      name: "new", steps: [RolloutStep(share: 0.1), RolloutStep()],
      guards: [RolloutGuard(outcomes: [.complained], tolerance: tolerance)], holdSeconds: 0)
    var (stopped, widened) = (0, 0)
    for _ in 0..<Self.runCount {
      var state = RolloutState(rollout)
      run: for _ in 0..<Self.days {
        var counts = places.enumerated().map { number, place in
          RateCounts(
            stratum: UInt32(number + 1), exposed: place.exposed,
            exposedBad: binomial(place.exposed, place.exposedRate), baseline: place.baseline,
            baselineBad: binomial(place.baseline, place.baselineRate))
        }
        if !isStratified {
          counts = [
            RateCounts(
              exposed: counts.map(\.exposed).reduce(0, +), exposedBad: counts.map(\.exposedBad).reduce(0, +),
              baseline: counts.map(\.baseline).reduce(0, +), baselineBad: counts.map(\.baselineBad).reduce(0, +))
          ]
        }
        switch state.look(rollout, [counts], seconds: 86_400) {
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

  /// Half of a city that complains much, and a few of a country that complains little: nobody fares worse than neighbours.
  @Test func whereTheReachedLiveStopsNothing() {
    let places = [
      Place(exposed: 60, exposedRate: 0.12, baseline: 60, baselineRate: 0.12),
      Place(exposed: 10, exposedRate: 0.02, baseline: 190, baselineRate: 0.02),
    ]
    let across = shares(places, tolerance: 0.03, isStratified: false, seed: 11)
    let inside = shares(places, tolerance: 0.03, isStratified: true, seed: 11)
    print(
      "harmless, seed 11: across places stopped \(across.stopped), inside \(inside.stopped), widened \(inside.widened)")
    #expect(across.stopped > 0.95, "10.6 % against 4.4 %: an alarm without a fire")
    #expect(inside.stopped <= 0.05 + slack)
    #expect(inside.widened > 0.8)
  }

  /// The place that complains little is reached, and complains three times as often as its neighbours who are not.
  @Test func realHarmIsNotHiddenByTheOthers() {
    let places = [
      Place(exposed: 10, exposedRate: 0.14, baseline: 190, baselineRate: 0.12),
      Place(exposed: 60, exposedRate: 0.08, baseline: 60, baselineRate: 0.02),
    ]
    let across = shares(places, tolerance: 0.01, isStratified: false, seed: 12)
    let inside = shares(places, tolerance: 0.01, isStratified: true, seed: 12)
    print(
      "harm, seed 12: across places stopped \(across.stopped) and widened \(across.widened), inside \(inside.stopped)")
    #expect(across.stopped <= 0.05 && across.widened > 0.3, "8.9 % against 9.6 % looks like safety")
    #expect(inside.stopped > 0.9)
    #expect(inside.widened <= 0.05 + slack)
  }

  /// At the border in every place, whatever the rates there, the risk is kept, also in many small places.
  @Test(arguments: [0.0, 0.03])
  func theRiskIsKeptInManyPlaces(tolerance: Double) {
    let places = (0..<30).map { number in
      let rate = 0.01 + 0.01 * Double(number)
      return Place(exposed: 1 + number % 4, exposedRate: rate + tolerance, baseline: 2 + number % 7, baselineRate: rate)
    }
    let found = shares(places, tolerance: tolerance, isStratified: true, seed: 13)
    print("thirty places at the border, seed 13: stopped \(found.stopped), widened \(found.widened)")
    #expect(found.stopped <= 0.05 + slack)
    #expect(found.widened <= 0.05 + slack)
  }

  /// Small places say together what none of them could say alone.
  @Test func smallPlacesAddUp() {
    let places = (0..<30).map { number in
      let rate = 0.01 + 0.005 * Double(number)
      return Place(exposed: 1 + number % 4, exposedRate: rate + 0.12, baseline: 2 + number % 7, baselineRate: rate)
    }
    let found = shares(places, tolerance: 0.01, isStratified: true, seed: 14)
    print("thirty places with harm, seed 14: stopped \(found.stopped), widened \(found.widened)")
    #expect(found.stopped > 0.95)
  }

  /// The expected factor of a look over every outcome in two places: never above 1 while the hypothesis holds in both.
  @Test func noLookGainsOnAverageWhileItsHypothesisHolds() {
    let start = [
      RateCounts(stratum: 1, exposed: 10, exposedBad: 4, baseline: 12, baselineBad: 2),
      RateCounts(stratum: 2, exposed: 5, exposedBad: 0, baseline: 40, baselineBad: 1),
    ]
    let calm = [
      RateCounts(stratum: 1, exposed: 10, exposedBad: 1, baseline: 12, baselineBad: 4),
      RateCounts(stratum: 3, exposed: 9, exposedBad: 2, baseline: 9, baselineBad: 2),
    ]
    for (start, tolerance) in [(start, 0.0), (start, 0.05), (calm, 0.0), (calm, 0.1)] {
      for truth in [((0.2, 0.2), (0.05, 0.05)), ((0.1, 0.3), (0.02, 0.6)), ((0.5, 0.2), (0.4, 0.1))] {
        var (harm, safety) = (0.0, 0.0)
        for outcome in 0..<36 {
          let bad = [outcome % 3, outcome / 3 % 2, outcome / 6 % 2, outcome / 12]
          let chance =
            probability(bad[0], of: 2, truth.0.0) * probability(bad[1], of: 1, truth.0.1)
            * probability(bad[2], of: 1, truth.1.0) * probability(bad[3], of: 2, truth.1.1)
          var before = RateEvidence(tolerance: tolerance)
          before.observe(start)
          var after = before
          after.observe([
            RateCounts(stratum: 1, exposed: 2, exposedBad: bad[0], baseline: 1, baselineBad: bad[1]),
            RateCounts(stratum: 2, exposed: 1, exposedBad: bad[2], baseline: 2, baselineBad: bad[3]),
          ])
          harm += chance * exp(after.logHarm - before.logHarm)
          safety += chance * exp(after.logSafety - before.logSafety)
        }
        let differences = [truth.0.0 - truth.0.1, truth.1.0 - truth.1.1]
        if differences.allSatisfy({ $0 <= tolerance }) { #expect(harm <= 1 + 1e-9, "\(truth), \(tolerance)") }
        if differences.allSatisfy({ $0 >= tolerance }) { #expect(safety <= 1 + 1e-9, "\(truth), \(tolerance)") }
      }
    }
  }

  private func probability(_ bad: Int, of count: Int, _ rate: Double) -> Double {
    let ways = [1: [1.0, 1], 2: [1.0, 2, 1]][count]![bad]
    return ways * pow(rate, Double(bad)) * pow(1 - rate, Double(count - bad))
  }

  /// Where everybody is reached nobody is left to compare them with: nothing is said, whatever happens elsewhere.
  @Test func aPlaceWithoutOthersSaysNothing() {
    var evidence = RateEvidence(tolerance: 0)
    for _ in 0..<50 {
      evidence.observe([
        RateCounts(stratum: 1, exposed: 100, exposedBad: 50, baseline: 0, baselineBad: 0),
        RateCounts(stratum: 2, exposed: 0, exposedBad: 0, baseline: 100, baselineBad: 1),
      ])
    }
    #expect(evidence.logHarmMax == 0 && evidence.logSafetyMax == 0 && evidence.comparedCount == 0)
    #expect(evidence.total == RateCounts(exposed: 5000, exposedBad: 2500, baseline: 5000, baselineBad: 50))
  }
}
