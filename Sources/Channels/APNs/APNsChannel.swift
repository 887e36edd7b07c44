import Crypto
import Foundation
import Hub
import Messages
import Synchronization

/// Push messages for Apple's devices: HTTP/2 to APNs, with a token signed by the team's key (Apple, "Sending notification
/// requests to APNs").
public final class APNsChannel: MessageChannel {
  /// What names the app and its team.
  struct Account: Sendable {
    /// The app's bundle id.
    var topic: String
    var team: String
    /// The id of the key.
    var keyID: String
    var key: P256.Signing.PrivateKey
  }

  private struct Token {
    var text: String
    var madeSeconds: Int64
  }

  /// The channel's name in the charter.
  public let name: String
  private let url: String
  private let account: Account
  private let lifeSeconds: Int64
  private let sender: HTTPSender
  private let token: Mutex<Token?> = Mutex(nil)
  /// How long a token is used, in seconds: APNs takes none older than an hour, and wants no new one within twenty minutes.
  private static let tokenSeconds: Int64 = 50 * 60

  init(name: String, url: String, _ account: Account, _ settings: HTTPSettings, lifeSeconds: Int64, connectionsMax: Int)
  {
    self.name = name
    self.url = url
    self.account = account
    self.lifeSeconds = lifeSeconds
    sender = HTTPSender(settings, connectionsMax: connectionsMax)
  }

  static func make(_ options: inout ConnectorOptions, _: ConnectorSurroundings) -> (any MessageChannel)? {
    let url = options.text("url") ?? "https://api.push.apple.com"
    let (topic, team, keyID) = (
      options.requiredText("topic"), options.requiredText("team"), options.requiredText("key_id")
    )
    let pem = options.secret("key")
    let life = options.seconds("time_to_live") ?? 24 * 3600
    let connections = options.whole("connections", in: 1...64) ?? 8
    let settings = HTTPSettings(&options)
    if !url.hasPrefix("https://") { options.refuse("url", "APNs is reached by https://") }
    for (key, text) in [("topic", topic), ("team", team), ("key_id", keyID)]
    where !text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) {
      options.refuse(key, "it has letters, figures and signs alone")
    }
    guard let key = pem.flatMap({ try? P256.Signing.PrivateKey(pemRepresentation: $0) }) else {
      options.refuse("key", "name the file .p8 that Apple gave for the key")
      return nil
    }
    return APNsChannel(
      name: options.channel, url: url, Account(topic: topic, team: team, keyID: keyID, key: key), settings,
      lifeSeconds: life, connectionsMax: connections)
  }

  /// Sends one message.
  public func send(_ handover: Handover) async -> DeliveryAnswer {
    guard case .push(let content)? = handover.content else {
      return .refused(note: "the charter has no push message for `\(handover.message.action)`", isAddressDead: false)
    }
    // Figures and letters alone: it becomes a part of the path.
    guard (32...200).contains(handover.address.utf8.count), handover.address.utf8.allSatisfy(APNsChannel.isHexadecimal)
    else {
      return .refused(note: "the customer's address is no device token", isAddressDead: true)
    }
    let now = handover.at.secondsSince1970
    guard let token = try? bearer(atSeconds: now) else { return .unavailable(note: "APNs: no token could be signed") }
    var headers = [
      ("authorization", "bearer \(token)"), ("apns-topic", account.topic), ("apns-push-type", "alert"),
      ("apns-priority", handover.message.isUrgent ? "10" : "5"), ("apns-expiration", "\(now + lifeSeconds)"),
      ("content-type", "application/json"), ("apns-id", APNsChannel.id(of: handover.message)),
    ]
    if let key = content.collapseKey, key.utf8.count <= 64, key.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) {
      headers.append(("apns-collapse-id", key))
    }
    let result = await sender.send(
      HTTPRequest(url: "\(url)/3/device/\(handover.address)", headers: headers, body: Array(content.apnsPayload.utf8)))
    let answer = APNsChannel.answer(result, id: APNsChannel.id(of: handover.message))
    // A token that ran out before its time, by a clock that is wrong, is not used again.
    if case .answered(403, _, _, _) = result { self.token.withLock { $0 = nil } }
    return answer
  }

  /// Lets go of the connections.
  public func close() async { sender.close() }

  private func bearer(atSeconds now: Int64) throws -> String {
    try token.withLock { token in
      if let token, (0..<Self.tokenSeconds).contains(now - token.madeSeconds) { return token.text }
      let parts = [
        "{\"alg\":\"ES256\",\"kid\":\(JSONText.of(account.keyID))}",
        "{\"iss\":\(JSONText.of(account.team)),\"iat\":\(now)}",
      ]
      let signed = parts.map { Base64URL.encode(Array($0.utf8)) }.joined(separator: ".")
      let signature = try account.key.signature(for: Data(signed.utf8)).rawRepresentation
      let text = "\(signed).\(Base64URL.encode(Array(signature)))"
      token = Token(text: text, madeSeconds: now)
      return text
    }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...102).contains(byte | 0x20)
  }

  /// The message's id as APNs takes it: a UUID (of version 8, RFC 9562) that holds decision and choice, so that every try of
  /// a message has the same.
  static func id(of message: OutboxRow) -> String {
    var bytes = [UInt8](repeating: 0, count: 16)
    withUnsafeBytes(of: message.decision.rawValue.bigEndian) { source in
      for index in 0..<8 { bytes[8 + index] = source[index] }
    }
    // The version and the variant have bits of their own; what stood there moves to the front.
    bytes[0] = UInt8(truncatingIfNeeded: message.choice)
    bytes[1] = bytes[8]
    bytes[6] = 0x80
    bytes[8] = 0x80
    return UUID(
      uuid: (
        bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8], bytes[9], bytes[10],
        bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
      )
    ).uuidString.lowercased()
  }

  /// What an answer of APNs means for the message (Apple, "Handling notification responses from APNs").
  static func answer(_ result: HTTPResult, id: String) -> DeliveryAnswer {
    struct Body: Decodable { var reason: String? }
    switch result {
    case .unsent(let note): return .unavailable(note: "APNs: \(note)")
    case .unanswered(let note): return .unknown(note: "APNs: \(note)")
    case .answered(let status, let seconds, _, let body):
      let reason = (try? JSONDecoder().decode(Body.self, from: Data(body)))?.reason ?? ""
      let note = "APNs: \(status) \(reason.prefix(100))"
      switch (status, reason) {
      case (200, _): return .accepted(providerID: id)
      case (410, _), (400, "BadDeviceToken"), (400, "DeviceTokenNotForTopic"):
        return .refused(note: note, isAddressDead: true)
      // Our key, not the message: it waits until somebody has put that right.
      case (403, _): return .unavailable(note: note)
      case (429, _), (500..<600, _): return .postponed(afterSeconds: seconds, note: note)
      default: return .refused(note: note, isAddressDead: false)
      }
    }
  }
}
