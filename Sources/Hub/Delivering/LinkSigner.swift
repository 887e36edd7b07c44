import Crypto
import Foundation

/// Makes the links that messages carry, each for one message alone, and reads them back: nobody can make or guess one without
/// the key.
///
/// A token is 11 bytes that say what it is for and which message it is of, and the first 16 bytes of their HMAC-SHA256 (RFC 2104),
/// in base64url (RFC 4648 §5). It holds nothing about the customer.
public struct LinkSigner: Sendable {
  /// What a link is for; the raw values are in links that were sent, so they stay.
  public enum Purpose: UInt8, CaseIterable, Sendable {
    /// To hear no more of this purpose on this channel.
    case unsubscribe = 1
    /// The picture that tells of an opening.
    case opening = 2
    /// The page of preferences.
    case preferences = 3
    /// The page on which a consent is confirmed.
    case confirmation = 4

    /// Where it begins, behind the address of the server.
    var path: String {
      switch self {
      case .unsubscribe: "u"
      case .opening: "o"
      case .preferences: "p"
      case .confirmation: "c"
      }
    }
  }

  /// What a token says.
  public struct Link: Hashable, Sendable {
    /// What it is for.
    public var purpose: Purpose
    /// The decision of the message.
    public var decision: Position
    /// Which of its choices.
    public var choice: Int

    /// Makes one.
    public init(_ purpose: Purpose, decision: Position, choice: Int) {
      self.purpose = purpose
      self.decision = decision
      self.choice = choice
    }
  }

  /// The bytes of a key.
  public static let keyBytes = 32
  private static let version: UInt8 = 1
  private static let tagBytes = 16
  private static let messageBytes = 11

  /// Where customers reach the server, without a slash at the end: `https://hello.example`.
  public let base: String
  private let key: SymmetricKey

  /// Makes a signer.
  /// - Parameter key: ``keyBytes`` bytes that only this hub knows; links of another key are not read.
  public init(base: String, key: [UInt8]) {
    self.base = String(base.reversed().drop { $0 == "/" }.reversed())
    self.key = SymmetricKey(data: key)
  }

  /// The link of a message, such as `https://hello.example/u/AQEAAAAA…`.
  public func url(_ link: Link) -> String { "\(base)/\(link.purpose.path)/\(token(link))" }

  /// The token of a link.
  public func token(_ link: Link) -> String {
    var bytes: [UInt8] = [Self.version, link.purpose.rawValue]
    withUnsafeBytes(of: link.decision.rawValue.bigEndian) { bytes += $0 }
    bytes.append(UInt8(clamping: link.choice))
    bytes += HMAC<SHA256>.authenticationCode(for: bytes, using: key).prefix(Self.tagBytes)
    return Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
      "=", with: "")
  }

  /// What a token says; nothing when this key did not sign it.
  public func link(_ token: String) -> Link? {
    let count = Self.messageBytes + Self.tagBytes
    guard token.utf8.count == count / 3 * 4,
      let data = Data(base64Encoded: token.replacing("-", with: "+").replacing("_", with: "/")), data.count == count
    else { return nil }
    let bytes = [UInt8](data)
    let message = bytes.prefix(Self.messageBytes)
    // Compared in constant time, so that a guess learns nothing from how long it takes.
    var difference: UInt8 = 0
    for (own, other) in zip(
      HMAC<SHA256>.authenticationCode(for: message, using: key), bytes.dropFirst(Self.messageBytes))
    {
      difference |= own ^ other
    }
    guard difference == 0, message[0] == Self.version, let purpose = Purpose(rawValue: message[1]) else { return nil }
    let decision = message[2..<10].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    return Link(purpose, decision: Position(rawValue: Int64(bitPattern: decision)), choice: Int(message[10]))
  }
}
