import Decisions
import Times

extension JourneyState {
  /// Whether the customer is, or was, in a journey.
  public func knows(journey: String) -> Bool { current.runs.contains { $0.journey == Symbol(journey) } }
}

extension JourneyPlan {
  /// The stage that a customer stands in; nothing where they are not in the journey.
  public func stage(of state: JourneyState, in journey: String) -> String? {
    guard let run = run(of: state, in: journey), run.isActive else { return nil }
    return name(of: run.stage, in: run.journey)
  }

  /// Whether a customer belongs to a segment.
  public func isIn(_ segment: String, _ state: JourneyState) -> Bool {
    state.isIn(segment)
  }

  private func run(of state: JourneyState, in journey: String) -> Standing.Run? {
    state.current.runs.first { $0.journey == Symbol(journey) }
  }

  /// One sentence in English and French: why a customer is in a stage, and what would move them.
  ///
  /// - Parameter zone: where the times of the sentence are told.
  public func explain(_ state: JourneyState, journey: String, zone: Zone = .utc) -> (english: String, french: String) {
    guard let number = journeys.firstIndex(where: { $0.journey.name == journey }),
      let run = run(of: state, in: journey)
    else { return ("Never was in `\(journey)`.", "N’a jamais été dans `\(journey)`.") }
    let track = journeys[number]
    guard run.isActive, let place = track.step(of: run.stage) else {
      let ended = moment(run.endedSeconds, zone)
      return (
        "Not in `\(journey)`: it ended on \(ended) (\(run.ending.phrases.english)).",
        "N’est pas dans `\(journey)` : il a pris fin le \(ended) (\(run.ending.phrases.french))."
      )
    }
    let stage = track.steps[place].stage
    let since = moment(run.stageSeconds, zone)
    if run.isSuspended {
      let until = moment(run.resumesSeconds, zone)
      return (
        "In `\(journey)/\(stage.name)` since \(since), suspended until \(until) because something better was decided.",
        "Dans `\(journey)/\(stage.name)` depuis le \(since), suspendu jusqu’au \(until) car mieux a été décidé."
      )
    }
    let ways = ways(out: stage, run, track.journey, zone)
    let entered = phrases(track.journey.entry)
    return (
      "In `\(journey)/\(stage.name)` since \(since), after \(entered.english) on \(moment(run.enteredSeconds, zone)); "
        + (ways.isEmpty ? "nothing moves them on." : "moved on by: \(ways.map(\.english).joined(separator: "; ")).")
        as String,
      "Dans `\(journey)/\(stage.name)` depuis le \(since), après \(entered.french) le "
        + "\(moment(run.enteredSeconds, zone)) ; "
        + (ways.isEmpty ? "rien ne le fait avancer." : "avance par : \(ways.map(\.french).joined(separator: " ; ")).")
    )
  }

  private typealias Phrase = (english: String, french: String)

  private func ways(out stage: Stage, _ run: Standing.Run, _ journey: Journey, _ zone: Zone) -> [Phrase] {
    func target(_ target: StageTarget) -> Phrase {
      switch target {
      case .stage(let number): ("to `\(journey.stages[number].name)`", "vers `\(journey.stages[number].name)`")
      case .end: ("out", "sortie")
      }
    }
    func join(_ phrases: [Phrase], _ to: Phrase) -> Phrase {
      (
        (phrases.map(\.english) + [to.english]).joined(separator: " "),
        (phrases.map(\.french) + [to.french]).joined(separator: " ")
      )
    }
    var ways = stage.moves.map { move -> Phrase in
      var parts: [Phrase] = move.on.isEmpty ? [] : [phrases(Gate(on: move.on))]
      if let seconds = move.afterSeconds {
        let at = moment(run.waitSeconds + seconds, zone)
        parts.append(("on \(at)", "le \(at)"))
      }
      if let when = move.when { parts.append(("if `\(when.text)`", "si `\(when.text)`")) }
      return join(parts, target(move.target))
    }
    if let exit = stage.exit { ways.append(join([("`\(exit.text)`", "`\(exit.text)`")], target(stage.next))) }
    if !journey.exit.on.isEmpty || journey.exit.when != nil { ways.append(join([phrases(journey.exit)], target(.end))) }
    let ends = [
      journey.expiresAfterSeconds.map { run.enteredSeconds + $0 },
      stage.expiresAfterSeconds.map { run.stageSeconds + $0 },
    ].compactMap(\.self).min()
    if let ends { ways.append(("expiry on \(moment(ends, zone))", "expiration le \(moment(ends, zone))")) }
    return ways
  }

  private func phrases(_ gate: Gate) -> Phrase {
    let names = gate.on.map(name).joined(separator: ", ")
    let condition = gate.when.map { "`\($0.text)`" }
    switch (names.isEmpty, condition) {
    case (true, let condition): return (condition ?? "nothing", condition ?? "rien")
    case (false, nil): return (names, names)
    case (false, let condition?): return ("\(names) with \(condition)", "\(names) avec \(condition)")
    }
  }

  /// What is waited for, by its name where the charter knows it.
  private func name(_ occurrence: Occurrence) -> String {
    func known(_ symbols: [Symbol], among names: [String]) -> String {
      symbols.map { symbol in names.first { Symbol($0) == symbol } ?? "#\(symbol.rawValue)" }.joined(separator: ", ")
    }
    switch occurrence {
    case .event(let symbol): return "`\(known([symbol], among: charter.eventNames))`"
    case .contact(let actions, _):
      return actions.isEmpty ? "contact" : "contact `\(known(actions, among: plan.charter.actions.map(\.name)))`"
    case .outcome(let outcomes, _, _): return outcomes.map { "`\($0)`" }.joined(separator: ", ")
    case .entered(let watch): return "→ `\(watchName(watch))`"
    case .left(let watch): return "← `\(watchName(watch))`"
    }
  }

  private func watchName(_ watch: Symbol) -> String {
    charter.segments.map(\.name).first { Watch.segment($0) == watch }
      ?? charter.zones.map(\.name).first { Watch.zone($0) == watch } ?? "#\(watch.rawValue)"
  }

  private func moment(_ seconds: Int64, _ zone: Zone) -> String {
    Instant(secondsSince1970: seconds).iso8601(in: zone)
  }
}

extension JourneyEnding {
  /// Why, in words.
  public var phrases: (english: String, french: String) {
    switch self {
    case .completed: ("it ran its course", "arrivé à son terme")
    case .exited: ("its exit condition came true", "condition de sortie remplie")
    case .expired: ("it expired", "expiré")
    case .superseded: ("something better was decided", "mieux a été décidé")
    case .migrated: ("a new charter ended it by a rule", "une nouvelle charte y a mis fin par une règle")
    case .lost: ("a new charter no longer has it", "la nouvelle charte ne le connaît plus")
    }
  }
}
