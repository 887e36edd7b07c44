/// What a simulation counts of customers. Money is in millionths, pressure in hundredths of a point, so that sums are exact
/// in any order.
public enum Measure: Int, CaseIterable, Sendable {
  /// Customers who were simulated.
  case customers
  /// Outbound contacts.
  case contacts
  /// Answers shown to customers who came themselves.
  case inboundContacts
  /// Contacts that were answered.
  case answers
  /// What the answers were worth, in money.
  case value
  /// The part of that which would not have come without the contact, in money.
  case causedValue
  /// What sending cost, in money.
  case sendCost
  /// The weights of outbound contacts, in points.
  case pressure
  /// Contacts that ended in an unsubscription, complaints aside.
  case unsubscribed
  /// Contacts that ended in a complaint.
  case complained
  /// Contacts that were refused.
  case refused
  /// Decisions of sweeps, occasions and visits.
  case decisions
  /// Those of them that were silence.
  case abstentions
  /// The net value that only the contact policy held back in silences, in money.
  case forgone
  /// Customers who heard nothing at all.
  case unreached

  /// Its name in files.
  public var name: String {
    switch self {
    case .inboundContacts: "inbound_contacts"
    case .causedValue: "caused_value"
    case .sendCost: "send_cost"
    default: String(describing: self)
    }
  }

  /// By what a sum is divided to be read.
  public var unit: Double {
    switch self {
    case .value, .causedValue, .sendCost, .forgone: 1_000_000
    case .pressure: 100
    default: 1
    }
  }
}
