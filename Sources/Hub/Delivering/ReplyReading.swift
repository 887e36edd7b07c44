/// What a text that somebody wrote back means.
///
/// Sources: AF2M, charter of business messaging ("STOP", free, at once); 47 CFR 64.1200(a)(10) for the English words. Only a
/// text that says nothing else is a withdrawal; one that may mean it is shown to a person.
public enum ReplyMeaning: Hashable, Sendable {
  /// They want no more marketing here.
  case stop
  /// They may want no more: somebody should read it.
  case maybeStop
  /// Anything else.
  case other

  /// Words that end it when they stand alone.
  private static let alone: Set<String> = [
    "stop", "stopall", "stopsms", "stoppub", "unsubscribe", "quit", "end", "revoke", "optout", "cancel",
  ]
  /// Words that may stand behind them without saying anything else.
  private static let fillers: Set<String> = [
    "sms", "rcs", "pub", "pubs", "promo", "promos", "publicite", "all", "tout", "svp", "please", "merci", "thanks",
    "au",
  ]
  /// Beginnings of words that may mean it.
  private static let hints = ["stop", "arret", "desabon", "desinscri", "unsubscri", "resili"]

  /// Reads a text: case, accents and punctuation say nothing.
  public init(_ text: String) {
    let words = ReplyMeaning.words(text)
    guard let first = words.first else {
      self = .other
      return
    }
    let isOptOutInTwo = first == "opt" && words.dropFirst().first == "out"
    let rest = words.dropFirst(isOptOutInTwo ? 2 : 1)
    let saysNothingElse = rest.allSatisfy { word in
      ReplyMeaning.fillers.contains(word) || ReplyMeaning.alone.contains(word) || word.allSatisfy(\.isNumber)
    }
    if saysNothingElse, isOptOutInTwo || ReplyMeaning.alone.contains(first) {
      self = .stop
    } else if words.contains(where: { word in ReplyMeaning.hints.contains(where: word.hasPrefix) })
      || words.contains("plus") && words.contains("ne")
    {
      self = .maybeStop
    } else {
      self = .other
    }
  }

  /// The words of a text in small letters without accents: letters and figures, everything else lies between words. Letters
  /// apart, "S T O P", are one word.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for scalar in text.unicodeScalars {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        word += plain(scalar)
      } else if !(0x300...0x36F).contains(scalar.value), !word.isEmpty {
        words.append(word)
        word = ""
      }
    }
    if !word.isEmpty { words.append(word) }
    if words.count > 1, words.allSatisfy({ $0.count == 1 }) { return [words.joined()] }
    return words
  }

  /// A letter in small, without its accent; full-width letters, which some keyboards write, as the usual ones.
  private static func plain(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0xFF21...0xFF3A, 0xFF41...0xFF5A:
      return Unicode.Scalar(scalar.value - 0xFEE0).map { $0.properties.lowercaseMapping } ?? ""
    default: break
    }
    return accents[scalar] ?? accents[lowered(scalar)] ?? scalar.properties.lowercaseMapping
  }

  private static func lowered(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
  }

  private static let accents: [Unicode.Scalar: String] = {
    var table: [Unicode.Scalar: String] = [:]
    for (letters, plain) in [
      ("àâäáãå", "a"), ("çć", "c"), ("èéêë", "e"), ("îïíì", "i"), ("ôöóòõø", "o"), ("ùûüú", "u"), ("ÿý", "y"),
      ("ñ", "n"),
      ("œ", "oe"), ("æ", "ae"),
    ] { for scalar in letters.unicodeScalars { table[scalar] = plain } }
    return table
  }()
}
