/// One metric of one arm in one place of a cross, where it is believed among all places.
public struct PlaceReading: Hashable, Sendable {
  /// Where.
  public let place: CrossPlace
  /// The metric, by its position in the design.
  public let metric: Int
  /// The arm, by its position in the design.
  public let arm: Int
  /// The leading view's effect.
  public let effect: ArmEffect
  /// The natural logarithm of the e-value against no effect.
  public let logEValue: Double
  /// Whether it is believed (e-BH, over all places and arms of the metric).
  public let isCalled: Bool
  /// The differences that are not ruled out: of those believed, at most a share α of these ranges misses its true value on average (e-BY).
  public let interval: Interval
  /// The sum of sizes of the treated arm: over it the effect is summed.
  public let treatedSize: Double

  /// What the arm had more in this place than it would have had as control.
  public var incremental: Double { effect.difference.value * treatedSize }
}

/// Conversions caused here and avoided there: the effects that are believed, by their sign.
///
/// Only those are summed, because noise alone would give both sums something in any cross. So they are less than the truth when many places are small.
public struct CrossTotal: Hashable, Sendable {
  /// The cross.
  public let cross: String
  /// The metric, by its position in the design.
  public let metric: Int
  /// The arm, by its position in the design.
  public let arm: Int
  /// Σ effect × size over places with a positive effect that is believed: 0 or more.
  public let caused: Double
  /// Σ effect × size over places with a negative effect that is believed: 0 or less.
  public let avoided: Double
  /// Places whose effect is not believed, in whichever direction.
  public let openCount: Int
}

/// A place whose arms do not have the sizes they should: nothing of it is shown.
public struct RefusedPlace: Hashable, Sendable {
  /// Where.
  public let place: CrossPlace
  /// The sizes.
  public let sampleRatio: SampleRatio
}
