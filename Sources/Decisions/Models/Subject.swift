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

  /// What keyed chance knows the customer by.
  public var key: UInt64 { customer.key }
  /// Positions of the zones that they may live in, in ``Charter/zones``.
  public var zones: [Int] { customer.zones }

  /// Makes a subject.
  public init(
    customer: Customer, row: Row, now: Instant, ledger: Ledger = Ledger(), occasion: Occasion.Kind = .outbound
  ) {
    self.customer = customer
    self.row = row
    self.now = now
    self.ledger = ledger
    self.occasion = occasion
  }
}
