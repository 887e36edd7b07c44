import Decisions

/// How the chance of a welcome answer falls with pressure, as it was known when the snapshot was taken.
public struct AnswerSnapshot: Sendable, Equatable {
  var model: PressureLogit

  /// The chance of a welcome answer to the next message, 0 … 1, and its standard deviation. It never rises when a
  /// faded count rises.
  /// - Parameter shift: the customer's own log odds beside the population's.
  public func chance(
    channel: ChannelKind, purpose: PurposeKind, features: borrowing PressureFeatures, shift: Double = 0
  ) -> Estimate {
    let inputs = PressureInputs(features, channel: channel, purpose: purpose)
    let contactClass = ContactClass(channel, purpose)
    let chance = Elementary.sigmoid(model.score(inputs, contactClass) + (shift.isFinite ? shift : 0))
    return Estimate(
      mean: chance, deviation: chance * (1 - chance) * model.variance(inputs, contactClass).squareRoot())
  }
}

/// Learns how the chance of a welcome answer falls with pressure. The same answers in the same order give the same bits.
public struct AnswerLearner: Sendable, Equatable {
  private var model: PressureLogit

  /// Knows what is believed beforehand.
  /// - Parameter chance: of an answer without pressure.
  public init(chance: Double = 0.03) {
    model = PressureLogit(
      chance: min(0.9, max(0.000_1, chance)), deviation: 1, slope: 0.02, slopeDeviation: 0.1, offsetDeviation: 0.7,
      sign: -1)
  }

  /// Learns whether one message was answered.
  /// - Parameters:
  ///   - features: the pressure just before it went out.
  ///   - shift: the customer's own log odds beside the population's, as known before.
  public mutating func observe(
    isPositive: Bool, channel: ChannelKind, purpose: PurposeKind, features: borrowing PressureFeatures,
    shift: Double = 0
  ) {
    let inputs = PressureInputs(features, channel: channel, purpose: purpose)
    model.learn(inputs, ContactClass(channel, purpose), isPositive: isPositive, shift: shift)
  }

  /// What is known now.
  public var snapshot: AnswerSnapshot { AnswerSnapshot(model: model) }

  /// The state as bytes.
  public func encode() -> [UInt8] {
    var writer = SealedWriter(kind: "MSAN", version: 1)
    model.encode(into: &writer)
    return writer.sealed()
  }

  /// The state that ``encode()`` gave.
  /// - Throws: when the bytes are no such state, or damaged.
  public init(decoding bytes: [UInt8]) throws(StateError) {
    self.init()
    var reader = try SealedReader(bytes, kind: "MSAN", version: 1)
    try model.decode(from: &reader)
    try reader.end()
  }
}
