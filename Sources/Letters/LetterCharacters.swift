import Foundation
import Messages

/// Which characters a letter may hold: those of Latin, Greek and Cyrillic writing that Liberation Sans has. Others would be
/// printed as empty boxes, so a letter with one is refused.
enum LetterCharacters {
  private static let ranges: [ClosedRange<UInt32>] = [
    0x20...0x7E, 0xA0...0x17F, 0x192...0x192, 0x1FA...0x1FF, 0x218...0x21B, 0x384...0x38A, 0x38C...0x38C,
    0x38E...0x3A1, 0x3A3...0x3CE, 0x400...0x45F, 0x490...0x491,
    0x1E80...0x1E85, 0x1EF2...0x1EF3, 0x2010...0x2011, 0x2013...0x2015, 0x2017...0x201E, 0x2020...0x2022,
    0x2026...0x2026, 0x2030...0x2030,
    0x2032...0x2033, 0x2039...0x203A, 0x20AC...0x20AC, 0x2116...0x2116, 0x2122...0x2122,
  ]

  static func check(_ letter: LetterMessage) throws(LetterError) {
    for text in letter.texts {
      for scalar in text.unicodeScalars where scalar != "\n" && !ranges.contains(where: { $0.contains(scalar.value) }) {
        throw LetterError(
          code: "letter.character",
          message: "letters have no `\(scalar)` (U+\(String(scalar.value, radix: 16, uppercase: true)))")
      }
    }
  }
}

extension LetterMessage {
  /// All that is printed.
  fileprivate var texts: [String] {
    recipient.lines + [recipient.country ?? "", date, subject] + sender + paragraphs.map(\.text)
  }

  /// The letter with accents on their letters (libharu sets character by character), and with the wider of the two spaces
  /// that do not break, which the fonts have.
  var settable: LetterMessage {
    func settable(_ text: String) -> String {
      text.precomposedStringWithCanonicalMapping.replacingOccurrences(of: "\u{202F}", with: "\u{A0}")
    }
    var copy = self
    copy.recipient.lines = recipient.lines.map(settable)
    copy.recipient.country = recipient.country.map(settable)
    copy.sender = sender.map(settable)
    copy.date = settable(date)
    copy.subject = settable(subject)
    copy.paragraphs = paragraphs.map { Paragraph(style: $0.style, text: settable($0.text)) }
    return copy
  }
}
