import Decisions
import Times

/// Leads a customer's journeys on by a signal, or by time alone.
///
/// Pure: the same state, signal, customer, plan and moment give the same effects and the same state after it. Where the
/// customer stands afterwards follows from their signals in the order of their own times: signals that come late, twice
/// or out of order change nothing of it. docs/JOURNEYS.md says precisely when.
///
/// - Parameters:
///   - state: where the customer stands; it is led on.
///   - signal: what happened. The customer's data must know it already: the event stands among the events, attributes
///     have their new values.
///   - customer: the customer as they are now.
///   - plan: the charter in force.
///   - now: the moment.
/// - Returns: what the host is to do, in this order.
@discardableResult
public func advance(
  _ state: inout JourneyState, _ signal: Signal, _ customer: CustomerState, _ plan: JourneyPlan, now: Instant
) -> [Effect] {
  var advance = Advance(state: state, customer: customer, plan: plan, now: now)
  advance.receive(signal)
  state = advance.state
  return advance.effects
}

extension JourneyPlan {
  /// The earliest of the timers that a state wants, for a host that keeps one a customer; nothing where it wants none.
  public func nextTimer(of state: JourneyState, customer: Customer) -> Instant? {
    state.timers(self, customerKey: customer.key).values.min()
  }

  /// What the customer's stages add to every decision; put it into ``CustomerState/contexts`` before each.
  public func contexts(of state: JourneyState) -> [Context] {
    var contexts: [Context] = []
    for run in state.current.runs where run.isActive && !run.isSuspended {
      guard let number = track(of: run.journey), let stage = journeys[number].step(of: run.stage) else { continue }
      let context = journeys[number].steps[stage].stage.context
      if !context.isEmpty { contexts.append(context) }
    }
    return contexts
  }

  /// Whether an event of this name matters to somebody's journeys; of others `advance` need not hear.
  public func watches(event: Symbol) -> Bool { events.contains(event) }
}

/// One call of ``advance(_:_:_:_:now:)``.
private struct Advance {
  var state: JourneyState
  let customer: CustomerState
  let plan: JourneyPlan
  let now: Instant
  var effects: [Effect] = []

  mutating func receive(_ signal: Signal) {
    let before = state
    takeOver()
    take(signal)
    if state.current.planKey != plan.key, state.signals.allSatisfy({ $0.at > now }) {
      keep(KeptSignal(.look, at: now))
    }
    lead(before)
    issue()
    compare(before)
    settle()
  }

  private var moments: CustomerMoments { CustomerMoments(plan: plan, customer: customer, signals: state.signals) }

  // MARK: Signals

  /// Keeps a signal that matters, in its place; a second time it changes nothing.
  private mutating func take(_ signal: Signal) {
    guard let kept = plan.kept(signal, customer) else { return }
    guard kept.atSeconds > state.settledSeconds, kept.at >= now - JourneyLimits.latenessSeconds,
      kept.at <= now + JourneyLimits.futureSeconds
    else { return effects.append(.ignored(at: kept.at)) }
    keep(kept)
  }

  private mutating func keep(_ signal: KeptSignal) {
    let place = state.signals.firstIndex { !($0 < signal) } ?? state.signals.count
    if place < state.signals.count, state.signals[place] == signal { return }
    state.signals.insert(signal, at: place)
  }

  // MARK: Folding

  /// Another charter takes the customer over where they stand, and does not judge their past.
  private mutating func takeOver() {
    guard state.current.planKey != 0, state.current.planKey != plan.key else { return }
    state.base = state.current
    state.settledSeconds = max(state.settledSeconds, state.current.timeSeconds)
    state.signals.removeAll { $0.atSeconds <= state.settledSeconds }
  }

  /// Takes as settled what is so old that nothing can come before it any more. Last, when everything that came of it
  /// was told.
  private mutating func settle() {
    var end = now - JourneyLimits.latenessSeconds
    let excess = state.signals.count - JourneyLimits.signalsMax
    if excess >= 0, state.signals[excess].at < now { end = max(end, state.signals[excess].at) }
    guard end.secondsSince1970 > state.settledSeconds else { return }
    var folder = Folder(plan: plan, moments: moments, standing: state.base)
    folder.fold(state.signals, upTo: end)
    state.base = folder.standing
    state.base.pending.removeAll { $0.dueSeconds <= end.secondsSince1970 }
    state.settledSeconds = end.secondsSince1970
    state.signals.removeAll { $0.at <= end }
    state.issued.removeAll { $0.dueSeconds <= end.secondsSince1970 }
  }

  /// Leads the standing on to now: from where it was if nothing came in between, else from what is settled.
  private mutating func lead(_ before: JourneyState) {
    let reached = state.current.timeSeconds
    let news = state.signals.filter { !before.signals.contains($0) }
    let waited = state.signals.filter { $0.at <= now && $0.atSeconds > reached }
    let isInOrder = state.current.planKey == plan.key && news.allSatisfy { $0.atSeconds > reached }
    var folder = Folder(plan: plan, moments: moments, standing: isInOrder ? state.current : state.base)
    folder.fold(isInOrder ? waited : state.signals, upTo: now)
    state.current = folder.standing
  }

  // MARK: Occasions

  /// Opens or abandons the occasions whose moment has come, each once.
  private mutating func issue() {
    var waiting: [Standing.Pending] = []
    for pending in state.current.pending {
      if pending.dueSeconds > now.secondsSince1970 { waiting.append(pending) } else { issue(pending) }
    }
    state.current.pending = waiting
  }

  private mutating func issue(_ pending: Standing.Pending) {
    guard pending.dueSeconds > state.settledSeconds,
      !state.issued.contains(where: { $0.source == pending.source && $0.ordinal == pending.ordinal }),
      let source = plan.source(pending.source)
    else { return }
    let at = Instant(secondsSince1970: pending.dueSeconds)
    let isRepeated = isRepeated(pending, source)
    state.issued.append(Issued(source: pending.source, ordinal: pending.ordinal, dueSeconds: pending.dueSeconds))
    let expiresAt = at + source.opening.expiresAfterSeconds
    let reason: AbandonReason? =
      isRepeated
      ? .repeated
      : now > expiresAt
        ? .stale
        : source.isSuspended(in: state) ? .suspended : source.holds(moments.present(now)) ? nil : .conditionFails
    if let reason { return effects.append(.abandoned(source: source.name, at: at, reason)) }
    effects.append(
      .openOccasion(OpenedOccasion(source: source.name, occasion: source.occasion, at: at, expiresAt: expiresAt)))
  }

  /// Whether another occasion of the trigger was opened within its pause: a late signal may have moved its time.
  private func isRepeated(_ pending: Standing.Pending, _ source: OccasionSource) -> Bool {
    guard let least = source.oncePerSeconds else { return false }
    return state.issued.contains { $0.source == pending.source && abs($0.ordinal - pending.ordinal) < least }
  }

  // MARK: What changed

  private mutating func compare(_ before: JourneyState) {
    compareSegments(before.current, state.current)
    compareRuns(before.current, state.current)
    let key = customer.customer.key
    var old = before.timers(plan, customerKey: key)
    for timer in state.timers(plan, customerKey: key).sorted(by: { $0.key < $1.key }) {
      let known = old.removeValue(forKey: timer.key)
      if known != timer.value { effects.append(.setTimer(timer.key, due: timer.value)) }
    }
    for key in old.keys.sorted() { effects.append(.cancelTimer(key)) }
  }

  private mutating func compareSegments(_ old: Standing, _ new: Standing) {
    for segment in plan.charter.segments {
      let symbol = Watch.segment(segment.name)
      let (was, isIn) = (old.holding.contains(symbol), new.holding.contains(symbol))
      if was != isIn { effects.append(isIn ? .enteredSegment(segment.name) : .leftSegment(segment.name)) }
    }
  }

  private mutating func compareRuns(_ old: Standing, _ new: Standing) {
    for run in new.runs {
      let was = old.runs.first { $0.journey == run.journey } ?? Standing.Run(journey: run.journey)
      let journey = plan.name(ofJourney: run.journey)
      if was.stage != run.stage {
        if was.isActive {
          effects.append(.leftStage(journey: journey, stage: plan.name(of: was.stage, in: run.journey)))
        }
        if run.isActive {
          effects.append(.enteredStage(journey: journey, stage: plan.name(of: run.stage, in: run.journey)))
        }
      }
      if was.isActive, !run.isActive || run.count > was.count { effects.append(.endedJourney(journey, run.ending)) }
    }
  }
}

extension JourneyState {
  /// The timers that the state wants, by key.
  fileprivate func timers(_ plan: JourneyPlan, customerKey: UInt64) -> [TimerKey: Instant] {
    var timers = Dictionary(
      plan.timers(of: current, customerKey: customerKey).map { ($0.key, $0.due) }, uniquingKeysWith: min)
    if let next = signals.first(where: { $0.atSeconds > current.timeSeconds && $0.kind != .look }) {
      timers[.signal] = next.at
    }
    return timers
  }
}
