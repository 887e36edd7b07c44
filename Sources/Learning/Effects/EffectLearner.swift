/// Learns what contact adds, from customers who were contacted and customers who were left alone by chance.
///
/// An X-learner, online: one pass, three linear models. One learns the outcome under silence, one the outcome under each arm, and the third the
/// effect: of a customer who was contacted, the outcome less what silence would have given; of one who was left alone, what the arm
/// would have given less the outcome. What would have been is asked of a model before it sees the example, so no example
/// judges itself, and its uncertainty is added to the noise, so early guesses count little. Contacted and silent examples are
/// weighted by the overlap of their probabilities, which stays between 0 and 2 however small a probability is.
///
/// All arms share the greater part of the model; an action, a channel and an arm have what sets them apart.
///
/// Sources: Künzel, Sekhon, Bickel, Yu, "Metalearners for estimating heterogeneous treatment effects using machine learning", 2019 (X-learner);
/// Li, Morgan, Zaslavsky, "Balancing covariates via propensity score weighting", 2018 (overlap weights).
public struct EffectLearner: Hashable, Sendable {
  /// How it was made.
  public let settings: EffectSettings
  /// How many examples it has seen.
  public internal(set) var examplesCount = 0
  var silence: DiagonalGaussian
  var response: DiagonalGaussian
  var effects: DiagonalGaussian

  /// Starts without knowledge.
  /// - Throws: ``EffectFault/badSettings``.
  public init(_ settings: EffectSettings = EffectSettings()) throws(EffectFault) {
    guard settings.isSound else { throw .badSettings }
    self.settings = settings
    silence = DiagonalGaussian(variances: Self.silenceVariances(settings))
    response = DiagonalGaussian(variances: Self.responseVariances(settings))
    effects = DiagonalGaussian(variances: Self.effectVariances(settings))
  }

  /// Takes in an example; the order of examples matters a little.
  /// - Throws: what is wrong with it; then nothing has changed.
  public mutating func learn(_ example: EffectExample) throws(EffectFault) {
    try Self.check(example)
    examplesCount += 1
    example.features.withUnsafeBufferPointer { features in
      if let done = example.done {
        learn(treated: example.options[done], features, example)
      } else {
        learnSilence(features, example)
      }
    }
  }

  private mutating func learn(
    treated option: EffectOption, _ features: UnsafeBufferPointer<EffectFeature>, _ example: EffectExample
  ) {
    let without = silence.expected(silenceTerms(features))
    let terms = armTerms(features, option.arm)
    let weight = 2 * example.silenceProbability / (example.silenceProbability + option.probability)
    effects.observe(example.outcome - without.mean, terms, noise: 1 + without.variance, weight: weight)
    response.observe(example.outcome, terms)
  }

  private mutating func learnSilence(_ features: UnsafeBufferPointer<EffectFeature>, _ example: EffectExample) {
    // One outcome speaks of several arms; together they count as one.
    let share = 1 / Double(example.options.count)
    for option in example.options {
      let terms = armTerms(features, option.arm)
      let with = response.expected(terms)
      let weight = 2 * share * option.probability / (example.silenceProbability + option.probability)
      effects.observe(with.mean - example.outcome, terms, noise: 1 + with.variance, weight: weight)
    }
    silence.observe(example.outcome, silenceTerms(features))
  }

  /// What an arm is expected to add for a customer.
  public func effect(of arm: EffectArm, for features: [EffectFeature]) -> Effect {
    features.withUnsafeBufferPointer { effect(of: arm, for: $0) }
  }

  /// The same, of features that lie elsewhere. Features that are not finite count as absent.
  public func effect(of arm: EffectArm, for features: UnsafeBufferPointer<EffectFeature>) -> Effect {
    estimate(effects, armTerms(features, arm))
  }

  /// The outcome that is expected of a customer who is left alone.
  public func silence(for features: [EffectFeature]) -> Effect {
    features.withUnsafeBufferPointer { estimate(silence, silenceTerms($0)) }
  }

  /// The outcome that is expected of a customer under an arm: the response, whatever would have come of silence.
  public func response(to arm: EffectArm, for features: [EffectFeature]) -> Effect {
    features.withUnsafeBufferPointer { estimate(response, armTerms($0, arm)) }
  }

  private func estimate(_ model: DiagonalGaussian, _ terms: some EffectTerms) -> Effect {
    let (mean, variance) = model.expected(FiniteTerms(terms: terms))
    let noise = model.noise(scale: settings.outcomeScale)
    return Effect(mean: mean, standardDeviation: (variance * noise).squareRoot())
  }

  private func silenceTerms(_ features: UnsafeBufferPointer<EffectFeature>) -> SilenceTerms {
    SilenceTerms(features: features, mask: 1 << UInt32(settings.featureBits) - 1)
  }

  private func armTerms(_ features: UnsafeBufferPointer<EffectFeature>, _ arm: EffectArm) -> ArmTerms {
    ArmTerms(
      features: features, arm: arm, mask: 1 << UInt32(settings.featureBits) - 1,
      interactionMask: 1 << UInt64(settings.interactionBits) - 1)
  }
}

/// Terms, of which those that no model was ever shown are left out.
private struct FiniteTerms<Terms: EffectTerms>: EffectTerms {
  let terms: Terms

  @inline(__always) func forEach(_ body: (Int, Double) -> Void) {
    terms.forEach { slot, value in
      if value.magnitude <= EffectSettings.valueMax { body(slot, value) }
    }
  }
}

extension EffectLearner {
  static func silenceVariances(_ settings: EffectSettings) -> [Double] {
    [square(settings.levelDeviation)]
      + [Double](repeating: square(settings.featureDeviation), count: 1 << settings.featureBits)
  }

  static func responseVariances(_ settings: EffectSettings) -> [Double] {
    armVariances(
      settings, level: settings.levelDeviation, shared: settings.featureDeviation, own: settings.modifierDeviation)
  }

  static func effectVariances(_ settings: EffectSettings) -> [Double] {
    armVariances(
      settings, level: settings.offsetDeviation, shared: settings.modifierDeviation, own: settings.modifierDeviation)
  }

  private static func armVariances(_ settings: EffectSettings, level: Double, shared: Double, own: Double) -> [Double] {
    [square(level)] + [Double](repeating: square(settings.offsetDeviation), count: ArmTerms.offsets)
      + [Double](repeating: square(shared), count: 1 << settings.featureBits)
      + [Double](repeating: square(own), count: 1 << settings.interactionBits)
  }

  private static func square(_ number: Double) -> Double { number * number }

  static func check(_ example: EffectExample) throws(EffectFault) {
    guard example.features.count <= EffectSettings.featuresMax else { throw .tooManyFeatures(example.features.count) }
    for (place, feature) in example.features.enumerated() {
      // False for NaN as well.
      guard feature.value.magnitude <= EffectSettings.valueMax else { throw .badFeature(at: place) }
    }
    guard (1...EffectSettings.optionsMax).contains(example.options.count) else {
      throw .badOptionsCount(example.options.count)
    }
    var sum = example.silenceProbability
    guard sum > 0, sum < 1 else { throw .badProbability }
    for option in example.options {
      guard option.probability > 0, option.probability < 1 else { throw .badProbability }
      sum += option.probability
    }
    guard sum < 1 + 1e-6 else { throw .badProbability }
    if let done = example.done, !example.options.indices.contains(done) { throw .unknownOption(done) }
    guard example.outcome.magnitude <= EffectSettings.outcomeMax else { throw .badOutcome }
  }
}
