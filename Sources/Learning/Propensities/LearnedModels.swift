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
  /// What is known of the mistakes of brought models, and how they have done.
  public private(set) var calibrations = Calibrations()

  /// The most models that have figures of their own; what comes beyond is learned, and counted in the whole.
  public static let modelsMax = 10_000

  /// Makes models that know nothing.
  /// - Parameter firstRate: the chance of acceptance before anything is known.
  public init(firstRate: Double = 0.05) { learner = PropensityLearner(firstRate: firstRate) }

  /// What identifies this state: how many responses it knows, and the bits of the loss, to which each of them added.
  public var version: String { "learned-\(learner.responseCount)-" + String(figures.lossSum.bitPattern, radix: 16) }

  /// Learns a response, and gives the chance that was believed before it.
  /// - Parameter scores: what brought models say of the same row.
  @discardableResult
  public mutating func learn(
    _ features: FeatureList, _ names: ModelNames, _ response: Response, scores: [BroughtScore] = []
  ) -> Double {
    let count = learner.responseCount
    let predicted = learner.learn(features, ModelKey(names), response)
    guard learner.responseCount > count else { return predicted }
    figures.learn(predicted: predicted, isPositive: response.isPositive)
    for score in scores { calibrations.learn(score, names, response, learned: predicted) }
    if let place = places[names] {
      models[place].figures.learn(predicted: predicted, isPositive: response.isPositive)
    } else if models.count < LearnedModels.modelsMax {
      places[names] = models.count
      models.append((names, ModelFigures()))
      models[models.count - 1].figures.learn(predicted: predicted, isPositive: response.isPositive)
    }
    return predicted
  }

  // MARK: Bytes

  private static let kind: StaticString = "MSLM"
  /// 2: with calibrations.
  private static let version: UInt8 = 2

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
    calibrations.encode(into: &writer)
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
      places[names] = models.count
      models.append((names, try ModelFigures(from: &reader)))
    }
    if reader.version >= 2 { calibrations = try Calibrations(from: &reader) }
    try reader.end()
  }
}
