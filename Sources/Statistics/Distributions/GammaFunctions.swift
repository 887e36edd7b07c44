/// The gamma function and its incomplete halves, from which other distributions are made.
enum GammaFunctions {
  /// The natural logarithm of Γ(x) for x > 0: Stirling's series, after moving x above 10.
  ///
  /// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 6.1.41. Its first term left out lies below 1e-15.
  static func logGamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    var shifted = x
    var product = 1.0
    while shifted < 10 {
      product *= shifted
      shifted += 1
    }
    let inverse = 1 / shifted
    let square = inverse * inverse
    var series = -691.0 / 360_360
    series = series * square + 1.0 / 1188
    series = series * square - 1.0 / 1680
    series = series * square + 1.0 / 1260
    series = series * square - 1.0 / 360
    series = series * square + 1.0 / 12
    let halfLogTwoPi = 0.918_938_533_204_672_7
    return (shifted - 0.5) * Elementary.logarithm(shifted) - shifted + halfLogTwoPi + series * inverse
      - Elementary.logarithm(product)
  }

  /// The shares of Γ(a) below and above x, for a > 0 and x ≥ 0: each worked out by itself where it is the smaller one.
  ///
  /// Source: Abramowitz and Stegun, 1964, 6.5.29 (series) and 6.5.31 (continued fraction, by Lentz's method).
  static func shares(_ a: Double, _ x: Double) -> (below: Double, above: Double) {
    guard a > 0, x == x else { return (.nan, .nan) }
    guard x > 0 else { return (0, 1) }
    guard x < .infinity else { return (1, 0) }
    let front = Elementary.exponential(a * Elementary.logarithm(x) - x - logGamma(a))
    if x < a + 1 {
      var term = 1 / a
      var sum = term
      var n = a
      while term > sum * 1e-17 {
        n += 1
        term *= x / n
        sum += term
      }
      let below = min(1, front * sum)
      return (below, 1 - below)
    }
    var b = x + 1 - a
    var c = 1e300
    var d = 1 / b
    var fraction = d
    for i in 1...100_000 {
      let step = Double(i) * (a - Double(i))
      b += 2
      d = step * d + b
      c = b + step / c
      d = 1 / (abs(d) < 1e-300 ? 1e-300 : d)
      if abs(c) < 1e-300 { c = 1e-300 }
      fraction *= d * c
      if abs(d * c - 1) < 1e-16 { break }
    }
    let above = min(1, front * fraction)
    return (1 - above, above)
  }
}
