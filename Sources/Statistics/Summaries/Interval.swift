/// A range of values that the data do not rule out.
public struct Interval: Hashable, Sendable {
  /// The smallest value; −∞ when nothing is ruled out below.
  public var lower: Double
  /// The greatest value; ∞ when nothing is ruled out above.
  public var upper: Double

  /// Makes a range; ends in the wrong order are changed.
  public init(_ lower: Double, _ upper: Double) {
    self.lower = min(lower, upper)
    self.upper = max(lower, upper)
  }

  /// The range of what can be said without data: everything.
  public static let everything = Interval(-.infinity, .infinity)

  /// Whether a value lies in it, ends included.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}
