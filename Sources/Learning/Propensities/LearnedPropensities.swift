import Decisions
import Expressions

/// What a ``PropensityLearner`` believed at one moment, made ready for the treatments of one plan: a snapshot that
/// decisions read.
///
/// The mixture's weights are worked into the weights of tokens, and the weights of a token for all treatments lie side by
/// side, so that a customer's candidates are weighed sixteen at a time.
public struct LearnedPropensities: PropensityModel {
  /// What identifies the state that it was made of.
  public let version: String
  let own: [UInt64]
  private let space: FeatureSpace
  private let scales: FeatureScales
  /// Treatments, rounded up to whole lanes of sixteen.
  private let lanes: Int
  /// What the rates say, in log odds, by treatment.
  private let offsets: [SIMD16<Float>]
  /// By place: the shared weight, its variance; a variance below 0 says that the token has not been met.
  private let shared: [SIMD2<Float>]
  /// By place: where the token's own weights begin in ``weights``; 0 for tokens that have not been met, whose weights
  /// and variances are the prior's.
  private let rows: [Int32]
  /// Weight and variance, by row and sixteen treatments.
  private let weights: [Cell]
  private let sharedPrior: Float

  private struct Cell {
    var weight = SIMD16<Float>.zero
    var variance: SIMD16<Float>
  }

  /// A token of a customer: where its weights begin, and its value.
  private struct Term {
    var row: Int32
    var value: Float
  }

  /// The most tokens that have weights of their own for each treatment; of more, those met least are left with the
  /// weights that all share.
  public static let rowsMax = 4096

  /// Makes a snapshot.
  /// - Parameters:
  ///   - learner: what was learned.
  ///   - version: what identifies its state.
  ///   - plan: whose treatments it answers for: those that are learned.
  ///   - space: the features of the plan's charter.
  public init(_ learner: PropensityLearner, version: String, plan: CharterPlan, space: FeatureSpace) {
    self.version = version
    self.space = space
    scales = learner.scales
    let keys = plan.treatments.map { ModelKey(ModelNames(plan.charter, action: $0.action, channel: $0.channel)) }
    var own = [UInt64](repeating: 0, count: (keys.count + 63) / 64)
    for (index, treatment) in plan.treatments.enumerated() where treatment.isLearned && !treatment.meansEffect {
      own[index >> 6] |= 1 << UInt64(index & 63)
    }
    self.own = own
    let mixture = learner.mixture.weights
    let models = SIMD4<Float>(SIMD4<Double>(mixture[0], mixture[1], mixture[2], mixture[3]))
    let lanes = (keys.count + 15) / 16
    self.lanes = lanes
    sharedPrior = (models * PropensityLearner.sharedVariance).sum()
    let prior = (models * PropensityLearner.specificVariance).sum() / Float(max(1, space.count))
    var offsets = [SIMD16<Float>](repeating: .zero, count: lanes)
    for (index, key) in keys.enumerated() {
      let rates = learner.rates.rates(key, first: learner.firstRate)
      var offset = 0.0
      for lane in 0..<4 { offset += (mixture[lane] + mixture[lane + 4]) * Elementary.logit(rates[lane]) }
      offsets[index >> 4][index & 15] = Float(offset)
    }
    self.offsets = offsets
    var shared = [SIMD2<Float>](repeating: SIMD2(0, -1), count: PropensityLearner.sharedCount)
    for place in shared.indices where learner.shared.cells[place].variance[0] > 0 {
      let cell = learner.shared.cells[place]
      shared[place] = SIMD2((models * cell.mean).sum(), (models * cell.variance).sum())
    }
    self.shared = shared
    let met = LearnedPropensities.placesMet(shared)
    var rows = [Int32](repeating: 0, count: shared.count)
    var weights = [Cell](repeating: Cell(variance: SIMD16(repeating: prior)), count: (met.count + 1) * lanes)
    for (row, place) in met.enumerated() {
      let begin = (row + 1) * lanes
      rows[place] = Int32(begin)
      for (index, key) in keys.enumerated() {
        let cell = learner.specific.cell(UInt32(place), salt: key.salt)
        guard cell.variance[0] > 0 else { continue }
        weights[begin + index >> 4].weight[index & 15] = (models * cell.mean).sum()
        weights[begin + index >> 4].variance[index & 15] = (models * cell.variance).sum()
      }
    }
    self.rows = rows
    self.weights = weights
  }

  /// Places of tokens that were met, those met most if there are too many, in the order of the table.
  private static func placesMet(_ shared: [SIMD2<Float>]) -> [Int] {
    let met = shared.indices.filter { shared[$0].y >= 0 }
    guard met.count > rowsMax else { return met }
    return met.sorted { (shared[$0].y, $0) < (shared[$1].y, $1) }.prefix(rowsMax).sorted()
  }

  /// Writes chances and the standard deviations of their log odds, of the treatments that are learned.
  public func writePropensities(
    of candidates: CandidateMask, for subject: borrowing Subject, using evaluator: ProgramEvaluator,
    into propensities: UnsafeMutablePointer<Double>, deviations: UnsafeMutablePointer<Double>
  ) {
    guard candidates.holdsAny(of: own) else { return }
    var features = FeatureList()
    space.fill(&features, from: subject.row)
    weigh(features) { chances, variances in
      candidates.forEach(in: own) { index in
        propensities[index] = Double(chances[index >> 4][index & 15])
        deviations[index] = Double(variances[index >> 4][index & 15]).squareRoot()
      }
    }
  }

  /// Calls `body` with the chances of all treatments and the variances of their log odds, sixteen to an element.
  @inline(__always)
  func weigh(
    _ features: FeatureList,
    _ body: (UnsafeMutablePointer<SIMD16<Float>>, UnsafeMutablePointer<SIMD16<Float>>) -> Void
  ) {
    var list = TokenList()
    scales.tokens(of: features, into: &list)
    let count = list.tokens.count
    withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: 2 * lanes) { sums in
      withUnsafeTemporaryAllocation(of: Term.self, capacity: max(1, count)) { terms in
        guard let means = sums.baseAddress, let terms = terms.baseAddress else { return }
        let common = prepare(list, terms)
        weights.withUnsafeBufferPointer { weights in
          for lane in 0..<lanes {
            // A lane at a time, so that its two sums stay in registers over all tokens.
            var mean = offsets[lane] + common.mean
            var variance = SIMD16<Float>(repeating: common.variance)
            for index in 0..<count {
              let term = terms[index]
              let cell = weights[Int(term.row) + lane]
              mean += cell.weight * term.value
              variance += cell.variance * (term.value * term.value)
            }
            let moderation: SIMD16<Float> = (1 + 0.392_699_08 * variance).squareRoot()
            means[lane] = LaneSigmoid.sigmoid(mean / moderation)
            means[lanes + lane] = variance
          }
        }
        body(means, means + lanes)
      }
    }
  }

  /// What all treatments share: the sum of shared weights and of their variances. Writes where each token's own weights
  /// begin.
  @inline(__always)
  private func prepare(_ list: TokenList, _ terms: UnsafeMutablePointer<Term>) -> (mean: Float, variance: Float) {
    var mean: Float = 0
    var variance: Float = 0
    for index in list.tokens.indices {
      let place = Int(list.tokens[index])
      let known = shared[place]
      let value = list.values[index]
      mean += known.x * value
      variance += (known.y >= 0 ? known.y : sharedPrior * list.share) * (value * value)
      terms[index] = Term(row: rows[place], value: value)
    }
    return (mean, variance)
  }
}
