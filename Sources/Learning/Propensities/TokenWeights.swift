import Decisions

/// Weights of tokens, each believed to be normal: a mean and a variance for each of four forgettings, one a lane.
///
/// The step is the online form of Laplace's approximation with a diagonal covariance: the mean moves to the mode along
/// the direction that one response can move it, the precision grows by the curvature there, and what is old is
/// forgotten towards the prior. Source: T. Graepel et al., "Web-scale Bayesian click-through rate prediction", ICML 2010,
/// and O. Chapelle and L. Li, "An empirical evaluation of Thompson sampling", NIPS 2011, algorithm 3.
struct TokenWeights {
  var means: [SIMD4<Float>]
  /// 0 where a token has not been met: its variance is the prior's.
  var variances: [SIMD4<Float>]

  init(count: Int) {
    means = [SIMD4<Float>](repeating: .zero, count: count)
    variances = [SIMD4<Float>](repeating: .zero, count: count)
  }

  /// The sums of weights and of variances over tokens. Tokens are folded into the table with a salt, 0 for weights
  /// that all models share.
  @inline(__always)
  func sums(_ list: TokenList, salt: UInt32, prior: SIMD4<Float>) -> (mean: SIMD4<Float>, variance: SIMD4<Float>) {
    var mean = SIMD4<Float>.zero
    var variance = SIMD4<Float>.zero
    let mask = UInt32(means.count - 1)
    for index in list.tokens.indices {
      let place = Int(TokenWeights.place(list.tokens[index], salt) & mask)
      let value = list.values[index]
      let known = variances[place]
      mean += means[place] * value
      variance += (known[0] > 0 ? known : prior) * (value * value)
    }
    return (mean, variance)
  }

  /// Moves the weights of tokens by `step` along their variances, with the curvature met there.
  @inline(__always)
  mutating func learn(
    _ list: TokenList, salt: UInt32, prior: SIMD4<Float>, step: SIMD4<Float>, curvature: SIMD4<Float>,
    keep: SIMD4<Float>
  ) {
    let mask = UInt32(means.count - 1)
    let forgotten = (1 - keep) / prior
    for index in list.tokens.indices {
      let place = Int(TokenWeights.place(list.tokens[index], salt) & mask)
      let value = list.values[index]
      let known = variances[place]
      let variance = known[0] > 0 ? known : prior
      means[place] += variance * (step * value)
      variances[place] = 1 / (keep * (1 / variance + curvature * (value * value)) + forgotten)
    }
  }

  /// What is known of a token's weight.
  func cell(_ token: UInt32, salt: UInt32) -> (mean: SIMD4<Float>, variance: SIMD4<Float>) {
    let place = Int(TokenWeights.place(token, salt) & UInt32(means.count - 1))
    return (means[place], variances[place])
  }

  /// Where a token's weight lies, before it is cut to the table.
  @inline(__always) static func place(_ token: UInt32, _ salt: UInt32) -> UInt32 {
    guard salt != 0 else { return token }
    let z = (token ^ salt) &* 0x9e37_79b1
    return z ^ z >> 15
  }
}
