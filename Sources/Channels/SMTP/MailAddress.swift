/// An address of e-mail as it may stand in an envelope and in a header: nothing in it can end a line or begin another command.
///
/// A deliberate part of RFC 5321: a dot-atom, an `@` and a host name of letters, figures, hyphens and dots, or the same in
/// UTF-8 (RFC 6531). No quoted local parts, no comments, no literal addresses: nobody is written to under those, and they
/// are what injections are made of.
public struct MailAddress: Hashable, Sendable {
  /// What stands before the `@`.
  public let local: String
  /// What stands after it.
  public let domain: String

  /// The address as it was written.
  public var text: String { "\(local)@\(domain)" }
  /// Whether a server must know SMTPUTF8 to take it.
  public var isInternational: Bool { !text.utf8.allSatisfy { $0 < 128 } }

  /// Reads an address; nothing when it is none, or none that is written to.
  public init?(_ text: String) {
    guard text.utf8.count <= 254, let at = text.lastIndex(of: "@") else { return nil }
    let local = text[..<at]
    let domain = text[text.index(after: at)...]
    guard (1...64).contains(local.utf8.count), MailAddress.isDotAtom(local), MailAddress.isHost(domain) else {
      return nil
    }
    self.local = String(local)
    self.domain = String(domain)
  }

  private static let atomSigns = Set("!#$%&'*+-/=?^_`{|}~".unicodeScalars)

  private static func isDotAtom(_ text: Substring) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
      !atom.isEmpty
        && atom.unicodeScalars.allSatisfy { scalar in
          scalar.value >= 128 ? isLetterOrFigure(scalar) : isPlain(scalar) || atomSigns.contains(scalar)
        }
    }
  }

  private static func isHost(_ text: Substring) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    return labels.count >= 2
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.unicodeScalars.allSatisfy { $0 == "-" || ($0.value >= 128 ? isLetterOrFigure($0) : isPlain($0)) }
      }
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    default: false
    }
  }

  /// Letters, marks on them and figures of any script: no spaces, no controls, nothing that turns the direction of a line.
  private static func isLetterOrFigure(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
      .spacingMark, .decimalNumber:
      true
    default: false
    }
  }
}
