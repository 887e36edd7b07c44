import Decisions

/// How often contacts are welcomed by the gap before them, of everybody: the shared part of ``Cadence``.
public struct CadenceRates: Sendable, Equatable {
  /// Where the steps of the gap begin, in days.
  public static let daysFrom: [Double] = [0, 1, 2, 4, 7, 14, 28]
  /// How many expected answers the belief that gaps do not matter is worth.
  private static let strength = 20.0
  private var answers = [Double](repeating: 0, count: daysFrom.count)
  private var expected = [Double](repeating: 0, count: daysFrom.count)

  /// Knows nothing.
  public init() {}

  /// The step of a gap; the widest for what is infinite, the narrowest for what is negative or no number.
  static func step(gapSeconds: Double) -> Int {
    max(0, (daysFrom.lastIndex { gapSeconds >= $0 * 86_400 }) ?? 0)
  }

  /// Learns from a contact.
  /// - Parameters:
  ///   - gapSeconds: since the outbound contact before it; infinite: there was none.
  ///   - expected: the chance that it would be welcomed, whatever the gap. One outside 0 … 1 says nothing.
  public mutating func observe(gapSeconds: Double, isPositive: Bool, expected chance: Double) {
    guard chance > 0, chance < 1 else { return }
    let step = CadenceRates.step(gapSeconds: gapSeconds)
    expected[step] += chance
    if isPositive { answers[step] += 1 }
  }

  /// What is believed of each step, never falling as the gap grows.
  var beliefs: [FactorBelief] {
    CadenceRates.rising(
      answers.indices.map {
        FactorBelief(answers: answers[$0], expected: expected[$0], prior: .usual, strength: CadenceRates.strength)
      }, weights: expected.map { $0 + CadenceRates.strength })
  }

  /// The nearest factors that never fall: neighbours that do are pooled. Source: Barlow, Bartholomew, Bremner, Brunk,
  /// Statistical Inference under Order Restrictions, 1972.
  static func rising(_ beliefs: [FactorBelief], weights: [Double]) -> [FactorBelief] {
    var blocks: [(factor: Double, weight: Double, count: Int)] = []
    for (belief, weight) in zip(beliefs, weights) {
      blocks.append((belief.factor, weight, 1))
      while blocks.count > 1, blocks[blocks.count - 2].factor > blocks[blocks.count - 1].factor {
        let last = blocks.removeLast()
        let before = blocks.removeLast()
        let weight = before.weight + last.weight
        let factor = (before.factor * before.weight + last.factor * last.weight) / weight
        blocks.append((factor, weight, before.count + last.count))
      }
    }
    let factors = blocks.flatMap { [Double](repeating: $0.factor, count: $0.count) }
    return zip(beliefs, factors).map { FactorBelief(factor: $1, variance: $0.variance) }
  }

  // MARK: - Bytes

  func encode(into writer: inout SealedWriter) {
    writer.write(answers)
    writer.write(expected)
  }

  mutating func decode(from reader: inout SealedReader) throws(StateError) {
    answers = try reader.doubles(answers.count)
    expected = try reader.doubles(expected.count)
    for step in answers.indices where answers[step] < 0 || expected[step] < 0 { throw .damaged }
  }
}

/// The rhythm of contacts that one customer answers to: their own answers by the gap before, shrunk to everybody's.
public struct Cadence: Sendable {
  /// The least gap, in days, after which they answer nearly as often as when they have been left alone for long; one of
  /// ``CadenceRates/daysFrom``. Where ``isCautious``, the longest that is believable, up to a week.
  public let days: Ranged
  /// Whether too little is known of the customer, fewer than 8 contacts, for a rhythm of their own.
  public let isCautious: Bool
  /// How many contacts of their own it rests on.
  public let contacts: Int
  let beliefs: [FactorBelief]

  /// How many contacts make a rhythm of one's own.
  static let contactsMin = 8
  private static let strength = 4.0
  private static let nearly = 0.8
  private static let cautiousDays = 7.0

  /// - Parameters:
  ///   - answers: of the customer, by step of the gap.
  ///   - expected: answers if gaps did not matter, by step.
  init(answers: [Double], expected: [Double], contacts: Int, everybody: [FactorBelief]) {
    // A step's neighbours tell half as much of it as it does itself.
    func around(_ values: [Double], _ step: Int) -> Double {
      values[step] + 0.5 * ((step > 0 ? values[step - 1] : 0) + (step + 1 < values.count ? values[step + 1] : 0))
    }
    let own = answers.indices.map {
      FactorBelief(
        answers: around(answers, $0), expected: around(expected, $0), prior: everybody[$0],
        strength: Cadence.strength)
    }
    let risen = CadenceRates.rising(own, weights: expected.indices.map { around(expected, $0) + Cadence.strength })
    beliefs = risen
    self.contacts = contacts
    isCautious = contacts < Cadence.contactsMin
    let bar = Cadence.nearly * (risen.last?.factor ?? 1)
    func least(_ end: (Ranged) -> Double) -> Double {
      let step = risen.firstIndex { end($0.ranged) >= bar } ?? CadenceRates.daysFrom.count - 1
      return CadenceRates.daysFrom[step]
    }
    let (value, low, high) = (least(\.value), least(\.high), least(\.low))
    let cautious = max(value, min(high, Cadence.cautiousDays))
    days = Ranged(value: isCautious ? cautious : value, low: low, high: high)
  }
}
