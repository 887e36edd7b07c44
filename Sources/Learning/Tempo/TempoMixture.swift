import Decisions

/// The opinions that are mixed about hours, and how well each has done.
///
/// An opinion is how fast what is known fades, and how much people are believed to be alike. Weights are exponential in
/// the opinions' log losses, so that the mixture never loses much more than the best of them; each gets a little of
/// everybody's weight at each step, so that another may become the best. Sources: Vovk, "A game of prediction with expert
/// advice", 1998; Herbster and Warmuth, "Tracking the best expert", Machine Learning 32, 1998.
struct TempoMixture: Sendable, Equatable {
  /// In which what is known fades by half, in days; the last never does.
  static let halfLivesDays: [Double] = [30, 120, 480, .infinity]
  /// How much people of a cohort differ: the variance of log odds in the first of ``HourWaves``.
  static let variances: [Double] = [0.003, 0.05, 0.4]
  static let count = halfLivesDays.count * variances.count
  private static let share = 0.000_5

  /// By half-life, then variance; they sum to 1.
  private(set) var weights = [Double](repeating: 1 / Double(count), count: count)

  /// Takes note of what each opinion gave for what then happened.
  /// - Parameter chances: strictly between 0 and 1.
  mutating func learn(_ chances: [Double], isPositive: Bool) {
    var sum = 0.0
    for index in weights.indices {
      weights[index] *= isPositive ? chances[index] : 1 - chances[index]
      sum += weights[index]
    }
    guard sum > 0 else { return }
    let even = TempoMixture.share / Double(TempoMixture.count)
    for index in weights.indices { weights[index] = weights[index] / sum * (1 - TempoMixture.share) + even }
  }

  /// What the opinions believe of a logarithm, as one belief.
  func mixed(_ beliefs: [(mean: Double, variance: Double)]) -> (mean: Double, variance: Double) {
    var mean = 0.0
    for (belief, weight) in zip(beliefs, weights) { mean += weight * belief.mean }
    var variance = 0.0
    for (belief, weight) in zip(beliefs, weights) {
      variance += weight * (belief.variance + (belief.mean - mean) * (belief.mean - mean))
    }
    return (mean, variance)
  }

  // MARK: - Bytes

  func encode(into writer: inout SealedWriter) { writer.write(weights) }

  mutating func decode(from reader: inout SealedReader) throws(StateError) {
    weights = try reader.doubles(weights.count)
    for weight in weights where weight <= 0 { throw .damaged }
    guard abs(weights.reduce(0, +) - 1) < 1e-6 else { throw .damaged }
  }
}
