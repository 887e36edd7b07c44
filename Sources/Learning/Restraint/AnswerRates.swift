import Decisions
import Times

/// How often each class of contacts is welcomed, as it was known when the snapshot was taken.
public struct AnswerRates: Sendable, Equatable {
  /// Chances by class, where openings and clicks may be used.
  var tracked: [Double]
  /// Chances by class, conversions alone.
  var untracked: [Double]

  /// One chance for everything, until something is learned.
  public init(tracked: Double = 0.2, untracked: Double = 0.03) {
    self.tracked = [Double](repeating: AnswerRates.bounded(tracked), count: ContactClass.count)
    self.untracked = [Double](repeating: AnswerRates.bounded(untracked), count: ContactClass.count)
  }

  /// The chance that a contact of this class is welcomed, by customers at large.
  public func chance(_ contactClass: ContactClass, isTrackingConsented: Bool) -> Double {
    isTrackingConsented ? tracked[contactClass.index] : untracked[contactClass.index]
  }

  /// The factor between a customer's answers and the expected ones, over a whole ledger: 1 is like everybody.
  /// - Parameter strength: of the belief that they are like everybody, in expected answers.
  public func factor(
    of ledger: borrowing Ledger, at now: Instant, isTrackingConsented: Bool, strength: Double = 2,
    settleSeconds: Int64 = 259_200
  ) -> Ranged {
    var ratio = AnswerRatio()
    for contact in ledger.contacts {
      guard contact.at <= now else { break }
      guard contact.wentOut else { continue }
      let known = contact.outcome(knownAt: now, isTrackingConsented: isTrackingConsented)
      guard contact.isSettled(at: now, as: known, afterSeconds: settleSeconds) else { continue }
      ratio.add(
        isPositive: known.isPositive,
        expected: chance(ContactClass(contact), isTrackingConsented: isTrackingConsented))
    }
    return ratio.factor(strength: strength)
  }

  static func bounded(_ chance: Double) -> Double { chance.isFinite ? min(0.95, max(0.000_1, chance)) : 0.03 }
}

/// Learns how often each class of contacts is welcomed: counts, shrunk to what is believed beforehand.
public struct AnswerRatesLearner: Sendable, Equatable {
  /// How many observations the belief beforehand is worth.
  static let strength = 50.0
  private let prior: AnswerRates
  /// By tracked or not, then class.
  private var messages: [Double]
  private var answers: [Double]

  /// Knows what is believed beforehand.
  public init(prior: AnswerRates = AnswerRates()) {
    self.prior = prior
    messages = [Double](repeating: 0, count: 2 * ContactClass.count)
    answers = messages
  }

  /// Learns whether a contact was welcomed.
  /// - Parameter isTracked: whether openings and clicks are among the answers; they are counted apart.
  public mutating func observe(isPositive: Bool, channel: ChannelKind, purpose: PurposeKind, isTracked: Bool) {
    let index = ContactClass(channel, purpose).index + (isTracked ? ContactClass.count : 0)
    messages[index] += 1
    if isPositive { answers[index] += 1 }
  }

  /// What is known now.
  public var snapshot: AnswerRates {
    var rates = prior
    for index in 0..<ContactClass.count {
      rates.untracked[index] = chance(index, prior.untracked[index])
      rates.tracked[index] = chance(index + ContactClass.count, prior.tracked[index])
    }
    return rates
  }

  /// The chance that the next contact of this class is welcomed, as ``snapshot`` has it.
  func chance(_ contactClass: ContactClass, isTracked: Bool) -> Double {
    let place = contactClass.index
    return isTracked
      ? chance(place + ContactClass.count, prior.tracked[place]) : chance(place, prior.untracked[place])
  }

  private func chance(_ index: Int, _ prior: Double) -> Double {
    let strength = AnswerRatesLearner.strength
    return AnswerRates.bounded((answers[index] + strength * prior) / (messages[index] + strength))
  }

  /// The state as bytes.
  public func encode() -> [UInt8] {
    var writer = SealedWriter(kind: "MSAR", version: 1)
    encode(into: &writer)
    return writer.sealed()
  }

  func encode(into writer: inout SealedWriter) {
    for values in [prior.tracked, prior.untracked, messages, answers] { writer.write(values) }
  }

  /// The state that ``encode()`` gave.
  /// - Throws: when the bytes are no such state, or damaged.
  public init(decoding bytes: [UInt8]) throws(StateError) {
    var reader = try SealedReader(bytes, kind: "MSAR", version: 1)
    try self.init(from: &reader)
    try reader.end()
  }

  init(from reader: inout SealedReader) throws(StateError) {
    var prior = AnswerRates()
    prior.tracked = try reader.doubles(ContactClass.count)
    prior.untracked = try reader.doubles(ContactClass.count)
    for chance in prior.tracked + prior.untracked where chance <= 0 || chance >= 1 { throw .damaged }
    self.init(prior: prior)
    messages = try reader.doubles(messages.count)
    answers = try reader.doubles(answers.count)
    for index in messages.indices where answers[index] < 0 || answers[index] > messages[index] { throw .damaged }
  }
}
