import Decisions

/// The expected cost of wearing a customer out with one more message, in money, and what it consists of.
public struct RestraintCost: Hashable, Sendable {
  /// All together.
  public var total: Double
  /// Its standard deviation.
  public var deviation: Double
  /// The chance of each kind, in the order of ``HazardKind/allCases``.
  public var hazards: [Estimate]
  /// What each kind comes to, in the same order; they add up to ``total``.
  public var parts: [Double]
}

extension HazardSnapshot {
  /// The expected cost of one more message, with its parts: what an explanation shows.
  public func cost(
    _ prices: HazardPrices, channel: ChannelKind, purpose: PurposeKind, features: borrowing PressureFeatures,
    lifetimeValue: Double
  ) -> RestraintCost {
    let inputs = PressureInputs(features, channel: channel, purpose: purpose)
    let contactClass = ContactClass(channel, purpose)
    var cost = RestraintCost(total: 0, deviation: 0, hazards: [], parts: [])
    var variance = 0.0
    for kind in HazardKind.allCases {
      let hazard = hazard(of: kind, contactClass, inputs)
      let price = prices[kind].money(lifetimeValue: lifetimeValue)
      cost.hazards.append(hazard)
      cost.parts.append(hazard.mean * price)
      cost.total += hazard.mean * price
      variance += hazard.deviation * price * hazard.deviation * price
    }
    cost.deviation = variance.squareRoot()
    return cost
  }

  /// The total of ``cost(_:channel:purpose:features:lifetimeValue:)`` alone, to the same bits and without allocation.
  func wear(
    _ prices: HazardPrices, channel: ChannelKind, purpose: PurposeKind, features: borrowing PressureFeatures,
    lifetimeValue: Double
  ) -> Double {
    let inputs = PressureInputs(features, channel: channel, purpose: purpose)
    let contactClass = ContactClass(channel, purpose)
    var total = 0.0
    for raw in 0..<UInt8(4) {
      guard let kind = HazardKind(rawValue: raw) else { continue }
      total += chance(of: kind, contactClass, inputs) * prices[kind].money(lifetimeValue: lifetimeValue)
    }
    return total
  }
}
