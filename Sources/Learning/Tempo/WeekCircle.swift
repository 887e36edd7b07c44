import Decisions

/// The week as a circle of 168 hours, on which neighbours in time tell of one another: the hours around, and the same
/// hours of other days.
///
/// How much one hour tells of another depends on the difference between them alone, and sums are taken in the order of
/// differences; so whatever is turned around the circle comes out turned, to the bit.
enum WeekCircle {
  static let hours = 168
  /// By hours of the day apart, then days apart.
  private static let byHour = [1, 0.85, 0.5, 0.2]
  private static let byDay = [1, 0.7, 0.6, 0.6]

  /// The differences that tell something, 0 ..< 168 ascending, and how much.
  static let kernel: [(difference: Int, weight: Double)] = (0..<hours).compactMap { difference in
    let days = (difference + 12) / 24
    let apart = abs(difference - days * 24)
    guard apart < byHour.count else { return nil }
    return (difference, byHour[apart] * byDay[min(days % 7, 7 - days % 7)])
  }

  /// The weighted sum of a circle's values around an hour, 0 ..< 168; `base` is where the circle begins in `values`.
  static func smoothed(_ values: [Double], from base: Int = 0, around hour: Int) -> Double {
    var sum = 0.0
    for (difference, weight) in kernel {
      let place = hour + difference
      sum += weight * values[base + (place < hours ? place : place - hours)]
    }
    return sum
  }
}

/// How many times as often as usual something is answered, and how far that may be off.
struct FactorBelief: Hashable, Sendable {
  /// Above 0; 1 is as usual.
  var factor: Double
  /// The variance of its logarithm, nearly: that of the factor over its square.
  var variance: Double

  /// As usual, without doubt.
  static let usual = FactorBelief(factor: 1, variance: 0)

  /// Answers beside the expected ones, shrunk to a prior belief with the strength of so many expected answers: a gamma
  /// distribution, whose doubt holds that of the prior as far as it rests on it.
  init(answers: Double, expected: Double, prior: FactorBelief, strength: Double) {
    let shape = max(1e-9, answers + strength * prior.factor)
    factor = shape / max(1e-9, expected + strength)
    let share = strength * prior.factor / shape
    variance = 1 / shape + share * share * prior.variance
  }

  init(factor: Double, variance: Double) {
    self.factor = factor
    self.variance = variance
  }

  /// The factor with the interval in which it lies nine times of ten.
  var ranged: Ranged {
    let spread = Elementary.exponential(FactorBelief.ninetyDeviations * variance.squareRoot())
    return Ranged(value: factor, low: factor / spread, high: factor * spread)
  }

  /// The standard deviations that leave a twentieth on each side.
  static let ninetyDeviations = 1.644_853_626_951_472_7
}
