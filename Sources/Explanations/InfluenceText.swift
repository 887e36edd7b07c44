import Learning

/// What a model has learned, in words: `age 60 or more raises it by a third (nine times in ten)`.
public struct InfluenceText {
  private let phrases: Phrases
  private let language: Phrases.Language

  /// The words of a language.
  public init(_ language: Phrases.Language) {
    self.language = language
    phrases = Phrases(language)
  }

  /// The whole sentence; "it" is the chance of acceptance.
  public func sentence(_ influence: Influence) -> String {
    "\(influence.predictor) \(segment(influence.segment)) \(effect(influence.factor)) (\(certainty(influence.certainty)))"
  }

  /// Which customers.
  func segment(_ segment: Influence.Segment) -> String {
    switch segment {
    case .below(let number): phrases.say("below \(text(number))", "en dessous de \(text(number))")
    case .atLeast(let number): phrases.say("\(text(number)) or more", "à partir de \(text(number))")
    case .text(let text): phrases.say("“\(text)”", "« \(text) »")
    case .missing: phrases.say("unknown", "inconnu")
    }
  }

  /// What becomes of the chance.
  func effect(_ factor: Double) -> String {
    if factor >= 0.95, factor <= 1.05 { return phrases.say("hardly moves it", "ne la change guère") }
    guard let words = InfluenceText.factors.first(where: { factor <= $0.below }) else {
      let times = Decimal.text(factor, places: 0, language)
      return phrases.say("multiplies it by \(times)", "la multiplie par \(times)")
    }
    return phrases.say(words.en, words.fr)
  }

  /// Words for a factor, up to the geometric mean of it and the next one.
  private static let factors: [(below: Double, en: String, fr: String)] = {
    let words: [(Double, String, String)] = [
      (0.1, "cuts it to a tenth or less", "la ramène au dixième ou moins"),
      (0.2, "cuts it to a fifth", "la ramène au cinquième"),
      (0.25, "cuts it to a quarter", "la ramène au quart"), (1.0 / 3, "cuts it to a third", "la ramène au tiers"),
      (0.5, "halves it", "la divise par deux"), (2.0 / 3, "lowers it by a third", "la réduit d’un tiers"),
      (0.75, "lowers it by a quarter", "la réduit d’un quart"),
      (0.8, "lowers it by a fifth", "la réduit d’un cinquième"),
      (0.9, "lowers it by a tenth", "la réduit d’un dixième"), (1.1, "raises it by a tenth", "l’augmente d’un dixième"),
      (1.2, "raises it by a fifth", "l’augmente d’un cinquième"),
      (1.25, "raises it by a quarter", "l’augmente d’un quart"),
      (4.0 / 3, "raises it by a third", "l’augmente d’un tiers"),
      (1.5, "raises it by half", "l’augmente de moitié"),
      (5.0 / 3, "raises it by two thirds", "l’augmente de deux tiers"), (2, "doubles it", "la double"),
      (2.5, "multiplies it by two and a half", "la multiplie par deux et demi"), (3, "triples it", "la triple"),
      (4, "multiplies it by 4", "la multiplie par 4"), (5, "multiplies it by 5", "la multiplie par 5"),
    ]
    return words.indices.map { index in
      let next = index + 1 < words.count ? words[index + 1].0 : 6
      return ((words[index].0 * next).squareRoot(), words[index].1, words[index].2)
    }
  }()

  /// How likely the direction is right.
  func certainty(_ chance: Double) -> String {
    switch chance {
    case 0.999...: phrases.say("certain", "certain")
    case 0.99...: phrases.say("99 times in 100", "99 fois sur 100")
    case 0.9...: phrases.say("nine times in ten", "neuf fois sur dix")
    case 0.75...: phrases.say("three times in four", "trois fois sur quatre")
    default: phrases.say("a guess", "une supposition")
    }
  }

  /// A number in at most four digits, or all those before the point.
  private func text(_ number: Double) -> String {
    var places = 3
    var size = abs(number)
    while size >= 10, places > 0 {
      size /= 10
      places -= 1
    }
    let text = Decimal.text(number, places: places, language)
    guard text.contains(where: { $0 == "." || $0 == "," }) else { return text }
    var kept = Substring(text)
    while kept.last == "0" { kept.removeLast() }
    if kept.last == "." || kept.last == "," { kept.removeLast() }
    return String(kept)
  }
}
