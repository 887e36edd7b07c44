import Decisions
import Times

/// Leads a standing from signal to signal, and from deadline to deadline, in the order of time.
///
/// Nothing here knows when a signal arrived, or what time it is beyond the moment up to which it is led: that is why the
/// order of arrival changes nothing.
struct Folder {
  let plan: JourneyPlan
  let moments: CustomerMoments
  var standing: Standing

  /// What a step is about.
  struct Step {
    let at: Instant
    let signal: KeptSignal?
    let moment: CustomerMoment
    /// What was come into (true) or left at this step.
    var crossings: [(watch: Symbol, isInside: Bool)] = []

    /// Whether what somebody waits for happens at this step.
    func has(_ occurrences: [Occurrence]) -> Bool {
      occurrences.contains { occurrence in
        switch occurrence {
        case .entered(let watch): crossings.contains { $0.watch == watch && $0.isInside }
        case .left(let watch): crossings.contains { $0.watch == watch && !$0.isInside }
        default: signal?.matches(occurrence) ?? false
        }
      }
    }
  }

  /// Applies signals, which are in order and later than the standing, and every deadline on the way, up to a moment.
  mutating func fold(_ signals: some Sequence<KeptSignal>, upTo end: Instant) {
    for signal in signals {
      guard signal.at <= end else { break }
      // At one and the same second what the customer did comes before what falls due.
      meetDeadlines { $0 < signal.at }
      take(signal, at: signal.at)
    }
    meetDeadlines { $0 <= end }
  }

  private mutating func meetDeadlines(_ isReached: (Instant) -> Bool) {
    while let due = plan.nextDeadline(of: standing, customerKey: moments.customer.customer.key), isReached(due) {
      take(nil, at: due)
    }
  }

  private mutating func take(_ signal: KeptSignal?, at: Instant) {
    var step = Step(at: at, signal: signal, moment: moments.moment(at: at, after: signal))
    let isNew = standing.planKey != plan.key
    cross(&step, isSilent: isNew && signal?.kind != .created)
    if isNew { lookAnew(step) }
    standing.timeSeconds = at.secondsSince1970
    for trigger in plan.triggers { follow(trigger, step, isNew: isNew) }
    for track in plan.journeys { follow(track, step) }
  }

  /// Sees which segments, levels and zones hold now. The first look at somebody, and the first under another charter,
  /// finds them where they are: nobody is taken to have just come there, unless they have just become known.
  private mutating func cross(_ step: inout Step, isSilent: Bool) {
    for watch in plan.watches {
      let holds = holds(watch, step.moment)
      if set(watch.symbol, holds), !isSilent { step.crossings.append((watch.symbol, holds)) }
    }
    guard let signal = step.signal, signal.kind == .zones else { return }
    for zone in plan.charter.zones {
      let symbol = Watch.zone(zone.name)
      let isInside = signal.zones.contains(symbol)
      if set(symbol, isInside) { step.crossings.append((symbol, isInside)) }
    }
  }

  private func holds(_ watch: JourneyPlan.WatchPlan, _ moment: CustomerMoment) -> Bool {
    switch watch.test {
    case .rule(let check): return moment.holds(check)
    case .level(let quantity, let level, let rises, _):
      let number = moment.number(quantity)
      return rises ? number >= level : number <= level
    }
  }

  /// Notes whether something holds; whether that is new.
  private mutating func set(_ watch: Symbol, _ holds: Bool) -> Bool {
    let place = standing.holding.firstIndex { $0 >= watch } ?? standing.holding.count
    let isThere = place < standing.holding.count && standing.holding[place] == watch
    guard isThere != holds else { return false }
    if holds { standing.holding.insert(watch, at: place) } else { standing.holding.remove(at: place) }
    return true
  }

  /// Forgets what the charter in force no longer has.
  private mutating func lookAnew(_ step: Step) {
    let triggers = Set(plan.triggers.map(\.symbol))
    let zones = plan.charter.zones.map { Watch.zone($0.name) }
    let watches = Set(plan.watches.map(\.symbol) + zones)
    let sources = triggers.union(plan.journeys.flatMap { $0.steps.map(\.source) })
    standing.holding.removeAll { !watches.contains($0) }
    standing.deadlines.removeAll { !triggers.contains($0.trigger) }
    standing.firings.removeAll { !triggers.contains($0.trigger) }
    standing.pending.removeAll { !sources.contains($0.source) }
    for place in standing.runs.indices {
      let run = standing.runs[place]
      guard run.isActive, plan.track(of: run.journey) == nil else { continue }
      standing.runs[place] = run.ended(at: step.at, .lost)
    }
    standing.planKey = plan.key
  }

  /// Asks for an occasion, at the customer's place within the spread.
  mutating func open(_ source: Symbol, _ opening: Opening, salt: UInt64, ordinal: Int64, at: Instant) {
    let share = opening.spreadSeconds > 0 ? Chance.uniform(moments.customer.customer.key, salt: salt) : 0
    let due = at + Int64(Double(opening.spreadSeconds) * share)
    standing.pending.append(
      .init(
        source: source, ordinal: ordinal, atSeconds: at.secondsSince1970, dueSeconds: due.secondsSince1970))
  }
}
