/// The GSM 7-bit default alphabet with its extension table.
///
/// Source: 3GPP TS 23.038, section 6.2.1.
public enum GSMAlphabet {
  /// The escape to the extension table.
  public static let escape: UInt8 = 0x1B

  fileprivate static let basic =
    Array(
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1B}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
        .unicodeScalars) + Array("¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà".unicodeScalars)

  fileprivate static let extended: [(Unicode.Scalar, UInt8)] = [
    ("\u{0C}", 0x0A), ("^", 0x14), ("{", 0x28), ("}", 0x29), ("\\", 0x2F), ("[", 0x3C), ("~", 0x3D), ("]", 0x3E),
    ("|", 0x40), ("€", 0x65),
  ]

  /// By scalar: the septet, and whether an escape stands before it.
  private static let codes: [Unicode.Scalar: (code: UInt8, isExtended: Bool)] = {
    var codes: [Unicode.Scalar: (code: UInt8, isExtended: Bool)] = [:]
    for (code, scalar) in basic.enumerated() where scalar != "\u{1B}" { codes[scalar] = (UInt8(code), false) }
    for (scalar, code) in extended { codes[scalar] = (code, true) }
    return codes
  }()

  /// By code of ASCII: the septets, most significant byte first; 0: not in the alphabet. The commonest characters must not
  /// cost a look into a dictionary.
  private static let ascii: [UInt16] = (0..<128).map { value in
    guard let found = codes[Unicode.Scalar(UInt8(value))] else { return 0xFFFF }
    return found.isExtended ? UInt16(escape) << 8 | UInt16(found.code) : UInt16(found.code)
  }

  /// The septets of a character: one, two where it needs an escape, none where the alphabet lacks it.
  static func septets(of scalar: Unicode.Scalar) -> (first: UInt8, second: UInt8?)? {
    if scalar.value < 128 {
      let word = ascii[Int(scalar.value)]
      if word == 0xFFFF { return nil }
      return word >> 8 == 0 ? (UInt8(word), nil) : (escape, UInt8(word & 0xFF))
    }
    guard let found = codes[scalar] else { return nil }
    return found.isExtended ? (escape, found.code) : (found.code, nil)
  }

  /// Whether the alphabet has a character.
  public static func contains(_ scalar: Unicode.Scalar) -> Bool { septets(of: scalar) != nil }
}

extension GSMAlphabet {
  private static let extendedScalars: [UInt8: Unicode.Scalar] = Dictionary(
    uniqueKeysWithValues: extended.map { ($0.1, $0.0) })

  /// The text of septets, one an octet. An escape before a septet that the extension table lacks is left out, as the
  /// specification asks of phones that do not know it.
  public static func text(septets: [UInt8]) -> String {
    var text = String.UnicodeScalarView()
    var isEscaped = false
    for septet in septets {
      if septet == escape {
        isEscaped = true
        continue
      }
      if isEscaped, let scalar = extendedScalars[septet] {
        text.append(scalar)
      } else if septet < 128 {
        text.append(basic[Int(septet)])
      }
      isEscaped = false
    }
    return String(text)
  }
}
