import Decisions

/// The log odds of one event as a linear function of pressure, learned one observation at a time, with the sign of some
/// weights held.
///
/// The posterior is Gaussian: full covariance between the weights, and an offset for each class of contacts beside
/// them. An observation moves it as one step of Laplace's approximation does. Sources: Spiegelhalter and Lauritzen,
/// "Sequential updating of conditional probabilities on directed graphical structures", Networks 20, 1990; Fahrmeir,
/// "Posterior mode estimation by extended Kalman filtering for multivariate dynamic generalized linear models", JASA
/// 87, 1992. After each step the mean is projected onto the half-space of permitted signs.
struct PressureLogit: Sendable, Equatable {
  static let size = PressureInputs.count
  var mean: [Double]
  /// Row after row.
  var covariance: [Double]
  var offsetMean: [Double]
  var offsetVariance: [Double]
  /// 1: weights of pressure are at least 0; −1: at most 0.
  let sign: Double

  /// - Parameters:
  ///   - chance: of the event without pressure, in the middle of what is believed beforehand.
  ///   - deviation: of its log odds.
  ///   - slope: what is believed of the weights of pressure beforehand; their sign is `sign`'s.
  ///   - offsetDeviation: of the log odds between classes of contacts.
  init(chance: Double, deviation: Double, slope: Double, slopeDeviation: Double, offsetDeviation: Double, sign: Double)
  {
    let size = PressureLogit.size
    mean = [Double](repeating: 0, count: size)
    covariance = [Double](repeating: 0, count: size * size)
    mean[0] = Elementary.logit(chance)
    covariance[0] = deviation * deviation
    for index in 1..<size {
      let isRising = PressureInputs.rising.contains(index)
      mean[index] = isRising ? sign * slope : 0
      covariance[index * size + index] = slopeDeviation * slopeDeviation
    }
    offsetMean = [Double](repeating: 0, count: ContactClass.count)
    offsetVariance = [Double](repeating: offsetDeviation * offsetDeviation, count: ContactClass.count)
    self.sign = sign
  }

  /// The log odds.
  func score(_ inputs: PressureInputs, _ contactClass: ContactClass) -> Double {
    mean.withUnsafeBufferPointer { mean in
      var sum = offsetMean[contactClass.index]
      for index in 0..<PressureLogit.size { sum += mean[index] * inputs[index] }
      return sum
    }
  }

  /// The variance of the log odds.
  func variance(_ inputs: PressureInputs, _ contactClass: ContactClass) -> Double {
    covariance.withUnsafeBufferPointer { covariance in
      var sum = offsetVariance[contactClass.index]
      for row in 0..<PressureLogit.size {
        var product = 0.0
        for column in 0..<PressureLogit.size {
          product += covariance[row * PressureLogit.size + column] * inputs[column]
        }
        sum += product * inputs[row]
      }
      return max(0, sum)
    }
  }

  /// Learns whether the event came. A weight that is not above 0, or a shift that is no number, changes nothing.
  /// - Parameter shift: log odds known from elsewhere, added to the score.
  mutating func learn(
    _ inputs: PressureInputs, _ contactClass: ContactClass, isPositive: Bool, weight: Double = 1,
    shift: Double = 0
  ) {
    guard weight > 0, weight <= 1000, shift.isFinite else { return }
    let size = PressureLogit.size
    let chance = Elementary.sigmoid(score(inputs, contactClass) + shift)
    let information = weight * chance * (1 - chance)
    var gain = InlineArray<20, Double>(repeating: 0)
    var spread = offsetVariance[contactClass.index]
    covariance.withUnsafeBufferPointer { covariance in
      for row in 0..<size {
        var product = 0.0
        for column in 0..<size { product += covariance[row * size + column] * inputs[column] }
        gain[row] = product
        spread += product * inputs[row]
      }
    }
    let scale = 1 / (1 + information * max(0, spread))
    let surprise = weight * ((isPositive ? 1 : 0) - chance) * scale
    let shrink = information * scale
    let offsetGain = offsetVariance[contactClass.index]
    covariance.withUnsafeMutableBufferPointer { covariance in
      for row in 0..<size {
        let factor = shrink * gain[row]
        for column in 0..<size { covariance[row * size + column] -= factor * gain[column] }
      }
    }
    for index in 0..<size { mean[index] += gain[index] * surprise }
    project()
    offsetMean[contactClass.index] += offsetGain * surprise
    offsetVariance[contactClass.index] = offsetGain - shrink * offsetGain * offsetGain
  }

  /// Brings weights of the wrong sign to 0, and the others to where they are believed to be if those are 0: to move the
  /// one alone would raise the score of everybody with each observation.
  private mutating func project() {
    let size = PressureLogit.size
    for _ in 0..<PressureLogit.projectionRounds {
      var isWithin = true
      for index in PressureInputs.rising where mean[index] * sign < 0 {
        isWithin = false
        let variance = covariance[index * size + index]
        guard variance > 0 else { continue }
        let scale = mean[index] / variance
        for row in 0..<size { mean[row] -= covariance[row * size + index] * scale }
        mean[index] = 0
      }
      if isWithin { return }
    }
    for index in PressureInputs.rising where mean[index] * sign < 0 { mean[index] = 0 }
  }

  /// Moving one weight may bring another beyond 0; after these rounds what is left is cut.
  private static let projectionRounds = 4

  // MARK: - Bytes

  func encode(into writer: inout SealedWriter) {
    writer.write(mean)
    writer.write(covariance)
    writer.write(offsetMean)
    writer.write(offsetVariance)
  }

  mutating func decode(from reader: inout SealedReader) throws(StateError) {
    mean = try reader.doubles(mean.count)
    covariance = try reader.doubles(covariance.count)
    offsetMean = try reader.doubles(offsetMean.count)
    offsetVariance = try reader.doubles(offsetVariance.count)
    for index in PressureInputs.rising where mean[index] * sign < 0 { throw .damaged }
    for variance in offsetVariance where variance < 0 { throw .damaged }
  }
}
