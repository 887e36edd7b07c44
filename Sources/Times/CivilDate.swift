/// A day of the week, numbered as ISO 8601 does.
public enum Weekday: UInt8, CaseIterable, Sendable {
  case monday = 1
  case tuesday, wednesday, thursday, friday, saturday, sunday
}

/// A day of the proleptic Gregorian calendar, without a zone.
public struct CivilDate: Hashable, Comparable, Sendable {
  /// Astronomical year: 0 is 1 BC.
  public let year: Int32
  /// 1 … 12.
  public let month: UInt8
  /// 1 … 31.
  public let day: UInt8

  /// Years and days beyond these are no use to anyone and would leave 32 bits.
  private static let yearsMax = 1_900_000_000
  private static let daysMax = 690_000_000_000

  /// Makes a date, or nothing when there is no such day; years stay within 1,900 million of year 0.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), day >= 1, day <= CivilDate.dayCount(year: year, month: month),
      year.magnitude <= CivilDate.yearsMax
    else { return nil }
    let year = Int32(year)
    self.year = year
    self.month = UInt8(month)
    self.day = UInt8(day)
  }

  /// The date `days` days after 1970-01-01; beyond 690 thousand million days (1,890 million years), the date there.
  ///
  /// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
  public init(daysSince1970 days: Int) {
    let shifted = min(max(days, -CivilDate.daysMax), CivilDate.daysMax) + 719_468
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
    CivilDate.daysSince1970(year: Int(year), month: Int(month), day: Int(day))
  }

  /// Days from 1970-01-01 to a day that exists.
  ///
  /// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
  static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let shiftedMonth = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The day of the week.
  public var weekday: Weekday {
    let index = Int64(daysSince1970 + 3).remainderFloored(by: 7)  // 1970-01-01 was a Thursday
    return Weekday(rawValue: UInt8(index + 1)) ?? .monday
  }

  /// Days since 1 January of the same year; 0 … 365.
  public var dayOfYear: Int {
    daysSince1970 - CivilDate(unchecked: year, 1, 1).daysSince1970
  }

  /// The first day of this date's month.
  public var firstOfMonth: CivilDate { CivilDate(unchecked: year, month, 1) }

  /// The first day of the month after this date's.
  public var firstOfNextMonth: CivilDate {
    month == 12 ? CivilDate(unchecked: year + 1, 1, 1) : CivilDate(unchecked: year, month + 1, 1)
  }

  /// The Monday on or before this date.
  public var firstOfWeek: CivilDate { CivilDate(daysSince1970: daysSince1970 - Int(weekday.rawValue) + 1) }

  /// The date `days` days later.
  public func adding(days: Int) -> CivilDate {
    let (sum, overflows) = daysSince1970.addingReportingOverflow(days)
    return CivilDate(daysSince1970: overflows ? (days < 0 ? .min : .max) : sum)
  }

  /// How many days a month (1 … 12) has.
  public static func dayCount(year: Int, month: Int) -> Int {
    switch month {
    case 2: return isLeap(year: year) ? 29 : 28
    case 4, 6, 9, 11: return 30
    default: return 31
    }
  }

  /// Whether a year has 29 February.
  public static func isLeap(year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  /// Whether `a` is the earlier day.
  @inlinable public static func < (a: CivilDate, b: CivilDate) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }

  private init(unchecked year: Int32, _ month: UInt8, _ day: UInt8) {
    self.year = year
    self.month = month
    self.day = day
  }
}
