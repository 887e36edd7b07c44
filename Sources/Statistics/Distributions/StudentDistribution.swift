/// Student's distribution: of a mean of few normal numbers over its estimated error.
public struct StudentDistribution: Hashable, Sendable {
  /// The degrees of freedom, above 0.
  public let degrees: Double

  /// Makes it; infinite degrees are the normal distribution.
  public init(degrees: Double) { self.degrees = degrees }

  /// The chance of a value below t. Source: Abramowitz and Stegun, 1964, 26.7.1 by 26.5.8.
  public func below(_ t: Double) -> Double {
    guard degrees < 1e10 else { return NormalDistribution.below(t) }
    let tail = 0.5 * Self.incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t), rest: t * t / (degrees + t * t))
    return t < 0 ? tail : 1 - tail
  }

  /// The value below which a chance lies; infinite for 0 and 1, NaN outside.
  public func quantile(_ chance: Double) -> Double {
    guard chance > 0, chance < 1, degrees < 1e10 else { return NormalDistribution.quantile(chance) }
    guard chance <= 0.5 else { return -quantile(1 - chance) }
    var high = 0.0
    var low = -1.0
    while below(low) > chance, low > -1e300 {
      high = low
      low *= 2
    }
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if below(middle) < chance { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }

  /// The normal number that is as far out as t is here.
  ///
  /// Above 2,000 degrees by an approximation whose error lies below a millionth: Wallace, "Bounds on normal approximations to Student's and
  /// the chi-square distributions", 1959.
  public func normalScore(of t: Double) -> Double {
    guard degrees < 1e10, t != 0 else { return t }
    guard degrees < 2_000 else { return t * (1 - 0.25 / degrees) / (1 + 0.5 * t * t / degrees).squareRoot() }
    let size = abs(t)
    let score = -NormalDistribution.quantile(max(1e-300, below(-size)))
    return t < 0 ? -score : score
  }

  /// The number here that is as far out as a normal one: the opposite of ``normalScore(of:)``.
  public func value(ofNormalScore z: Double) -> Double {
    guard degrees < 1e10, z != 0, z.isFinite else { return z }
    guard degrees < 2_000 else {
      let shrink = 1 - 0.25 / degrees
      let rest = shrink * shrink - 0.5 * z * z / degrees
      return rest > 0 ? z / rest.squareRoot() : .infinity
    }
    let size = -quantile(max(1e-300, NormalDistribution.below(-abs(z))))
    return z < 0 ? -size : size
  }

  /// The regularised incomplete beta function, by Lentz's method. Source: Abramowitz and Stegun, 1964, 26.5.8.
  /// - Parameter rest: 1 − x, with all its digits.
  private static func incompleteBeta(_ a: Double, _ b: Double, _ x: Double, rest: Double) -> Double {
    guard x > 0 else { return 0 }
    guard rest > 0 else { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(b, a, rest, rest: x) }
    let front = Elementary.exponential(
      a * Elementary.logarithm(x) + b * Elementary.logarithm(rest) + GammaFunctions.logGamma(a + b)
        - GammaFunctions.logGamma(a) - GammaFunctions.logGamma(b))
    func floored(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
    var c = 1.0
    var d = 1 / floored(1 - (a + b) * x / (a + 1))
    var fraction = d
    for step in 1...10_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / floored(1 + even * d)
      c = floored(1 + even / c)
      fraction *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / floored(1 + odd * d)
      c = floored(1 + odd / c)
      fraction *= d * c
      if abs(d * c - 1) < 1e-15 { break }
    }
    return front * fraction / a
  }
}
