import Messages
import Times

/// A way to customers: what hands messages of one channel of the charter to a provider, over the wire.
///
/// The hub promises that a message is handed over at most once unless the channel answers that it was surely not taken, and
/// that nothing is handed over which the charter in force forbids. The channel promises to answer: within its own time-out, for
/// every message, once, and ``DeliveryAnswer/unknown(note:)`` whenever it cannot tell whether the provider took it.
public protocol MessageChannel: Sendable {
  /// The channel's name in the charter.
  var name: String { get }
  /// Begins: what stays connected to hear news connects. Called once, before anything is sent.
  func open() async
  /// Sends one message. Called for many messages at once, up to ``DeliveryTerms/inFlightMax``.
  func send(_ handover: Handover) async -> DeliveryAnswer
  /// Sends what it gathered, and lets go of connections; nothing is sent afterwards.
  func close() async
}

extension MessageChannel {
  /// Connects when the first message is there.
  public func open() async {}
  /// Gathers nothing and holds nothing.
  public func close() async {}
}

/// A message that is to be sent now.
public struct Handover: Sendable {
  /// What was decided: decision, action, channel, brand.
  public var message: OutboxRow
  /// The customer's name.
  public var customer: Identity
  /// What is known of them, for the content.
  public var profile: Profile
  /// Where it goes; empty where the channel needs no address.
  public var address: String
  /// What it says; nothing where the charter has no content for it.
  public var content: RenderedMessage?
  /// Whether it is of a marketing purpose: what must carry a way to object.
  public var isMarketing: Bool
  /// The name of its purpose.
  public var purpose: String
  /// Now.
  public var at: Instant

  /// Makes one; the hub does when it hands over, and tests of connectors do.
  public init(
    message: OutboxRow, customer: Identity, profile: Profile, address: String, content: RenderedMessage?,
    isMarketing: Bool, purpose: String, at: Instant
  ) {
    self.message = message
    self.customer = customer
    self.profile = profile
    self.address = address
    self.content = content
    self.isMarketing = isMarketing
    self.purpose = purpose
    self.at = at
  }
}

/// What a provider made of a message.
public enum DeliveryAnswer: Hashable, Sendable {
  /// It took it, and calls it so in later receipts; empty: by no name.
  case accepted(providerID: String)
  /// It will never take it; the address is to be used no more where it is dead.
  case refused(note: String, isAddressDead: Bool)
  /// It did not take this message for now, and says after how many seconds to come again where it does.
  case postponed(afterSeconds: Int64?, note: String)
  /// It takes nothing at present, and surely did not take this one.
  case unavailable(note: String)
  /// Nobody knows whether it took it.
  case unknown(note: String)
}

/// How messages of a channel are handed over.
public struct DeliveryTerms: Hashable, Sendable {
  /// The most messages whose answers are waited for at once.
  public var inFlightMax = 64
  /// The most messages a second; nothing: as many as the provider answers.
  public var messagesPerSecondMax: Double?
  /// How long after it was due a message may still be handed over, in seconds.
  public var validitySeconds: Int64 = 24 * 3600
  /// The same for messages of service and legal purposes.
  public var urgentValiditySeconds: Int64 = 72 * 3600
  /// How often a provider may fail to take a message before it is given up.
  public var attemptsMax = 12
  /// The wait after the first failure, in seconds; it doubles with each one, up to ``retrySecondsMax``.
  public var retrySeconds: Double = 5
  /// The longest wait between two tries, in seconds.
  public var retrySecondsMax: Double = 3600
  /// Whether a message of a service or legal purpose is sent again when nobody knows whether it was taken: at least once
  /// instead of at most once. Marketing never is.
  public var resendsUnknownUrgent = false
  /// After so many messages in a row that found the provider unavailable nothing is handed over for a while.
  public var failuresToOpen = 5

  /// The usual terms.
  public init() {}

  /// How long a message may be handed over after it was due, in seconds.
  func validitySeconds(of row: OutboxRow) -> Int64 { row.isUrgent ? urgentValiditySeconds : validitySeconds }
}
