/// The natural logarithm by our own arithmetic: a C library's differs from one to the next, and what stops a roll-out must
/// not.
enum NaturalLogarithm {
  private static let ln2 = 0.693_147_180_559_945_3

  /// ln x for a finite x above 0; −∞ for 0 and below.
  static func of(_ x: Double) -> Double {
    guard x > 0 else { return -.infinity }
    var significand = x.significand
    var exponent = Double(x.exponent)
    if significand > 1.414_213_562_373_095 {
      significand /= 2
      exponent += 1
    }
    // ln m = 2 artanh((m − 1) / (m + 1)), whose series falls by a factor of 34 at least from term to term.
    let t = (significand - 1) / (significand + 1)
    let square = t * t
    var power = t
    var sum = 0.0
    for term in 0..<12 {
      sum += power / Double(2 * term + 1)
      power *= square
    }
    return 2 * sum + exponent * ln2
  }
}
