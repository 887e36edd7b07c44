/// The rule for the years to come in the footer of a TZif file, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// Source: POSIX.1-2017 §8.3 (the `TZ` variable) with the extension of RFC 9636 §3.3.1: times of change from −167 to
/// 167 hours.
struct PosixRule: Hashable {
  /// A day of each year.
  enum Day: Hashable {
    /// 1 … 365; 29 February is never counted.
    case ofYearWithoutLeapDay(Int)
    /// 0 … 365; 29 February is counted.
    case ofYear(Int)
    /// The `week`-th (1 … 5, 5 is the last) `weekday` (0 is Sunday) of a month.
    case ofMonth(month: Int, week: Int, weekday: Int)
  }

  /// A moment of each year at which clocks change.
  struct Change: Hashable {
    var day: Day
    /// Local time before the change, in seconds after 00:00 of the day; may be negative or more than a day.
    var secondOfDay: Int
  }

  /// Summer time, or whatever deviates from the standard for a part of the year.
  struct Summer: Hashable {
    var offsetSeconds: Int32
    var start: Change
    var end: Change
  }

  /// Seconds east of UTC outside summer time.
  var offsetSeconds: Int32
  var summer: Summer?

  /// The changes of a year, in the order of time.
  func transitions(year: Int) -> [Zone.Transition] {
    guard let summer else { return [] }
    let start = Zone.Transition(
      at: summer.start.localSeconds(year: year) - Int64(offsetSeconds), offsetSeconds: summer.offsetSeconds)
    let end = Zone.Transition(
      at: summer.end.localSeconds(year: year) - Int64(summer.offsetSeconds), offsetSeconds: offsetSeconds)
    return start.at <= end.at ? [start, end] : [end, start]
  }
}

extension PosixRule.Change {
  /// Seconds since 1970-01-01T00:00:00 local.
  func localSeconds(year: Int) -> Int64 {
    Int64(day.daysSince1970(year: year)) * 86_400 + Int64(secondOfDay)
  }
}

extension PosixRule.Day {
  func daysSince1970(year: Int) -> Int {
    let newYear = CivilDate.daysSince1970(year: year, month: 1, day: 1)
    switch self {
    case .ofYear(let day): return newYear + day
    case .ofYearWithoutLeapDay(let day):
      let passesLeapDay = day >= 60 && CivilDate.isLeap(year: year)
      return newYear + day - 1 + (passesLeapDay ? 1 : 0)
    case .ofMonth(let month, let week, let weekday):
      let first = CivilDate.daysSince1970(year: year, month: month, day: 1)
      let firstWeekday = Int(Int64(first + 4).remainderFloored(by: 7))  // 1970-01-01 was a Thursday, 4
      let firstMatch = 1 + (weekday - firstWeekday + 7) % 7
      var day = firstMatch + 7 * (week - 1)
      if day > CivilDate.dayCount(year: year, month: month) { day -= 7 }
      return first + day - 1
    }
  }
}

// MARK: Parsing

extension PosixRule {
  /// Reads a rule; nothing when the text is not one.
  init?(_ text: [UInt8]) {
    var cursor = ByteCursor(text)
    guard cursor.zoneAbbreviation(), let westSeconds = cursor.clockTime(hoursMax: 24) else { return nil }
    offsetSeconds = Int32(-westSeconds)
    guard !cursor.isAtEnd else { return }
    guard cursor.zoneAbbreviation() else { return nil }
    var summerOffset = offsetSeconds + 3_600
    if cursor.peek() != UInt8(ascii: ",") {
      guard let westSeconds = cursor.clockTime(hoursMax: 24) else { return nil }
      summerOffset = Int32(-westSeconds)
    }
    guard let start = cursor.change(), let end = cursor.change(), cursor.isAtEnd else { return nil }
    summer = Summer(offsetSeconds: summerOffset, start: start, end: end)
  }
}

extension ByteCursor {
  /// Passes over `CET` or `<+0330>`; false when there is neither.
  fileprivate mutating func zoneAbbreviation() -> Bool {
    if take("<") != nil {
      while let byte = next() {
        if byte == UInt8(ascii: ">") { return true }
      }
      return false
    }
    var length = 0
    while let byte = peek(), (byte | 0x20) >= UInt8(ascii: "a"), (byte | 0x20) <= UInt8(ascii: "z") {
      length += 1
      _ = next()
    }
    return length >= 3
  }

  /// `[+-]h[h[h]][:mm[:ss]]` in seconds.
  fileprivate mutating func clockTime(hoursMax: Int) -> Int? {
    let sign = take("+-") == UInt8(ascii: "-") ? -1 : 1
    guard let hours = digits(atMost: 3), hours <= hoursMax else { return nil }
    var seconds = hours * 3_600
    for unit in [60, 1] {
      guard take(":") != nil else { break }
      guard let count = digits(exactly: 2), count < 60 else { return nil }
      seconds += count * unit
    }
    return sign * seconds
  }

  /// `,date[/time]`.
  fileprivate mutating func change() -> PosixRule.Change? {
    guard take(",") != nil, let day = dayOfChange() else { return nil }
    guard take("/") != nil else { return PosixRule.Change(day: day, secondOfDay: 7_200) }
    return clockTime(hoursMax: 167).map { PosixRule.Change(day: day, secondOfDay: $0) }
  }

  private mutating func dayOfChange() -> PosixRule.Day? {
    if take("J") != nil {
      return digits(atMost: 3).flatMap { (1...365).contains($0) ? .ofYearWithoutLeapDay($0) : nil }
    }
    guard take("M") != nil else { return digits(atMost: 3).flatMap { $0 <= 365 ? .ofYear($0) : nil } }
    guard let month = digits(atMost: 2), (1...12).contains(month), take(".") != nil,
      let week = digits(atMost: 1), (1...5).contains(week), take(".") != nil,
      let weekday = digits(atMost: 1), weekday <= 6
    else { return nil }
    return .ofMonth(month: month, week: week, weekday: weekday)
  }
}
