/// What is believed about the weights of a linear model: a normal distribution of each, independent of the others.
///
/// Variances are in units of the variance of the noise. Each observation is taken in once: the exact Bayesian answer, of which the covariances
/// that it would create are dropped (assumed-density filtering). Source: Opper, "A Bayesian approach to on-line learning",
/// 1998; Crammer, Kulesza, Dredze, "Adaptive regularization of weight vectors", 2009, is the same update.
struct DiagonalGaussian: Hashable, Sendable {
  /// The expected weights.
  private(set) var means: [Double]
  /// How uncertain each weight is; it only falls.
  private(set) var variances: [Double]
  /// The sum of the squares of all surprises, each in units of what was expected.
  private(set) var surprise = 0.0
  /// The weights of all observations together.
  private(set) var weight = 0.0

  init(variances: [Double]) {
    means = [Double](repeating: 0, count: variances.count)
    self.variances = variances
  }

  /// Takes over saved numbers.
  init(means: [Double], variances: [Double], surprise: Double, weight: Double) {
    self.means = means
    self.variances = variances
    self.surprise = surprise
    self.weight = weight
  }

  /// What is expected where these terms hold, and how uncertain it is, without noise.
  func expected(_ terms: some EffectTerms) -> (mean: Double, variance: Double) {
    var mean = 0.0
    var variance = 0.0
    means.withUnsafeBufferPointer { means in
      variances.withUnsafeBufferPointer { variances in
        terms.forEach { slot, value in
          mean += means[slot] * value
          variance += variances[slot] * value * value
        }
      }
    }
    return (mean, variance)
  }

  /// Takes in an observation.
  /// - Parameters:
  ///   - noise: the variance of its noise, in units of that of an observation of weight 1.
  ///   - weight: how much it counts, above 0.
  mutating func observe(_ observed: Double, _ terms: some EffectTerms, noise: Double = 1, weight: Double = 1) {
    let (mean, variance) = expected(terms)
    let total = noise / weight + variance
    let error = observed - mean
    surprise += error * error / total
    self.weight += 1
    means.withUnsafeMutableBufferPointer { means in
      variances.withUnsafeMutableBufferPointer { variances in
        terms.forEach { slot, value in
          let pull = variances[slot] * value
          means[slot] += pull * error / total
          // A feature that stands twice in one vector still leaves something, because the total holds both.
          variances[slot] = max(variances[slot] - pull * pull / total, Self.varianceMin)
        }
      }
    }
  }

  /// The variance of the noise, as far as is known.
  func noise(scale: Double) -> Double { (scale * scale + surprise) / (1 + weight) }

  /// No weight is ever more certain than this.
  static let varianceMin = 1e-15
}

/// The terms of a linear model that hold for an example: the slot of each and its value, always in the same order.
protocol EffectTerms {
  func forEach(_ body: (_ slot: Int, _ value: Double) -> Void)
}

/// The terms of silence: one of everybody, and one a feature.
struct SilenceTerms: EffectTerms {
  let features: UnsafeBufferPointer<EffectFeature>
  let mask: UInt32

  @inline(__always) func forEach(_ body: (Int, Double) -> Void) {
    body(0, 1)
    for feature in features { body(1 + Int(feature.index & mask), feature.value) }
  }
}

/// The terms of an arm: pooled over all arms, then what is its action's, its channel's and its own.
///
/// Places: one of all arms, then ``offsets`` of actions, channels and arms, then the features of all arms, then the features of
/// single arms, which share places by a hash.
struct ArmTerms: EffectTerms {
  static let offsets = 4096
  let features: UnsafeBufferPointer<EffectFeature>
  let arm: EffectArm
  let mask: UInt32
  let interactionMask: UInt64

  @inline(__always) func forEach(_ body: (Int, Double) -> Void) {
    body(0, 1)
    let key = Self.mix(UInt64(arm.action) << 32 | UInt64(arm.channel))
    body(1 + Self.offset(Self.mix(UInt64(arm.action) ^ 0xa1 << 56)), 1)
    body(1 + Self.offset(Self.mix(UInt64(arm.channel) ^ 0xc1 << 56)), 1)
    body(1 + Self.offset(key), 1)
    let shared = 1 + Self.offsets
    let own = shared + Int(mask) + 1
    for feature in features {
      let index = feature.index & mask
      body(shared + Int(index), feature.value)
      body(own + Int(truncatingIfNeeded: Self.mix(key &+ UInt64(index)) & interactionMask), feature.value)
    }
  }

  private static func offset(_ key: UInt64) -> Int { Int(truncatingIfNeeded: key & UInt64(offsets - 1)) }

  /// The finalizer of SplitMix64. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
  @inline(__always) private static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
