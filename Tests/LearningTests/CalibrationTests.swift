import Decisions
import Learning
import Seeds
import Testing

/// A way in which a brought model says something else than the truth, without putting anybody in a wrong place.
private struct Distortion: CustomTestStringConvertible {
  var testDescription: String
  var distort: @Sendable (Double) -> Double

  static let all = [
    Distortion(testDescription: "odds ten times too high") { Elementary.sigmoid(Elementary.logit($0) + 2.3) },
    Distortion(testDescription: "too sure") { Elementary.sigmoid(2.5 * Elementary.logit($0)) },
    Distortion(testDescription: "too timid") { Elementary.sigmoid(0.3 * Elementary.logit($0)) },
    Distortion(testDescription: "squared") { $0 * $0 },
    Distortion(testDescription: "rooted") { $0.squareRoot() },
  ]
}

@Suite("Calibration of brought models") struct CalibrationTests {
  private let plan = CalibrationWorld.plan()

  @Test(arguments: Distortion.all)
  private func `a score that is wrong in a planted way comes right`(_ planted: Distortion) {
    let before = CalibrationWorld.errors(LearnedModels(), plan, seed: 6, planted.distort)
    let models = CalibrationWorld.taught(5000, seed: 5, planted.distort)
    let after = CalibrationWorld.errors(models, plan, seed: 6, planted.distort)
    #expect(before.tenths > 0.05)
    #expect(after.tenths < 0.01 && after.single < 0.012, "\(after)")
    let figures = models.calibrations.figures[0]
    #expect((figures.after.logLoss ?? 1) < (figures.before.logLoss ?? 0) - 0.02)
    #expect((figures.after.calibrationError ?? 1) < 0.02)
  }

  @Test func `a curve that no line straightens comes right within tenths of customers`() {
    let steps: (Double) -> Double = { $0 < 0.05 ? 0.1 : $0 < 0.1 ? 0.2 : 0.9 }
    let models = CalibrationWorld.taught(5000, seed: 5, steps)
    #expect(CalibrationWorld.errors(models, plan, seed: 6, steps).tenths < 0.01)
  }

  @Test func `before anything is learned a score stays what it is, to the bit, and nobody says how sure it is`() {
    for chance in [0, 1e-9, 0.031, 0.5, 0.99, 1] {
      let said = CalibrationWorld.decided(LearnedModels(), plan, score: chance)
      #expect(said.chances == [chance] && said.deviations == [0])
    }
  }

  @Test("a perfect score is hardly hurt: its log loss rises by no more than what is proved", arguments: [1, 2, 3])
  func perfect(_ seed: Int) {
    let models = CalibrationWorld.taught(5000, seed: UInt64(seed)) { $0 }
    let figures = models.calibrations.figures[0]
    let regret = ((figures.after.logLoss ?? 1) - (figures.before.logLoss ?? 0)) * 5000
    #expect(regret <= CalibrationTests.regretMax(5000), "seed \(seed): \(regret) nats over 5,000 responses")
    let after = CalibrationWorld.errors(models, plan, seed: 6) { $0 }
    #expect(after.tenths < 0.005, "seed \(seed): \(after)")
  }

  @Test("the bound holds against responses that are chosen to hurt")
  func adversary() {
    var models = LearnedModels()
    var generator = SeededGenerator(seed: 9)
    for number in 1...4000 {
      // In turns the score is right and its opposite is, in stretches that come when the weights have settled.
      let chance = generator.double(0.01...0.99)
      let isTrue = (number / 400) % 2 == 0
      models.learn(
        FeatureList(), CalibrationWorld.names(), Response(isPositive: generator.chance(isTrue ? chance : 1 - chance)),
        scores: [CalibrationWorld.score(chance)])
      let figures = models.calibrations.figures[0]
      let regret = ((figures.after.logLoss ?? 1) - (figures.before.logLoss ?? 0)) * Double(number)
      #expect(regret <= CalibrationTests.regretMax(number), "after \(number): \(regret)")
    }
  }

  /// ln 4, because a model's first treatment begins with at least half of the usual weight, and what sharing out costs.
  private static func regretMax(_ count: Int) -> Double {
    1.387 + (0..<count).map { -Elementary.logarithm(1 - max(1e-5, 1 / Double($0 + 2))) }.reduce(0, +)
  }

  @Test("whoever has the higher score has no lower chance", arguments: [1, 2, 3, 4])
  func monotone(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    var models = LearnedModels()
    // Responses that have nothing to do with the score, or go against it, in clumps.
    for _ in 0..<3000 {
      let chance = generator.chance(0.3) ? generator.double(0...1) : generator.pick([0, 0.02, 0.021, 0.4, 0.9, 1])
      models.learn(
        FeatureList(), CalibrationWorld.names(), Response(isPositive: generator.chance(0.6 - 0.5 * chance)),
        scores: [CalibrationWorld.score(chance)])
    }
    let scores =
      (0...2000).map { Double($0) / 2000 } + (1...60).map { Elementary.sigmoid(-Double($0) / 4) }
      + (1...60).map { Elementary.sigmoid(Double($0) / 4) }
    let said = scores.sorted().map { CalibrationWorld.decided(models, plan, score: $0).chances[0] }
    for (low, high) in zip(said, said.dropFirst()) { #expect(low <= high + 1e-15, "seed \(seed): \(low), \(high)") }
    #expect(said.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func `numbers that are no chance are not learned, and are handed on as they are`() {
    var models = CalibrationWorld.taught(1000, seed: 1) { $0 * $0 }
    let before = models.calibrations.figures[0].after
    for chance in [Double.nan, .infinity, -.infinity, -0.1, 1.1, 1e300] {
      models.learn(
        FeatureList(), CalibrationWorld.names(), Response(isPositive: true), scores: [CalibrationWorld.score(chance)])
      let said = CalibrationWorld.decided(models, plan, score: chance)
      #expect(said.chances[0].isNaN && said.deviations == [0], "\(chance)")
    }
    #expect(models.calibrations.figures[0].after == before)
    for weight in [0, -1, .nan, .infinity, 1e9] {
      models.learn(
        FeatureList(), CalibrationWorld.names(), Response(isPositive: true, weight: weight),
        scores: [CalibrationWorld.score(0.2)])
    }
    #expect(models.calibrations.figures[0].after == before)
    // Certainty that is wrong costs, but breaks nothing.
    for chance in [0.0, 1, .leastNonzeroMagnitude] {
      for isPositive in [true, false] {
        models.learn(
          FeatureList(), CalibrationWorld.names(), Response(isPositive: isPositive),
          scores: [CalibrationWorld.score(chance)])
      }
    }
    let said = CalibrationWorld.decided(models, plan, score: 0.3)
    #expect(said.chances[0] > 0.05 && said.chances[0] < 0.9 && said.deviations[0].isFinite)
  }

  @Test func `it is surer the more it has seen, and less where it has seen nothing`() {
    let few = CalibrationWorld.decided(CalibrationWorld.taught(200, seed: 2) { $0 }, plan, score: 0.06)
    let models = CalibrationWorld.taught(5000, seed: 2) { $0 }
    let many = CalibrationWorld.decided(models, plan, score: 0.06)
    #expect(many.deviations[0] < 0.6 * few.deviations[0] && many.deviations[0] > 0.03)
    #expect(CalibrationWorld.decided(models, plan, score: 0.999).deviations[0] > many.deviations[0])
  }

  @Test func `another channel begins with what the first one taught`() {
    let plan = CalibrationWorld.plan(channels: 2)
    let distort: (Double) -> Double = { Elementary.sigmoid(Elementary.logit($0) + 2.3) }
    var models = CalibrationWorld.taught(5000, seed: 3, distort)
    let new = CalibrationWorld.decided(models, plan, score: distort(0.06)).chances
    #expect(abs(new[0] - 0.06) < 0.015 && new[1] < 0.25, "\(new)")
    models = CalibrationWorld.taught(300, seed: 4, into: models, channel: 1, distort)
    let known = CalibrationWorld.decided(models, plan, score: distort(0.06)).chances
    #expect(abs(known[1] - 0.06) < 0.03, "\(known)")
  }

  @Test func `another model under the same name begins anew, and a charter can refuse`() {
    let wrong: (Double) -> Double = { $0.squareRoot() }
    var models = CalibrationWorld.taught(2000, seed: 3, wrong)
    let other = CalibrationWorld.plan(fingerprint: 8)
    #expect(CalibrationWorld.decided(models, other, score: 0.4).chances == [0.4])
    #expect(CalibrationWorld.decided(models, CalibrationWorld.plan(isCalibrated: false), score: 0.4).chances == [0.4])
    #expect(CalibrationWorld.decided(models, plan, score: 0.4).chances[0] < 0.25)
    models.learn(
      FeatureList(), CalibrationWorld.names(), Response(isPositive: true),
      scores: [CalibrationWorld.score(0.4, fingerprint: 8)])
    #expect(models.calibrations.figures.map(\.after.responses) == [1])
    #expect(CalibrationWorld.decided(models, plan, score: 0.4).chances == [0.4])
  }

  @Test func `what is saved comes back to the bit, and learns on alike`() throws {
    let models = CalibrationWorld.taught(1500, seed: 4) { $0 * $0 }
    let again = try LearnedModels(decoding: models.encode())
    #expect(again.encode() == models.encode())
    let more = CalibrationWorld.taught(500, seed: 5, into: models, channel: 1) { $0 }
    #expect(more.encode() == CalibrationWorld.taught(500, seed: 5, into: again, channel: 1) { $0 }.encode())
    #expect(
      CalibratedPropensities(more.calibrations, plan: plan).version
        != CalibratedPropensities(models.calibrations, plan: plan).version)
  }

  @Test func `both are judged on the same rows`() {
    var models = CalibrationWorld.taught(100, seed: 1) { $0 }
    for _ in 0..<50 {
      models.learn(
        FeatureList(), CalibrationWorld.names(), Response(isPositive: false), scores: [CalibrationWorld.score(.nan)])
    }
    let figures = models.calibrations.figures[0]
    #expect(models.figures.responses == 150)
    #expect([figures.before, figures.after, figures.learned].map(\.responses) == [100, 100, 100])
    #expect(Set([figures.before, figures.after, figures.learned].map(\.positives)).count == 1)
  }
}
