import Expressions
import Times

/// Consent for one purpose on one channel.
public enum ConsentState: UInt8, Sendable {
  /// Never asked, or never answered: the same as refused.
  case absent
  case granted
  /// Refused or withdrawn.
  case refused
}

/// How a customer can be reached on one channel.
public enum Reach: UInt8, Sendable {
  /// No address.
  case missing
  case present
  /// An address that must not be used: it bounced for good, or its owner complained.
  case suppressed
}

/// An address, e-mail or phone number or token, as a number that caps per address compare.
public enum AddressKey {
  /// The key of a normalised address; never 0.
  public static func key(of address: String) -> UInt32 {
    let hash = Chance.key(of: address)
    return max(1, UInt32(truncatingIfNeeded: hash ^ hash >> 32))
  }
}

/// Something that happened.
public struct Event: Hashable, Sendable {
  /// What.
  public var name: Symbol
  /// When, seconds since 1970.
  public var atSeconds: UInt32
  /// An amount, in whatever unit the event has.
  public var amount: Double

  /// Makes an event.
  public init(name: Symbol, at: Instant, amount: Double = 0) {
    self.name = name
    self.atSeconds = UInt32(clamping: at.secondsSince1970)
    self.amount = amount
  }
}

/// A person, as one charter sees them: attributes by slot, consents and reach by position in the charter.
public struct Customer: Sendable {
  /// Their identifier.
  public var id: String
  /// What keyed chance knows them by.
  public var key: UInt64
  /// A key of the household they belong to; 0: none known.
  public var household: UInt64 = 0
  /// Their attributes.
  public var row: Row
  /// By purpose × channel, see ``consentIndex(purpose:channel:channelCount:)``.
  public var consents: [ConsentState]
  /// By channel.
  public var reach: [Reach]
  /// The key of the address by channel; 0: none.
  public var addresses: [UInt32]
  /// Purposes the customer objected to, by position.
  public var objections: [Int]
  /// Channels, issues, groups or actions that the customer does not want.
  public var unwanted: [Symbol]
  /// Channels the customer prefers, by position; empty: no preference.
  public var preferredChannels: [Int]
  /// Positions of the zones that they may live in, in ``Charter/zones``: one when it is known; none at all is taken for
  /// every zone of the charter.
  public var zones: [Int]
  /// The symbol of their ISO 3166-1 code; the door puts the charter's country where it is unknown.
  public var country: Symbol
  /// The symbol of their ISO 3166-2 code; ``Symbol/none``: unknown.
  public var region: Symbol
  /// What happened to them, in any order.
  public var events: [Event]

  /// Makes a customer nobody knows anything of, in the charter's first zone.
  public init(id: String, slotCount: Int, purposeCount: Int, channelCount: Int) {
    self.id = id
    key = Chance.key(of: id)
    row = Row(slotCount: slotCount)
    consents = Array(repeating: .absent, count: purposeCount * channelCount)
    reach = Array(repeating: .missing, count: channelCount)
    addresses = Array(repeating: 0, count: channelCount)
    objections = []
    unwanted = []
    preferredChannels = []
    zones = [0]
    country = .none
    region = .none
    events = []
  }

  /// Where ``consents`` keeps a purpose on a channel.
  @inlinable public static func consentIndex(purpose: Int, channel: Int, channelCount: Int) -> Int {
    purpose * channelCount + channel
  }
}

/// All that a decision about a customer rests on, and changes.
public struct CustomerState: Sendable {
  /// The person.
  public var customer: Customer
  /// Their contacts.
  public var ledger: Ledger
  /// Contacts of other customers at one of this customer's addresses.
  public var addressContacts: [Contact]
  /// Contacts of the other members of the household.
  public var householdContacts: [Contact]
  /// What the stages of their journeys add to every decision, inbound ones too.
  public var contexts: [Context]

  /// Makes a state.
  public init(
    customer: Customer, ledger: Ledger = Ledger(), addressContacts: [Contact] = [], householdContacts: [Contact] = [],
    contexts: [Context] = []
  ) {
    self.customer = customer
    self.ledger = ledger
    self.addressContacts = addressContacts
    self.householdContacts = householdContacts
    self.contexts = contexts
  }
}
