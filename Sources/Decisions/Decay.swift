/// Exponential decay that gives the same bits on every machine, which a C library's `exp2` does not promise.
enum Decay {
  /// 2 to the power of −x, for x ≥ 0; 0 from 64 on, where a contact's pressure is long forgotten.
  static func halvings(_ x: Double) -> Double {
    guard x > 0 else { return 1 }
    guard x < 64 else { return 0 }
    let whole = x.rounded(.down)
    // exp(−f·ln 2) on 0 ≤ f < 1 by its Taylor series, whose 18th term lies below 1e-18.
    let t = -(x - whole) * 0.693_147_180_559_945_3
    var sum = 1.0
    for n in stride(from: 17.0, through: 1.0, by: -1.0) { sum = 1 + sum * t / n }
    return sum * Double(sign: .plus, exponent: -Int(whole), significand: 1)
  }
}
