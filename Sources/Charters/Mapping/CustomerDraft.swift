import Decisions
import Expressions
import Times

/// A customer as a file tells of them, by names: the common form of JSON Lines, import mappings and charter tests.
public struct CustomerDraft: Sendable {
  /// One past contact.
  public struct PastContact: Sendable {
    /// When it was, or is planned.
    public var at: Instant
    /// What was said; it need not be an action of the charter.
    public var action: String
    /// The name of the channel.
    public var channel: String
    /// The name of the purpose; for contacts nothing means the action’s own.
    public var purpose: String?
    /// The group at that time; nothing: the action’s own.
    public var group: String?
    /// The issue at that time; nothing: the action’s own.
    public var issue: String?
    /// Where it stands.
    public var state = ContactState.delivered
    /// What the customer made of it.
    public var outcome = ContactOutcome.none
    /// When that became known.
    public var outcomeAt: Instant?
    /// The brand; nothing: the action’s own.
    public var brand: String?
    /// Pressure in hundredths; nothing: as the charter says.
    public var weightHundredths: UInt16?
    /// What the channel was; nothing: what it is in the charter.
    public var channelKind: ChannelKind?
    /// Who opened the conversation; nothing: as on that channel in the charter.
    public var direction: Direction?
    /// The legal nature of the purpose at that time; nothing: as in the charter.
    public var purposeKind: PurposeKind?
    /// The key of the address; nothing: that of the customer’s address on the channel.
    public var addressKey: UInt32?
    /// The id of the decision that it comes from, as texts write it.
    public var decision: String?
    /// Which of that decision’s choices, from 0.
    public var choice = 0
    /// The decision that it comes from, for those who can read its id; see ``Contact/origin``.
    public var origin: UInt64 = 0

    /// Makes a contact.
    public init(at: Instant, action: String, channel: String, purpose: String? = nil) {
      self.at = at
      self.action = action
      self.channel = channel
      self.purpose = purpose
    }
  }

  /// How they can be reached on a channel.
  public struct Address: Sendable {
    /// The name of the channel.
    public var channel: String
    /// The address; nothing where only its presence is known.
    public var text: String?
    /// Whether it must not be used.
    public var isSuppressed: Bool

    /// Makes an address.
    public init(channel: String, text: String? = nil, isSuppressed: Bool = false) {
      self.channel = channel
      self.text = text
      self.isSuppressed = isSuppressed
    }
  }

  /// What they consented to, or refused.
  public struct Consent: Sendable {
    /// The name of the purpose; for contacts nothing means the action’s own.
    public var purpose: String
    /// Nothing: on all channels.
    public var channel: String?
    /// Whether it was granted, rather than refused.
    public var isGranted: Bool
    /// When the customer said so, in milliseconds since 1970; nothing: not known.
    public var atMilliseconds: Int64?
    /// Where it was said.
    public var source = ""
    /// What proves it: a JSON object, or nothing.
    public var proof: [UInt8] = []

    /// Makes a consent.
    public init(purpose: String, channel: String?, isGranted: Bool) {
      self.purpose = purpose
      self.channel = channel
      self.isGranted = isGranted
    }
  }

  /// What identifies the customer.
  public var id: String
  /// When they became known, in milliseconds since 1970; 0: not known.
  public var createdAtMilliseconds: Int64 = 0
  /// Attributes by name.
  public var attributes: [(name: String, value: Value)] = []
  /// ISO 3166-1; empty: unknown.
  public var country = ""
  /// ISO 3166-2; empty: unknown.
  public var region = ""
  /// An IANA name; empty: unknown, every zone of the country is plausible.
  public var zone = ""
  /// A language tag; empty: unknown. No rule reads it.
  public var locale = ""
  /// What names the household; empty: none known.
  public var household = ""
  /// How they can be reached.
  public var addresses: [Address] = []
  /// What they consented to; a later entry replaces an earlier one.
  public var consents: [Consent] = []
  /// Purposes they objected to.
  public var objections: [String] = []
  /// Channels, issues, groups or actions they do not want.
  public var unwanted: [String] = []
  /// Channels they prefer.
  public var preferredChannels: [String] = []
  /// Past and planned contacts.
  public var contacts: [PastContact] = []
  /// What happened to them.
  public var events: [(name: String, at: Instant, amount: Double)] = []

  /// Makes a customer of whom nothing is known.
  public init(id: String) { self.id = id }
}

/// Something in a customer's data that does not fit the charter.
public struct CustomerFault: Error, Hashable, Sendable {
  /// A stable code.
  public var code: String
  /// A sentence a person can act on.
  public var message: String
  /// The JSON path of the place, such as `attributes.age`.
  public var path: String

  /// Makes a fault.
  public init(code: String, message: String, path: String) {
    self.code = code
    self.message = message
    self.path = path
  }
}
