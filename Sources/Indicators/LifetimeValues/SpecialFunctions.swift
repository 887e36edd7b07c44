import Decisions

/// Functions that purchase models need, with the same bits on every machine.
enum SpecialFunctions {
  /// The natural logarithm of Γ(x) for x above 0: Stirling's series, from 12 on; its absolute error stays below 1e-13 × max(1, |value|).
  ///
  /// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, formulas 6.1.15 and 6.1.41.
  static func logGamma(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return x > 0 ? .infinity : .nan }
    var y = x
    var product = 1.0
    while y < 12 {
      product *= y
      y += 1
    }
    let square = 1 / (y * y)
    var sum = 1.0 / 156
    sum = -691.0 / 360_360 + sum * square
    sum = 1.0 / 1188 + sum * square
    sum = -1.0 / 1680 + sum * square
    sum = 1.0 / 1260 + sum * square
    sum = -1.0 / 360 + sum * square
    sum = 1.0 / 12 + sum * square
    let halfLogOfTwoPi = 0.918_938_533_204_672_8
    return (y - 0.5) * Elementary.logarithm(y) - y + halfLogOfTwoPi + sum / y - Elementary.logarithm(product)
  }

  /// Gauss's hypergeometric function by its series, for 0 ≤ z < 1; stops when terms no longer count, or after
  /// ``termsMax``.
  ///
  /// Source: Abramowitz and Stegun, formula 15.1.1.
  static func hypergeometric(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    for k in 0..<termsMax {
      let n = Double(k)
      term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
      sum += term
      if abs(term) <= abs(sum) * 1e-17 { break }
    }
    return sum
  }

  /// Terms of the series: at z = 0.99, far beyond a horizon of two years, some 3,500 count.
  static let termsMax = 20_000
}
