import Decisions
import Logging
import Times

/// What a provider says later of a message that it took.
public struct DeliveryReceipt: Hashable, Sendable {
  /// The channel's name in the charter.
  public var channel: String
  /// What the provider calls the message.
  public var providerID: String
  /// What became of it.
  public var kind: FeedbackKind
  /// What the provider said, in a few words.
  public var note: String
  /// When it happened; nothing: now.
  public var at: Instant?

  /// Makes a receipt.
  public init(channel: String, providerID: String, kind: FeedbackKind, note: String = "", at: Instant? = nil) {
    self.channel = channel
    self.providerID = providerID
    self.kind = kind
    self.note = note
    self.at = at
  }
}

/// What somebody wrote back.
public struct CustomerReply: Hashable, Sendable {
  /// The channel's name in the charter.
  public var channel: String
  /// Whose it is: the ways in which profiles may write the sender's address.
  public var addresses: [String]
  /// What it was sent to: a short code, a number.
  public var recipient: String
  /// What it says.
  public var text: String
  /// Whether the provider itself says that they want no more marketing, whatever the text.
  public var isOptOut: Bool

  /// Makes a reply.
  public init(channel: String, addresses: [String], recipient: String, text: String, isOptOut: Bool = false) {
    self.channel = channel
    self.addresses = addresses
    self.recipient = recipient
    self.text = text
    self.isOptOut = isOptOut
  }
}

/// What became of news from outside.
public enum InboxAnswer: Hashable, Sendable {
  /// It is on disk, or it was there before, or there is nobody whom it is about.
  case taken
  /// Consent was withdrawn by this, of so many customers: the sender may be told so, once.
  case withdrawn(customers: Int)
  /// The disk is in trouble: it is to be told again.
  case notNow
}

/// Where connectors bring what comes back. Whatever they bring may come twice and in any order.
public protocol DeliveryInbox: Sendable {
  /// Takes a receipt; it is on disk when this returns.
  func take(_ receipt: DeliveryReceipt) async -> InboxAnswer
  /// Takes a reply; what follows from it is on disk when this returns.
  func take(_ reply: CustomerReply) async -> InboxAnswer
}

/// The hub's own.
public struct HubInbox: DeliveryInbox {
  private let authority: Authority
  private let logger: Logger
  /// A receipt may overtake the answer that tells the message's name: it is looked for again after so many milliseconds.
  private static let patienceMilliseconds = [20, 100, 500]

  /// Makes one.
  public init(_ authority: Authority, logger: Logger) {
    self.authority = authority
    self.logger = logger
  }

  /// Takes a receipt.
  public func take(_ receipt: DeliveryReceipt) async -> InboxAnswer {
    do throws(HubError) {
      for milliseconds in Self.patienceMilliseconds {
        if try await authority.isOnItsWay(receipt.providerID, channel: receipt.channel) { break }
        try? await Task.sleep(for: .milliseconds(milliseconds))
      }
      _ = try await authority.record(
        receipt.kind, ofMessage: receipt.providerID, channel: receipt.channel, at: receipt.at, note: receipt.note)
      return .taken
    } catch {
      return refused(error)
    }
  }

  /// Takes a reply.
  public func take(_ reply: CustomerReply) async -> InboxAnswer {
    do throws(HubError) {
      let count = try await authority.record(reply)
      if count.found == 0 {
        // The number is not written into a log.
        logger.warning("a reply came from an address that no customer has", metadata: ["channel": "\(reply.channel)"])
      }
      return count.withdrawn > 0 ? .withdrawn(customers: count.withdrawn) : .taken
    } catch {
      return refused(error)
    }
  }

  private func refused(_ error: HubError) -> InboxAnswer {
    if case .unavailable = error.kind { return .notNow }
    logger.warning("news from a provider could not be taken", metadata: ["error": "\(error)"])
    return .taken
  }
}
