import Decisions
import Expressions
import Learning
import Seeds
import Times

/// A made world in which the chance that somebody accepts is known, and a brought model says something else.
struct CalibrationWorld {
  /// One action on one or more channels, whose propensity is a model that reads an attribute.
  static func plan(channels: Int = 1, isCalibrated: Bool = true, fingerprint: UInt64 = 7) -> CharterPlan {
    var charter = Charter()
    charter.slotTypes = [.double]
    charter.purposes = [Purpose(name: "marketing", kind: .marketing, needsConsent: false)]
    charter.channels = (0..<channels).map {
      Channel(name: "channel\($0)", kind: .email, direction: .outbound, needsAddress: false)
    }
    charter.issues = [Issue(name: "sales")]
    charter.groups = [Group(name: "cards", issue: 0)]
    charter.models = [
      BroughtModel(
        name: "score", source: .quantity(.slot(0)), output: .probability, isCalibrated: isCalibrated,
        fingerprint: fingerprint)
    ]
    charter.actions = [
      Action(
        name: "card", group: 0, purpose: 0, value: .constant(1),
        treatments: (0..<channels).map { Treatment(channel: $0, propensity: .model(0)) })
    ]
    return CharterPlan(charter)
  }

  static func names(channel: Int = 0) -> ModelNames {
    ModelNames(issue: "sales", group: "cards", action: "card", channel: "channel\(channel)")
  }

  static func score(_ chance: Double, fingerprint: UInt64 = 7) -> BroughtScore {
    BroughtScore(model: "score", fingerprint: fingerprint, chance: chance)
  }

  /// Chances as they are among customers: one in twenty accepts, some much likelier than others.
  static func truth(_ generator: inout SeededGenerator) -> Double {
    let bell = (0..<6).reduce(0.0) { sum, _ in sum + generator.double(-1...1) } / 1.414
    return Elementary.sigmoid(-2.8 + 1.2 * bell)
  }

  /// What is learned of a model that distorts the truth.
  static func taught(
    _ count: Int, seed: UInt64, into models: LearnedModels = LearnedModels(), channel: Int = 0,
    _ distort: (Double) -> Double
  ) -> LearnedModels {
    var models = models
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<count {
      let truth = truth(&generator)
      models.learn(
        FeatureList(), names(channel: channel), Response(isPositive: generator.chance(truth)),
        scores: [score(distort(truth))])
    }
    return models
  }

  /// What decisions read for a score, by channel: the chance, and the deviation of its log odds.
  static func decided(
    _ models: LearnedModels, _ plan: CharterPlan, score: Double
  ) -> (chances: [Double], deviations: [Double]) {
    let count = plan.treatments.count
    var row = Row(slotCount: 1)
    row.set(0, word: score.bitPattern)
    let subject = Subject(
      customer: Customer(id: "c", slotCount: 1, purposeCount: 1, channelCount: count), row: row,
      now: Instant(secondsSince1970: 0))
    let evaluator = ProgramEvaluator(ProgramSet(plan.charter), now: subject.now)
    let own = evaluator.chance(model: 0, row: row)
    var chances = [Double](repeating: own, count: count)
    var deviations = [Double](repeating: 0, count: count)
    let words: [UInt64] = [(1 << UInt64(count)) - 1]
    words.withUnsafeBufferPointer { words in
      chances.withUnsafeMutableBufferPointer { chances in
        deviations.withUnsafeMutableBufferPointer { deviations in
          guard let words = words.baseAddress, let values = chances.baseAddress, let doubts = deviations.baseAddress
          else { return }
          CalibratedPropensities(models.calibrations, plan: plan).writePropensities(
            of: CandidateMask(words: words, wordCount: 1), for: subject, using: evaluator, into: values,
            deviations: doubts)
        }
      }
    }
    return (chances, deviations)
  }

  /// The mean distance from the truth, over customers, and the mean distance of tenths of them.
  static func errors(
    _ models: LearnedModels, _ plan: CharterPlan, seed: UInt64, _ distort: (Double) -> Double
  ) -> (single: Double, tenths: Double) {
    var generator = SeededGenerator(seed: seed)
    let pairs = (0..<1000).map { _ in
      let truth = truth(&generator)
      return (truth: truth, said: decided(models, plan, score: distort(truth)).chances[0])
    }.sorted { $0.said < $1.said }
    let single = pairs.map { abs($0.said - $0.truth) }.reduce(0, +) / 1000
    let tenths = (0..<10).map { tenth in
      abs(pairs[tenth * 100..<tenth * 100 + 100].map { $0.said - $0.truth }.reduce(0, +))
    }.reduce(0, +)
    return (single, tenths / 1000)
  }
}
