import Crypto
import CryptoExtras
import Foundation
import Times

/// Signs e-mails for the domain of their sender (RFC 6376, with RFC 8301's RSA and RFC 8463's Ed25519), relaxed in headers and
/// body.
struct DKIMSigner: Sendable {
  private enum Key: Sendable {
    case rsa(_RSA.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)
  }

  private let domain: String
  private let selector: String
  private let key: Key

  /// Headers that are signed, each twice, so that none can be added (RFC 6376 §8.15), where the message has them.
  private static let signed = [
    "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "reply-to", "list-unsubscribe",
    "list-unsubscribe-post",
  ]

  /// Makes a signer.
  /// - Parameter pem: a private key: RSA of at least 2,048 bits, or Ed25519 (PKCS #8).
  /// - Throws: when the key is none of these.
  init(domain: String, selector: String, pem: String) throws(ConnectorFault) {
    self.domain = domain
    self.selector = selector
    if let rsa = try? _RSA.Signing.PrivateKey(pemRepresentation: pem) {
      guard rsa.keySizeInBits >= 2_048 else {
        throw ConnectorFault("connectors.secret", "a DKIM key of RSA has at least 2,048 bits")
      }
      key = .rsa(rsa)
      return
    }
    // PKCS #8 of Ed25519 (RFC 8410): 16 bytes that are always the same, then the key's 32.
    let lines = pem.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }
    guard let bytes = Data(base64Encoded: lines.joined()), bytes.count == 48,
      let ed25519 = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.suffix(32))
    else { throw ConnectorFault("connectors.secret", "a DKIM key is RSA or Ed25519 in PEM") }
    key = .ed25519(ed25519)
  }

  /// The header `DKIM-Signature`, without its end of line.
  func header(of headers: [(name: String, value: String)], body: [UInt8], at: Instant) -> String {
    let bodyHash = MailText.base64(Array(SHA256.hash(data: DKIMSigner.relaxed(body: body))))
    let known = headers.map { (name: $0.name.lowercased(), value: $0.value) }
    let names = DKIMSigner.signed.filter { name in known.contains { $0.name == name } }
    var algorithm = "rsa-sha256"
    if case .ed25519 = key { algorithm = "ed25519-sha256" }
    let unsigned =
      "v=1; a=\(algorithm); c=relaxed/relaxed; d=\(domain); s=\(selector);\r\n t=\(at.secondsSince1970);"
      + " h=\((names + names).joined(separator: ":"));\r\n bh=\(bodyHash);\r\n b="
    var signing = ""
    // The second mention of each name stands for a header that is not there, and adds nothing.
    for name in names {
      guard let header = known.last(where: { $0.name == name }) else { continue }
      signing += DKIMSigner.relaxed(name: header.name, value: header.value) + "\r\n"
    }
    signing += DKIMSigner.relaxed(name: "dkim-signature", value: unsigned)
    return "DKIM-Signature: \(unsigned)\(DKIMSigner.folded(signature(of: Data(signing.utf8))))"
  }

  private func signature(of data: Data) -> String {
    switch key {
    case .rsa(let key):
      let made = try? key.signature(for: SHA256.hash(data: data), padding: .insecurePKCS1v1_5)
      return made.map { MailText.base64($0.rawRepresentation) } ?? ""
    case .ed25519(let key):
      let made = try? key.signature(for: Data(SHA256.hash(data: data)))
      return made.map { MailText.base64($0) } ?? ""
    }
  }

  private static func folded(_ text: String) -> String {
    var lines: [Substring] = []
    var rest = text[...]
    while !rest.isEmpty {
      lines.append(rest.prefix(70))
      rest = rest.dropFirst(70)
    }
    return lines.joined(separator: "\r\n ")
  }

  /// A header in relaxed form (RFC 6376 §3.4.2).
  static func relaxed(name: String, value: String) -> String {
    let words = value.split { $0 == " " || $0 == "\t" || $0 == "\r\n" || $0 == "\r" || $0 == "\n" }
    return "\(name.lowercased()):\(words.joined(separator: " "))"
  }

  /// A body in relaxed form (RFC 6376 §3.4.4): runs of blanks are one, none at ends of lines, no empty lines at the end.
  static func relaxed(body: [UInt8]) -> [UInt8] {
    var relaxed: [UInt8] = []
    relaxed.reserveCapacity(body.count)
    var hasBlank = false
    var lineEnds = 0
    for byte in body where byte != 13 {
      switch byte {
      case 10:
        lineEnds += 1
        hasBlank = false
      case 32, 9: hasBlank = true
      default:
        for _ in 0..<lineEnds { relaxed += [13, 10] }
        lineEnds = 0
        if hasBlank { relaxed.append(32) }
        hasBlank = false
        relaxed.append(byte)
      }
    }
    if !relaxed.isEmpty { relaxed += [13, 10] }
    return relaxed
  }
}
