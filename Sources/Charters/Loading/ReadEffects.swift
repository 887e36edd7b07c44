import Decisions

extension CharterLoader {
  /// What P means for each issue, and whether what contact adds can be learned at all: called when world, actions and
  /// all of charter.yaml have been read.
  mutating func readEffects(_ root: FileNode?) {
    for (key, node) in root?["issues"]?.entries ?? [] {
      guard let place = charter.issues.firstIndex(where: { $0.name == key.text }) else { continue }
      let said = node["propensity"]?.text
      let meaning = said.map { PropensityMeaning(rawValue: $0) } ?? .response
      guard meaning == .effect else {
        if let outcome = node["outcome"], meaning != nil {
          log.report("effect.meaning", "`outcome` is asked for only beside `propensity: effect`", at: outcome)
        }
        continue
      }
      charter.issues[place].meaning = .effect
      readOutcome(of: place, node, key)
      checkEffect(of: place, node["propensity"] ?? key)
    }
  }

  private mutating func readOutcome(of place: Int, _ node: FileNode, _ key: FileNode) {
    guard let outcome = node["outcome"], !outcome.oneOrMany.isEmpty else {
      return log.report(
        "field.missing", "`\(key.text ?? "")` needs an `outcome`: events that tell of it, contact or none", at: key)
    }
    let events = world.events.sorted()
    charter.issues[place].outcomeEvents = outcome.oneOrMany.compactMap { node in
      position(of: node, in: events, "event").map { events[$0] }
    }
  }

  private func checkEffect(of place: Int, _ node: FileNode) {
    let isLearned = charter.actions.contains { action in
      charter.groups[action.group].issue == place && charter.purposes[action.purpose].kind == .marketing
        && action.treatments.contains { $0.isLearned }
    }
    if !isLearned {
      log.report("effect.unlearned", "`effect` needs an action of the issue that is marketing and `learned`", at: node)
    }
    let isHeldOut = charter.holdout.map { $0.share > 0 && $0.share < 1 } ?? false
    if !isHeldOut, charter.exploration?.floor ?? 0 <= 0 {
      log.report(
        "effect.no_silence",
        "`effect` needs customers whom chance leaves alone: give `exploration` a `floor`, or the charter a `holdout`",
        at: node)
    }
  }
}
