import Decisions

/// What the hazards of a message cost, in money.
public struct RestraintPrices: Hashable, Sendable {
  /// The price of one kind: an amount, and a share of what the customer is worth in their lifetime.
  public struct Price: Hashable, Sendable {
    /// In money, at least 0.
    public var amount: Double
    /// Of the customer's lifetime value, at least 0.
    public var lifetimeShare: Double

    /// Makes a price; what is negative or no number is 0.
    public init(amount: Double = 0, lifetimeShare: Double = 0) {
      self.amount = amount > 0 && amount.isFinite ? amount : 0
      self.lifetimeShare = lifetimeShare > 0 && lifetimeShare.isFinite ? lifetimeShare : 0
    }

    /// In money, for a customer of this lifetime value; one that is negative or no number is 0.
    public func money(lifetimeValue: Double) -> Double {
      amount + lifetimeShare * (lifetimeValue > 0 && lifetimeValue.isFinite ? lifetimeValue : 0)
    }
  }

  /// By kind.
  private var prices: [Price]

  /// Makes prices; kinds without one cost nothing.
  public init(
    unsubscribed: Price = Price(), complained: Price = Price(), blocked: Price = Price(), serviceCall: Price = Price()
  ) {
    prices = [unsubscribed, complained, blocked, serviceCall]
  }

  /// The price of a kind.
  public subscript(kind: HazardKind) -> Price { prices[Int(kind.rawValue)] }
}

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
    _ prices: RestraintPrices, channel: ChannelKind, purpose: PurposeKind, features: borrowing PressureFeatures,
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
    _ prices: RestraintPrices, channel: ChannelKind, purpose: PurposeKind, features: borrowing PressureFeatures,
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
