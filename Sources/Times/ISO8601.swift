/// Dates and moments as text, in the calendar formats of ISO 8601 and RFC 3339.

extension CivilDate {
  /// Reads `2026-11-22`; years 0000 to 9999.
  ///
  /// - Throws: ``TimeTextError`` when the text has another form, or there is no such day.
  public init(iso8601 text: String) throws(TimeTextError) {
    var cursor = ByteCursor(text)
    self = try cursor.civilDate(in: text)
    try cursor.expectEnd(of: text)
  }

  /// The date as `2026-11-22`; years before 0 and after 9999 have a sign in front, which ``init(iso8601:)`` refuses.
  public var iso8601: String {
    let yearText: String
    switch year {
    case ..<0: yearText = "-" + padded(Int(year.magnitude), 4)
    case 10_000...: yearText = "+" + padded(Int(year), 5)
    default: yearText = padded(Int(year), 4)
    }
    return "\(yearText)-\(padded(Int(month), 2))-\(padded(Int(day), 2))"
  }
}

extension Instant {
  /// Reads `2026-11-22`, `2026-11-22T09:00`, `2026-11-22T09:00:30`, each with or without `Z` or `+01:00` after the
  /// time; `t` and a space serve for `T`.
  ///
  /// Fractions of a second are dropped. A date alone is the start of that day. `24:00` is the end of the day and second
  /// 60 the second after 59. Without an offset the time is local in `zone`: one that occurs twice is its first
  /// occurrence, one that is skipped is the change of clocks.
  ///
  /// - Parameter zone: where local times are; nothing when there must be an offset.
  /// - Throws: ``TimeTextError`` when the text has another form, there is no such day or time, or an offset is missing.
  public init(iso8601 text: String, zone: Zone?) throws(TimeTextError) {
    var cursor = ByteCursor(text)
    let date = try cursor.civilDate(in: text)
    var localSeconds = Int64(date.daysSince1970) * 86_400
    var offset: Int32?
    if cursor.take("Tt ") != nil {
      localSeconds += try cursor.secondOfDay(in: text)
      if !cursor.isAtEnd { offset = try cursor.utcOffset(in: text) }
    }
    try cursor.expectEnd(of: text)
    if let offset {
      self.init(secondsSince1970: localSeconds - Int64(offset))
    } else if let zone {
      self = zone.firstInstant(atOrAfterLocal: localSeconds)
    } else {
      throw TimeTextError(
        code: .zoneMissing, message: "\(quoted(text)) has no offset from UTC; add `Z` or one such as `+01:00`",
        position: cursor.offset)
    }
  }
}

extension Instant {
  /// Reads `2026-11-22T09:00:30Z`, the form that most files have, without a copy of the text; nothing when it has another
  /// form, or there is no such day or time. ``init(iso8601:zone:)`` gives the same for what this reads.
  public init?(utcBytes bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count == 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      bytes[19] == UInt8(ascii: "Z")
    else { return nil }
    var isNumber = true
    func pair(_ offset: Int) -> Int {
      let tens = bytes[offset] &- UInt8(ascii: "0")
      let ones = bytes[offset + 1] &- UInt8(ascii: "0")
      if tens > 9 || ones > 9 { isNumber = false }
      return Int(tens) * 10 + Int(ones)
    }
    let year = pair(0) * 100 + pair(2)
    let (month, day, hour, minute, second) = (pair(5), pair(8), pair(11), pair(14), pair(17))
    // The end of a day and leap seconds are rare, and for the other reader.
    guard isNumber, hour < 24, minute < 60, second < 60, let date = CivilDate(year: year, month: month, day: day) else {
      return nil
    }
    self.init(secondsSince1970: Int64(date.daysSince1970) * 86_400 + Int64(hour * 3_600 + minute * 60 + second))
  }
}

extension Instant {
  /// The moment as local clocks in `zone` show it, with their offset: `2026-11-22T09:00:00+01:00`, or with `Z` where
  /// the offset is zero.
  public func iso8601(in zone: Zone = .utc) -> String {
    let offset = zone.offsetSeconds(at: self)
    let second = zone.secondOfDay(at: self)
    let clock = "\(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    return "\(zone.date(at: self).iso8601)T\(clock)\(offset == 0 ? "Z" : Zone.text(offsetSeconds: offset))"
  }
}

extension ByteCursor {
  fileprivate mutating func civilDate(in text: String) throws(TimeTextError) -> CivilDate {
    let position = offset
    guard let year = digits(exactly: 4), take("-") != nil, let month = digits(exactly: 2), take("-") != nil,
      let day = digits(exactly: 2)
    else {
      throw TimeTextError(
        code: .dateMalformed, message: "\(quoted(text)) does not begin with a date such as `2026-11-22`",
        position: position)
    }
    guard let date = CivilDate(year: year, month: month, day: day) else {
      throw TimeTextError(
        code: .dateNonexistent, message: "\(quoted(text)) names a day that does not exist", position: position)
    }
    return date
  }

  /// `09:00`, `09:00:30` or `09:00:30.123` in seconds after midnight, 0 … 86,400.
  fileprivate mutating func secondOfDay(in text: String) throws(TimeTextError) -> Int64 {
    let position = offset
    guard let hour = digits(exactly: 2), take(":") != nil, let minute = digits(exactly: 2),
      let second = secondOfMinute()
    else {
      throw TimeTextError(
        code: .timeMalformed, message: "\(quoted(text)) has no time such as `09:00` or `09:00:30` after its date",
        position: position)
    }
    let isEndOfDay = hour == 24 && minute == 0 && second == 0
    // Second 60 is a leap second, which instants do not count.
    guard isEndOfDay || (hour < 24 && minute < 60 && second <= (minute == 59 ? 60 : 59)) else {
      throw TimeTextError(
        code: .timeOutOfRange, message: "\(quoted(text)) has a time that no clock shows", position: position)
    }
    return Int64(hour * 3_600 + minute * 60 + second)
  }

  /// `:30`, `:30.123` or nothing, which is 0; the fraction is dropped.
  private mutating func secondOfMinute() -> Int? {
    guard take(":") != nil else { return 0 }
    guard let second = digits(exactly: 2) else { return nil }
    guard take(".,") != nil else { return second }
    guard take("0123456789") != nil else { return nil }
    while take("0123456789") != nil {}
    return second
  }
}
