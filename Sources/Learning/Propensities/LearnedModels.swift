import Decisions

/// A learner with the figures of what it learned, by action and channel: what is saved, and what people look at.
public struct LearnedModels: Sendable {
  /// What has been learned.
  public private(set) var learner: PropensityLearner
  /// How all models together have done.
  public private(set) var figures = ModelFigures()
  /// How each has done, in the order in which they were met.
  public private(set) var models: [(names: ModelNames, figures: ModelFigures)] = []
  private var places: [ModelNames: Int] = [:]
  /// How long acceptances take.
  private var delays = AnswerDelays()
  /// What contacts cost beside their price.
  public private(set) var restraint = RestraintLearner()
  /// What contacts of the past tell: when people answer, and what channels are to them.
  public var rhythm = RhythmModels()
  private(set) var keys: [ModelKey] = []
  /// What each met of its predictors.
  private(set) var predictors = PredictorTable()
  /// What is known of the mistakes of brought models, and how they have done.
  public private(set) var calibrations = Calibrations()
  /// What contact adds.
  public var effects = EffectModels()
  /// What silence lost or saved, by the even draws.
  public var abstention = AbstentionRegret()

  /// The most models that have figures of their own; what comes beyond is learned, and counted in the whole.
  public static let modelsMax = 10_000

  /// Makes models that know nothing.
  /// - Parameter firstRate: the chance of acceptance before anything is known.
  public init(firstRate: Double = 0.05) { learner = PropensityLearner(firstRate: firstRate) }

  /// What identifies this state: how many responses it knows, and the bits of the loss, to which each of them added; then
  /// how many contacts restraint was learned from, if any.
  public var version: String {
    "learned-\(learner.responseCount)-" + String(figures.lossSum.bitPattern, radix: 16)
      + (restraint.count > 0 ? "-\(restraint.count)" : "") + (effects.count > 0 ? "-e\(effects.count)" : "")
  }

  /// Learns a response, and gives the chance that was believed before it.
  /// - Parameter scores: what brought models say of the same row.
  @discardableResult
  public mutating func learn(
    _ features: FeatureList, _ names: ModelNames, _ response: Response, scores: [BroughtScore] = []
  ) -> Double {
    let count = learner.responseCount
    let place = places[names]
    let predicted = learner.learn(features, place.map { keys[$0] } ?? ModelKey(names), response)
    guard learner.responseCount > count else { return predicted }
    figures.learn(predicted: predicted, isPositive: response.isPositive)
    for score in scores { calibrations.learn(score, names, response, learned: predicted) }
    if let place = place ?? begin(names) {
      models[place].figures.learn(predicted: predicted, isPositive: response.isPositive)
      predictors.learn(features, model: place, isPositive: response.isPositive)
    }
    return predicted
  }

  /// Notes how long an acceptance took, or that none came.
  /// - Parameters:
  ///   - seconds: after which the contact was accepted; nothing: it was not.
  ///   - watchedSeconds: how long it was watched, where it was not.
  public mutating func noteAnswer(after seconds: Double?, watchedSeconds: Double = 0, channel: ChannelKind) {
    delays.observe(answeredAfter: seconds, watchedSeconds: watchedSeconds, channel: channel, isTracked: false)
  }

  /// The part of the acceptances to come within a window that have come after some seconds, 0 … 1.
  public func shareOfAnswers(withinSeconds seconds: Double, of windowSeconds: Double, channel: ChannelKind) -> Double {
    let all = delays.share(withinSeconds: windowSeconds, channel: channel, isTracked: false)
    return all > 0 ? min(1, delays.share(withinSeconds: seconds, channel: channel, isTracked: false) / all) : 1
  }

  /// Learns what one more message costs, from one that went out.
  /// - Parameter ledger: the customer's contacts before it.
  public mutating func learn(_ settled: SettledContact, after ledger: borrowing Ledger) {
    restraint.learn(settled, after: ledger)
  }

  /// Begins the figures of a model.
  /// - Returns: where they stand; nothing for one too many.
  private mutating func begin(_ names: ModelNames) -> Int? {
    guard models.count < LearnedModels.modelsMax else { return nil }
    add(names, ModelFigures())
    return models.count - 1
  }

  private mutating func add(_ names: ModelNames, _ figures: ModelFigures) {
    places[names] = models.count
    keys.append(ModelKey(names))
    models.append((names, figures))
  }

  // MARK: Bytes

  private static let kind: StaticString = "MSLM"
  /// 1 had propensities alone, 2 nothing of what contact adds; they are learned again.
  private static let version: UInt8 = 3

  /// The state as bytes: what ``init(decoding:)`` makes the same models of, to the bit.
  public func encode() -> [UInt8] {
    var writer = SealedWriter(kind: Self.kind, version: Self.version)
    learner.encode(into: &writer)
    figures.encode(into: &writer)
    writer.write(UInt64(models.count))
    for (names, figures) in models {
      names.encode(into: &writer)
      figures.encode(into: &writer)
    }
    predictors.encode(into: &writer)
    delays.encode(into: &writer)
    restraint.encode(into: &writer)
    rhythm.encode(into: &writer)
    calibrations.encode(into: &writer)
    effects.encode(into: &writer)
    abstention.encode(into: &writer)
    return writer.sealed()
  }

  /// The models whose state was saved.
  /// - Throws: `models.damaged`, `models.newer`.
  public init(decoding bytes: [UInt8]) throws(StateError) {
    var reader = try SealedReader(bytes, kind: Self.kind, version: Self.version)
    learner = try PropensityLearner(from: &reader)
    figures = try ModelFigures(from: &reader)
    for _ in 0..<(try reader.count(LearnedModels.modelsMax)) {
      let names = try ModelNames(from: &reader)
      add(names, try ModelFigures(from: &reader))
    }
    predictors = try PredictorTable(from: &reader, models: models.count)
    try delays.decode(from: &reader)
    restraint = try RestraintLearner(from: &reader)
    rhythm = try RhythmModels(from: &reader)
    calibrations = try Calibrations(from: &reader)
    effects = try EffectModels(from: &reader)
    try abstention.decode(from: &reader)
    try reader.end()
  }
}
