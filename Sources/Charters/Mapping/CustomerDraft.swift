import Decisions
import Expressions
import Times

/// A customer as a file tells of them, by names: the common form of JSON Lines, import mappings and charter tests.
public struct CustomerDraft: Sendable {
  /// One past contact.
  public struct PastContact: Sendable {
    /// When it was, or is planned.
    public var at: Instant
    public var action: String
    public var channel: String
    public var purpose: String?
    public var group: String?
    public var issue: String?
    public var state = ContactState.delivered
    public var outcome = ContactOutcome.none
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
    public var channel: String
    /// The address; nothing where only its presence is known.
    public var text: String?
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
    public var purpose: String
    /// Nothing: on all channels.
    public var channel: String?
    public var isGranted: Bool

    /// Makes a consent.
    public init(purpose: String, channel: String?, isGranted: Bool) {
      self.purpose = purpose
      self.channel = channel
      self.isGranted = isGranted
    }
  }

  public var id: String
  public var attributes: [(name: String, value: Value)] = []
  public var country = ""
  public var region = ""
  /// An IANA name; empty: unknown, every zone of the country is plausible.
  public var zone = ""
  public var household = ""
  public var addresses: [Address] = []
  public var consents: [Consent] = []
  public var objections: [String] = []
  public var unwanted: [String] = []
  public var preferredChannels: [String] = []
  public var contacts: [PastContact] = []
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
