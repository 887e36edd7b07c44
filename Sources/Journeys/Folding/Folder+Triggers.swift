import Decisions
import Expressions
import Times

extension Folder {
  /// What a step means for a trigger.
  mutating func follow(_ plan: JourneyPlan.TriggerPlan, _ step: Step, isNew: Bool) {
    switch plan.trigger.cause {
    case .occurrence(let occurrences):
      if step.has(occurrences) { fire(plan, step) }
    case .level:
      if let level = plan.level, step.crossings.contains(where: { $0.watch == level && $0.isInside }) {
        fire(plan, step)
      }
    case .absence(let of, let seconds, let since):
      if step.has(of) {
        disarm(plan.symbol)
        standing.pending.removeAll { $0.source == plan.symbol }
        if since.isEmpty { arm(plan.symbol, due: step.at + seconds) }
      } else if step.has(since) || (isNew && since.isEmpty && deadline(of: plan.symbol) == nil) {
        arm(plan.symbol, due: step.at + seconds)
      }
      if isDue(plan.symbol, step) { fire(plan, step) }
    case .date(let slot, let offset, let clock):
      if isNew || step.signal?.changes.contains(where: { isOf(slot, $0) }) ?? false {
        disarm(plan.symbol)
        if let due = moment(ofSlot: slot, offset, clock, step.moment) { armDate(plan, due: due, step) }
      }
      if isDue(plan.symbol, step) { fire(plan, step) }
    case .yearly(let date):
      follow(plan, date, step, isNew: isNew)
    }
  }

  /// How much earlier than its deadline a yearly turn may lie, in seconds, because the customer moved to the east since the
  /// deadline was set: the clocks of the earth differ by 26 hours.
  private static let movedSecondsMax: Int64 = 26 * 3600

  /// Each year has one turn, whatever the date is corrected to after it.
  private mutating func follow(_ plan: JourneyPlan.TriggerPlan, _ date: YearlyDate, _ step: Step, isNew: Bool) {
    let due = isDue(plan.symbol, step)
    guard due || isNew || step.signal?.changes.contains(where: { isOf(date.slot, $0) }) ?? false else { return }
    disarm(plan.symbol)
    guard let seconds = seconds(ofSlot: date.slot, step.moment) else { return }
    var year = firing(of: plan.symbol)?.year ?? 0
    let expires = plan.trigger.opening.expiresAfterSeconds
    let patience = due ? max(expires, Folder.movedSecondsMax) : expires
    if let turn = date.last(of: seconds, upTo: step.at, in: moments.zone), turn.year > year,
      turn.at + patience >= step.at
    {
      fire(plan, step, year: turn.year)
      year = turn.year
    }
    if let next = date.next(of: seconds, after: step.at, beyond: year, in: moments.zone) {
      arm(plan.symbol, due: next.at)
    }
  }

  private func isOf(_ slot: Int, _ change: KeptSignal.Change) -> Bool {
    plan.slotOfAttribute[change.attribute] == slot
  }

  /// A date ahead is waited for; one that has just passed still counts, once.
  private mutating func armDate(_ plan: JourneyPlan.TriggerPlan, due: Instant, _ step: Step) {
    if due > step.at { return arm(plan.symbol, due: due) }
    let last = firing(of: plan.symbol)?.atSeconds ?? .min
    guard due + plan.trigger.opening.expiresAfterSeconds >= step.at, last < due.secondsSince1970 else { return }
    fire(plan, step)
  }

  /// The moment that a date trigger waits for; nothing where the attribute says nothing.
  private func moment(ofSlot slot: Int, _ offset: Int64, _ clock: Int32?, _ moment: CustomerMoment) -> Instant? {
    guard let seconds = seconds(ofSlot: slot, moment) else { return nil }
    let date = Instant(secondsSince1970: seconds) + offset
    guard let clock else { return date }
    let local = moments.zone.localSeconds(at: date)
    let day = local - local.remainderFloored(by: 86_400)
    let today = moments.zone.firstInstant(atOrAfterLocal: day + Int64(clock))
    return today >= date ? today : moments.zone.firstInstant(atOrAfterLocal: day + 86_400 + Int64(clock))
  }

  /// The second of a timestamp, since 1970; nothing where it says nothing, or lies beyond ten thousand years, where sums
  /// could wrap.
  private func seconds(ofSlot slot: Int, _ moment: CustomerMoment) -> Int64? {
    guard moment.row.state(slot) == .word else { return nil }
    let seconds = Int64(bitPattern: moment.row.words[slot]).quotientFloored(by: 1_000_000)
    return seconds.magnitude < 400_000_000_000 ? seconds : nil
  }

  private func firing(of trigger: Symbol) -> Standing.Firing? { standing.firings.first { $0.trigger == trigger } }

  private mutating func fire(_ plan: JourneyPlan.TriggerPlan, _ step: Step, year: Int64 = 0) {
    let trigger = plan.trigger
    guard step.moment.holds(plan.when) else { return }
    let at = step.at.secondsSince1970
    let place = standing.firings.firstIndex { $0.trigger >= plan.symbol } ?? standing.firings.count
    let isKnown = place < standing.firings.count && standing.firings[place].trigger == plan.symbol
    if let least = trigger.oncePerSeconds, isKnown, at - standing.firings[place].atSeconds < least { return }
    let firing = Standing.Firing(trigger: plan.symbol, atSeconds: at, year: year)
    if isKnown {
      standing.firings[place] = firing
    } else if trigger.oncePerSeconds != nil || trigger.isDate {
      standing.firings.insert(firing, at: place)
    }
    open(plan.symbol, trigger.opening, salt: plan.salt, ordinal: year != 0 ? year : at, at: step.at)
  }

  // MARK: Deadlines

  private func deadline(of trigger: Symbol) -> Int64? {
    standing.deadlines.first { $0.trigger == trigger }?.dueSeconds
  }

  private mutating func arm(_ trigger: Symbol, due: Instant) {
    disarm(trigger)
    let place = standing.deadlines.firstIndex { $0.trigger > trigger } ?? standing.deadlines.count
    standing.deadlines.insert(.init(trigger: trigger, dueSeconds: due.secondsSince1970), at: place)
  }

  private mutating func disarm(_ trigger: Symbol) { standing.deadlines.removeAll { $0.trigger == trigger } }

  /// Whether a trigger's deadline is reached; then it is gone.
  private mutating func isDue(_ trigger: Symbol, _ step: Step) -> Bool {
    guard let due = deadline(of: trigger), due <= step.at.secondsSince1970 else { return false }
    disarm(trigger)
    return true
  }
}

extension Trigger {
  fileprivate var isDate: Bool {
    switch cause {
    case .date, .yearly: true
    case .occurrence, .absence, .level: false
    }
  }
}
