import Decisions
import Journeys
import Times

/// Something a caller tells of a customer: behaviour, or who they are. The unit of ingestion.
public struct Happening: Sendable {
  /// What is told.
  public enum Kind: Sendable {
    /// Something happened.
    case event(EventRecord)
    /// Attributes, addresses, consents or preferences changed; an empty patch only makes sure that the customer is known.
    case patch(CustomerPatch)
    /// All that a file says of them: who was unknown becomes it; who was known has what it says replaced, and contacts and
    /// events that are new added.
    case profile(Profile)
    /// Two identities are one person: the customer of this one becomes part of the customer the happening is about.
    case alias(Identity)
  }

  /// Whom it is about: made known by this, if nobody knew them.
  public var customer: Identity
  /// Another identity of the same person; they become one customer.
  public var other: Identity?
  /// What is told.
  public var kind: Kind
  /// Where they were when the event happened; the hub keeps only which of the charter's zones that is in.
  public var position: GeoZone.Position?
  /// The digest of the sender's message id with its namespace: a second one is accepted and does nothing.
  public var messageKey: Digest128?

  /// Makes a happening.
  public init(customer: Identity, other: Identity? = nil, kind: Kind, messageKey: Digest128? = nil) {
    self.customer = customer
    self.other = other
    self.kind = kind
    self.messageKey = messageKey
  }
}

/// An event, as the log keeps it.
public struct EventRecord: Hashable, Sendable {
  /// What happened, as rules name it.
  public var name: String
  /// When it happened, corrected for the sender's clock: milliseconds since 1970.
  public var atMilliseconds: Int64
  /// An amount, in whatever unit the event has; 0 where it has none.
  public var amount: Double
  /// Everything else the sender said: a JSON object, or nothing.
  public var properties: [UInt8]
  /// The zones of the charter in force in which they were then, where the sender told their position; the position itself is
  /// not kept. Nothing: it was not told, or no zone asks for it.
  public var zones: [Symbol]?
  /// Whether rules may ask for it, so that profiles keep it: the charter in force when it came names it.
  public var isKept: Bool

  /// Makes a record.
  public init(
    name: String, atMilliseconds: Int64, amount: Double = 0, properties: [UInt8] = [], zones: [Symbol]? = nil,
    isKept: Bool = false
  ) {
    self.name = name
    self.atMilliseconds = atMilliseconds
    self.amount = amount
    self.properties = properties
    self.zones = zones
    self.isKept = isKept
  }
}

/// What became of one happening.
public enum Receipt: Hashable, Sendable {
  /// It is in the log.
  case recorded
  /// Its message was known.
  case duplicate
}
