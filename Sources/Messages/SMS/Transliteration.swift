/// Writes what GSM 7-bit lacks with what it has, so that a text of 160 characters stays one part.
///
/// French loses accents that its readers supply (ê → e, œ → oe) and typographic signs (’ → '); letters of other scripts
/// and emoji stay as they are, because leaving them out could change what is said.
public enum Transliteration {
  private static let table: [Unicode.Scalar: String] = {
    let rows: [(String, String)] = [
      ("âáãāăą", "a"), ("ÀÂÁÃĀĂĄ", "A"), ("çćĉċč", "c"), ("ĆĈĊČ", "C"), ("ďđ", "d"), ("ĎĐ", "D"), ("êëēĕėęě", "e"),
      ("ÈÊËĒĔĖĘĚ", "E"), ("ĝğġģ", "g"), ("ĜĞĠĢ", "G"), ("ĥħ", "h"), ("ĤĦ", "H"), ("íîïĩīĭįı", "i"), ("ÌÍÎÏĨĪĬĮİ", "I"),
      ("ĵ", "j"), ("Ĵ", "J"), ("ķ", "k"), ("Ķ", "K"), ("ĺļľł", "l"), ("ĹĻĽŁ", "L"), ("ńņň", "n"), ("ŃŅŇ", "N"),
      ("óôõōŏő", "o"), ("ÒÓÔÕŌŎŐ", "O"), ("ŕŗř", "r"), ("ŔŖŘ", "R"), ("śŝşšș", "s"), ("ŚŜŞŠȘ", "S"), ("ţťŧț", "t"),
      ("ŢŤŦȚ", "T"), ("úûũūŭůűų", "u"), ("ÙÚÛŨŪŬŮŰŲ", "U"), ("ŵ", "w"), ("Ŵ", "W"), ("ýÿŷ", "y"), ("ÝŸŶ", "Y"),
      ("źżž", "z"), ("ŹŻŽ", "Z"), ("œ", "oe"), ("Œ", "OE"), ("’‘‚‛′´`", "'"), ("“”„‟″«»", "\""), ("‹", "<"), ("›", ">"),
      ("–—‑‐‒−", "-"), ("…", "..."), ("•·", "-"), ("°º", "o"), ("ª", "a"), ("²", "2"), ("³", "3"), ("¹", "1"),
      ("×", "x"), ("÷", "/"), ("½", "1/2"), ("¼", "1/4"), ("¾", "3/4"), ("©", "(c)"), ("®", "(r)"), ("™", "(tm)"),
      ("\u{A0}\u{202F}\u{2007}\u{2009}\u{200A}\u{2002}\u{2003}", " "), ("\u{200B}\u{AD}\u{2060}", ""), ("\t", " "),
    ]
    var table: [Unicode.Scalar: String] = [:]
    for (letters, replacement) in rows { for scalar in letters.unicodeScalars { table[scalar] = replacement } }
    return table
  }()

  /// Letters followed by a combining accent, as some systems write é, are joined or lose the accent.
  private static let combining: ClosedRange<UInt32> = 0x300...0x36F
  private static let composed: [Character: Unicode.Scalar] = Dictionary(
    uniqueKeysWithValues: "éèàùìòäöüñåÉÄÖÜÑÅÇ".map { ($0, $0.unicodeScalars[$0.unicodeScalars.startIndex]) })

  /// The text with every character of GSM 7-bit for which there is one.
  public static func apply(to text: String) -> String {
    var result = String.UnicodeScalarView()
    for character in text {
      // Characters are equal however they are composed, so that a letter with its accent apart is found as well.
      if let scalar = composed[character] {
        result.append(scalar)
        continue
      }
      for scalar in character.unicodeScalars {
        if GSMAlphabet.contains(scalar) {
          result.append(scalar)
        } else if let replacement = table[scalar] {
          result.append(contentsOf: replacement.unicodeScalars)
        } else if !combining.contains(scalar.value) || !(character.unicodeScalars.first.map(isLatin) ?? false) {
          result.append(scalar)
        }
      }
    }
    return String(result)
  }

  private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x250 && scalar.properties.isAlphabetic
  }
}
