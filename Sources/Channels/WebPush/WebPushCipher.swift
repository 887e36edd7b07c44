import Crypto
import Foundation

/// A browser's subscription, as the Push API gives it to the page: where its messages go, and whom they are encrypted for.
struct WebPushSubscription: Sendable {
  let endpoint: String
  /// Scheme, host and port of the endpoint: whom a token is for.
  let origin: String
  let publicKey: P256.KeyAgreement.PublicKey
  let secret: [UInt8]

  private struct Form: Decodable {
    struct Keys: Decodable {
      var p256dh: String
      var auth: String
    }
    var endpoint: String
    var keys: Keys
  }

  /// Reads the JSON of `PushSubscription.toJSON()`; nothing when it is none.
  init?(_ text: String) {
    guard let form = try? JSONDecoder().decode(Form.self, from: Data(text.utf8)),
      form.endpoint.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), let parts = URLComponents(string: form.endpoint),
      let scheme = parts.scheme, ["https", "http"].contains(scheme), let host = parts.host, !host.isEmpty,
      parts.user == nil,
      let key = Base64URL.decode(form.keys.p256dh), let secret = Base64URL.decode(form.keys.auth), secret.count == 16,
      let publicKey = try? P256.KeyAgreement.PublicKey(x963Representation: key)
    else { return nil }
    endpoint = form.endpoint
    origin = "\(scheme)://\(host)" + (parts.port.map { ":\($0)" } ?? "")
    self.publicKey = publicKey
    self.secret = secret
  }
}

/// Encrypts what a browser is sent, so that only it can read it, and no push service (RFC 8291, in the coding aes128gcm of
/// RFC 8188): one record of at most 4,096 octets.
enum WebPushCipher {
  private static let recordBytes: UInt32 = 4_096

  /// The body of a request.
  /// - Parameters:
  ///   - key: used for this message alone.
  ///   - salt: sixteen octets of chance, used for this message alone.
  /// - Throws: what the cipher throws; for keys that were read as keys it does not.
  static func encrypt(
    _ text: [UInt8], for subscription: WebPushSubscription, key: P256.KeyAgreement.PrivateKey, salt: [UInt8]
  ) throws -> [UInt8] {
    let shared = try key.sharedSecretFromKeyAgreement(with: subscription.publicKey)
    let own = key.publicKey.x963Representation
    let material = shared.hkdfDerivedSymmetricKey(
      using: SHA256.self, salt: subscription.secret,
      sharedInfo: Array("WebPush: info\0".utf8) + subscription.publicKey.x963Representation + own, outputByteCount: 32)
    func derive(_ info: String, _ count: Int) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(
        inputKeyMaterial: material, salt: salt, info: Array("Content-Encoding: \(info)\0".utf8), outputByteCount: count)
    }
    let nonce = try AES.GCM.Nonce(data: derive("nonce", 12).withUnsafeBytes { Array($0) })
    // 2 ends the last record; there is no padding behind it, because lengths tell little of templates.
    let sealed = try AES.GCM.seal(text + [2], using: derive("aes128gcm", 16), nonce: nonce)
    var body = salt
    withUnsafeBytes(of: recordBytes.bigEndian) { body += $0 }
    body.append(UInt8(own.count))
    return body + own + sealed.ciphertext + sealed.tag
  }
}

/// Says to push services who sends (VAPID, RFC 8292): a token of ES256 for each origin.
struct VAPIDSigner: Sendable {
  private let key: P256.Signing.PrivateKey
  private let contact: String
  /// How long a token holds, in seconds; services refuse more than a day, and clocks differ.
  static let tokenSeconds: Int64 = 12 * 3600

  /// - Parameters:
  ///   - key: 32 octets in base64url, as tools for Web Push write them, or PEM.
  ///   - contact: `mailto:…` or `https://…`, whom the service may write to.
  init?(key: String, contact: String) {
    if let raw = Base64URL.decode(key), let key = try? P256.Signing.PrivateKey(rawRepresentation: raw) {
      self.key = key
    } else if let key = try? P256.Signing.PrivateKey(pemRepresentation: key) {
      self.key = key
    } else {
      return nil
    }
    self.contact = contact
  }

  /// The public key as pages pass it to `subscribe`.
  var publicKey: String { Base64URL.encode(Array(key.publicKey.x963Representation)) }

  /// The header `Authorization` for an origin.
  /// - Throws: what signing throws.
  func authorization(for origin: String, expiresSeconds: Int64) throws -> String {
    let claims = "{\"aud\":\(JSONText.of(origin)),\"exp\":\(expiresSeconds),\"sub\":\(JSONText.of(contact))}"
    let signed = [#"{"typ":"JWT","alg":"ES256"}"#, claims].map { Base64URL.encode(Array($0.utf8)) }.joined(
      separator: ".")
    let signature = try key.signature(for: Data(signed.utf8))
    return "vapid t=\(signed).\(Base64URL.encode(Array(signature.rawRepresentation))), k=\(publicKey)"
  }
}

/// Base64 with the alphabet for URLs and without padding (RFC 4648 §5).
enum Base64URL {
  static func encode(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// Nothing when it is none; padding may be there.
  static func decode(_ text: String) -> [UInt8]? {
    let bare = text.replacing("-", with: "+").replacing("_", with: "/").replacing("=", with: "")
    return Data(base64Encoded: bare + String(repeating: "=", count: (4 - bare.utf8.count % 4) % 4)).map { Array($0) }
  }
}
