import Decisions
import Expressions
import Times

/// A change of what is known of a customer. What it does not mention stays.
public struct CustomerPatch: Hashable, Sendable {
  /// An address on a channel.
  public struct Address: Hashable, Sendable {
    /// The channel's name.
    public var channel: String
    /// The address; nothing where only its presence is known.
    public var text: String?
    /// Whether it must not be used.
    public var isSuppressed: Bool
    /// True: the customer has no address on this channel any more.
    public var isRemoved: Bool

    /// Makes an address.
    public init(channel: String, text: String? = nil, isSuppressed: Bool = false, isRemoved: Bool = false) {
      self.channel = channel
      self.text = text
      self.isSuppressed = isSuppressed
      self.isRemoved = isRemoved
    }
  }

  /// Consent given or refused, with what proves it.
  public struct Consent: Hashable, Sendable {
    /// The purpose's name.
    public var purpose: String
    /// The channel's name; nothing: on all channels.
    public var channel: String?
    /// Whether it was given, rather than refused.
    public var isGranted: Bool
    /// When the customer said so; nothing: when it was written.
    public var at: Instant?
    /// Where it was said: a form, a call, an import.
    public var source: String
    /// What proves it: any JSON object the caller sends; empty: nothing.
    public var proof: [UInt8]

    /// Makes a consent.
    public init(
      purpose: String, channel: String? = nil, isGranted: Bool, at: Instant? = nil, source: String = "",
      proof: [UInt8] = []
    ) {
      self.purpose = purpose
      self.channel = channel
      self.isGranted = isGranted
      self.at = at
      self.source = source
      self.proof = proof
    }
  }

  /// Attributes that change, by name; ``Value/null`` takes one away. Sorted by name, no name twice.
  public var attributes: [(name: String, value: Value)] = []
  /// ISO 3166-1; empty: unknown from now on.
  public var country: String?
  /// ISO 3166-2; empty: unknown from now on.
  public var region: String?
  /// An IANA name; empty: unknown from now on.
  public var zone: String?
  /// A language tag; empty: unknown from now on.
  public var locale: String?
  /// What names the household; empty: none from now on.
  public var household: String?
  /// Addresses that change.
  public var addresses: [Address] = []
  /// Consents that were given or refused, in order.
  public var consents: [Consent] = []
  /// Replaces the purposes they objected to.
  public var objections: [String]?
  /// Replaces the channels, issues, groups and actions they do not want.
  public var unwanted: [String]?
  /// Replaces the channels they prefer.
  public var preferredChannels: [String]?

  /// Changes nothing.
  public init() {}
}
