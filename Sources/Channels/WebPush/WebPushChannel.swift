import Crypto
import Foundation
import Hub
import Messages
import Synchronization

/// Push messages for browsers (RFC 8030): encrypted for the browser, and sent to the service that its subscription names. That
/// name comes from outside, so that it is examined like any address of a webhook.
public final class WebPushChannel: MessageChannel {
  private struct Token {
    var text: String
    var expiresSeconds: Int64
  }

  /// The channel's name in the charter.
  public let name: String
  private let signer: VAPIDSigner
  private let settings: HTTPSettings
  private let lifeSeconds: Int64
  private let sender: HTTPSender
  private let tokens: Mutex<[String: Token]> = Mutex([:])
  /// There are few push services; endpoints that name many others must not fill the memory.
  private static let tokensMax = 1_000

  init(name: String, _ signer: VAPIDSigner, _ settings: HTTPSettings, lifeSeconds: Int64, connectionsMax: Int) {
    self.name = name
    self.signer = signer
    self.settings = settings
    self.lifeSeconds = lifeSeconds
    sender = HTTPSender(settings, connectionsMax: connectionsMax)
  }

  static func make(_ options: inout ConnectorOptions, _: ConnectorSurroundings) -> (any MessageChannel)? {
    let contact = options.requiredText("contact")
    let key = options.secret("vapid_key")
    let life = options.seconds("time_to_live") ?? 24 * 3600
    let connections = options.whole("connections", in: 1...64) ?? 8
    let settings = HTTPSettings(&options)
    if !contact.isEmpty, !contact.hasPrefix("mailto:"), !contact.hasPrefix("https://") {
      options.refuse("contact", "write mailto:… or https://…, whom push services may write to")
    }
    guard let signer = key.flatMap({ VAPIDSigner(key: $0, contact: contact) }) else {
      options.refuse("vapid_key", "name a private key of P-256: 32 bytes in base64url, or PEM")
      return nil
    }
    return WebPushChannel(name: options.channel, signer, settings, lifeSeconds: life, connectionsMax: connections)
  }

  /// Sends one message.
  public func send(_ handover: Handover) async -> DeliveryAnswer {
    guard case .webPush(let content)? = handover.content else {
      return .refused(
        note: "the charter has no push message for browsers for `\(handover.message.action)`", isAddressDead: false)
    }
    guard let subscription = WebPushSubscription(handover.address),
      settings.allowsPlain || subscription.origin.hasPrefix("https:")
    else { return .refused(note: "the customer's address is no subscription of a browser", isAddressDead: true) }
    let text = Array(content.payload.utf8)
    guard text.count <= WebPushMessage.payloadBytesMax else {
      return .refused(note: "the payload is too long", isAddressDead: false)
    }
    let request: HTTPRequest
    do {
      let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
      let body = try WebPushCipher.encrypt(text, for: subscription, key: P256.KeyAgreement.PrivateKey(), salt: salt)
      request = HTTPRequest(
        url: subscription.endpoint,
        headers: [
          ("Authorization", try authorization(for: subscription.origin, atSeconds: handover.at.secondsSince1970)),
          ("Content-Encoding", "aes128gcm"), ("Content-Type", "application/octet-stream"), ("TTL", "\(lifeSeconds)"),
          ("Urgency", handover.message.isUrgent ? "high" : "normal"),
        ], body: body)
    } catch {
      return .refused(note: "the message could not be encrypted for this subscription", isAddressDead: false)
    }
    return WebPushChannel.answer(await sender.send(request))
  }

  /// Lets go of the connections.
  public func close() async { sender.close() }

  private func authorization(for origin: String, atSeconds now: Int64) throws -> String {
    try tokens.withLock { tokens in
      if let token = tokens[origin], token.expiresSeconds - now > 3600 { return token.text }
      if tokens.count >= Self.tokensMax { tokens = [:] }
      let expires = now + VAPIDSigner.tokenSeconds
      let text = try signer.authorization(for: origin, expiresSeconds: expires)
      tokens[origin] = Token(text: text, expiresSeconds: expires)
      return text
    }
  }

  /// What an answer of a push service means for the message (RFC 8030 §5, §7.3, §8.4).
  static func answer(_ result: HTTPResult) -> DeliveryAnswer {
    switch result {
    case .unsent(let note): return .unavailable(note: "Web Push: \(note)")
    case .unanswered(let note): return .unknown(note: "Web Push: \(note)")
    case .answered(let status, let seconds, let location, _):
      let note = "Web Push: status \(status)"
      switch status {
      case 200..<300: return .accepted(providerID: location ?? "")
      case 404, 410: return .refused(note: "\(note): the subscription is gone", isAddressDead: true)
      case 408, 429, 500..<600: return .postponed(afterSeconds: seconds, note: note)
      default: return .refused(note: note, isAddressDead: false)
      }
    }
  }
}
