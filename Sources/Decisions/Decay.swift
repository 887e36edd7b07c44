/// Exponential decay that gives the same bits on every machine, which a C library's `exp2` does not promise.
enum Decay {
  /// 2 to the power of −n/16, for n from 0 to 15, each the nearest double.
  private static let sixteenths: [Double] = [
    1.0, 0.9576032806985737, 0.9170040432046712, 0.8781260801866497, 0.8408964152537145, 0.8052451659746271,
    0.7711054127039704, 0.7384130729697497, 0.7071067811865476, 0.6771277734684463, 0.6484197773255048,
    0.620928906036742, 0.5946035575013605, 0.5693943173783458, 0.5452538663326288, 0.5221368912137069,
  ]

  /// 2 to the power of −x, for x ≥ 0; 0 from 64 on, where a contact's pressure is long forgotten. Exact for whole x.
  static func halvings(_ x: Double) -> Double {
    guard x > 0 else { return 1 }
    guard x < 64 else { return 0 }
    // x = n/16 + rest: the whole halvings in n make the exponent, its sixteenths come from the table, and the rest is
    // exp(−rest·ln 2) by its Taylor series, whose next term lies below 2e-18. No division: a decision takes dozens.
    let sixteenths = Int(x * 16)
    let t = -(x - Double(sixteenths) * 0.0625) * 0.693_147_180_559_945_3
    var sum = 1.0 / 40_320
    sum = sum * t + 1.0 / 5040
    sum = sum * t + 1.0 / 720
    sum = sum * t + 1.0 / 120
    sum = sum * t + 1.0 / 24
    sum = sum * t + 1.0 / 6
    sum = sum * t + 0.5
    sum = sum * t + 1
    sum = sum * t + 1
    let power = Double(bitPattern: UInt64(1023 - (sixteenths >> 4)) << 52)
    return sum * Decay.sixteenths[sixteenths & 15] * power
  }
}
