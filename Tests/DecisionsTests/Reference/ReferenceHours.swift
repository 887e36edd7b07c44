import Decisions
import Times

extension ReferencePolicy {
  /// Open in every plausible zone.
  func isOpen(_ hours: Hours, at t: Instant) -> Bool {
    calendars.allSatisfy { calendar in
      let date = calendar.date(t)
      let second = calendar.secondOfDay(t)
      let isWithinHours = hours.allowed.contains {
        $0.days & 1 << (date.weekday.rawValue - 1) != 0 && Int64($0.fromSeconds) <= second
          && second < Int64($0.toSeconds)
      }
      return isWithinHours && !(hours.areHolidaysClosed && isHoliday(date))
    }
  }

  private func isHoliday(_ date: CivilDate) -> Bool {
    let customer = state.customer
    let holidays = charter.holidays.first { Symbol($0.key) == customer.country }?.value ?? []
    return holidays.contains { holiday in
      holiday.date == date
        && (holiday.regions.isEmpty || customer.region == .none
          || holiday.regions.contains { Symbol($0) == customer.region })
    }
  }

  /// The first open second after `t`, at most 366 days later.
  ///
  /// A rule of hours opens only when local clocks reach the start of a stretch or midnight, or when clocks change: those
  /// moments are tried, a day's worth at a time.
  func firstOpening(_ hours: Hours, after t: Instant) -> Instant? {
    if hours.allowed.isEmpty { return nil }
    if isOpen(hours, at: t + 1) { return t + 1 }
    for day in 0..<Int64(366) {
      let today = (t + day * 86_400 + 1)...(t + (day + 1) * 86_400)
      var moments: [Instant] = []
      for calendar in calendars {
        for date in -1...2 {
          let midnight = Int64(calendar.date(today.lowerBound).adding(days: date).daysSince1970) * 86_400
          moments += calendar.moments(midnight, in: today)
          for stretch in hours.allowed { moments += calendar.moments(midnight + Int64(stretch.fromSeconds), in: today) }
        }
        let changes = calendar.zone.transitions.map { Instant(secondsSince1970: $0.at) }
        moments += changes.filter(today.contains)
      }
      if let opening = moments.sorted().first(where: { isOpen(hours, at: $0) }) { return opening }
    }
    return nil
  }
}
