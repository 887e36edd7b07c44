import Decisions

/// A figure with the interval in which it lies nine times of ten.
public struct Interval: Hashable, Sendable {
  /// The figure.
  public var mean: Double
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double

  /// A figure with its standard deviation, known from so many degrees of freedom.
  public init(_ mean: Double, deviation: Double, degreesOfFreedom: Int) {
    self.mean = mean
    let half = deviation > 0 ? deviation * Interval.studentQuantile95(degreesOfFreedom) : 0
    low = mean - half
    high = mean + half
  }

  /// A figure with an interval that is known.
  public init(_ mean: Double, low: Double, high: Double) {
    self.mean = mean
    self.low = low
    self.high = high
  }

  /// Whether it says of a difference which way it goes.
  public var isClear: Bool { low > 0 || high < 0 }

  /// Divided by a unit.
  func divided(by unit: Double) -> Interval { Interval(mean / unit, low: low / unit, high: high / unit) }

  /// The number below which Student's t lies 95 times of 100: exact for one and two degrees of freedom, else by an expansion
  /// whose error is below 0.01 from three on.
  ///
  /// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, formula 26.7.5.
  static func studentQuantile95(_ degreesOfFreedom: Int) -> Double {
    if degreesOfFreedom <= 1 { return 6.313_751_515 }
    if degreesOfFreedom == 2 { return 2.919_985_580 }
    let n = Double(degreesOfFreedom)
    let x = 1.644_853_627
    let x2 = x * x
    let first = x * (x2 + 1) / 4
    let second = x * ((5 * x2 + 16) * x2 + 3) / 96
    let third = x * (((3 * x2 + 19) * x2 + 17) * x2 - 15) / 384
    return x + first / n + second / (n * n) + third / (n * n * n)
  }
}

/// The variance of numbers, by their own mean.
func sampleVariance(_ values: [Double]) -> Double {
  guard values.count > 1 else { return 0 }
  let mean = values.reduce(0, +) / Double(values.count)
  return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
}
