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

  /// The most models that have figures of their own; what comes beyond is learned, and counted in the whole.
  public static let modelsMax = 10_000

  /// Makes models that know nothing.
  /// - Parameter firstRate: the chance of acceptance before anything is known.
  public init(firstRate: Double = 0.05) { learner = PropensityLearner(firstRate: firstRate) }

  /// What identifies this state: how many responses it knows, and the bits of the loss, to which each of them added.
  public var version: String { "learned-\(learner.responseCount)-" + String(figures.lossSum.bitPattern, radix: 16) }

  /// Learns a response, and gives the chance that was believed before it.
  @discardableResult
  public mutating func learn(_ features: FeatureList, _ names: ModelNames, _ response: Response) -> Double {
    let count = learner.responseCount
    let predicted = learner.learn(features, ModelKey(names), response)
    guard learner.responseCount > count else { return predicted }
    figures.learn(predicted: predicted, isPositive: response.isPositive)
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

  /// The state as bytes: what ``init(decoding:)`` makes the same models of, to the bit.
  public func encode() -> [UInt8] {
    let state = learner.encode()
    var words: [UInt64] = [UInt64(models.count)]
    figures.encode(into: &words)
    for model in models {
      for name in [model.names.issue, model.names.group, model.names.action, model.names.channel] {
        let bytes = Array(name.utf8)
        words.append(UInt64(bytes.count))
        for start in stride(from: 0, to: bytes.count, by: 8) {
          var word: UInt64 = 0
          for index in start..<min(start + 8, bytes.count) {
            word |= UInt64(bytes[index]) << UInt64(8 * (index - start))
          }
          words.append(word)
        }
      }
      model.figures.encode(into: &words)
    }
    words.append(words.reduce(0) { spread($0 &* 31 ^ $1) })
    return [UInt64(state.count)].withUnsafeBytes { Array($0) } + state + words.withUnsafeBytes { Array($0) }
  }

  /// The models whose state was saved.
  /// - Throws: `models.damaged`, `models.newer`.
  public init(decoding bytes: [UInt8]) throws(StateError) {
    guard bytes.count % 8 == 0, bytes.count >= 24 else { throw .damaged }
    var words = [UInt64](repeating: 0, count: bytes.count / 8)
    words.withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
    guard words[0] % 8 == 0, words[0] < UInt64(bytes.count - 16) else { throw .damaged }
    let split = 1 + Int(words[0]) / 8
    learner = try PropensityLearner(decoding: Array(bytes[8..<(8 * split)]))
    let tail = words[split...]
    guard tail.last == tail.dropLast().reduce(0, { spread($0 &* 31 ^ $1) }) else { throw .damaged }
    var reader = WordReader(words: tail.dropLast(), position: split)
    let count = try reader.count(LearnedModels.modelsMax)
    figures = try ModelFigures(from: &reader)
    for _ in 0..<count {
      var names: [String] = []
      for _ in 0..<4 { names.append(try LearnedModels.text(&reader)) }
      let known = ModelNames(issue: names[0], group: names[1], action: names[2], channel: names[3])
      places[known] = models.count
      models.append((known, try ModelFigures(from: &reader)))
    }
    guard reader.isAtEnd else { throw .damaged }
  }

  private static func text(_ reader: inout WordReader) throws(StateError) -> String {
    var bytes: [UInt8] = []
    let count = try reader.count(4096)
    while bytes.count < count {
      let word = try reader.word()
      for index in 0..<min(8, count - bytes.count) {
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * index)))
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .damaged }
    return text
  }
}
