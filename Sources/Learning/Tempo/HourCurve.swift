import Decisions

/// Hours of the week as waves: three a day and one a week, each with its cosine and sine, so that what is learned of one
/// hour tells of its neighbours, of the same hour on other days, and of nothing else more than it should.
enum HourWaves {
  /// By hour of the week.
  static let table: [SIMD8<Double>] = {
    // The circle's 168 points, each turned on from the one before.
    var points = [(cosine: 1.0, sine: 0.0)]
    let (cosine, sine) = (0.999_300_704_788_398_5, 0.037_391_194_276_325_625)
    for _ in 1..<WeekCircle.hours {
      let (c, s) = points[points.count - 1]
      points.append((c * cosine - s * sine, s * cosine + c * sine))
    }
    return (0..<WeekCircle.hours).map { hour in
      var waves = SIMD8<Double>.zero
      for (place, turns) in [7, 14, 21, 1].enumerated() {
        let point = points[hour * turns % WeekCircle.hours]
        waves[2 * place] = point.cosine
        waves[2 * place + 1] = point.sine
      }
      return waves
    }
  }()

  /// How much of each wave people are believed to differ in, beside the first.
  static let shares = SIMD8<Double>(1, 1, 0.5, 0.5, 0.2, 0.2, 0.1, 0.1)
}

/// What is believed of one customer's hours by one opinion: log odds as waves over the week, normally distributed.
///
/// One contact moves the belief as one step of Laplace's approximation does; with time it goes back to what is believed
/// of people like them. Sources: Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, chapters 2 and
/// 3; West, Harrison, Migon, "Dynamic generalized linear models and Bayesian forecasting", JASA 80, 1985.
struct HourCurve: Sendable {
  private(set) var mean = SIMD8<Double>.zero
  private var covariance: InlineArray<8, SIMD8<Double>>
  private let prior: SIMD8<Double>

  /// - Parameter variance: of the first wave, among people.
  init(variance: Double) {
    prior = variance * HourWaves.shares
    covariance = InlineArray(repeating: .zero)
    for row in 0..<8 { covariance[row][row] = prior[row] }
  }

  /// Lets time pass.
  /// - Parameter kept: how much of what was known still holds, 0 … 1.
  mutating func fade(kept: Double) {
    mean *= kept
    for row in 0..<8 {
      covariance[row] *= kept * kept
      covariance[row][row] += (1 - kept * kept) * prior[row]
    }
  }

  /// What is believed of a sum of waves: log odds, and their variance.
  func belief(of waves: SIMD8<Double>) -> (mean: Double, variance: Double) {
    ((mean * waves).sum(), max(0, (spread(waves) * waves).sum()))
  }

  private func spread(_ waves: SIMD8<Double>) -> SIMD8<Double> {
    var sum = SIMD8<Double>.zero
    for row in 0..<8 { sum += covariance[row] * waves[row] }
    return sum
  }

  /// Learns whether a contact was answered.
  /// - Parameter logit: log odds that were expected of people like them.
  mutating func learn(_ waves: SIMD8<Double>, expecting logit: Double, isPositive: Bool) {
    let chance = Elementary.sigmoid(logit + (mean * waves).sum())
    let spread = spread(waves)
    let weight = chance * (1 - chance)
    let step = spread / (1 + weight * (spread * waves).sum())
    for row in 0..<8 { covariance[row] -= step * (weight * spread[row]) }
    mean += step * ((isPositive ? 1 : 0) - chance)
  }
}
