/// The logistic function of sixteen numbers at once, to about six digits.
enum LaneSigmoid {
  @inline(__always) static func sigmoid(_ logit: SIMD16<Float>) -> SIMD16<Float> {
    // e^−|x| has no overflow, and each side follows from it.
    let isNegative = logit .< 0
    let distance = logit.replacing(with: -logit, where: isNegative)
    let odds = exponentialBelow(distance)
    let below = odds / (1 + odds)
    return (1 - below).replacing(with: below, where: isNegative)
  }

  /// e to the power of −x, for x ≥ 0; beyond 80 as for 80.
  @inline(__always) private static func exponentialBelow(_ x: SIMD16<Float>) -> SIMD16<Float> {
    let limit = SIMD16<Float>(repeating: 80)
    let y = -x.replacing(with: limit, where: x .> limit)
    // Adding one and a half times 2^23 leaves the nearest whole number in the low bits.
    let magic = SIMD16<Float>(repeating: 12_582_912)
    let shifted = y * 1.442_695 + magic
    let whole = shifted - magic
    let rest = y - whole * 0.693_359_375 + whole * 2.121_944_4e-4
    var sum = rest * 1.388_888_9e-3 + 8.333_333_3e-3
    sum = sum * rest + 4.166_666_7e-2
    sum = sum * rest + 0.166_666_67
    sum = sum * rest + 0.5
    sum = sum * rest + 1
    sum = sum * rest + 1
    let exponent =
      unsafeBitCast(shifted, to: SIMD16<Int32>.self) &- unsafeBitCast(magic, to: SIMD16<Int32>.self) &+ 127
    return sum * unsafeBitCast(exponent &<< 23, to: SIMD16<Float>.self)
  }
}
