import Foundation
import Learning

/// The e-mail test of Hillstrom, 2008: customers of a shop, a third of them left alone by chance, and whether they visited it.
public struct Hillstrom {
  /// The arms besides silence, in the order of their numbers: 1 is men's, 2 women's.
  public static let arms = [EffectArm(action: 1, channel: 1), EffectArm(action: 2, channel: 1)]
  /// What was done is a third of each, silence included.
  public static let probability = 1.0 / 3

  /// The features of each customer.
  public private(set) var features: [[EffectFeature]] = []
  /// What was done: 0 is silence, others are numbers of arms.
  public private(set) var done: [Int] = []
  /// Whether the customer visited: 0 or 1.
  public private(set) var visits: [Double] = []

  /// How many customers there are.
  public var count: Int { done.count }

  /// Reads the file; lines that are not of its form are an error.
  public init(path: String) throws {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
    for line in lines.dropFirst() {
      // Bands of a thousand dollars hold a comma, and are in quotes for it.
      let plain = line.replacingOccurrences(of: "$1,000", with: "$1000").replacingOccurrences(of: "\"", with: "")
      let fields = plain.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 12, let arm = ["No E-Mail", "Mens E-Mail", "Womens E-Mail"].firstIndex(of: fields[8]),
        let visited = Double(fields[9]), let features = Self.features(fields)
      else { throw Fault(line: String(line)) }
      self.features.append(features)
      done.append(arm)
      visits.append(visited)
    }
  }

  /// A line that is not of the file's form.
  struct Fault: Error { var line: String }

  /// Categories as features of their own; numbers centred and of the order of 1.
  private static func features(_ fields: [String]) -> [EffectFeature]? {
    guard let recency = Double(fields[0]), let history = Double(fields[2]), history > 0,
      let band = fields[1].first?.wholeNumberValue, let mens = Double(fields[3]), let womens = Double(fields[4]),
      let newbie = Double(fields[6]),
      let zip = ["Urban", "Surburban", "Rural"].firstIndex(of: fields[5]),
      let channel = ["Phone", "Web", "Multichannel"].firstIndex(of: fields[7])
    else { return nil }
    return [
      EffectFeature(0, (recency - 6) / 4), EffectFeature(1, log(history / 240)), EffectFeature(2, mens - 0.5),
      EffectFeature(3, womens - 0.5), EffectFeature(4, mens * womens), EffectFeature(5, newbie - 0.5),
      EffectFeature(6 + UInt32(zip), 1), EffectFeature(9 + UInt32(channel), 1), EffectFeature(12 + UInt32(band), 1),
    ]
  }

  /// A customer as an example.
  public func example(_ row: Int) -> EffectExample {
    EffectExample(
      features: features[row], options: Self.arms.map { EffectOption($0, probability: Self.probability) },
      silenceProbability: Self.probability, done: done[row] == 0 ? nil : done[row] - 1, outcome: visits[row])
  }
}

/// Rules for whom to mail, on Hillstrom's test, each customer judged by a model that has not seen them.
public struct HillstromTrial {
  /// What a mail may cost, in visits.
  public static let costs = [0, 0.04, 0.06, 0.08, 0.10, 0.12]

  /// What is said of a customer by a model that has not seen them.
  private struct Judgement {
    var expected: [Double]
    var effects: [Double]
  }

  private let judgements: [Judgement]
  /// The doubly robust scores: arm 0 is silence.
  public let scores: ArmScores

  /// Learns in so many folds, from every customer outside a fold once, in the order of the file.
  public init(_ data: Hillstrom, folds: Int = 5, settings: EffectSettings = EffectSettings()) throws {
    judgements = try CrossFitting.judge(
      rows: data.count, folds: folds,
      fit: { isForLearning in
        var learner = try EffectLearner(settings)
        for row in 0..<data.count where isForLearning(row) { try learner.learn(data.example(row)) }
        return learner
      },
      judge: { learner, row in
        let features = data.features[row]
        return Judgement(
          expected: [learner.silence(for: features).mean]
            + Hillstrom.arms.map { learner.response(to: $0, for: features).mean },
          effects: Hillstrom.arms.map { learner.effect(of: $0, for: features).mean })
      })
    var scores = ArmScores(armsCount: 3)
    for row in 0..<data.count {
      try scores.append(
        expected: judgements[row].expected, done: data.done[row], probability: Hillstrom.probability,
        outcome: data.visits[row])
    }
    self.scores = scores
  }

  /// Mails the arm of the greatest effect, where that is worth more than the cost.
  public func byEffect(cost: Double) -> [Int] { judgements.map { Self.choice($0.effects, above: cost) } }

  /// Mails the arm of the greatest response, where that is worth more than the cost.
  public func byResponse(cost: Double) -> [Int] {
    judgements.map { Self.choice(Array($0.expected.dropFirst()), above: cost) }
  }

  private static func choice(_ worths: [Double], above cost: Double) -> Int {
    var best = 0
    for arm in worths.indices where worths[arm] > cost && (best == 0 || worths[arm] > worths[best - 1]) {
      best = arm + 1
    }
    return best
  }

  /// Everything about one cost.
  public struct Row: Sendable {
    /// What a mail costs, in visits.
    public var cost: Double
    /// Values a customer: of silence, of each arm for everybody, of the rule by response, of the rule by effect.
    public var silence, bestArm, byResponse, byEffect: Double
    /// The rule by effect less the better of silence and the best arm, with its standard error.
    public var gain: (value: Double, standardError: Double)
    /// The rule by effect less the rule by response, with its standard error.
    public var gainOverResponse: (value: Double, standardError: Double)
    /// The share of customers for whom the two rules choose the same, and of those whom the rule by effect mails.
    public var sameShare, mailedShare: Double

    /// At least the better of silence and the best arm, within two standard errors; at a cost of 0.10 above silence; not below the
    /// rule by response within two standard errors, and not that rule.
    public var holds: Bool {
      gain.value >= -2 * gain.standardError && (cost != 0.10 || byEffect > silence)
        && gainOverResponse.value >= -2 * gainOverResponse.standardError && sameShare < 1
    }
  }

  /// What comes of a cost.
  public func row(cost: Double) -> Row {
    let costs = [0, cost, cost]
    let simple = (0..<3).map { [Int](repeating: $0, count: scores.count) }
    let values = simple.map { scores.value(of: $0, costs: costs).value }
    let bestArm = values[1] >= values[2] ? 1 : 2
    let better = values[0] >= values[bestArm] ? 0 : bestArm
    let (effect, response) = (byEffect(cost: cost), byResponse(cost: cost))
    let count = Double(scores.count)
    return Row(
      cost: cost, silence: values[0], bestArm: values[bestArm],
      byResponse: scores.value(of: response, costs: costs).value,
      byEffect: scores.value(of: effect, costs: costs).value,
      gain: scores.difference(effect, simple[better], costs: costs),
      gainOverResponse: scores.difference(effect, response, costs: costs),
      sameShare: Double(zip(effect, response).filter { $0 == $1 }.count) / count,
      mailedShare: Double(effect.filter { $0 != 0 }.count) / count)
  }
}
