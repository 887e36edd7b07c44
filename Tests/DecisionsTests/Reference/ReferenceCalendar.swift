import Decisions
import Times

/// Local time, by looking through the changes of a zone from the first to the last.
struct ReferenceCalendar {
  let zone: Zone
  /// The offsets that it ever has, in seconds east of UTC.
  let offsets: Set<Int32>

  init(zone: Zone) {
    self.zone = zone
    offsets = Set([zone.initialOffsetSeconds] + zone.transitions.map(\.offsetSeconds))
  }

  /// What local clocks show: seconds since 1970-01-01T00:00:00 local.
  func local(_ t: Instant) -> Int64 {
    var offset = zone.initialOffsetSeconds
    for transition in zone.transitions where transition.at <= t.secondsSince1970 { offset = transition.offsetSeconds }
    return t.secondsSince1970 + Int64(offset)
  }

  func date(_ t: Instant) -> CivilDate {
    let seconds = local(t)
    return CivilDate(daysSince1970: Int((seconds - secondOfDay(t)) / 86_400))
  }

  func secondOfDay(_ t: Instant) -> Int64 {
    let rest = local(t) % 86_400
    return rest < 0 ? rest + 86_400 : rest
  }

  /// The first moment at which local clocks show `seconds` or more.
  func first(_ seconds: Int64) -> Instant {
    var start = Int64.min
    var offset = zone.initialOffsetSeconds
    for transition in zone.transitions {
      let moment = max(start, seconds - Int64(offset))
      if moment < transition.at { return Instant(secondsSince1970: moment) }
      start = transition.at
      offset = transition.offsetSeconds
    }
    return Instant(secondsSince1970: max(start, seconds - Int64(offset)))
  }

  /// The first moment of a local date.
  func first(_ date: CivilDate) -> Instant { first(Int64(date.daysSince1970) * 86_400) }

  /// Every moment in `range` at which local clocks show `seconds`.
  func moments(_ seconds: Int64, in range: ClosedRange<Instant>) -> [Instant] {
    offsets.map { Instant(secondsSince1970: seconds - Int64($0)) }.filter { range.contains($0) && local($0) == seconds }
  }

  /// From the first moment of the period that contains `t`, or of the `later`-th after it, to that of the next.
  func period(_ window: Window, containing t: Instant, later: Int = 0) -> Range<Instant>? {
    var day = date(t)
    // A day that has begun stays begun, whatever the clocks show again.
    if first(day.adding(days: 1)) <= t { day = day.adding(days: 1) }
    switch window {
    case .rolling: return nil
    case .day: break
    case .week: while day.weekday != .monday { day = day.adding(days: -1) }
    case .month: while day.day != 1 { day = day.adding(days: -1) }
    }
    for _ in 0..<later { day = next(day, window) }
    return first(day)..<first(next(day, window))
  }

  private func next(_ day: CivilDate, _ window: Window) -> CivilDate {
    switch window {
    case .rolling, .day: return day.adding(days: 1)
    case .week: return day.adding(days: 7)
    case .month:
      var day = day.adding(days: 1)
      while day.day != 1 { day = day.adding(days: 1) }
      return day
    }
  }
}
