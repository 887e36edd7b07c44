import Decisions

/// What contact adds, in words.
public struct EffectText {
  private let phrases: Phrases
  private let language: Phrases.Language

  init(_ phrases: Phrases, _ language: Phrases.Language) {
    self.phrases = phrases
    self.language = language
  }

  /// Words in a language.
  public init(_ language: Phrases.Language) { self.init(Phrases(language), language) }

  /// What contact adds to one customer, with its standard error, and the chances between which that lies.
  func sentence(_ effect: Double, _ deviation: Double, _ levels: EffectLevels) -> String {
    let between = figures(effect, deviation, with: levels.with, without: levels.without)
    return phrases.say("P is what contact adds: \(between)", "P est ce que le contact ajoute : \(between)")
  }

  /// Nothing is learned of it yet.
  var notLearned: String {
    phrases.say(
      "P is what contact adds, as the charter has it: nothing is learned of it yet",
      "P est ce que le contact ajoute, selon la charte : rien n’en est encore appris")
  }

  /// `1.2 % ± 0.3 (4.0 % with, 2.8 % without)`: the standard error behind ±.
  public func figures(_ effect: Double, _ deviation: Double, with: Double, without: Double) -> String {
    func percent(_ chance: Double) -> String { Decimal.text(chance * 100, places: 1, language) }
    let error = Decimal.text(deviation * 100, places: 1, language)
    return "\(percent(effect)) % ± \(error) "
      + phrases.say(
        "(\(percent(with)) % with, \(percent(without)) % without)",
        "(\(percent(with)) % avec, \(percent(without)) % sans)")
  }
}
