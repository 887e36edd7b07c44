import Decisions

/// What is known of the mistakes of one model: what all actions have in common that it serves.
struct SharedCalibration: Sendable {
  /// What tells the model from another one of its name.
  var fingerprint: UInt64
  var line = CalibrationLine.shared
  var mixture = CalibrationMixture()
}

/// What is known of the mistakes of one model for one action on one channel.
struct Calibration: Sendable {
  private(set) var line = CalibrationLine.own
  private(set) var curve = CalibrationCurve()
  private(set) var mixture: CalibrationMixture

  init(_ shared: SharedCalibration) { mixture = CalibrationMixture(towards: shared.mixture) }

  /// The correction as it is now.
  func correction(_ shared: SharedCalibration) -> Correction {
    let rising = CalibrationLine.rising(shared.line, line)
    return Correction(
      height: rising.height, slope: rising.slope, shared: shared.line, own: line, curve: curve.values(rising),
      weights: mixture.weights)
  }

  /// Learns a response, and gives the chance that was believed before it.
  mutating func learn(_ chance: Double, _ response: Response, _ shared: inout SharedCalibration) -> Double {
    let correction = correction(shared)
    let x = Elementary.logit(PropensityLearner.bounded(chance))
    let opinions = correction.opinions(x)
    let believed = correction.chance(opinions)
    let (weight, isPositive) = (response.weight, response.isPositive)
    mixture.learn(opinions, positive: isPositive, weight: weight)
    shared.mixture.learn(opinions, positive: isPositive, weight: weight)
    curve.learn(x, positive: isPositive, weight: weight)
    let variance = shared.line.variance(x) + line.variance(x)
    let (step, curvature) = PropensityLearner.step(
      mean: shared.line.height + line.height + (shared.line.slope + line.slope) * x, variance: variance,
      target: isPositive ? 1 : 0, weight: weight)
    let gain = curvature / (1 + variance * curvature)
    shared.line.learn(x, step: step, curvature: gain)
    line.learn(x, step: step, curvature: gain)
    return believed
  }

  // MARK: Bytes

  func encode(into writer: inout SealedWriter) {
    line.encode(into: &writer)
    curve.encode(into: &writer)
    mixture.encode(into: &writer)
  }

  init(from reader: inout SealedReader) throws(StateError) {
    try line.decode(from: &reader)
    try curve.decode(from: &reader)
    mixture = try CalibrationMixture(from: &reader)
  }
}

/// A correction of scores, as it was at one moment: it never puts one customer below another whom the score puts above.
struct Correction: Sendable {
  var height: Double
  var slope: Double
  var shared: CalibrationLine
  var own: CalibrationLine
  var curve: CurveValues
  var weights: SIMD4<Double>

  /// What the score itself, the line and the curve give.
  func opinions(_ x: Double) -> SIMD4<Double> {
    SIMD4(
      PropensityLearner.bounded(Elementary.sigmoid(x)),
      PropensityLearner.bounded(Elementary.sigmoid(height + slope * x)),
      PropensityLearner.bounded(Elementary.sigmoid(curve(x).height)), 0)
  }

  /// The chance that opinions make together.
  func chance(_ opinions: SIMD4<Double>) -> Double { PropensityLearner.bounded((weights * opinions).sum()) }

  /// The corrected chance, and the standard deviation of its log odds.
  func callAsFunction(_ chance: Double) -> (chance: Double, deviation: Double) {
    let x = Elementary.logit(PropensityLearner.bounded(chance))
    let opinions = opinions(x)
    let corrected = self.chance(opinions)
    let logit = Elementary.logit(corrected)
    // Of the score itself nobody knows more than the line does; besides, the three differ.
    let line = shared.variance(x) + own.variance(x)
    let variances = SIMD4(line, line, curve(x).variance, 0)
    var variance = 0.0
    for index in 0..<3 {
      let distance = Elementary.logit(opinions[index]) - logit
      variance += weights[index] * (variances[index] + distance * distance)
    }
    return (corrected, variance.squareRoot())
  }
}
