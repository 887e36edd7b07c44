import Decisions

/// What a model has learned about one kind of customer: how their chance of acceptance compares with that of the model's
/// customers on average, all else being the same.
public struct Influence: Sendable {
  /// What it has been learned about.
  public var predictor: String
  /// Which customers.
  public var segment: Segment
  /// How many of the model's responses were theirs, 0 … 1.
  public var share: Double
  /// How much the log odds are moved.
  public var logOdds: Double
  /// How much in doubt that is: its standard deviation.
  public var deviation: Double
  /// What the model's rate is multiplied by.
  public var factor: Double
  /// How much the predictor moves the log odds of customers, whatever their value: a standard deviation.
  public var strength: Double

  /// Which values of a predictor.
  public enum Segment: Hashable, Sendable {
    /// Numbers below this one.
    case below(Double)
    /// This number and those above.
    case atLeast(Double)
    /// This text.
    case text(String)
    /// Nothing is known.
    case missing
  }

  /// Makes an influence.
  public init(
    predictor: String, segment: Segment, share: Double, logOdds: Double, deviation: Double, factor: Double,
    strength: Double
  ) {
    self.predictor = predictor
    self.segment = segment
    self.share = share
    self.logOdds = logOdds
    self.deviation = deviation
    self.factor = factor
    self.strength = strength
  }

  /// How likely it is that the chance is moved in this direction at all, 0.5 … 1.
  public var certainty: Double { deviation > 0 ? Elementary.normalBelow(abs(logOdds) / deviation) : 0.5 }

  /// Segments are worth a sentence from this share of the responses on, up to that one.
  static let shareMin = 0.02
  static let shareMax = 0.6
  /// A sentence that is surer than this goes before those that are not.
  static let certaintyMin = 0.9
}

/// The values of a predictor that responses had, with what the weights of a model say of each.
struct InfluenceTable {
  /// Some responses with about the same value.
  private struct Part {
    var segment: Influence.Segment?
    var number = 0.0
    var weight: Double
    /// By token: the value it is multiplied by.
    var values: [Double] = []
    var logOdds = 0.0
  }

  private var parts: [Part] = []
  private var tokens: [UInt32] = []
  private var variances: [Double] = []
  private var mean: [Double] = []
  private let total: Double

  /// - Parameters:
  ///   - responses: of the model, which all shares are of.
  init(
    _ learner: PropensityLearner, _ key: ModelKey, name: UInt64, counts: PredictorCounts,
    predictorCount: Int, responses: Int64
  ) {
    total = max(1, Double(responses))
    var means: [Double] = []
    func add(_ item: FeatureList.Item, _ segment: Influence.Segment?, _ number: Double, _ count: BinCount) {
      guard count.responses > 0 else { return }
      var part = Part(segment: segment, number: number, weight: Double(count.responses))
      for term in learner.terms(of: item, key, predictorCount: predictorCount) {
        let place = tokens.firstIndex(of: term.token) ?? tokens.count
        if place == tokens.count {
          tokens.append(term.token)
          means.append(term.mean)
          variances.append(term.variance)
        }
        part.values += [Double](repeating: 0, count: max(0, place + 1 - part.values.count))
        part.values[place] += term.value
      }
      parts.append(part)
    }
    for bin in counts.numbers.bins {
      let middle = bin.lower / 2 + bin.upper / 2
      add(FeatureList.Item(name: name, bits: middle.bitPattern, kind: .number), nil, bin.lower, bin.count)
    }
    for bin in counts.symbols.bins {
      add(FeatureList.Item(name: name, bits: bin.key, kind: .text), .text(bin.name), 0, bin.count)
    }
    add(FeatureList.Item(name: name, kind: .missing), .missing, 0, counts.missing)
    let weight = max(1, parts.reduce(0) { $0 + $1.weight })
    mean = [Double](repeating: 0, count: tokens.count)
    for index in parts.indices {
      parts[index].values += [Double](repeating: 0, count: tokens.count - parts[index].values.count)
      for place in tokens.indices {
        mean[place] += parts[index].weight / weight * parts[index].values[place]
        parts[index].logOdds += means[place] * parts[index].values[place]
      }
    }
  }

  /// What the predictor does to the log odds, over all responses: their mean and standard deviation.
  private var moments: (mean: Double, deviation: Double) {
    let weight = max(1, parts.reduce(0) { $0 + $1.weight })
    let mean = parts.reduce(0) { $0 + $1.weight * $1.logOdds } / weight
    let square = parts.reduce(0) { $0 + $1.weight * ($1.logOdds - mean) * ($1.logOdds - mean) } / weight
    return (mean, square.squareRoot())
  }

  /// The sentence that says most: far from the average, about many customers, and sure.
  /// - Parameters:
  ///   - cuts: the numbers at which segments may begin.
  ///   - rate: the model's.
  func influence(_ predictor: String, cuts: [Double], rate: Double) -> Influence? {
    let moments = moments
    var best: (influence: Influence, merit: Double)?
    func consider(_ segment: Influence.Segment, _ isIn: (Part) -> Bool) {
      let chosen = parts.filter(isIn)
      let weight = chosen.reduce(0) { $0 + $1.weight }
      let share = weight / total
      guard share >= Influence.shareMin else { return }
      let logOdds = chosen.reduce(0) { $0 + $1.weight * $1.logOdds } / weight - moments.mean
      var variance = 0.0
      for place in tokens.indices {
        let value = chosen.reduce(0) { $0 + $1.weight * $1.values[place] } / weight - mean[place]
        variance += value * value * variances[place]
      }
      let moved = Elementary.sigmoid(Elementary.logit(rate) + logOdds)
      let influence = Influence(
        predictor: predictor, segment: segment, share: share, logOdds: logOdds, deviation: variance.squareRoot(),
        factor: moved / rate, strength: moments.deviation)
      let merit = logOdds * logOdds * share * (influence.certainty >= Influence.certaintyMin ? 1 : 1e-3)
      if merit > best?.merit ?? -1 { best = (influence, merit) }
    }
    for cut in cuts {
      let above = parts.reduce(0) { $0 + ($1.segment == nil && $1.number >= cut ? $1.weight : 0) }
      let numbers = parts.reduce(0) { $0 + ($1.segment == nil ? $1.weight : 0) }
      if above <= Influence.shareMax * total { consider(.atLeast(cut)) { $0.segment == nil && $0.number >= cut } }
      if numbers - above <= Influence.shareMax * total {
        consider(.below(cut)) { $0.segment == nil && $0.number < cut }
      }
    }
    for segment in parts.compactMap(\.segment) { consider(segment) { $0.segment == segment } }
    return best?.influence
  }
}

extension LearnedModels {
  /// What a model has learned about customers: one sentence a predictor, the strongest predictors first.
  /// - Parameters:
  ///   - model: its place in ``models``.
  ///   - countMax: the most sentences.
  public func influences(of model: Int, countMax: Int) -> [Influence] {
    guard model < predictors.counts.count else { return [] }
    let figures = models[model].figures
    let rate = (Double(figures.positives) + 0.5) / (Double(figures.responses) + 1)
    var influences: [Influence] = []
    for (place, shown) in predictorFigures(of: model).enumerated() where shown.isActive {
      let table = InfluenceTable(
        learner, keys[model], name: predictors.keys[place], counts: predictors.counts[model][place],
        predictorCount: predictors.keys.count, responses: figures.responses)
      // Where the rates change is where people would cut.
      let cuts = shown.bins.compactMap { bin -> Double? in
        if case .range(let lower, _, _) = bin.content { return lower }
        return nil
      }.dropFirst()
      if let influence = table.influence(shown.name, cuts: Array(cuts), rate: rate) { influences.append(influence) }
    }
    influences.sort { ($1.strength, $0.predictor) < ($0.strength, $1.predictor) }
    return Array(influences.prefix(countMax))
  }
}

extension PropensityLearner {
  /// What one thing known of a customer adds to the log odds of a model: its tokens, their values, and the mixture's
  /// belief of their weights.
  func terms(
    of item: FeatureList.Item, _ key: ModelKey, predictorCount: Int
  ) -> [(token: UInt32, value: Double, mean: Double, variance: Double)] {
    var list = TokenList()
    scales.tokens(of: FeatureList(item), into: &list)
    let all = mixture.weights
    let weights = SIMD4<Float>(SIMD4<Double>(all[0], all[1], all[2], all[3]))
    let share = 1 / Float(max(1, predictorCount))
    func belief(_ cell: TokenWeights.Cell, _ prior: SIMD4<Float>) -> (mean: Double, variance: Double) {
      let variance = cell.variance[0] > 0 ? cell.variance : prior * share
      return (Double((weights * cell.mean).sum()), Double((weights * variance).sum()))
    }
    return list.tokens.indices.map { index in
      let token = list.tokens[index]
      let common = belief(shared.cell(token, salt: 0), PropensityLearner.sharedVariance)
      let own = belief(specific.cell(token, salt: key.salt), PropensityLearner.specificVariance)
      return (token, Double(list.values[index]), common.mean + own.mean, common.variance + own.variance)
    }
  }
}
