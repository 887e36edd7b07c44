import Decisions

/// What a message brought, of what ``HazardKind`` knows.
public struct HazardKinds: OptionSet, Hashable, Sendable {
  /// One bit a kind, by its raw value.
  public let rawValue: UInt8

  /// Takes bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// Takes one kind.
  public init(_ kind: HazardKind) { rawValue = 1 << kind.rawValue }

  /// Whether a kind is among them.
  public func contains(_ kind: HazardKind) -> Bool { rawValue & 1 << kind.rawValue != 0 }
}

/// The hazards of one more message, as they were known when the snapshot was taken.
public struct HazardSnapshot: Sendable, Equatable {
  /// By kind.
  var models: [PressureLogit]
  /// How many messages were learned from.
  public internal(set) var messageCount: UInt64

  /// The chance that the next message brings this, 0 … 1, and its standard deviation.
  ///
  /// It never falls when a faded count rises. It is the middle of the belief, not its mean: the mean would move with the
  /// doubt, and could fall where pressure rises.
  public func hazard(
    of kind: HazardKind, channel: ChannelKind, purpose: PurposeKind, features: borrowing PressureFeatures
  ) -> Estimate {
    hazard(of: kind, ContactClass(channel, purpose), PressureInputs(features, channel: channel, purpose: purpose))
  }

  func hazard(of kind: HazardKind, _ contactClass: ContactClass, _ inputs: PressureInputs) -> Estimate {
    let model = models[Int(kind.rawValue)]
    let chance = Elementary.sigmoid(model.score(inputs, contactClass))
    let deviation = chance * (1 - chance) * model.variance(inputs, contactClass).squareRoot()
    return Estimate(mean: chance, deviation: deviation)
  }

  /// The chance alone, without its deviation, which costs most of the work.
  func chance(of kind: HazardKind, _ contactClass: ContactClass, _ inputs: PressureInputs) -> Double {
    Elementary.sigmoid(models[Int(kind.rawValue)].score(inputs, contactClass))
  }
}

/// Learns the hazards of one more message from what messages brought.
///
/// The same messages in the same order give the same bits. Beforehand 0.3 to 1.3 e-mails in 1,000 are believed to end
/// in an unsubscription (nine times of ten); complaints, blocks and calls are rarer and less well known.
public struct HazardLearner: Sendable, Equatable {
  private var state: HazardSnapshot

  /// Knows what is believed beforehand.
  public init() {
    // The middle of 0.3 … 1.3 in 1,000 on a logarithmic scale, and the deviation that puts nine tenths within.
    let models = HazardKind.allCases.map { kind in
      let (chance, deviation): (Double, Double) =
        switch kind {
        case .unsubscribed: (0.000_624_5, 0.445_7)
        case .complained: (0.000_1, 0.8)
        case .blocked: (0.000_1, 1)
        case .serviceCall: (0.000_2, 1)
        }
      return PressureLogit(
        chance: chance, deviation: deviation, slope: 0.03, slopeDeviation: 0.15, offsetDeviation: 0.5, sign: 1)
    }
    state = HazardSnapshot(models: models, messageCount: 0)
  }

  /// Learns what one message brought.
  /// - Parameter features: the pressure just before it went out.
  public mutating func observe(
    _ kinds: HazardKinds, channel: ChannelKind, purpose: PurposeKind, features: borrowing PressureFeatures
  ) {
    let inputs = PressureInputs(features, channel: channel, purpose: purpose)
    let contactClass = ContactClass(channel, purpose)
    for kind in HazardKind.allCases {
      state.models[Int(kind.rawValue)].learn(inputs, contactClass, isPositive: kinds.contains(kind))
    }
    state.messageCount &+= 1
  }

  /// What is known now.
  public var snapshot: HazardSnapshot { state }

  /// The state as bytes.
  public func encode() -> [UInt8] {
    var writer = SealedWriter(kind: "MSHZ", version: 1)
    writer.write(state.messageCount)
    for model in state.models { model.encode(into: &writer) }
    return writer.sealed()
  }

  /// The state that ``encode()`` gave.
  /// - Throws: when the bytes are no such state, or damaged.
  public init(decoding bytes: [UInt8]) throws(StateError) {
    self.init()
    var reader = try SealedReader(bytes, kind: "MSHZ", version: 1)
    state.messageCount = try reader.word()
    for index in state.models.indices { try state.models[index].decode(from: &reader) }
    try reader.end()
  }
}
