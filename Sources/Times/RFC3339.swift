extension Timestamp {
  /// The first moment of the range of `google.protobuf.Timestamp`, in seconds since 1970: 0001-01-01T00:00:00Z.
  public static let secondsMin: Int64 = -62_135_596_800
  /// The last second of that range: 9999-12-31T23:59:59Z.
  public static let secondsMax: Int64 = 253_402_300_799

  /// Whether the moment lies in the range of `google.protobuf.Timestamp`.
  public var isInRange: Bool { (Timestamp.secondsMin...Timestamp.secondsMax).contains(seconds) }

  /// Reads a moment such as `2009-02-13T23:31:30.5+01:00`; nothing when the text is not one.
  ///
  /// The zone is needed (`Z` or an offset). At most nine digits of a fraction are kept and no more are allowed. The
  /// moment may lie outside ``isInRange`` by the length of its offset, or in the year 0: ask.
  ///
  /// Source: RFC 3339, section 5.6. A leap second is refused, as `google.protobuf.Timestamp` has none.
  public init?(rfc3339 text: some StringProtocol) {
    var reader = ClockTextReader(bytes: Array(text.utf8))
    guard let year = reader.number(digits: 4), reader.take("-"), let month = reader.number(digits: 2), reader.take("-"),
      let day = reader.number(digits: 2), reader.take("T") || reader.take("t"),
      let hour = reader.number(digits: 2), hour < 24, reader.take(":"),
      let minute = reader.number(digits: 2), minute < 60, reader.take(":"),
      let second = reader.number(digits: 2), second < 60,
      let date = CivilDate(year: year, month: month, day: day),
      let nanoseconds = reader.fraction(), let offset = reader.offsetSeconds(), reader.isAtEnd
    else { return nil }
    let local = Int64(date.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    self.init(seconds: local - Int64(offset), nanoseconds: Int32(nanoseconds))
  }

  /// The moment in UTC such as `2009-02-13T23:31:30.5Z`, its fraction in as few digits as it needs.
  ///
  /// Source: RFC 3339, section 5.6.
  public var rfc3339: String {
    let days = seconds.quotientFloored(by: 86_400)
    let secondOfDay = seconds.remainderFloored(by: 86_400)
    let date = CivilDate(daysSince1970: Int(days))
    let clock = [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60].map { padded(Int($0), to: 2) }
    return padded(Int(date.year), to: 4) + "-" + padded(Int(date.month), to: 2) + "-" + padded(Int(date.day), to: 2)
      + "T" + clock.joined(separator: ":") + fractionText(nanoseconds: Int(nanoseconds)) + "Z"
  }
}

extension Zone {
  /// Reads a fixed offset such as `+05:30`, `-08:00` or `02:00`; nothing when the text is not one.
  ///
  /// Source: the time zones of the Common Expression Language; hours 0 to 23, minutes 0 to 59.
  public init?(fixedOffset text: some StringProtocol) {
    var reader = ClockTextReader(bytes: Array(text.utf8))
    let isWest = reader.take("-")
    if !isWest { _ = reader.take("+") }
    guard let hours = reader.number(digits: 2), hours < 24, reader.take(":"),
      let minutes = reader.number(digits: 2), minutes < 60, reader.isAtEnd
    else { return nil }
    let seconds = Int32(hours * 3600 + minutes * 60)
    self.init(
      name: "UTC" + (isWest ? "-" : "+") + padded(hours, to: 2) + ":" + padded(minutes, to: 2),
      initialOffsetSeconds: isWest ? -seconds : seconds)
  }
}

/// Reads the parts of clock texts, in order.
private struct ClockTextReader {
  var bytes: [UInt8]
  var index = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { index == bytes.count }

  /// Steps over one ASCII character if it comes next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.count, UInt32(bytes[index]) == character.value else { return false }
    index += 1
    return true
  }

  /// A number of exactly so many decimal digits.
  mutating func number(digits: Int) -> Int? {
    guard index + digits <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[index..<index + digits] {
      guard (48...57).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    index += digits
    return value
  }

  /// Nanoseconds of an optional fraction: 0 without one, nothing when it is malformed.
  mutating func fraction() -> Int? {
    guard take(".") else { return 0 }
    var value = 0
    var count = 0
    while let digit = number(digits: 1) {
      value = value * 10 + digit
      count += 1
      if count > 9 { return nil }
    }
    guard count > 0 else { return nil }
    for _ in count..<9 { value *= 10 }
    return value
  }

  /// Seconds east of UTC of `Z` or `+hh:mm`.
  mutating func offsetSeconds() -> Int? {
    if take("Z") || take("z") { return 0 }
    let isWest = take("-")
    guard isWest || take("+"), let hours = number(digits: 2), hours < 24, take(":"),
      let minutes = number(digits: 2), minutes < 60
    else { return nil }
    return (isWest ? -1 : 1) * (hours * 3600 + minutes * 60)
  }
}

/// A number that is not negative, with zeros in front.
private func padded(_ number: Int, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// `.5`: the fraction of a second in as few digits as it needs, at most nine; empty when there is none.
func fractionText(nanoseconds: Int) -> String {
  if nanoseconds == 0 { return "" }
  var digits = padded(nanoseconds, to: 9)
  while digits.last == "0" { digits.removeLast() }
  return "." + digits
}
