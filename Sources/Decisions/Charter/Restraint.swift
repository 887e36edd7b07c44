/// What a message too many may bring.
public enum HazardKind: UInt8, CaseIterable, Sendable {
  /// The customer leaves the list.
  case unsubscribed
  /// The customer reports the message as unwanted.
  case complained
  /// The customer blocks the sender, or takes the permission away on their device.
  case blocked
  /// The customer calls customer service because of it.
  case serviceCall

  /// The kind's name in files.
  public var name: String { self == .serviceCall ? "service_call" : String(describing: self) }
}

/// What the hazards of a message cost, in money.
public struct HazardPrices: Hashable, Sendable {
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

/// How the charter holds back by what has been learned: the price of wearing a customer out, how sure one must be, and
/// how far apart messages to a tired customer lie.
public struct Restraint: Sendable {
  /// What the hazards cost.
  public var prices: HazardPrices
  /// What the customer is worth in their lifetime, in money; what is unknown counts as 0.
  public var lifetimeValue: Quantity
  /// How sure the belief must be that a marketing message nets more than nothing, 0 … 1; 0 asks for nothing.
  public var confidence: Double
  /// Whether what a message takes from later ones is part of its cost.
  public var looksAhead: Bool
  /// A tired customer hears nothing of marketing for so long after the last of it; nothing: tiredness changes nothing.
  public var tiredSpacingSeconds: Int64?

  /// Makes a restraint.
  public init(
    prices: HazardPrices = HazardPrices(), lifetimeValue: Quantity = .constant(0), confidence: Double = 0,
    looksAhead: Bool = true, tiredSpacingSeconds: Int64? = nil
  ) {
    self.prices = prices
    self.lifetimeValue = lifetimeValue
    self.confidence = confidence
    self.looksAhead = looksAhead
    self.tiredSpacingSeconds = tiredSpacingSeconds
  }

  /// ``tiredSpacingSeconds`` as a spacing of outbound marketing.
  public var tiredSpacing: Spacing? {
    tiredSpacingSeconds.map { seconds in
      var marketing = Scope()
      marketing.purposeKinds = [.marketing]
      return Spacing(rule: ContactRule(name: "tired", limits: marketing), seconds: seconds)
    }
  }
}

/// How the charter lets chance decide, so that what is believed can be found wrong.
///
/// Chance is keyed by customer and day (UTC): asked again on the same day, a decision draws the same.
public struct Exploration: Hashable, Sendable {
  /// The share of decisions about marketing that are drawn evenly, silence among what is drawn; 0 … 1.
  public var floor: Double
  /// Whether each learned propensity is drawn from what is believed of it (Thompson sampling) instead of its middle.
  /// Source: Thompson, "On the likelihood that one unknown probability exceeds another", Biometrika 25, 1933.
  public var drawsFromBelief: Bool

  /// Makes an exploration.
  public init(floor: Double = 0, drawsFromBelief: Bool = false) {
    self.floor = floor
    self.drawsFromBelief = drawsFromBelief
  }
}
