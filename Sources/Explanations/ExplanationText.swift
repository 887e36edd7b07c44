import Charters
import Decisions
import Times

/// An explanation in plain words.
public struct ExplanationText {
  private let explanation: Explanation
  private let loaded: LoadedCharter
  private let phrases: Phrases
  private let language: Phrases.Language
  private let zone: Zone

  /// Prepares the text of an explanation, with times as a customer's clocks show them.
  public init(_ explanation: Explanation, loaded: LoadedCharter, language: Phrases.Language, zone: Zone) {
    self.explanation = explanation
    self.loaded = loaded
    self.language = language
    self.zone = zone
    phrases = Phrases(language)
  }

  /// The whole text: answer, funnel, candidates.
  public func text(id: String, at now: Instant) -> String {
    var lines =
      [phrases.say("Customer \(id), \(time(now))", "Client \(id), le \(time(now))"), "", answer()] + besides()
    lines += ["", phrases.say("Funnel", "Entonnoir")]
    var last = -1
    for (step, count) in explanation.funnel.enumerated() {
      // Steps that drop nobody would only repeat the figure above.
      if count == last { continue }
      lines.append("  \(padded(String(count), 5, left: true))  \(phrases.step(step))")
      last = count
    }
    lines += ["", phrases.say("Candidates", "Candidates")]
    for candidate in explanation.candidates { lines += describe(candidate) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func answer() -> String {
    switch explanation.decision.answer {
    case .contact(let choices):
      return choices.map { choice in
        let plan = explanation.candidates.first { $0.treatment == choice.treatment }
        let title = loaded.title(of: plan?.action ?? "", locale: language.rawValue)
        let isLater = plan?.fate.reason == .chosenLater
        let when = isLater ? phrases.say(", at \(time(choice.at))", ", le \(time(choice.at))") : ""
        return phrases.say(
          "Say: \(title), by \(plan?.channel ?? "")\(when) (net \(money(choice.net)))",
          "Dire : \(title), par \(plan?.channel ?? "")\(when) (net \(money(choice.net)))")
      }.joined(separator: "\n")
    case .abstain(let abstention):
      let reason = phrases.phrase(abstention.reason)
      var text = phrases.say("Stay silent: \(reason).", "Se taire : \(reason).")
      if abstention.value > 0 {
        text += phrases.say(
          " Silence saves \(money(abstention.value)).", " Le silence épargne \(money(abstention.value)).")
      }
      if abstention.forgone > 0 {
        text += phrases.say(
          " It forgoes \(money(abstention.forgone)).", " Il renonce à \(money(abstention.forgone)).")
      }
      return text
        + phrases.say(" Look again: \(time(abstention.nextLook)).", " À revoir : \(time(abstention.nextLook)).")
    }
  }

  private func describe(_ candidate: ExplainedCandidate) -> [String] {
    var line = "  \(padded(candidate.action + "/" + candidate.channel, 34))  \(phrases.phrase(candidate.fate.reason))"
    if !candidate.rule.isEmpty { line += phrases.say(": ", " : ") + candidate.rule }
    if let until = candidate.until { line += phrases.say(" (until \(time(until)))", " (jusqu’au \(time(until)))") }
    line += "  [\(candidate.fate.reason.name) \(candidate.fate.reason.rawValue)]"
    var lines = [line]
    if !candidate.citation.isEmpty { lines.append("      \(candidate.citation)") }
    // Factors are told of those that got as far as being weighed, or were held back by the contact policy alone.
    if let factors = candidate.factors, candidate.fate.reason.step == 0 || candidate.fate.reason.step >= 4 {
      lines.append("      \(formula(factors))")
      if let source = propensitySource(candidate.treatment, factors) { lines.append("      \(source)") }
      if let parts = costParts(candidate.cost) { lines.append("      \(parts)") }
      if let hour = factors.hour { lines.append("      \(HourText(hour, phrases, time: time).sentence)") }
    }
    return lines
  }

  private func formula(_ factors: Choice) -> String {
    let percent = Decimal.text(factors.propensity * 100, places: 1, language)
    let lever = Decimal.text(1 + factors.lever, places: 2, language)
    let net = factors.patience < 1 ? phrases.say("net after waiting", "net après attente") : "net"
    let cost = phrases.say("cost", "coût")
    let priority = phrases.say("priority", "priorité")
    let stop = phrases.say(";", " ;")
    return "P \(percent) % × V \(money(factors.value)) × \(lever) = \(priority) \(money(factors.priority))\(stop) "
      + "\(cost) \(money(factors.cost))\(stop) \(net) \(money(factors.net))"
  }

  /// Whose a propensity is, and where one that was learned or corrected lies with a chance of nine in ten.
  private func propensitySource(_ treatment: Int, _ factors: Choice) -> String? {
    if let levels = explanation.effects[treatment] {
      let text = EffectText(phrases, language)
      return levels.map { text.sentence(factors.propensity, factors.deviation, $0) } ?? text.notLearned
    }
    let model = explanation.broughtModels[treatment]
    guard factors.deviation > 0 else {
      return model.map { phrases.say("P comes from the model `\($0)`", "P vient du modèle `\($0)`") }
    }
    // 1.645 deviations on each side of the log odds leave a twentieth there.
    let logit = Elementary.logit(factors.propensity)
    let ends = [logit - 1.645 * factors.deviation, logit + 1.645 * factors.deviation].map {
      Decimal.text(Elementary.sigmoid($0) * 100, places: 1, language)
    }
    if let model {
      return phrases.say(
        "P comes from the model `\(model)`, corrected by responses; nine times in ten it lies between \(ends[0]) % and "
          + "\(ends[1]) %",
        "P vient du modèle `\(model)`, corrigée par les réponses ; neuf fois sur dix elle est entre \(ends[0]) % et "
          + "\(ends[1]) %")
    }
    return phrases.say(
      "P is learned from responses; nine times in ten it lies between \(ends[0]) % and \(ends[1]) %",
      "P est apprise des réponses ; neuf fois sur dix elle est entre \(ends[0]) % et \(ends[1]) %")
  }

  /// What the relational cost is made of, where it is made of more than one part.
  private func costParts(_ cost: CostParts?) -> String? {
    guard let cost else { return nil }
    var parts: [String] = []
    func add(_ amount: Double, _ en: String, _ fr: String) {
      if amount >= 0.005 { parts.append(phrases.say("\(en) \(money(amount))", "\(fr) \(money(amount))")) }
    }
    add(cost.sending, "sending", "envoi")
    add(cost.wear, "wear", "usure")
    for hazard in cost.hazards where hazard.cost >= 0.000_5 {
      let name = phrases.hazard(hazard.kind)
      let chance = Decimal.text(hazard.chance * 1000, places: 1, language)
      let amount = "\(Decimal.text(hazard.cost, places: 3, language)) \(currency)"
      parts.append(
        phrases.say("\(name.en) \(amount) (\(chance) in 1,000)", "\(name.fr) \(amount) (\(chance) sur 1 000)"))
    }
    add(cost.later, "what later messages lose", "ce que perdent les messages suivants")
    guard parts.count > 1 || !cost.hazards.isEmpty, !parts.isEmpty else { return nil }
    return phrases.say("cost: ", "coût : ") + parts.joined(separator: ", ")
  }

  /// What silence is worth beside the best candidate, where that has been learned, and how chance had a say.
  private func besides() -> [String] {
    var lines: [String] = []
    let decision = explanation.decision
    let best = explanation.candidates.filter { $0.fate.reason.step == 0 || $0.fate.reason.step >= 6 }
      .compactMap { candidate in candidate.factors.map { (candidate, $0.net) } }.max { $0.1 < $1.1 }
    if decision.silenceValue > 0, let best {
      let name = "\(best.0.action)/\(best.0.channel)"
      lines.append(
        phrases.say(
          "Silence is worth \(money(decision.silenceValue)) in later messages, \(name) \(money(decision.silenceValue + best.1)).",
          "Le silence vaut \(money(decision.silenceValue)) en messages suivants, \(name) \(money(decision.silenceValue + best.1))."
        ))
    }
    for assignment in decision.assignments {
      let named = NamedAssignment(assignment, in: loaded.charter)
      lines.append(
        phrases.say(
          "In arm `\(named.arm)` of the experiment `\(named.experiment)`\(named.isExposed ? "" : ", which has no say here").",
          "Dans le groupe `\(named.arm)` du test `\(named.experiment)`\(named.isExposed ? "" : ", sans effet ici")."))
    }
    if decision.draw != .none {
      let percent = Decimal.text(decision.draw.probability * 100, places: 1, language)
      let how = decision.draw.isEven ? phrases.say("drawn evenly", "tiré au sort") : phrases.say("chosen", "choisi")
      lines.append(
        phrases.say(
          "Chance had a say: this was \(how), with a chance of \(percent) %.",
          "Le hasard a eu son mot à dire : \(how), avec une chance de \(percent) %."))
    }
    return lines
  }

  private func money(_ amount: Double) -> String {
    let number = Decimal.text(amount, places: 2, language)
    return "\(number) \(currency)"
  }

  private var currency: String { loaded.charter.currency == "EUR" ? "€" : loaded.charter.currency }

  private func time(_ instant: Instant) -> String {
    let text = instant.iso8601(in: zone)
    return text.prefix(16).replacing("T", with: " ") + " (\(zone.name))"
  }

  private func padded(_ text: String, _ width: Int, left: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return left ? space + text : text + space
  }
}

/// Numbers as people read them.
public enum Decimal {
  /// A number with some places, halves away from zero; a comma in French.
  public static func text(_ number: Double, places: Int, _ language: Phrases.Language) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    // A hair above, so that 1.005, which binary keeps just below, is rounded as it is written.
    let scaled = (abs(number) * scale * (1 + 0x1p-50)).rounded(.toNearestOrAwayFromZero)
    guard scaled.isFinite, scaled < 1e15 else { return "\(number)" }
    let digits = String(Int64(scaled))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = number < 0 && scaled > 0 ? "−" : ""
    guard places > 0 else { return sign + padded }
    return sign + padded.dropLast(places) + (language == .fr ? "," : ".") + padded.suffix(places)
  }
}
