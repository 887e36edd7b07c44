/// The chi-square distribution: of a sum of squares of so many independent standard normal numbers.
public struct ChiSquareDistribution: Hashable, Sendable {
  /// The degrees of freedom, above 0; whole in practice.
  public let degrees: Double

  /// Makes it; NaN comes out of degrees that are not above 0.
  public init(degrees: Double) { self.degrees = degrees }

  /// The chance of a sum below x.
  public func below(_ x: Double) -> Double { GammaFunctions.shares(degrees / 2, max(0, x) / 2).below }

  /// The chance of a sum above x: the p-value of a statistic. Far out it keeps its digits.
  public func above(_ x: Double) -> Double { GammaFunctions.shares(degrees / 2, max(0, x) / 2).above }

  /// The sum below which a chance lies: 0 for 0, infinite for 1, NaN outside.
  public func quantile(_ chance: Double) -> Double {
    guard chance >= 0, chance <= 1, degrees > 0 else { return .nan }
    guard chance > 0 else { return 0 }
    guard chance < 1 else { return .infinity }
    var low = 0.0
    var high = degrees + 1
    while below(high) < chance {
      low = high
      high *= 2
    }
    // Half by half, on the side that has the digits.
    for _ in 0..<200 where low < high {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      let isLow = chance < 0.5 ? below(middle) < chance : above(middle) > 1 - chance
      if isLow { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }
}
