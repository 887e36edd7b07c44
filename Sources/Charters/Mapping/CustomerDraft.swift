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

    /// Makes a consent.
    public init(purpose: String, channel: String?, isGranted: Bool) {
      self.purpose = purpose
      self.channel = channel
      self.isGranted = isGranted
    }
  }

  /// What identifies the customer.
  public var id: String
  /// Attributes by name.
  public var attributes: [(name: String, value: Value)] = []
  /// ISO 3166-1; empty: unknown.
  public var country = ""
  /// ISO 3166-2; empty: unknown.
  public var region = ""
  /// An IANA name; empty: unknown, every zone of the country is plausible.
  public var zone = ""
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
