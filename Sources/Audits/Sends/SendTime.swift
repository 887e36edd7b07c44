import Times

/// A moment as exports write it.
public struct SendTime: Hashable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z, in 32 bits: until 2106.
  public var seconds: UInt32
  /// Whether only the day is known, and `seconds` is its start.
  public var isDateOnly: Bool

  /// Why a moment cannot be read. The raw value is the stable code.
  public enum Fault: String, Error, Sendable {
    /// None of the forms that are read.
    case malformed = "time_malformed"
    /// Before 1970 or after 2106.
    case outOfRange = "time_out_of_range"
  }

  /// Reads `2026-03-02`, `2026-03-02T10:15:00`, `02/03/2026 10:15`, `20260302`, each time with or without an offset, and
  /// seconds or milliseconds since 1970.
  ///
  /// - Parameters:
  ///   - zone: where clocks show a time that comes without an offset.
  ///   - isMonthFirst: whether `02/03/2026` is 3 February.
  public init(
    _ text: UnsafeBufferPointer<UInt8>, zone: Zone, isMonthFirst: Bool = false
  ) throws(Fault) {
    var reader = Reader(text: text)
    if let seconds = reader.epochSeconds() {
      try self.init(checked: seconds, isDateOnly: false)
      return
    }
    guard let date = reader.date(isMonthFirst: isMonthFirst) else { throw .malformed }
    var local = Int64(date.daysSince1970) * 86_400
    guard !reader.isAtEnd else {
      try self.init(checked: zone.firstInstant(atOrAfterLocal: local).secondsSince1970, isDateOnly: true)
      return
    }
    guard let clock = reader.clock() else { throw .malformed }
    local += clock
    if reader.isAtEnd {
      try self.init(checked: zone.firstInstant(atOrAfterLocal: local).secondsSince1970, isDateOnly: false)
    } else {
      guard let offset = reader.offset(), reader.isAtEnd else { throw .malformed }
      try self.init(checked: local - offset, isDateOnly: false)
    }
  }

  private init(checked seconds: Int64, isDateOnly: Bool) throws(Fault) {
    guard let narrow = UInt32(exactly: seconds) else { throw .outOfRange }
    self.seconds = narrow
    self.isDateOnly = isDateOnly
  }

  /// Reads the parts of a moment, in order.
  private struct Reader {
    let text: UnsafeBufferPointer<UInt8>
    var index = 0

    init(text: UnsafeBufferPointer<UInt8>) {
      var (start, end) = (0, text.count)
      while start < end, text[start] == 0x20 { start += 1 }
      while end > start, text[end - 1] == 0x20 { end -= 1 }
      self.text = UnsafeBufferPointer(rebasing: text[start..<end])
    }

    var isAtEnd: Bool { index == text.count }

    mutating func take(_ bytes: StaticString) -> Bool {
      guard index < text.count else { return false }
      let byte = text[index]
      guard bytes.withUTF8Buffer({ $0.contains(byte) }) else { return false }
      index += 1
      return true
    }

    /// A number of `least` to `most` digits.
    mutating func number(_ least: Int, _ most: Int) -> Int? {
      var value = 0
      let start = index
      while index < text.count, index - start < most, text[index] &- 48 <= 9 {
        value = value * 10 + Int(text[index] &- 48)
        index += 1
      }
      if index - start >= least { return value }
      index = start
      return nil
    }

    /// A whole field of nine or ten digits is seconds, one of thirteen is milliseconds.
    mutating func epochSeconds() -> Int64? {
      guard [9, 10, 13].contains(text.count), let value = number(text.count, text.count) else { return nil }
      return Int64(text.count == 13 ? value / 1_000 : value)
    }

    mutating func date(isMonthFirst: Bool) -> CivilDate? {
      if let year = number(4, 4) {
        // 20260302 and 2026-03-02.
        let isSeparated = take("-/.")
        guard let month = number(isSeparated ? 1 : 2, 2), !isSeparated || take("-/."),
          let day = number(isSeparated ? 1 : 2, 2)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
      }
      guard let first = number(1, 2), take("-/."), let second = number(1, 2), take("-/."), let year = number(4, 4)
      else {
        return nil
      }
      return CivilDate(year: year, month: isMonthFirst ? first : second, day: isMonthFirst ? second : first)
    }

    /// Seconds after midnight; 24:00 is the end of the day, second 60 the second after 59.
    mutating func clock() -> Int64? {
      guard take("Tt ") else { return nil }
      guard let hour = number(1, 2), take(":hH"), let minute = number(2, 2) else { return nil }
      var second = 0
      if take(":") {
        guard let read = number(2, 2) else { return nil }
        second = read
        if take(".,") {
          guard number(1, 1) != nil else { return nil }
          while number(1, 1) != nil {}
        }
      }
      guard hour < 24 || (hour == 24 && minute == 0 && second == 0), minute < 60, second <= 60 else { return nil }
      return Int64(hour * 3_600 + minute * 60 + second)
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int64? {
      _ = take(" ")
      if take("Zz") { return 0 }
      if text.count - index == 3, text[index] == 0x55, text[index + 1] == 0x54, text[index + 2] == 0x43 {
        index += 3
        return 0
      }
      let isWest = take("-")
      guard isWest || take("+"), let hours = number(2, 2), hours < 24 else { return nil }
      let isSeparated = take(":")
      let minutes = number(2, 2) ?? (isSeparated ? nil : 0)
      guard let minutes, minutes < 60 else { return nil }
      return Int64((isWest ? -1 : 1) * (hours * 3_600 + minutes * 60))
    }
  }
}
