import Decisions
import Times

/// Why something is said when it is: what models know of the hours at which the customer answers.
struct HourText {
  private let hour: HourChoice
  private let phrases: Phrases
  private let time: (Instant) -> String

  /// - Parameter time: writes a moment.
  init(_ hour: HourChoice, _ phrases: Phrases, time: @escaping (Instant) -> String) {
    self.hour = hour
    self.phrases = phrases
    self.time = time
  }

  /// One sentence.
  var sentence: String {
    guard hour.said.best != 0 else {
      return phrases.say(
        "hour: no permitted hour to come is better, by \(evidence)",
        "heure : aucune heure permise à venir n’est meilleure, d’après \(evidence)")
    }
    let gain = number(hour.said.gain)
    let range = (number(hour.said.gainLow), number(hour.said.gainHigh))
    let belief = Decimal.text(hour.said.belief * 100, places: 0, phrases.language)
    if hour.isMoved {
      return phrases.say(
        "hour: \(time(hour.best)) rather than \(time(hour.first)), worth \(gain) times as much; nine times in ten "
          + "between \(range.0) and \(range.1), better with \(belief) %, by \(evidence)",
        "heure : \(time(hour.best)) plutôt que \(time(hour.first)), vaut \(gain) fois autant ; neuf fois sur dix "
          + "entre \(range.0) et \(range.1), meilleure à \(belief) %, d’après \(evidence)")
    }
    return phrases.say(
      "hour: not put off; \(time(hour.best)) may be worth \(gain) times as much, but that is not sure enough: nine times "
        + "in ten between \(range.0) and \(range.1), better with \(belief) %, by \(evidence)",
      "heure : non différée ; \(time(hour.best)) vaudrait \(gain) fois autant, mais ce n’est pas assez sûr : neuf fois "
        + "sur dix entre \(range.0) et \(range.1), meilleure à \(belief) %, d’après \(evidence)")
  }

  private var evidence: String {
    let count = hour.said.contacts
    return hour.said.isCautious
      ? phrases.say(
        "what others do, as only \(count) contacts of their own say when they answer",
        "ce que font les autres, car seuls \(count) contacts disent quand il répond")
      : phrases.say("\(count) contacts of their own", "\(count) de ses contacts")
  }

  private func number(_ value: Double) -> String { Decimal.text(value, places: 2, phrases.language) }
}
