/// Which characters a message may hold.
///
/// Control characters (CR and LF in a subject begin a new header: RFC 5322), characters that turn the direction of
/// writing around (Unicode TR36, "bidirectional text spoofing") and marks that are not characters have no place in what
/// a customer's data brings into a message.
public enum CharacterRules {
  /// Whether a character may come from data; from an author besides the private characters that templates use inside.
  public static func isAllowed(_ character: Character, inAuthorsText: Bool = false) -> Bool {
    character.unicodeScalars.allSatisfy { isAllowed($0) || (inAuthorsText && $0 == "\t") }
  }

  /// Whether a text from data may stand in a message on one line.
  public static func isAllowed(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(isAllowed) }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F: false
    case 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: false
    case 0xFFF0...0xFFFF, 0xE000...0xF8FF, 0xF0000...0x10FFFF: false
    default: true
    }
  }
}
