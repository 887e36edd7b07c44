import Decisions
import Expressions

/// What a ``PropensityLearner`` believed at one moment, made ready for the treatments of one plan: a snapshot that
/// decisions read.
///
/// The mixture's weights are worked into the weights of tokens, and the weights of a token for all treatments lie side by
/// side, so that a customer's candidates are weighed sixteen at a time.
public struct LearnedPropensities: PropensityModel {
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
  /// By place: where the token's own weights begin in ``weights``, −1 for tokens that have not been met.
  private let rows: [Int32]
  private let weights: [SIMD16<Float>]
  private let variances: [SIMD16<Float>]
  private let sharedPrior: Float
  private let specificPrior: Float

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
    let keys = plan.treatments.map { ModelKey(plan.charter, action: $0.action, channel: $0.channel) }
    var own = [UInt64](repeating: 0, count: (keys.count + 63) / 64)
    for (index, treatment) in plan.treatments.enumerated() where treatment.isLearned {
      own[index >> 6] |= 1 << UInt64(index & 63)
    }
    self.own = own
    let mixture = learner.mixture.weights
    let models = SIMD4<Float>(SIMD4<Double>(mixture[0], mixture[1], mixture[2], mixture[3]))
    let lanes = (keys.count + 15) / 16
    self.lanes = lanes
    sharedPrior = (models * PropensityLearner.sharedVariance).sum()
    specificPrior = (models * PropensityLearner.specificVariance).sum()
    var offsets = [SIMD16<Float>](repeating: .zero, count: lanes)
    for (index, key) in keys.enumerated() {
      let rates = learner.rates.rates(key, first: learner.firstRate)
      var offset = 0.0
      for lane in 0..<4 { offset += (mixture[lane] + mixture[lane + 4]) * Elementary.logit(rates[lane]) }
      offsets[index >> 4][index & 15] = Float(offset)
    }
    self.offsets = offsets
    var shared = [SIMD2<Float>](repeating: SIMD2(0, -1), count: PropensityLearner.sharedCount)
    for place in shared.indices where learner.shared.variances[place][0] > 0 {
      shared[place] = SIMD2(
        (models * learner.shared.means[place]).sum(), (models * learner.shared.variances[place]).sum())
    }
    self.shared = shared
    let met = LearnedPropensities.placesMet(shared)
    var rows = [Int32](repeating: -1, count: shared.count)
    var weights = [SIMD16<Float>](repeating: .zero, count: met.count * lanes)
    var variances = [SIMD16<Float>](repeating: SIMD16(repeating: -1), count: met.count * lanes)
    for (row, place) in met.enumerated() {
      rows[place] = Int32(row * lanes)
      for (index, key) in keys.enumerated() {
        let cell = learner.specific.cell(UInt32(place), salt: key.salt)
        guard cell.variance[0] > 0 else { continue }
        weights[row * lanes + index >> 4][index & 15] = (models * cell.mean).sum()
        variances[row * lanes + index >> 4][index & 15] = (models * cell.variance).sum()
      }
    }
    self.rows = rows
    self.weights = weights
    self.variances = variances
  }

  /// Places of tokens that were met, those met most if there are too many, in the order of the table.
  private static func placesMet(_ shared: [SIMD2<Float>]) -> [Int] {
    let met = shared.indices.filter { shared[$0].y >= 0 }
    guard met.count > rowsMax else { return met }
    return met.sorted { (shared[$0].y, $0) < (shared[$1].y, $1) }.prefix(rowsMax).sorted()
  }

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
    withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: 2 * lanes) { memory in
      guard let means = memory.baseAddress else { return }
      let spreads = means + lanes
      let common = prepare(list, means, spreads)
      add(list, means, spreads)
      for lane in 0..<lanes {
        let variance = spreads[lane] + common
        spreads[lane] = variance
        let moderation: SIMD16<Float> = (1 + 0.392_699_08 * variance).squareRoot()
        means[lane] = LaneSigmoid.sigmoid(means[lane] / moderation)
      }
      body(means, spreads)
    }
  }

  /// Begins the sums of all treatments with what they share; gives the variance that they share.
  @inline(__always)
  private func prepare(
    _ list: TokenList, _ means: UnsafeMutablePointer<SIMD16<Float>>, _ spreads: UnsafeMutablePointer<SIMD16<Float>>
  ) -> Float {
    var mean: Float = 0
    var variance: Float = 0
    for index in list.tokens.indices {
      let known = shared[Int(list.tokens[index])]
      let value = list.values[index]
      mean += known.x * value
      variance += (known.y >= 0 ? known.y : sharedPrior * list.share) * (value * value)
    }
    for lane in 0..<lanes {
      means[lane] = offsets[lane] + mean
      spreads[lane] = .zero
    }
    return variance
  }

  /// Adds the weights that each treatment has of its own.
  @inline(__always)
  private func add(
    _ list: TokenList, _ means: UnsafeMutablePointer<SIMD16<Float>>, _ spreads: UnsafeMutablePointer<SIMD16<Float>>
  ) {
    let unknown = SIMD16<Float>(repeating: specificPrior * list.share)
    weights.withUnsafeBufferPointer { weights in
      variances.withUnsafeBufferPointer { variances in
        for index in list.tokens.indices {
          let row = Int(rows[Int(list.tokens[index])])
          let value = list.values[index]
          let square = value * value
          if row < 0 {
            for lane in 0..<lanes { spreads[lane] += unknown * square }
            continue
          }
          for lane in 0..<lanes {
            means[lane] += weights[row + lane] * value
            let known = variances[row + lane]
            spreads[lane] += known.replacing(with: unknown, where: known .< 0) * square
          }
        }
      }
    }
  }
}
