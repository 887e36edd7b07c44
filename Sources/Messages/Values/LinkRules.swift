/// Which addresses may stand in a message.
///
/// Only `https`, `http`, `mailto` and `tel`: a browser runs `javascript:` and opens `data:` as a page (OWASP XSS
/// Prevention, "URL contexts"). What customers bring into a path or a query is percent-encoded.
///
/// Source: RFC 3986.
public enum LinkRules {
  /// The longest address, in bytes; some mail programs cut longer ones.
  public static let bytesMax = 2_048

  /// Whether a whole address from data may be a link: https or http, with a host, and nothing but what an URL may hold.
  public static func isAllowed(_ link: String) -> Bool {
    guard link.utf8.count <= bytesMax, let rest = afterWebScheme(link) else { return false }
    // Beside characters that no URL has, no name of a user before the host: `https://bank.example@evil.example`.
    let host = rest.prefix { !["/", "?", "#"].contains($0) }
    return isHost(host) && rest.utf8.allSatisfy { allowed.contains($0) }
  }

  /// Whether an address of an author begins so that nothing that comes after can change where it leads.
  ///
  /// - Parameters:
  ///   - start: the author's text before the first variable, or all of it.
  ///   - isWhole: whether there is no variable.
  public static func isSafeStart(_ start: String, isWhole: Bool) -> Bool {
    guard start.utf8.allSatisfy({ allowed.contains($0) }) else { return false }
    if isWhole, MessageLink(rawValue: start) != nil { return true }
    let lowercased = start.lowercased()
    if lowercased.hasPrefix("mailto:") || lowercased.hasPrefix("tel:") { return true }
    guard let rest = afterWebScheme(start) else { return false }
    guard let end = rest.firstIndex(where: { ["/", "?", "#"].contains($0) }) else { return isWhole && isHost(rest) }
    return isHost(rest[..<end])
  }

  private static func afterWebScheme(_ link: String) -> Substring? {
    let lowercased = link.lowercased()
    for scheme in ["https://", "http://"] where lowercased.hasPrefix(scheme) { return link.dropFirst(scheme.count) }
    return nil
  }

  private static func isHost(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        isLetterOrDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":")
      }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  /// RFC 3986's characters, without the quotes and brackets that markup could take for its own.
  private static let allowed: Set<UInt8> = Set("-._~:/?#@!$&*+,;=%".utf8)
    .union((0x30...0x39)).union((0x41...0x5A)).union((0x61...0x7A))

  /// A value with everything encoded but letters, digits and `-._~`.
  public static func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if isLetterOrDigit(byte) || "-._~".utf8.contains(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
