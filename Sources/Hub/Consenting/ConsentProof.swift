import Crypto
import Foundation
import Records

/// What proves that somebody said something on a page of the hub: which message led them there, and what they read.
///
/// Who is the customer of the log's entry, when is its moment, and what was said is the consent itself (GDPR, article 7(1)). No
/// address of a machine is kept: it would prove nothing that the signed link does not.
public struct ConsentProof: Hashable, Sendable {
  /// The page.
  public var page: String
  /// The message whose link was followed, such as `d1f3-0`.
  public var message: String
  /// The version of the charter whose purposes and titles were shown.
  public var charter: String
  /// The language of the page.
  public var locale: String
  /// A digest of the words that were shown: the first 16 bytes of their SHA-256, in hexadecimal.
  public var wording: String

  /// Makes a proof of some words.
  public init(page: String, message: LinkSigner.Link, charter: String, locale: String, words: String) {
    self.page = page
    self.message = DeliveryID.text(message.decision, choice: message.choice)
    self.charter = charter
    self.locale = locale
    wording = ConsentProof.digest(of: words)
  }

  /// The digest of words.
  public static func digest(of words: String) -> String {
    SHA256.hash(data: Data(words.utf8)).prefix(16).map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
  }

  /// The proof as the log keeps it: a JSON object.
  public var bytes: [UInt8] {
    var writer = JSONWriter(capacity: 256)
    writer.beginObject()
    for (name, text) in [
      ("page", page), ("message", message), ("charter", charter), ("locale", locale), ("wording", wording),
    ] {
      writer.key(string: name)
      writer.string(text)
    }
    writer.endObject()
    return writer.bytes
  }
}
