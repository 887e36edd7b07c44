import Expressions
import Times

/// Whom and what a model is asked about: one customer at one moment.
public struct Subject: Sendable {
  /// The customer, without derived features; their zones are those that they may live in, never none.
  public var customer: Customer
  /// Attributes and derived features, by slot.
  public var row: Row
  /// The moment of the decision.
  public var now: Instant
  /// Their contacts before the decision, as the rules see them: those without an answer for too long are ignored ones.
  public var ledger: Ledger
  /// What opened the occasion.
  public var occasion: Occasion.Kind
  /// What losing this customer's goodwill costs; nothing in `decide`, as charters do not price it yet.
  public var prices: HazardPrices

  /// What keyed chance knows the customer by.
  public var key: UInt64 { customer.key }
  /// Positions of the zones that they may live in, in ``Charter/zones``.
  public var zones: [Int] { customer.zones }

  /// Makes a subject.
  public init(
    customer: Customer, row: Row, now: Instant, ledger: Ledger = Ledger(), occasion: Occasion.Kind = .outbound,
    prices: HazardPrices = HazardPrices()
  ) {
    self.customer = customer
    self.row = row
    self.now = now
    self.ledger = ledger
    self.occasion = occasion
    self.prices = prices
  }
}

/// What each kind of wear costs for one customer, in money, at least 0.
public struct HazardPrices: Hashable, Sendable {
  /// They take back their consent.
  public var unsubscribed: Double
  /// They complain: to the provider, by the button for unwanted mail, or to the brand.
  public var complained: Double
  /// They block the sender, or switch its notifications off.
  public var blocked: Double
  /// They call because of the message.
  public var serviceCall: Double

  /// Makes prices; unless said otherwise nothing costs anything.
  public init(unsubscribed: Double = 0, complained: Double = 0, blocked: Double = 0, serviceCall: Double = 0) {
    self.unsubscribed = unsubscribed
    self.complained = complained
    self.blocked = blocked
    self.serviceCall = serviceCall
  }
}
