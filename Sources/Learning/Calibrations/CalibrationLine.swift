import Decisions

/// What is believed of a straight line between two log odds: a normal belief about its height and its slope.
struct CalibrationLine: Hashable, Sendable {
  /// Height at log odds of 0, and slope.
  private(set) var height: Double
  private(set) var slope: Double
  /// Their variances and what they have in common.
  private(set) var heightVariance: Double
  private(set) var slopeVariance: Double
  private(set) var covariance = 0.0
  private let heightVarianceMax: Double
  private let slopeVarianceMax: Double

  /// What remains of old responses after one more: about the last 1,000 count.
  static let keep = 0.999

  /// The line of all actions that a model serves: believed to be the identity beforehand.
  static let shared = CalibrationLine(height: 0, slope: 1, heightVariance: 1, slopeVariance: 0.1)
  /// What a treatment's own line adds: nothing, beforehand.
  static let own = CalibrationLine(height: 0, slope: 0, heightVariance: 0.1, slopeVariance: 0.01)

  private init(height: Double, slope: Double, heightVariance: Double, slopeVariance: Double) {
    self.height = height
    self.slope = slope
    self.heightVariance = heightVariance
    self.slopeVariance = slopeVariance
    heightVarianceMax = heightVariance
    slopeVarianceMax = slopeVariance
  }

  /// The variance of the line at some log odds.
  func variance(_ x: Double) -> Double {
    max(0, heightVariance + 2 * x * covariance + x * x * slopeVariance)
  }

  /// Takes a step of Laplace's approximation.
  /// - Parameters:
  ///   - step: how far along its variance the line moves at `x`.
  ///   - curvature: how much a response there tells, over what it tells with the variance of all lines together.
  mutating func learn(_ x: Double, step: Double, curvature: Double) {
    let first = heightVariance + x * covariance
    let second = covariance + x * slopeVariance
    height += first * step
    slope += second * step
    heightVariance -= first * first * curvature
    covariance -= first * second * curvature
    slopeVariance -= second * second * curvature
    // Beliefs grow stale, but never vaguer than they were before anything was known.
    guard heightVariance < heightVarianceMax * Self.keep, slopeVariance < slopeVarianceMax * Self.keep else { return }
    heightVariance /= Self.keep
    covariance /= Self.keep
    slopeVariance /= Self.keep
  }

  /// Two lines, one on top of the other, as one that does not fall: where the slope would be below 0, it is 0, and the
  /// height is where it is believed to be if the slope is 0.
  static func rising(_ a: CalibrationLine, _ b: CalibrationLine) -> (height: Double, slope: Double) {
    let (height, slope) = (a.height + b.height, a.slope + b.slope)
    let variance = a.slopeVariance + b.slopeVariance
    guard slope < 0, variance > 0 else { return (height, max(0, slope)) }
    return (height - slope * (a.covariance + b.covariance) / variance, 0)
  }

  // MARK: Bytes

  func encode(into writer: inout SealedWriter) {
    writer.write([height, slope, heightVariance, slopeVariance, covariance])
  }

  mutating func decode(from reader: inout SealedReader) throws(StateError) {
    height = try reader.double()
    slope = try reader.double()
    heightVariance = try reader.double()
    slopeVariance = try reader.double()
    covariance = try reader.double()
    guard heightVariance >= 0, slopeVariance >= 0 else { throw .damaged }
  }
}
