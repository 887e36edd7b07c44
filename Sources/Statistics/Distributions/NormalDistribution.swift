/// The standard normal distribution, to nearly all digits of a double, also far out.
public enum NormalDistribution {
  private static let densityAtZero = 0.398_942_280_401_432_7

  /// The density at x.
  public static func density(_ x: Double) -> Double { densityAtZero * Elementary.exponential(-0.5 * x * x) }

  /// The chance that a standard normal number is below x.
  ///
  /// Near the middle by its series, every term of which is positive; far out by Laplace's continued fraction of Mills' ratio. The relative error stays
  /// below 1e-12. Sources: Marsaglia, "Evaluating the normal distribution", 2004; Abramowitz and Stegun, 1964, 26.2.14.
  public static func below(_ x: Double) -> Double {
    guard x == x else { return x }
    let distance = abs(x)
    guard distance < 37 else { return x < 0 ? 0 : 1 }
    if distance < 2.5 {
      var term = distance
      var sum = distance
      var odd = 1.0
      while term > sum * 1e-17 {
        odd += 2
        term *= distance * distance / odd
        sum += term
      }
      let half = density(distance) * sum
      return x < 0 ? 0.5 - half : 0.5 + half
    }
    var fraction = distance
    for k in stride(from: 60.0, through: 1, by: -1) { fraction = distance + k / fraction }
    let tail = density(distance) / fraction
    return x < 0 ? tail : 1 - tail
  }

  /// The natural logarithm of the chance that a standard normal number is below x, also where the chance itself is no double any more.
  public static func logBelow(_ x: Double) -> Double {
    guard x < -20 else { return Elementary.logarithm(below(x)) }
    var fraction = -x
    for k in stride(from: 60.0, through: 1, by: -1) { fraction = -x + k / fraction }
    return -0.5 * x * x + Elementary.logarithm(densityAtZero / fraction)
  }

  /// The chance that a standard normal number is above x.
  public static func above(_ x: Double) -> Double { below(-x) }

  /// The chance that a standard normal number is further from 0 than x, on either side: the p-value of a z-value.
  public static func beyond(_ x: Double) -> Double { min(1, 2 * below(-abs(x))) }

  /// The number below which a chance lies; infinite for 0 and 1, NaN outside.
  ///
  /// Acklam's approximation, then one step of Halley's method; its relative error stays below 1e-13 for chances from 1e-300.
  public static func quantile(_ chance: Double) -> Double {
    guard chance > 0, chance < 1 else { return Elementary.normalQuantile(chance) }
    // What is near 1 has lost its digits already; everything is worked out in the lower half.
    guard chance <= 0.5 else { return -quantile(1 - chance) }
    let start = Elementary.normalQuantile(chance)
    let density = density(start)
    guard density > 0 else { return start }
    let step = (below(start) - chance) / density
    return start - step / (1 + 0.5 * start * step)
  }
}
