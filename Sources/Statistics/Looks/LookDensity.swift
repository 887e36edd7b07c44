/// A Brownian motion looked at a few times, between boundaries on both sides: how likely it crosses which one when.
///
/// Recursive numerical integration: the density of a motion that was never outside so far is carried from look to look. Without drift it is
/// symmetric, so half of it is kept; what happens under a drift follows by weighting the same density with its likelihood ratio.
/// Sources: Armitage, McPherson, Rowe, "Repeated significance tests on accumulating data", 1969; Jennison, Turnbull,
/// "Group sequential methods with applications to clinical trials", 2000, chapter 19.
struct LookDensity {
  /// Points a standard deviation of a step; Simpson's rule then errs by less than 1e-6.
  private static let pointsPerDeviation = 8.0
  private static let pointsMax = 3_000
  /// Further out than so many standard deviations nothing is.
  private static let reach = 8.0

  /// The share of information at the last look, 0 before the first.
  private(set) var time = 0.0
  /// Where the motion may stand after the last look, ascending from 0, with its density there and the weight of the integral over both
  /// sides.
  private(set) var points: [(place: Double, density: Double, weight: Double)] = []

  /// The chance that the motion, never outside before, stands above a boundary at the next look.
  /// - Parameters:
  ///   - boundary: in standard deviations.
  ///   - next: the share of information at the next look, greater than at the last one.
  ///   - drift: of the motion, a unit of information.
  func above(_ boundary: Double, at next: Double, drift: Double = 0) -> Double {
    let place = boundary * next.squareRoot()
    guard !points.isEmpty else { return NormalDistribution.above((place - drift * next) / next.squareRoot()) }
    let deviation = (next - time).squareRoot()
    let mean = drift * (next - time)
    var sum = 0.0
    for point in points {
      let likelihood = point.density * point.weight / 2
      // Both sides of the symmetric density, each with what the drift makes of it.
      for side in [point.place, -point.place] {
        let ratio = drift == 0 ? 1 : Elementary.exponential(drift * side - 0.5 * drift * drift * time)
        sum += likelihood * ratio * NormalDistribution.above((place - side - mean) / deviation)
      }
    }
    return sum
  }

  /// Goes on to the next look, with what stays within the boundary.
  mutating func advance(_ boundary: Double, to next: Double) {
    let edge = min(boundary, Self.reach) * next.squareRoot()
    let deviation = (next - time).squareRoot()
    // Fine enough for this step and edge; even, for Simpson's rule.
    let wanted = min(Double(Self.pointsMax), max(16, edge / deviation * Self.pointsPerDeviation))
    let intervals = 2 * Int(wanted / 2 + 0.5)
    let step = edge / Double(intervals)
    let fresh = (0...intervals).map { index -> (place: Double, density: Double, weight: Double) in
      let place = Double(index) * step
      let simpson = index == 0 || index == intervals ? 1.0 : index % 2 == 1 ? 4.0 : 2.0
      return (place, density(at: place, deviation), 2 * simpson * step / 3)
    }
    points = fresh
    time = next
  }

  /// The density of being at a place after a step of a deviation.
  private func density(at place: Double, _ deviation: Double) -> Double {
    guard !points.isEmpty else { return NormalDistribution.density(place / deviation) / deviation }
    var sum = 0.0
    for point in points {
      let near = (place - point.place) / deviation
      let far = (place + point.place) / deviation
      var kernel = 0.0
      if abs(near) < Self.reach { kernel += NormalDistribution.density(near) }
      if far < Self.reach { kernel += NormalDistribution.density(far) }
      sum += point.density * point.weight / 2 * kernel
    }
    return sum / deviation
  }

  /// The chances of crossing the upper and the lower boundary first, at any of the looks.
  /// - Parameters:
  ///   - boundaries: in standard deviations, one a look.
  ///   - times: the shares of information at the looks, ascending.
  ///   - drifts: of the motion, a unit of information; the densities are worked out once for all of them.
  static func crossings(_ boundaries: [Double], at times: [Double], drifts: [Double]) -> [(
    upper: Double, lower: Double
  )] {
    var density = LookDensity()
    var sums = drifts.map { _ in (upper: 0.0, lower: 0.0) }
    for (boundary, time) in zip(boundaries, times) where time > density.time {
      for (index, drift) in drifts.enumerated() {
        sums[index].upper += density.above(boundary, at: time, drift: drift)
        sums[index].lower += density.above(boundary, at: time, drift: -drift)
      }
      density.advance(boundary, to: time)
    }
    return sums
  }
}
