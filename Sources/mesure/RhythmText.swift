import Decisions
import Explanations
import Learning
import Times

/// What a customer's past contacts say of them, in words: their rhythm, and what channels are to them.
struct RhythmText {
  private let rhythm: RhythmModels
  private let plan: CharterPlan
  private let language: Phrases.Language

  init(_ rhythm: RhythmModels, _ plan: CharterPlan, _ language: Phrases.Language) {
    self.rhythm = rhythm
    self.plan = plan
    self.language = language
  }

  /// A line for the rhythm, where hours were learned, and one for each channel and purpose of the charter on which the
  /// customer has been contacted.
  func lines(of state: CustomerState, at now: Instant) -> [String] {
    var lines: [String] = []
    if rhythm.tempo.contacts > 0 { lines.append(cadence(of: state, at: now)) }
    let roles = RolePropensities(rhythm.roles, rhythm.offset, version: "", plan: plan)
      .roles(of: state.customer, state.ledger, at: now)
    for (kind, purpose) in roles.met {
      guard let name = plan.charter.purposes.map(\.name).first(where: { Symbol($0) == purpose }) else { continue }
      let role = roles.role(kind, purpose: purpose)
      let (value, low, high) = (number(role.lift.value), number(role.lift.low), number(role.lift.high))
      lines.append(
        say(
          "\(kind.name) for \(name): welcomed \(value) times as often as by others there (nine times in ten \(low) to "
            + "\(high); \(role.contacts) contacts)",
          "\(kind.name) pour \(name) : bienvenu \(value) fois autant que chez les autres (neuf fois sur dix de \(low) à "
            + "\(high) ; \(role.contacts) contacts)"))
    }
    return lines
  }

  private func cadence(of state: CustomerState, at now: Instant) -> String {
    let model = LearnedTempo(rhythm.tempo.snapshot, version: "", plan: plan)
    let cadence = model.tempo(of: state.customer, state.ledger, channel: .email, at: now).cadence
    let days = [cadence.days.value, cadence.days.low, cadence.days.high].map { Decimal.text($0, places: 0, language) }
    if cadence.isCautious {
      return say(
        "rhythm: unknown; leaving \(days[0]) days between contacts is prudent (between \(days[1]) and \(days[2]))",
        "rythme : inconnu ; laisser \(days[0]) jours entre les contacts est prudent (entre \(days[1]) et \(days[2]))")
    }
    return say(
      "rhythm: answers as well after \(days[0]) days as after a long rest (nine times in ten between \(days[1]) and "
        + "\(days[2]); \(cadence.contacts) contacts)",
      "rythme : répond aussi bien après \(days[0]) jours qu’après un long repos (neuf fois sur dix entre \(days[1]) et "
        + "\(days[2]) ; \(cadence.contacts) contacts)")
  }

  private func say(_ english: String, _ french: String) -> String { language == .fr ? french : english }
  private func number(_ value: Double) -> String { Decimal.text(value, places: 2, language) }
}
