import Decisions

/// A number that a brought model gave for a row.
public struct BroughtScore: Hashable, Sendable {
  /// The model's name.
  public var model: String
  /// What tells it from another one of its name: ``BroughtModel/fingerprint``.
  public var fingerprint: UInt64
  /// Its chance; one outside 0 … 1, or NaN, is none.
  public var chance: Double

  /// Makes a score.
  public init(model: String, fingerprint: UInt64, chance: Double) {
    self.model = model
    self.fingerprint = fingerprint
    self.chance = chance
  }
}

/// How a brought model has done for one action on one channel.
public struct BroughtFigures: Sendable {
  /// The model's name.
  public let model: String
  /// The action on its channel.
  public let names: ModelNames
  /// Of the model's own numbers.
  public internal(set) var before = ModelFigures()
  /// Of its numbers, corrected by what had been learned before each response.
  public internal(set) var after = ModelFigures()
  /// Of the learned model, on the same rows.
  public internal(set) var learned = ModelFigures()
}

/// What is known of the mistakes of brought models, one response after the other; bounded in memory.
public struct Calibrations: Sendable {
  /// How each model has done, in the order in which they were met.
  public private(set) var figures: [BroughtFigures] = []
  private var calibrations: [Calibration] = []
  private var shared: [String: SharedCalibration] = [:]
  private var places: [Key: Int] = [:]

  private struct Key: Hashable {
    var model: String
    var names: ModelNames
  }

  /// The most models times actions on channels that are followed; what comes beyond is left out.
  public static let figuresMax = 1_000

  /// Knows nothing: numbers stay as they are.
  init() {}

  /// What identifies this state.
  var version: String {
    let count = figures.reduce(0) { $0 + $1.after.responses }
    let sum = figures.reduce(0.0) { $0 + $1.after.lossSum }
    return "calibrated-\(count)-" + String(sum.bitPattern, radix: 16)
  }

  /// Learns what came of a row that a model had a number for.
  /// - Parameter learned: the chance that the learned model gave, before it learned the response.
  mutating func learn(_ score: BroughtScore, _ names: ModelNames, _ response: Response, learned: Double) {
    guard score.chance >= 0, score.chance <= 1, response.weight > 0, response.weight <= 1000 else { return }
    if let known = shared[score.model], known.fingerprint != score.fingerprint { forget(score.model) }
    let key = Key(model: score.model, names: names)
    var common = shared[score.model] ?? SharedCalibration(fingerprint: score.fingerprint)
    if places[key] == nil {
      guard figures.count < Calibrations.figuresMax else { return }
      places[key] = figures.count
      figures.append(BroughtFigures(model: score.model, names: names))
      calibrations.append(Calibration(common))
    }
    guard let place = places[key] else { return }
    let believed = calibrations[place].learn(score.chance, response, &common)
    shared[score.model] = common
    figures[place].before.learn(
      predicted: PropensityLearner.bounded(score.chance), isPositive: response.isPositive)
    figures[place].after.learn(predicted: believed, isPositive: response.isPositive)
    figures[place].learned.learn(predicted: learned, isPositive: response.isPositive)
  }

  /// Another model came under an old name: what was known of that one goes.
  private mutating func forget(_ model: String) {
    let kept = figures.indices.filter { figures[$0].model != model }
    figures = kept.map { figures[$0] }
    calibrations = kept.map { calibrations[$0] }
    shared[model] = nil
    places = [:]
    for (place, entry) in figures.enumerated() { places[Key(model: entry.model, names: entry.names)] = place }
  }

  /// The correction of a model for an action on a channel; nothing while nobody answered anything that the model served.
  func correction(_ model: BroughtModel, _ names: ModelNames) -> Correction? {
    guard let common = shared[model.name], common.fingerprint == model.fingerprint else { return nil }
    let own = places[Key(model: model.name, names: names)].map { calibrations[$0] }
    return (own ?? Calibration(common)).correction(common)
  }

  // MARK: Bytes

  func encode(into writer: inout SealedWriter) {
    writer.write(UInt64(shared.count))
    for (name, common) in shared.sorted(by: { $0.key < $1.key }) {
      writer.write(name)
      writer.write(common.fingerprint)
      common.line.encode(into: &writer)
      common.mixture.encode(into: &writer)
    }
    writer.write(UInt64(figures.count))
    for (entry, calibration) in zip(figures, calibrations) {
      writer.write(entry.model)
      entry.names.encode(into: &writer)
      calibration.encode(into: &writer)
      for figures in [entry.before, entry.after, entry.learned] { figures.encode(into: &writer) }
    }
  }

  init(from reader: inout SealedReader) throws(StateError) {
    for _ in 0..<(try reader.count(Calibrations.figuresMax)) {
      let name = try reader.text(ModelNames.bytesMax)
      var common = SharedCalibration(fingerprint: try reader.word())
      try common.line.decode(from: &reader)
      common.mixture = try CalibrationMixture(from: &reader)
      shared[name] = common
    }
    for _ in 0..<(try reader.count(Calibrations.figuresMax)) {
      let model = try reader.text(ModelNames.bytesMax)
      var entry = BroughtFigures(model: model, names: try ModelNames(from: &reader))
      calibrations.append(try Calibration(from: &reader))
      entry.before = try ModelFigures(from: &reader)
      entry.after = try ModelFigures(from: &reader)
      entry.learned = try ModelFigures(from: &reader)
      guard shared[model] != nil,
        places.updateValue(figures.count, forKey: Key(model: model, names: entry.names)) == nil
      else { throw .damaged }
      figures.append(entry)
    }
  }
}

extension ModelNames {
  static let bytesMax = 4096

  func encode(into writer: inout SealedWriter) {
    for name in [issue, group, action, channel, direction] { writer.write(name) }
  }

  init(from reader: inout SealedReader) throws(StateError) {
    self.init(
      issue: try reader.text(Self.bytesMax), group: try reader.text(Self.bytesMax),
      action: try reader.text(Self.bytesMax), channel: try reader.text(Self.bytesMax),
      direction: try reader.text(Self.bytesMax))
  }
}
