import Decisions

/// A ``Trial``, by names.
public struct TrialRecord: Hashable, Sendable {
  /// A contact that chance could have brought.
  public struct Option: Hashable, Sendable {
    /// The action.
    public var action: String
    /// The channel.
    public var channel: String
    /// Its chance, above 0 and below 1.
    public var probability: Double
    /// V × (1 + L), in money.
    public var worth: Double
    /// Relational cost, in money.
    public var cost: Double

    /// Makes an option.
    public init(action: String, channel: String, probability: Double, worth: Double, cost: Double) {
      self.action = action
      self.channel = channel
      self.probability = probability
      self.worth = worth
      self.cost = cost
    }
  }

  /// What could have been said, at least one.
  public var options: [Option]
  /// The chance of silence, above 0 and below 1.
  public var silence: Double
  /// The place of what was said among ``options``; nothing: silence.
  public var done: Int?
  /// The place of what would have been said if something had to be.
  public var preferred: Int
  /// Whether there would have been silence without the draw.
  public var isOwnSilence: Bool
  /// Whether it is of an even draw, and not of a holdout.
  public var isEven: Bool

  /// Makes a record.
  public init(
    options: [Option], silence: Double, done: Int?, preferred: Int, isOwnSilence: Bool, isEven: Bool
  ) {
    self.options = options
    self.silence = silence
    self.done = done
    self.preferred = preferred
    self.isOwnSilence = isOwnSilence
    self.isEven = isEven
  }

  init(_ trial: Trial, _ plan: CharterPlan) {
    self.init(
      options: trial.options.map {
        Option(
          action: plan.actionName($0.treatment), channel: plan.channelName($0.treatment),
          probability: $0.probability, worth: $0.worth, cost: $0.cost)
      }, silence: trial.silence, done: trial.done, preferred: trial.preferred, isOwnSilence: trial.isOwnSilence,
      isEven: trial.isEven)
  }
}

extension TrialRecord {
  func encode(into writer: inout ByteWriter) {
    writer.count(options.count)
    for option in options {
      writer.string(option.action)
      writer.string(option.channel)
      writer.double(option.probability)
      writer.double(option.worth)
      writer.double(option.cost)
    }
    writer.double(silence)
    writer.count(done.map { $0 + 1 } ?? 0)
    writer.count(preferred)
    writer.flag(isOwnSilence)
    writer.flag(isEven)
  }

  init(from reader: inout ByteReader) throws(BodyError) {
    var options: [Option] = []
    // Two texts of one byte at least, and three doubles.
    for _ in 0..<(try reader.count(ofBytes: 26)) {
      options.append(
        Option(
          action: try reader.string(), channel: try reader.string(), probability: try reader.double(),
          worth: try reader.double(), cost: try reader.double()))
    }
    let silence = try reader.double()
    let done = try reader.number()
    self.init(
      options: options, silence: silence, done: done > 0 ? done - 1 : nil, preferred: try reader.number(),
      isOwnSilence: try reader.flag(), isEven: try reader.flag())
    guard done <= options.count, options.indices.contains(preferred), silence > 0, silence < 1,
      options.allSatisfy({ $0.probability > 0 && $0.probability < 1 && $0.worth.isFinite && $0.cost.isFinite })
    else { throw .invalid("a trial with a chance outside 0 … 1, or of something that was no option") }
  }
}
