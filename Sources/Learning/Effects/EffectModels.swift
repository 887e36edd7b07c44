import Decisions

/// What contact adds, for each business issue whose P means it: a learner, the scales of its numbers, and figures.
public struct EffectModels: Sendable {
  /// One issue.
  public struct Entry: Sendable {
    /// The name of the issue.
    public let issue: String
    /// What came of contact and silence.
    public internal(set) var figures = ContactFigures()
    var learner: EffectLearner
    var scales = FeatureScales()

    /// Whether enough is known that it answers: ``EffectModels/examplesMin`` of either side.
    public var answers: Bool {
      min(figures.contacted.count, figures.silent.count) >= EffectModels.examplesMin
    }
  }

  /// An arm that chance could have brought.
  public struct Option: Hashable, Sendable {
    /// What is said, and where.
    public var names: ModelNames
    /// Its logged chance, above 0 and below 1.
    public var probability: Double

    /// Makes an option.
    public init(_ names: ModelNames, probability: Double) {
      self.names = names
      self.probability = probability
    }
  }

  /// The most issues; of one too many nothing is learned.
  public static let issuesMax = 64
  /// How many contacts and how many silences an issue must have seen before it answers instead of the charter.
  public static let examplesMin: Int64 = 20

  /// The issues, in the order in which they were met.
  public private(set) var entries: [Entry] = []

  /// Knows nothing.
  public init() {}

  /// How many examples were learned.
  public var count: Int { entries.reduce(0) { $0 + $1.learner.examplesCount } }

  /// The entry of an issue.
  public subscript(issue: String) -> Entry? { entries.first { $0.issue == issue } }

  /// Learns what came of a decision in which chance chose between contacts of an issue and silence.
  /// - Parameters:
  ///   - features: the customer before it.
  ///   - silence: the logged chance of silence.
  ///   - done: the place of what was said among `options`; nothing: silence.
  ///   - isPositive: whether the outcome came within its window.
  /// - Returns: false where nothing was learned, because a number is out of its range.
  public mutating func learn(
    _ features: FeatureList, issue: String, options: [Option], silence: Double, done: Int?, isPositive: Bool
  ) -> Bool {
    guard let place = place(of: issue) else { return false }
    var tokens: [EffectFeature] = []
    entries[place].scales.features(of: features, into: &tokens)
    let example = EffectExample(
      features: tokens,
      options: options.map { EffectOption(EffectArm($0.names), probability: $0.probability) },
      silenceProbability: silence, done: done, outcome: isPositive ? 1 : 0)
    do throws(EffectFault) {
      try entries[place].learner.learn(example)
    } catch {
      return false
    }
    entries[place].scales.learn(features)
    entries[place].figures.add(
      isContact: done != nil, isPositive: isPositive, silence: silence,
      contact: options.reduce(0) { $0 + $1.probability })
    return true
  }

  private mutating func place(of issue: String) -> Int? {
    if let known = entries.firstIndex(where: { $0.issue == issue }) { return known }
    guard entries.count < EffectModels.issuesMax, let learner = EffectModels.learner else { return nil }
    entries.append(Entry(issue: issue, learner: learner))
    return entries.count - 1
  }

  /// Outcomes are chances: their noise is at most a half.
  private static var learner: EffectLearner? {
    try? EffectLearner(EffectSettings(interactionBits: 14, outcomeScale: 0.5))
  }

  // MARK: Bytes

  func encode(into writer: inout SealedWriter) {
    writer.write(UInt64(entries.count))
    for entry in entries {
      writer.write(entry.issue)
      entry.figures.encode(into: &writer)
      entry.scales.encode(into: &writer)
      writer.write(sealed: entry.learner.encode())
    }
  }

  init(from reader: inout SealedReader) throws(StateError) {
    for _ in 0..<(try reader.count(EffectModels.issuesMax)) {
      let issue = try reader.text(1 << 16)
      let figures = try ContactFigures(from: &reader)
      var scales = FeatureScales()
      try scales.decode(from: &reader)
      let learner: EffectLearner
      do throws(EffectFault) {
        learner = try EffectLearner(decoding: try EffectModels.bytes(from: &reader))
      } catch {
        throw .damaged
      }
      entries.append(Entry(issue: issue, figures: figures, learner: learner, scales: scales))
    }
  }

  private static func bytes(from reader: inout SealedReader) throws(EffectFault) -> [UInt8] {
    do throws(StateError) { return try reader.sealed() } catch { throw .damaged }
  }
}

extension EffectArm {
  init(_ names: ModelNames) {
    self.init(
      action: UInt32(truncatingIfNeeded: Chance.key(of: "action\0\(names.action)") >> 32),
      channel: UInt32(truncatingIfNeeded: Chance.key(of: "channel\0\(names.channel)") >> 32))
  }
}

extension FeatureScales {
  /// Features as an effect learner takes them: the tokens of propensities, which matter the less each the more there
  /// are, so that a customer of whom much is known is no further from the average to begin with.
  func features(of list: FeatureList, into features: inout [EffectFeature]) {
    var tokens = TokenList()
    self.tokens(of: list, into: &tokens)
    let factor = Double(min(1, 4 * tokens.share)).squareRoot()
    features.removeAll(keepingCapacity: true)
    for index in tokens.tokens.indices.prefix(EffectSettings.featuresMax) {
      features.append(EffectFeature(tokens.tokens[index], factor * Double(tokens.values[index])))
    }
  }
}
