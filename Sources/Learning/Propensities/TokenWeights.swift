import Decisions

/// Weights of tokens, each believed to be normal: a mean and a variance for each of four forgettings, one a lane.
///
/// The step is the online form of Laplace's approximation with a diagonal covariance: the mean moves to the mode along
/// the direction that one response can move it, the precision grows by the curvature there, and what is old is
/// forgotten towards the prior. Source: T. Graepel et al., "Web-scale Bayesian click-through rate prediction", ICML 2010,
/// and O. Chapelle and L. Li, "An empirical evaluation of Thompson sampling", NIPS 2011, algorithm 3.
struct TokenWeights {
  /// What is believed of a weight; a variance of 0 says that its token has not been met, so that the prior's holds.
  struct Cell {
    var mean = SIMD4<Float>.zero
    var variance = SIMD4<Float>.zero
  }

  var cells: [Cell]

  init(count: Int) { cells = [Cell](repeating: Cell(), count: count) }

  /// The sums of weights and of variances over tokens. Tokens are folded into the table with a salt, 0 for weights
  /// that all models share.
  @inline(__always)
  func sums(_ list: TokenList, salt: UInt32, prior: SIMD4<Float>) -> (mean: SIMD4<Float>, variance: SIMD4<Float>) {
    var mean = SIMD4<Float>.zero
    var variance = SIMD4<Float>.zero
    let mask = UInt32(cells.count - 1)
    cells.withUnsafeBufferPointer { cells in
      list.forEach { token, value in
        let cell = cells[Int(TokenWeights.place(token, salt) & mask)]
        mean += cell.mean * value
        variance += (cell.variance[0] > 0 ? cell.variance : prior) * (value * value)
      }
    }
    return (mean, variance)
  }

  /// Moves the weights of tokens by `step` along their variances, with the curvature met there.
  @inline(__always)
  mutating func learn(
    _ list: TokenList, salt: UInt32, prior: SIMD4<Float>, step: SIMD4<Float>, curvature: SIMD4<Float>,
    keep: SIMD4<Float>
  ) {
    let mask = UInt32(cells.count - 1)
    let forgotten = (1 - keep) / prior
    cells.withUnsafeMutableBufferPointer { cells in
      list.forEach { token, value in
        let place = Int(TokenWeights.place(token, salt) & mask)
        let known = cells[place]
        let variance = known.variance[0] > 0 ? known.variance : prior
        // 1 / (keep × (1 / v + c x²) + forgotten), with one division.
        let precision = keep + variance * (keep * curvature * (value * value) + forgotten)
        cells[place] = Cell(mean: known.mean + variance * (step * value), variance: variance / precision)
      }
    }
  }

  /// What is known of a token's weight.
  func cell(_ token: UInt32, salt: UInt32) -> Cell {
    cells[Int(TokenWeights.place(token, salt) & UInt32(cells.count - 1))]
  }

  /// Where a token's weight lies, before it is cut to the table.
  @inline(__always) static func place(_ token: UInt32, _ salt: UInt32) -> UInt32 {
    guard salt != 0 else { return token }
    let z = (token ^ salt) &* 0x9e37_79b1
    return z ^ z >> 15
  }
}
