/// A day of the week, numbered as ISO 8601 does.
public enum Weekday: UInt8, CaseIterable, Sendable {
  case monday = 1
  case tuesday, wednesday, thursday, friday, saturday, sunday
}

/// A day of the proleptic Gregorian calendar, without a zone.
public struct CivilDate: Hashable, Comparable, Sendable {
  /// Astronomical year: 0 is 1 BC.
  public var year: Int32
  /// 1 … 12.
  public var month: UInt8
  /// 1 … 31.
  public var day: UInt8

  /// Makes a date, or nothing when there is no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), day >= 1, day <= CivilDate.dayCount(year: year, month: month),
      let year = Int32(exactly: year)
    else { return nil }
    self.year = year
    self.month = UInt8(month)
    self.day = UInt8(day)
  }

  /// The date `days` days after 1970-01-01.
  ///
  /// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
  public init(daysSince1970 days: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    self.year = Int32(yearOfEra + era * 400 + (month <= 2 ? 1 : 0))
    self.month = UInt8(month)
    self.day = UInt8(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// Days from 1970-01-01 to this date; negative before.
  public var daysSince1970: Int {
    let year = Int(year) - (month <= 2 ? 1 : 0)
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let shiftedMonth = Int(month) > 2 ? Int(month) - 3 : Int(month) + 9
    let dayOfYear = (153 * shiftedMonth + 2) / 5 + Int(day) - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The day of the week.
  public var weekday: Weekday {
    let days = daysSince1970
    let index = ((days % 7) + 7 + 3) % 7  // 1970-01-01 was a Thursday
    return Weekday(rawValue: UInt8(index + 1)) ?? .monday
  }

  /// Days since 1 January of the same year; 0 … 365.
  public var dayOfYear: Int {
    let start = CivilDate(unchecked: year, 1, 1)
    return daysSince1970 - start.daysSince1970
  }

  /// The first day of this date's month.
  public var firstOfMonth: CivilDate { CivilDate(unchecked: year, month, 1) }

  /// The Monday on or before this date.
  public var firstOfWeek: CivilDate { CivilDate(daysSince1970: daysSince1970 - Int(weekday.rawValue) + 1) }

  /// The date `days` days later.
  public func adding(days: Int) -> CivilDate { CivilDate(daysSince1970: daysSince1970 + days) }

  /// How many days a month has.
  public static func dayCount(year: Int, month: Int) -> Int {
    switch month {
    case 2: return isLeap(year: year) ? 29 : 28
    case 4, 6, 9, 11: return 30
    default: return 31
    }
  }

  /// Whether a year has 29 February.
  public static func isLeap(year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  @inlinable public static func < (a: CivilDate, b: CivilDate) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }

  private init(unchecked year: Int32, _ month: UInt8, _ day: UInt8) {
    self.year = year
    self.month = month
    self.day = day
  }
}
