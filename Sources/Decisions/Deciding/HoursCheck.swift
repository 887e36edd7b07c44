import Times

extension HoursPlan {
  /// Whether a moment is open in every zone that the customer may live in.
  func areOpen(_ check: PolicyCheck, at time: Instant) -> Bool {
    for zone in check.zones {
      guard isOpen(at: time, in: check.plan.charter.zones[zone], check) else { return false }
    }
    return true
  }

  /// The first open moment after `time`, in all plausible zones together; nothing within a year.
  func opening(_ check: PolicyCheck, after time: Instant) -> Instant? {
    let horizon = time + 366 * 86_400
    var moment = time + 1
    while moment <= horizon {
      var next = moment
      for zone in check.zones {
        guard let opening = opening(check, in: check.plan.charter.zones[zone], atOrAfter: moment) else { return nil }
        next = max(next, opening)
      }
      if next == moment { return moment }
      moment = next
    }
    return nil
  }

  private func isOpen(day: Int, seconds: Int32, _ check: PolicyCheck) -> Bool {
    let weekday = UInt8(1) << UInt8((day % 7 + 7 + 3) % 7)  // 1970-01-01 was a Thursday
    guard allowed.contains(where: { $0.days & weekday != 0 && seconds >= $0.fromSeconds && seconds < $0.toSeconds })
    else { return false }
    return !areHolidaysClosed || !check.isHoliday(day)
  }

  /// The first open moment of one zone: the moment itself, the start of some stretch of hours, or a change of clocks
  /// into one.
  private func opening(_ check: PolicyCheck, in zone: Zone, atOrAfter time: Instant) -> Instant? {
    if isOpen(at: time, in: zone, check) { return time }
    let firstDay = zone.localSeconds(at: time).quotientFloored(by: 86_400)
    // A day early, because a change of clocks may show a local day again.
    for day in firstDay - 1...firstDay + 366 {
      var best: Instant?
      for hours in allowed {
        for opening in zone.instants(ofLocal: day * 86_400 + Int64(hours.fromSeconds))
        where opening >= time && isOpen(at: opening, in: zone, check) {
          best = min(best ?? opening, opening)
        }
      }
      let end = best ?? zone.firstInstant(atOrAfterLocal: (day + 1) * 86_400)
      var change = zone.nextTransition(after: time)
      while let moment = change, moment <= end {
        if isOpen(at: moment, in: zone, check) { return moment }
        change = zone.nextTransition(after: moment)
      }
      if let best { return best }
    }
    return nil
  }

  private func isOpen(at time: Instant, in zone: Zone, _ check: PolicyCheck) -> Bool {
    let local = zone.localSeconds(at: time)
    let day = local.quotientFloored(by: 86_400)
    return isOpen(day: Int(day), seconds: Int32(truncatingIfNeeded: local - day * 86_400), check)
  }
}
