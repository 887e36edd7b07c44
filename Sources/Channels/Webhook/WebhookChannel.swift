import Crypto
import Foundation
import Hub
import Messages
import Times

/// Posts each message as JSON to an address of the operator's, signed as Standard Webhooks asks
/// (https://www.standardwebhooks.com): the receiver knows whom it comes from, and by its id takes it once.
public struct WebhookChannel: MessageChannel {
  /// The channel's name in the charter.
  public let name: String
  private let url: String
  private let signer: WebhookSigner
  private let sender: HTTPSender

  init(name: String, url: String, signer: WebhookSigner, _ settings: HTTPSettings, connectionsMax: Int) {
    self.name = name
    self.url = url
    self.signer = signer
    sender = HTTPSender(settings, connectionsMax: connectionsMax)
  }

  static func make(_ options: inout ConnectorOptions, _: ConnectorSurroundings) -> (any MessageChannel)? {
    let url = options.requiredText("url")
    let secret = options.secret("secret")
    let connections = options.whole("connections", in: 1...64) ?? 4
    let settings = HTTPSettings(&options)
    if !url.isEmpty, !url.hasPrefix("https://"), !(settings.allowsPlain && url.hasPrefix("http://")) {
      options.refuse("url", "write https://…; http only with `allow_http: true`")
    }
    guard let signer = secret.flatMap(WebhookSigner.init) else {
      options.refuse("secret", "name a secret that is `whsec_` and 24 to 64 bytes in base64")
      return nil
    }
    return WebhookChannel(name: options.channel, url: url, signer: signer, settings, connectionsMax: connections)
  }

  /// Posts one message.
  public func send(_ handover: Handover) async -> DeliveryAnswer {
    let document: MessageDocument
    switch handover.content {
    case .webhook(let content)?, .document(let content)?: document = content
    default:
      return .refused(note: "the charter has no webhook for `\(handover.message.action)`", isAddressDead: false)
    }
    let id = DeliveryID.text(handover.message.decision, choice: handover.message.choice)
    let fields: [(String, String)] = [
      ("message", id), ("customer", handover.customer.value), ("channel", name), ("action", handover.message.action),
      ("purpose", handover.purpose), ("address", handover.address),
    ]
    let data = fields.map { "\(JSONText.of($0)):\(JSONText.of($1))" }.joined(separator: ",")
    let time = Date(timeIntervalSince1970: TimeInterval(handover.at.secondsSince1970)).formatted(.iso8601)
    let body = Array(
      "{\"type\":\"mesure.message\",\"timestamp\":\"\(time)\",\"data\":{\(data),\"content\":\(document.json)}}".utf8)
    let result = await sender.send(
      HTTPRequest(
        url: url, headers: [("Content-Type", "application/json")] + signer.headers(id: id, at: handover.at, body: body),
        body: body))
    return WebhookChannel.answer(result, id: id)
  }

  /// Lets go of the connections.
  public func close() async { sender.close() }

  /// What an answer of the receiver means for the message.
  static func answer(_ result: HTTPResult, id: String) -> DeliveryAnswer {
    switch result {
    case .unsent(let note): return .unavailable(note: "HTTP: \(note)")
    case .unanswered(let note): return .unknown(note: "HTTP: \(note)")
    case .answered(let status, let seconds, _, _):
      let note = "HTTP: status \(status)"
      switch status {
      case 200..<300: return .accepted(providerID: id)
      // Come later; 5xx as well, because the receiver knows by the id what it took before it failed.
      case 408, 425, 429, 500..<600: return .postponed(afterSeconds: seconds, note: note)
      case 300..<400: return .refused(note: "\(note): redirects are not followed", isAddressDead: false)
      default: return .refused(note: note, isAddressDead: false)
      }
    }
  }
}

/// Signs bodies as Standard Webhooks asks: HMAC-SHA256 over id, time and body.
struct WebhookSigner: Sendable {
  private let key: SymmetricKey

  /// Reads `whsec_…`; nothing when it holds no 24 to 64 bytes.
  init?(_ secret: String) {
    let text = secret.hasPrefix("whsec_") ? String(secret.dropFirst(6)) : secret
    guard let data = Data(base64Encoded: text), (24...64).contains(data.count) else { return nil }
    key = SymmetricKey(data: data)
  }

  /// The headers of a body.
  func headers(id: String, at: Instant, body: [UInt8]) -> [(name: String, value: String)] {
    let signed = Array("\(id).\(at.secondsSince1970).".utf8) + body
    let code = Data(HMAC<SHA256>.authenticationCode(for: signed, using: key)).base64EncodedString()
    return [("webhook-id", id), ("webhook-timestamp", "\(at.secondsSince1970)"), ("webhook-signature", "v1,\(code)")]
  }
}

/// Texts as JSON writes them.
enum JSONText {
  /// The text in quotes.
  static func of(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "\n": json += "\\n"
      default:
        if scalar.value < 32 {
          let code = String(scalar.value, radix: 16)
          json += "\\u" + String(repeating: "0", count: 4 - code.count) + code
        } else {
          json.unicodeScalars.append(scalar)
        }
      }
    }
    return json + "\""
  }
}
