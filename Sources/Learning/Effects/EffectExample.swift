/// One feature of a customer at a moment: where it stands in a vector, and how much of it there is.
public struct EffectFeature: Hashable, Sendable {
  /// Its place; a learner keeps the lowest ``EffectSettings/featureBits`` bits.
  public var index: UInt32
  /// How much: 1 for something that holds; numbers should be of that order, or features with great values win.
  public var value: Double

  /// Makes a feature.
  public init(_ index: UInt32, _ value: Double) {
    self.index = index
    self.value = value
  }
}

/// What is compared with silence: an action on a channel.
public struct EffectArm: Hashable, Sendable {
  /// What the action is known by.
  public var action: UInt32
  /// What the channel is known by.
  public var channel: UInt32

  /// Makes an arm.
  public init(action: UInt32, channel: UInt32) {
    self.action = action
    self.channel = channel
  }
}

/// An arm that a decision could have chosen, and how likely it was to.
public struct EffectOption: Hashable, Sendable {
  /// The arm.
  public var arm: EffectArm
  /// The logged probability that this arm was done, above 0 and below 1.
  public var probability: Double

  /// Makes an option.
  public init(_ arm: EffectArm, probability: Double) {
    self.arm = arm
    self.probability = probability
  }
}

/// What is learned from: a decision in which chance took part, and what came of it.
///
/// A decision behind a holdout of 5 % has one option of probability 0.95 and silence of 0.05, whichever of the two happened. A decision
/// without a chance of silence teaches nothing about what contact adds.
public struct EffectExample: Sendable {
  /// The customer before the decision.
  public var features: [EffectFeature]
  /// The arms that could have been done; for a customer who was contacted at least the arm that was.
  public var options: [EffectOption]
  /// The logged probability of silence, above 0 and below 1.
  public var silenceProbability: Double
  /// Which of the options was done; `nil` is silence.
  public var done: Int?
  /// What came of it: 0 or 1, or money.
  public var outcome: Double

  /// Makes an example.
  public init(
    features: [EffectFeature], options: [EffectOption], silenceProbability: Double, done: Int?, outcome: Double
  ) {
    self.features = features
    self.options = options
    self.silenceProbability = silenceProbability
    self.done = done
    self.outcome = outcome
  }
}

/// What an arm is expected to add to silence.
public struct Effect: Hashable, Sendable {
  /// The expected outcome under the arm less that under silence; negative where contact does harm.
  public var mean: Double
  /// How uncertain that is: a standard deviation, above 0.
  public var standardDeviation: Double

  /// Makes an effect.
  public init(mean: Double, standardDeviation: Double) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }
}

/// Why an example or a saved learner was refused; nothing of it was taken in.
public enum EffectFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// More features than ``EffectSettings/featuresMax``.
  case tooManyFeatures(Int)
  /// The feature at this place is not finite, or beyond ``EffectSettings/valueMax``.
  case badFeature(at: Int)
  /// No option, or more than ``EffectSettings/optionsMax``.
  case badOptionsCount(Int)
  /// A probability is not above 0 and below 1, or all of them together are above 1.
  case badProbability
  /// ``EffectExample/done`` is none of the options.
  case unknownOption(Int)
  /// The outcome is not finite, or beyond ``EffectSettings/outcomeMax``.
  case badOutcome
  /// Settings out of their ranges.
  case badSettings
  /// Bytes that are no saved learner: cut off, too long, altered, or contradictory.
  case damaged
  /// Bytes of a format that this program does not know.
  case unknownFormat(Int)

  /// A stable code.
  public var code: String {
    switch self {
    case .tooManyFeatures: "effect_features_count"
    case .badFeature: "effect_feature"
    case .badOptionsCount: "effect_options_count"
    case .badProbability: "effect_probability"
    case .unknownOption: "effect_option"
    case .badOutcome: "effect_outcome"
    case .badSettings: "effect_settings"
    case .damaged: "effect_damaged"
    case .unknownFormat: "effect_format"
    }
  }

  /// What is wrong, and what to do about it.
  public var description: String {
    switch self {
    case .tooManyFeatures(let count): "\(count) features are more than \(EffectSettings.featuresMax); leave some out"
    case .badFeature(let place):
      "the feature at \(place) is not a finite number within ±\(EffectSettings.valueMax); scale it"
    case .badOptionsCount(let count):
      "\(count) options are not between 1 and \(EffectSettings.optionsMax); give those that could have been done"
    case .badProbability:
      "probabilities must lie above 0 and below 1 and add up to at most 1; give those that were logged"
    case .unknownOption(let index): "`done` is \(index), which is none of the options"
    case .badOutcome: "the outcome is not a finite number within ±\(EffectSettings.outcomeMax)"
    case .badSettings: "the settings are out of their ranges; see their documentation"
    case .damaged: "these bytes are not a whole saved learner; take another copy, or learn again from the log"
    case .unknownFormat(let format): "format \(format) was written by a newer program; use that one"
    }
  }
}
