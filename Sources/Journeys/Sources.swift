import Decisions
import Expressions
import Times

/// What opens occasions: a trigger, or a stage.
struct OccasionSource {
  let name: String
  let opening: Opening
  let isTimer: Bool
  let when: JourneyPlan.Check?
  let oncePerSeconds: Int64?
  /// The journey of a stage.
  let journey: Symbol?

  /// Whether its condition holds, asked when the occasion is opened.
  func holds(_ moment: CustomerMoment) -> Bool { moment.holds(when) }

  func isSuspended(in state: JourneyState) -> Bool {
    journey.map { journey in state.current.runs.contains { $0.journey == journey && $0.isSuspended } } ?? false
  }
}

extension JourneyPlan {
  /// What opens occasions under a symbol.
  func source(_ symbol: Symbol) -> OccasionSource? {
    if let trigger = triggers.first(where: { $0.symbol == symbol }) {
      let isTimer: Bool
      var oncePerSeconds = trigger.trigger.oncePerSeconds
      switch trigger.trigger.cause {
      case .absence, .date: isTimer = true
      case .yearly:
        isTimer = true
        // Its occasions are known by their years, which no late signal moves.
        oncePerSeconds = nil
      case .occurrence, .level: isTimer = false
      }
      return OccasionSource(
        name: trigger.trigger.name, opening: trigger.trigger.opening, isTimer: isTimer, when: trigger.when,
        oncePerSeconds: oncePerSeconds, journey: nil)
    }
    for track in journeys {
      guard let step = track.steps.first(where: { $0.source == symbol }), let opening = step.stage.opening else {
        continue
      }
      return OccasionSource(
        name: "\(track.journey.name)/\(step.stage.name)", opening: opening, isTimer: true, when: nil,
        oncePerSeconds: nil, journey: track.symbol)
    }
    return nil
  }

  /// The name of a journey; its number where the charter does not have it.
  func name(ofJourney symbol: Symbol) -> String {
    track(of: symbol).map { journeys[$0].journey.name } ?? "#\(symbol.rawValue)"
  }

  /// The name of a stage, one of an earlier version by its rule of migration.
  func name(of stage: Symbol, in journey: Symbol) -> String {
    guard let number = track(of: journey) else { return "#\(stage.rawValue)" }
    let known = journeys[number].journey.stages.map(\.name) + journeys[number].journey.migrations.map(\.from)
    return known.first { Symbol($0) == stage } ?? "#\(stage.rawValue)"
  }

  /// A signal as the state keeps it; nothing where it matters to nobody.
  func kept(_ signal: Signal, _ customer: CustomerState) -> KeptSignal? {
    switch signal {
    case .clock: return nil
    case .created(let at): return KeptSignal(.created, at: at)
    case .event(let name, let at):
      guard events.contains(name) else { return nil }
      var kept = KeptSignal(.event, at: at)
      kept.name = name
      return kept
    case .contact(let action, let channel, let at):
      guard watchesContacts else { return nil }
      var kept = KeptSignal(.contact, at: at)
      kept.name = action
      kept.channel = channel
      return kept
    case .outcome(let outcome, let action, let channel, let at):
      guard watchesOutcomes else { return nil }
      var kept = KeptSignal(.outcome, at: at)
      kept.name = action
      kept.channel = channel
      kept.outcome = outcome
      return kept
    case .position(let position, let at): return self.kept(.zones(zones(at: position), at: at), customer)
    case .zones(let zones, let at):
      guard !charter.zones.isEmpty else { return nil }
      var kept = KeptSignal(.zones, at: at)
      kept.zones = zones.sorted()
      return kept
    case .attributes(let before, let at):
      let changes = changes(before, customer.customer.row)
      guard !changes.isEmpty else { return nil }
      var kept = KeptSignal(.attributes, at: at)
      kept.changes = changes
      return kept
    }
  }

  /// The attributes that matter and are no longer what they were.
  private func changes(_ before: Row, _ after: Row) -> [KeptSignal.Change] {
    let (types, symbols) = (plan.charter.slotTypes, plan.charter.symbols)
    return slots.compactMap { slot -> KeptSignal.Change? in
      guard slot < before.slotCount, slot < after.slotCount else { return nil }
      let was = KeptValue.bytes(of: before.value(slot, type: types[slot], symbols: symbols))
      let isNow = KeptValue.bytes(of: after.value(slot, type: types[slot], symbols: symbols))
      return was == isNow ? nil : KeptSignal.Change(attribute: attributeSymbols[slot], before: was)
    }
  }
}
