/// How an ``EffectLearner`` is made: its sizes, and what it believes before it has seen anything.
///
/// Standard deviations of beliefs are in units of the outcome's own noise, which the learner estimates, so that the same settings serve rates
/// and money.
public struct EffectSettings: Hashable, Sendable {
  /// The most features of one example.
  public static let featuresMax = 1024
  /// The most options of one example.
  public static let optionsMax = 256
  /// The greatest value of a feature, either way.
  public static let valueMax = 1e6
  /// The greatest outcome, either way.
  public static let outcomeMax = 1e12

  /// Features are told apart by so many bits of their index, 1 … 20.
  public var featureBits: Int
  /// What is particular to an arm and a feature has 2 to the power of this many places, 1 … 20.
  public var interactionBits: Int
  /// How far the outcome of the average customer may lie from 0.
  public var levelDeviation: Double
  /// How much a feature may matter to the outcome.
  public var featureDeviation: Double
  /// How far the average effect of an arm may lie from 0, and that of an action, a channel or an arm from the others'.
  public var offsetDeviation: Double
  /// How much a feature may matter to the effect of all arms alike, and apart from that to the effect of one.
  public var modifierDeviation: Double
  /// What the outcome's noise is thought to be before anything is known; its weight is that of one example.
  public var outcomeScale: Double

  /// Makes settings.
  public init(
    featureBits: Int = 12, interactionBits: Int = 16, levelDeviation: Double = 3, featureDeviation: Double = 0.3,
    offsetDeviation: Double = 1, modifierDeviation: Double = 0.15, outcomeScale: Double = 1
  ) {
    self.featureBits = featureBits
    self.interactionBits = interactionBits
    self.levelDeviation = levelDeviation
    self.featureDeviation = featureDeviation
    self.offsetDeviation = offsetDeviation
    self.modifierDeviation = modifierDeviation
    self.outcomeScale = outcomeScale
  }

  /// Whether every number lies in its range; deviations and the scale between a millionth and a million.
  public var isSound: Bool {
    let deviations = [levelDeviation, featureDeviation, offsetDeviation, modifierDeviation]
    return (1...20).contains(featureBits) && (1...20).contains(interactionBits)
      && deviations.allSatisfy { (1e-6...1e6).contains($0) } && (1e-6...1e12).contains(outcomeScale)
  }
}
