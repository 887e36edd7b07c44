/// The prior of drifts behind a boundary: two normal humps around ± a center, or one around none.
///
/// The mean likelihood ratio of drifts δ drawn from it, over no drift, at time t for a Brownian motion that stands at w:
///
///     E = (1 + tτ²)^(−1/2) exp((τ²w² − c²t) / (2 (1 + tτ²))) cosh(c w / (1 + tτ²))
///
/// Without drift its mean is 1 at every time, so it is an e-process. Source: Robbins, "Statistical methods related to the law of the
/// iterated logarithm", 1970.
struct DriftMixture: Hashable, Sendable {
  /// Where the humps stand, c ≥ 0, per √unit of time.
  var center: Double
  /// The variance τ² of each hump, above 0.
  var spread: Double

  /// ln E for a motion that lies `z` standard deviations from 0 at a time.
  func logE(z: Double, time: Double) -> Double {
    let wide = 1 + time * spread
    let squares = time * (spread * z * z - center * center) / (2 * wide)
    let lean = center * abs(z) * time.squareRoot() / wide
    // ln cosh a, for any a.
    let cosh = lean + Elementary.logarithm((1 + Elementary.exponential(-2 * lean)) / 2)
    return squares + cosh - 0.5 * Elementary.logarithm(wide)
  }

  /// The distance, in standard deviations, at which E is 1 / α at a time: the boundary.
  func multiplier(alpha: Double, time: Double) -> Double {
    let wide = 1 + time * spread
    let goal = 0.5 * Elementary.logarithm(wide) - Elementary.logarithm(alpha)
    let bend = time * spread / wide
    guard center > 0 else { return (2 * goal / bend).squareRoot() }
    let slope = center * time.squareRoot() / wide
    // Without the far hump, which can only bring the boundary nearer: the root of a square, and above the answer. From there
    // Newton's steps go down to it, because ln E is convex in z.
    let rest = goal + time * center * center / (2 * wide) + 0.693_147_180_559_945_3
    var z = ((slope * slope + 2 * bend * rest).squareRoot() - slope) / bend
    for _ in 0..<50 {
      let far = Elementary.exponential(-2 * slope * z)
      let value = 0.5 * bend * z * z + slope * z + Elementary.logarithm(1 + far) - rest
      let step = value / (bend * z + slope * (1 - far) / (1 + far))
      z -= step
      if abs(step) <= z * 1e-15 { break }
    }
    return z
  }
}
