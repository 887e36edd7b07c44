import Times

/// A day that comes again each year, on the customer's own calendar: a birthday, the anniversary of a contract.
///
/// The day is that of a timestamp: at midnight UTC to the second it is a day of the calendar, the same wherever the
/// customer lives; any other is a moment, and its day and hour are those of the customer's clocks. It comes from the year
/// after that of the timestamp on. 29 February comes on 28 February in years that have none.
public struct YearlyDate: Hashable, Sendable {
  /// The slot of the timestamp.
  public var slot: Int
  /// How much later than the day, on the customer's clocks, in seconds; negative: before it. At most
  /// ``offsetSecondsMax`` either way.
  public var offsetSeconds: Int64
  /// Seconds after midnight: then at the next moment at which the customer's clocks show this; nothing: at once.
  public var clockSeconds: Int32?

  /// The furthest that one may be moved: 365 days.
  public static let offsetSecondsMax: Int64 = 365 * 86_400

  /// Makes one.
  public init(slot: Int, offsetSeconds: Int64 = 0, clockSeconds: Int32? = nil) {
    self.slot = slot
    self.offsetSeconds = offsetSeconds
    self.clockSeconds = clockSeconds
  }

  /// The moment that belongs to one year.
  struct Turn: Hashable {
    var year: Int64
    var at: Instant
  }

  /// The last turn at or before a moment; nothing where none is.
  func last(of seconds: Int64, upTo moment: Instant, in zone: Zone) -> Turn? {
    turns(of: seconds, around: moment, in: zone).last { $0.at <= moment }
  }

  /// The first turn after a moment that belongs to a later year than `year`.
  func next(of seconds: Int64, after moment: Instant, beyond year: Int64, in zone: Zone) -> Turn? {
    turns(of: seconds, around: moment, in: zone).first { $0.at > moment && $0.year > year }
  }

  /// The turns of the years around a moment, in order. An offset moves a turn by up to a year, so two years on either side
  /// hold the last one and the next, and a third the one after a year that had its turn.
  private func turns(of seconds: Int64, around moment: Instant, in zone: Zone) -> [Turn] {
    let isDay = seconds.remainderFloored(by: 86_400) == 0
    let local = isDay ? seconds : zone.localSeconds(at: Instant(secondsSince1970: seconds))
    let date = CivilDate(daysSince1970: Int(local.quotientFloored(by: 86_400)))
    let time = local.remainderFloored(by: 86_400)
    let year = Int(zone.date(at: moment).year)
    return (year - 2...year + 3).compactMap { year in
      guard year > Int(date.year) else { return nil }
      let day = min(Int(date.day), CivilDate.dayCount(year: year, month: Int(date.month)))
      guard let turn = CivilDate(year: year, month: Int(date.month), day: day) else { return nil }
      let moved = Int64(turn.daysSince1970) * 86_400 + time + offsetSeconds
      return Turn(year: Int64(year), at: zone.firstInstant(atOrAfterLocal: atClock(moved)))
    }
  }

  /// The next local time at which clocks show what is wanted.
  private func atClock(_ local: Int64) -> Int64 {
    guard let clockSeconds else { return local }
    let today = local - local.remainderFloored(by: 86_400) + Int64(clockSeconds)
    return today >= local ? today : today + 86_400
  }
}
