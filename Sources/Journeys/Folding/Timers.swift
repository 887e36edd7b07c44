import Decisions
import Times

/// A moment at which something falls due.
struct DueTimer: Hashable {
  var key: TimerKey
  var due: Instant
}

extension JourneyPlan {
  private static let reviewSalt = Chance.key(of: "journey review")

  /// The timers that a standing wants, by key. They follow from it, so that what is set and what is wanted never differ.
  func timers(of standing: Standing, customerKey: UInt64) -> [DueTimer] {
    var timers: [DueTimer] = []
    forEachDeadline(of: standing, customerKey) { timers.append(DueTimer(key: $0, due: $1)) }
    for pending in standing.pending {
      timers.append(
        DueTimer(
          key: .occasion(pending.source, ordinal: pending.ordinal),
          due: Instant(secondsSince1970: pending.dueSeconds)))
    }
    return timers
  }

  /// The next moment at which a standing changes by itself.
  func nextDeadline(of standing: Standing, customerKey: UInt64) -> Instant? {
    var next: Instant?
    forEachDeadline(of: standing, customerKey) { _, due in next = next.map { min($0, due) } ?? due }
    return next
  }

  private func forEachDeadline(of standing: Standing, _ customerKey: UInt64, _ body: (TimerKey, Instant) -> Void) {
    guard standing.planKey != 0 else { return }
    for deadline in standing.deadlines {
      body(.trigger(deadline.trigger), Instant(secondsSince1970: deadline.dueSeconds))
    }
    var reviews = reviewsEverybody
    for run in standing.runs {
      guard let number = track(of: run.journey) else { continue }
      let track = journeys[number]
      if let due = due(of: run, track, after: standing.timeSeconds) {
        body(.journey(run.journey), Instant(secondsSince1970: due))
      }
      if let stage = track.step(of: run.stage), track.steps[stage].changesWithTime { reviews = true }
    }
    guard reviews else { return }
    let length = JourneyLimits.reviewSeconds
    let offset = Int64(Chance.uniform(customerKey, salt: JourneyPlan.reviewSalt) * Double(length))
    let rounds = (standing.timeSeconds - offset).quotientFloored(by: length) + 1
    body(.review, Instant(secondsSince1970: rounds * length + offset))
  }

  /// The next moment, later than the last step, that a journey waits for.
  private func due(of run: Standing.Run, _ track: Track, after time: Int64) -> Int64? {
    var next: Int64?
    func wait(_ due: Int64) { if due > time { next = next.map { min($0, due) } ?? due } }
    guard run.isActive else {
      if track.journey.entry.on.isEmpty, case .afterSeconds(let seconds) = track.journey.reentry, run.count > 0 {
        wait(run.endedSeconds + seconds)
      }
      return next
    }
    if let seconds = track.journey.expiresAfterSeconds { wait(run.enteredSeconds + seconds) }
    guard let number = track.step(of: run.stage) else { return next }
    let stage = track.steps[number].stage
    if let seconds = stage.expiresAfterSeconds { wait(run.stageSeconds + seconds) }
    if run.isSuspended {
      wait(run.resumesSeconds)
    } else {
      for move in stage.moves where move.on.isEmpty {
        if let seconds = move.afterSeconds { wait(run.waitSeconds + seconds) }
      }
    }
    return next
  }
}
