import Decisions

/// Mixes opinions in log odds, with weights that follow how well each opinion has been doing.
///
/// Weights are exponential in the opinions' log losses, old losses being forgotten: whoever has been right lately counts
/// most. Source: Cesa-Bianchi and Lugosi, Prediction, Learning, and Games, 2006, chapters 2 and 5; pooling in log odds
/// after Genest and Zidek, "Combining probability distributions", Statistical Science 1, 1986.
struct ExpertMixture {
  /// Four models and four plain rates.
  static let count = 8
  private static let rate = 0.1
  private static let keep = 0.998

  /// Not a SIMD vector: that would align everything that holds one to 64 bytes, and Swift 6.3.1 overruns the frames of
  /// async functions that hold such values.
  var scores = InlineArray<8, Double>(repeating: 0)

  private var best: Double {
    var best = scores[0]
    for index in 1..<ExpertMixture.count { best = max(best, scores[index]) }
    return best
  }

  /// The weights, which sum to 1.
  var weights: SIMD8<Double> {
    let best = best
    var weights = SIMD8<Double>.zero
    for index in 0..<ExpertMixture.count { weights[index] = Elementary.exponential(scores[index] - best) }
    return weights / weights.sum()
  }

  /// Takes note of what the opinions said.
  /// - Parameters:
  ///   - chances: what each gave for acceptance, strictly between 0 and 1.
  mutating func learn(_ chances: SIMD8<Double>, positive: Bool, weight: Double) {
    let best = best
    for index in 0..<ExpertMixture.count {
      let given = positive ? chances[index] : 1 - chances[index]
      scores[index] =
        (scores[index] - best) * ExpertMixture.keep + weight * ExpertMixture.rate * Elementary.logarithm(given)
    }
  }
}
