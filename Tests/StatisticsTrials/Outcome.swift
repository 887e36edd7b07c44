import Seeds
import Statistics

/// What customers of made-up experiments do.
public enum Outcome: Sendable, Hashable {
  /// They buy, with this chance.
  case rate(Double)
  /// With a chance they spend, an amount whose logarithm is normal with a deviation: most little, a few very much.
  case logNormalSpend(rate: Double, deviation: Double)
  /// With a chance they spend, an amount whose tail falls with this power: above 2, or its variance is infinite.
  case paretoSpend(rate: Double, power: Double)

  /// The mean, which effects and priors are measured by.
  public var mean: Double {
    switch self {
    case .rate(let rate): rate
    case .logNormalSpend(let rate, let deviation): rate * Elementary.exponential(deviation * deviation / 2)
    case .paretoSpend(let rate, let power): rate * power / (power - 1)
    }
  }

  /// One customer.
  public func draw(_ random: inout SeededGenerator) -> Double {
    // 53 bits, never 0.
    func uniform() -> Double { (Double(random.next() >> 11) + 0.5) * 0x1p-53 }
    switch self {
    case .rate(let rate): return uniform() < rate ? 1 : 0
    case .logNormalSpend(let rate, let deviation):
      guard uniform() < rate else { return 0 }
      return Elementary.exponential(deviation * NormalDistribution.quantile(uniform()))
    case .paretoSpend(let rate, let power):
      guard uniform() < rate else { return 0 }
      return Elementary.exponential(-Elementary.logarithm(uniform()) / power)
    }
  }
}
