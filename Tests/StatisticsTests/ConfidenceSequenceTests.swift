import Statistics
import Testing

/// The asymptotic confidence sequence against its formula, written a second time, and against what is known of it.
@Suite struct ConfidenceSequenceTests {
  /// The margin as the paper prints it, with ρ² found by trying.
  private func margin(_ t: Double, _ rhoSquared: Double, _ alpha: Double) -> Double {
    let inner = (t * rhoSquared + 1).squareRoot() / alpha
    return (2 * (t * rhoSquared + 1) / (t * t * rhoSquared) * Elementary.logarithm(inner)).squareRoot()
  }

  @Test(arguments: [0.01, 0.05, 0.2], [1_000.0, 40_000])
  func isThePapersAndTightestWhereAsked(alpha: Double, count: Double) {
    let sequence = ConfidenceSequence(alpha: alpha, tightestAt: count)
    let best = stride(from: 0.5, to: 40, by: 0.01).map { margin(count, $0 / count, alpha) }.min() ?? 0
    let found = sequence.multiplier(count: count) / count.squareRoot()
    #expect(abs(found / best - 1) < 1e-6)
    // Elsewhere it is the same formula with the same ρ.
    let rhoSquared =
      stride(from: 0.5, to: 40, by: 0.001).min {
        margin(count, $0 / count, alpha) < margin(count, $1 / count, alpha)
      }.map { $0 / count } ?? 0
    for t in [0.1, 0.5, 2, 30].map({ $0 * count }) {
      #expect(abs(sequence.multiplier(count: t) / t.squareRoot() / margin(t, rhoSquared, alpha) - 1) < 1e-3)
    }
  }

  @Test func differencesAreReadFromTwoSummaries() {
    let treated = Moments(hits: 600, of: 10_000)
    let control = Moments(hits: 500, of: 10_000)
    let interval = ConfidenceSequence(alpha: 0.05, tightestAt: 20_000).interval(treated: treated, control: control)
    // 0.01 ± 3.0351 × √(0.06 × 0.94 / 9,999 + 0.05 × 0.95 / 9,999)
    // Some millionths wider, because the standard errors are estimates themselves (Student).
    #expect(interval.lower < 0.000_216_242 && interval.lower > 0.000_214)
    #expect(abs((interval.upper + interval.lower) / 2 - 0.01) < 1e-12)
  }

  @Test func littleSaysNothing() {
    let sequence = ConfidenceSequence(alpha: 0.05, tightestAt: 1_000)
    #expect(sequence.interval(mean: Moments([1.0, 2, 3])) == .everything)
    #expect(sequence.interval(mean: Moments(hits: 0, of: 5_000)) == .everything)
  }

  @Test func partsMergeIntoTheWhole() {
    let values = (0..<1_000).map { Double(($0 * 7_919) % 1_013) / 7 }
    let whole = Moments(values)
    var merged = Moments(values[..<317])
    merged.merge(Moments())
    merged.merge(Moments(values[317...]))
    #expect(abs(merged.mean - whole.mean) < 1e-12 * whole.mean)
    #expect(abs(merged.variance - whole.variance) < 1e-10 * whole.variance)
    let mean = values.reduce(0, +) / 1_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 999
    #expect(abs(whole.variance - variance) < 1e-10 * variance)
  }
}
