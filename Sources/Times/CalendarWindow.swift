/// A stretch of the calendar in which contacts are counted.
public enum CalendarWindow: String, CaseIterable, Sendable {
  /// From midnight to midnight.
  case day
  /// From Monday to Sunday, as in ISO 8601.
  case week
  /// From the first to the last day of a month.
  case month

  /// The first day of the window that a date falls in.
  public func firstDay(containing date: CivilDate) -> CivilDate {
    switch self {
    case .day: return date
    case .week: return date.firstOfWeek
    case .month: return date.firstOfMonth
    }
  }

  /// The first day of the window after the one that a date falls in.
  public func firstDayOfNext(after date: CivilDate) -> CivilDate {
    switch self {
    case .day: return date.adding(days: 1)
    case .week: return date.firstOfWeek.adding(days: 7)
    case .month: return date.firstOfNextMonth
    }
  }
}

/// Local days, weeks and months as stretches of the UTC time line.
///
/// A local day begins when local clocks first show its midnight, or at the change of clocks that skips it, and lasts
/// until the next day begins. Days, weeks and months so cut the time line into pieces without gap or overlap, in every
/// zone: a day may have 23 or 25 hours, and a day that a country skipped has none.
extension Zone {
  /// The moment at which a local date begins.
  public func startOfDay(_ date: CivilDate) -> Instant {
    firstInstant(atOrAfterLocal: Int64(date.daysSince1970) * 86_400)
  }

  /// The local day that a moment belongs to.
  ///
  /// It is what the calendar on the wall shows, with one exception: where clocks were once set back across midnight,
  /// the hour that is shown twice belongs to the new day, which has already begun.
  public func day(at instant: Instant) -> CivilDate {
    let shown = date(at: instant)
    let next = shown.adding(days: 1)
    return startOfDay(next) <= instant ? next : shown
  }

  /// The window that a moment falls in; its upper bound is the start of the next one.
  public func window(_ window: CalendarWindow, containing instant: Instant) -> Range<Instant> {
    let day = day(at: instant)
    let start = startOfDay(window.firstDay(containing: day))
    // Both bounds are clamped at the edges of 64 bits, far outside any calendar.
    return start..<max(start, startOfDay(window.firstDayOfNext(after: day)))
  }

  /// The start of the local day containing a moment.
  public func startOfDay(at instant: Instant) -> Instant { startOfDay(day(at: instant)) }

  /// The start of the local day after the one containing a moment.
  public func startOfNextDay(at instant: Instant) -> Instant { startOfDay(day(at: instant).adding(days: 1)) }

  /// The start of the Monday of the local week containing a moment.
  public func startOfWeek(at instant: Instant) -> Instant { startOfDay(day(at: instant).firstOfWeek) }

  /// The start of the Monday after the local week containing a moment.
  public func startOfNextWeek(at instant: Instant) -> Instant {
    startOfDay(CalendarWindow.week.firstDayOfNext(after: day(at: instant)))
  }

  /// The start of the local month containing a moment.
  public func startOfMonth(at instant: Instant) -> Instant { startOfDay(day(at: instant).firstOfMonth) }

  /// The start of the local month after the one containing a moment.
  public func startOfNextMonth(at instant: Instant) -> Instant { startOfDay(day(at: instant).firstOfNextMonth) }

  /// What local clocks show at a moment, in seconds after midnight, 0 ..< 86,400.
  public func secondOfDay(at instant: Instant) -> Int {
    Int(localSeconds(at: instant).remainderFloored(by: 86_400))
  }
}
