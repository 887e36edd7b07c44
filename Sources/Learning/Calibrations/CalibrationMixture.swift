import Decisions

/// How much each of three corrections of a score is believed: none, a line, a curve.
///
/// Weights are those of Bayes' rule, a little of them being shared out anew after each response, so that the best of the
/// three may change. The chance is their mean: after n responses its log loss lies at most ln(1 / weight at the start) +
/// Σ ln(1 / (1 − share)) above that of any one of the three, whatever the responses were. Source: Herbster and Warmuth,
/// "Tracking the best expert", Machine Learning 32, 1998.
struct CalibrationMixture: Hashable, Sendable {
  static let first = SIMD4<Double>(0.5, 0.3, 0.2, 0)
  /// The least that is shared out.
  static let shareMin = 1e-5

  private(set) var weights: SIMD4<Double>
  /// To what weights the share goes.
  private let start: SIMD4<Double>
  private var count: Int64 = 0

  /// Starts from the usual weights, or half-way between them and others.
  init(towards other: CalibrationMixture? = nil) {
    start = other.map { (Self.first + $0.weights) / 2 } ?? Self.first
    weights = start
  }

  mutating func learn(_ chances: SIMD4<Double>, positive: Bool, weight: Double) {
    var next = weights
    for index in 0..<3 {
      let given = positive ? chances[index] : 1 - chances[index]
      next[index] *= weight == 1 ? given : Elementary.exponential(weight * Elementary.logarithm(given))
    }
    let sum = next.sum()
    guard sum > 1e-300 else { return }
    let share = max(Self.shareMin, 1 / Double(count + 2))
    count += 1
    weights = next / sum * (1 - share) + start * share
  }

  // MARK: Bytes

  func encode(into writer: inout SealedWriter) {
    for index in 0..<3 { writer.write([weights[index], start[index]]) }
    writer.write(UInt64(count))
  }

  init(from reader: inout SealedReader) throws(StateError) {
    var weights = SIMD4<Double>.zero
    var start = SIMD4<Double>.zero
    for index in 0..<3 {
      weights[index] = try reader.double()
      start[index] = try reader.double()
    }
    guard weights.min() >= 0, start.min() >= 0, abs(weights.sum() - 1) < 1e-6, abs(start.sum() - 1) < 1e-6 else {
      throw .damaged
    }
    self.weights = weights
    self.start = start
    count = Int64(bitPattern: try reader.word())
    guard count >= 0 else { throw .damaged }
  }
}
