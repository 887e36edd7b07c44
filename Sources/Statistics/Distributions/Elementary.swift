/// Elementary functions that give the same bits on every machine, which a C library's do not promise.
///
/// Their relative error stays below 1e-14; where that is not said otherwise, NaN gives NaN.
public enum Elementary {
  private static let ln2High = 0.693_147_180_369_123_8
  private static let ln2Low = 1.908_214_929_270_587_7e-10

  /// e to the power of x; 0 below −708, infinite above 709.
  public static func exponential(_ x: Double) -> Double {
    guard x == x else { return x }
    guard x > -708 else { return 0 }
    guard x < 709 else { return .infinity }
    // x = k ln 2 + rest with |rest| ≤ ln 2 / 2: the rest by its Taylor series, whose next term lies below 3e-17.
    let scaled = x * 1.442_695_040_888_963_4
    let k = Int(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
    let t = (x - Double(k) * ln2High) - Double(k) * ln2Low
    var sum = 1.0 / 6_227_020_800
    sum = sum * t + 1.0 / 479_001_600
    sum = sum * t + 1.0 / 39_916_800
    sum = sum * t + 1.0 / 3_628_800
    sum = sum * t + 1.0 / 362_880
    sum = sum * t + 1.0 / 40_320
    sum = sum * t + 1.0 / 5040
    sum = sum * t + 1.0 / 720
    sum = sum * t + 1.0 / 120
    sum = sum * t + 1.0 / 24
    sum = sum * t + 1.0 / 6
    sum = sum * t + 0.5
    sum = sum * t + 1
    sum = sum * t + 1
    return sum * Double(bitPattern: UInt64(1023 + k) << 52)
  }

  /// The natural logarithm; −infinity for 0, NaN below, and for numbers that are not normal their nearest normal one's.
  public static func logarithm(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x < .infinity else { return x }
    let x = x < 0x1p-1022 ? 0x1p-1022 : x
    var exponent = Int(x.bitPattern >> 52) - 1023
    var mantissa = Double(bitPattern: x.bitPattern & 0xF_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
    if mantissa > 1.414_213_562_373_095_1 {
      mantissa *= 0.5
      exponent += 1
    }
    // ln m = 2 artanh s with s = (m − 1) / (m + 1), |s| ≤ 0.172: eleven terms leave less than 1e-18.
    let s = (mantissa - 1) / (mantissa + 1)
    let square = s * s
    var sum = 1.0 / 21
    sum = sum * square + 1.0 / 19
    sum = sum * square + 1.0 / 17
    sum = sum * square + 1.0 / 15
    sum = sum * square + 1.0 / 13
    sum = sum * square + 1.0 / 11
    sum = sum * square + 1.0 / 9
    sum = sum * square + 1.0 / 7
    sum = sum * square + 1.0 / 5
    sum = sum * square + 1.0 / 3
    sum = sum * square + 1
    return Double(exponent) * ln2High + (2 * s * sum + Double(exponent) * ln2Low)
  }

  /// The chance that belongs to log odds.
  public static func sigmoid(_ logit: Double) -> Double {
    if logit >= 0 { return 1 / (1 + exponential(-logit)) }
    let odds = exponential(logit)
    return odds / (1 + odds)
  }

  /// The log odds of a chance; infinite for 0 and 1.
  public static func logit(_ chance: Double) -> Double { logarithm(chance) - logarithm(1 - chance) }

  /// The chance that a standard normal number is below x; its error stays below 1e-7. Quick, for decisions; ``NormalDistribution``
  /// has all digits.
  ///
  /// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, formula 26.2.17.
  public static func normalBelow(_ x: Double) -> Double {
    guard x == x else { return x }
    let distance = x < 0 ? -x : x
    guard distance < 38 else { return x < 0 ? 0 : 1 }
    let t = 1 / (1 + 0.231_641_9 * distance)
    var sum = 1.330_274_429
    sum = sum * t - 1.821_255_978
    sum = sum * t + 1.781_477_937
    sum = sum * t - 0.356_563_782
    sum = sum * t + 0.319_381_530
    let beyond = 0.398_942_280_401_432_7 * exponential(-0.5 * distance * distance) * sum * t
    return x < 0 ? beyond : 1 - beyond
  }

  /// The standard normal number below which a chance lies; infinite for 0 and 1. Its relative error stays below 2e-9.
  ///
  /// Source: P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function", 2003.
  public static func normalQuantile(_ chance: Double) -> Double {
    guard chance > 0, chance < 1 else { return chance == 0 ? -.infinity : chance == 1 ? .infinity : .nan }
    if chance > 0.5 { return -normalQuantile(1 - chance) }
    if chance < 0.024_25 {
      let q = (-2 * logarithm(chance)).squareRoot()
      let above = polynomial(
        [
          -7.784_894_002_430_293e-3, -0.322_396_458_041_136_5, -2.400_758_277_161_838, -2.549_732_539_343_734,
          4.374_664_141_464_968, 2.938_163_982_698_783,
        ], q)
      return above
        / polynomial(
          [7.784_695_709_041_462e-3, 0.322_467_129_070_039_8, 2.445_134_137_142_996, 3.754_408_661_907_416, 1], q)
    }
    let q = chance - 0.5
    let r = q * q
    let above = polynomial(
      [
        -39.696_830_286_653_76, 220.946_098_424_520_5, -275.928_510_446_968_7, 138.357_751_867_269,
        -30.664_798_066_147_16, 2.506_628_277_459_239,
      ], r)
    return above * q
      / polynomial(
        [
          -54.476_098_798_224_06, 161.585_836_858_040_9, -155.698_979_859_886_6, 66.801_311_887_719_72,
          -13.280_681_552_885_72, 1,
        ], r)
  }

  private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reduce(0) { $0 * x + $1 }
  }
}
