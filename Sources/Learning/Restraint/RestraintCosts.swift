import Decisions

/// The expected cost of what one more message may bring, in money.
public struct HazardCost: Hashable, Sendable {
  /// Of all hazards: each one's chance times its price.
  public var cost: Double
  /// Its standard deviation.
  public var deviation: Double
  /// The chance that the customer leaves the list, and nothing follows.
  public var loss: Double
}

extension HazardSnapshot {
  /// What one more message is expected to cost, without its price; no allocation.
  public func cost(
    _ prices: HazardPrices, channel: ChannelKind, purpose: PurposeKind, features: borrowing PressureFeatures,
    lifetimeValue: Double
  ) -> HazardCost {
    let inputs = PressureInputs(features, channel: channel, purpose: purpose)
    let contactClass = ContactClass(channel, purpose)
    var cost = HazardCost(cost: 0, deviation: 0, loss: 0)
    var variance = 0.0
    for raw in 0..<UInt8(HazardKind.allCases.count) {
      guard let kind = HazardKind(rawValue: raw) else { continue }
      let price = prices[kind].money(lifetimeValue: lifetimeValue)
      // What costs nothing need not be worked out, but for the chance that nothing follows.
      guard price > 0 || kind == .unsubscribed else { continue }
      let hazard = hazard(of: kind, contactClass, inputs)
      if kind == .unsubscribed { cost.loss = hazard.mean }
      cost.cost += hazard.mean * price
      variance += hazard.deviation * price * hazard.deviation * price
    }
    cost.deviation = variance.squareRoot()
    return cost
  }
}
