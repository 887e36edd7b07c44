import Decisions
import Expressions
import Times

/// Everything the hub knows of a customer, by names: what any charter, of yesterday or of next year, can be applied to.
public struct Profile: Sendable {
  /// An address, and whether it may be used.
  public struct Address: Hashable, Sendable {
    /// The channel's name.
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

  /// Consent as it stands, with what proves it.
  public struct Consent: Hashable, Sendable {
    /// The purpose's name.
    public var purpose: String
    /// The channel's name; nothing: on all channels.
    public var channel: String?
    /// Whether it was given, rather than refused or withdrawn.
    public var isGranted: Bool
    /// When: milliseconds since 1970.
    public var atMilliseconds: Int64
    /// Where it was said.
    public var source: String
    /// What proves it: a JSON object, or nothing.
    public var proof: [UInt8]

    /// Makes a consent.
    public init(
      purpose: String, channel: String? = nil, isGranted: Bool, atMilliseconds: Int64, source: String = "",
      proof: [UInt8] = []
    ) {
      self.purpose = purpose
      self.channel = channel
      self.isGranted = isGranted
      self.atMilliseconds = atMilliseconds
      self.source = source
      self.proof = proof
    }
  }

  /// The most events of one name that are kept: the latest.
  public static let eventsPerNameMax = 100
  /// The most contacts that are kept: the latest.
  public static let contactsMax = 500

  /// When the first entry was written: milliseconds since 1970.
  public var createdAtMilliseconds: Int64 = 0
  /// Attributes, sorted by name.
  public var attributes: [(name: String, value: Value)] = []
  /// ISO 3166-1; empty: unknown.
  public var country = ""
  /// ISO 3166-2; empty: unknown.
  public var region = ""
  /// An IANA name; empty: unknown.
  public var zone = ""
  /// A language tag; empty: unknown.
  public var locale = ""
  /// What names the household; empty: none known.
  public var household = ""
  /// Addresses, sorted by channel.
  public var addresses: [Address] = []
  /// Consents as they stand, one a purpose and channel, in order of their last change.
  public var consents: [Consent] = []
  /// Purposes they objected to.
  public var objections: [String] = []
  /// Channels, issues, groups or actions they do not want.
  public var unwanted: [String] = []
  /// Channels they prefer.
  public var preferredChannels: [String] = []
  /// Their contacts, with the decision that each comes from.
  public var ledger = Ledger()
  /// What happened to them and rules may ask for: the latest of each name, oldest first.
  public var events: [Event] = []
  /// Where they stand in their journeys, as `JourneyState.bytes` writes it; empty: nobody has looked yet.
  public var journeys: [UInt8] = []

  /// Nothing is known.
  public init() {}
}
