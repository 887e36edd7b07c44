extension Zone {
  /// A zone that keeps one offset from UTC for ever, from its name: `UTC`, `Z`, `UTC+05:30`, `-08:00`, `+0530`, `+02`.
  ///
  /// The zone's own name is always of the form `UTC+05:30`; `Z` and `+00:00` give ``utc``.
  ///
  /// - Throws: ``TimeTextError`` when `name` is none of these.
  public init(fixed name: String) throws(TimeTextError) {
    var cursor = ByteCursor(name)
    let hasPrefix = name.hasPrefix("UTC")
    if hasPrefix { _ = cursor.skip(3) }
    let offset: Int32
    if hasPrefix, cursor.isAtEnd {
      offset = 0
    } else {
      offset = try cursor.utcOffset(in: name)
    }
    try cursor.expectEnd(of: name)
    self.init(fixedOffsetSeconds: offset)
  }

  /// The zone that is always `fixedOffsetSeconds` east of UTC.
  public init(fixedOffsetSeconds: Int32) {
    let name = fixedOffsetSeconds == 0 ? "UTC" : "UTC" + Zone.text(offsetSeconds: fixedOffsetSeconds)
    self.init(name: name, initialOffsetSeconds: fixedOffsetSeconds)
  }

  /// An offset as ISO 8601 writes it, `+05:30`; seconds, which only local mean times before 1972 have, as `+00:09:21`.
  static func text(offsetSeconds: Int32) -> String {
    let magnitude = Int(offsetSeconds.magnitude)
    let text = "\(offsetSeconds < 0 ? "-" : "+")\(padded(magnitude / 3_600, 2)):\(padded(magnitude / 60 % 60, 2))"
    return magnitude % 60 == 0 ? text : text + ":\(padded(magnitude % 60, 2))"
  }
}

extension ByteCursor {
  /// `Z`, `+01:00`, `+0100`, `+01` or `+00:09:21`, in seconds east of UTC, less than 24 hours.
  mutating func utcOffset(in text: String) throws(TimeTextError) -> Int32 {
    let position = offset
    if take("Zz") != nil { return 0 }
    guard let sign = take("+-"), let hours = digits(exactly: 2) else { throw malformedOffset(in: text, at: position) }
    var parts = [hours]
    let separated = peek() == UInt8(ascii: ":")
    while parts.count < 3, separated ? take(":") != nil : (parts.count < 2 && hasDigit) {
      guard let part = digits(exactly: 2) else { throw malformedOffset(in: text, at: position) }
      parts.append(part)
    }
    guard hours < 24, parts.dropFirst().allSatisfy({ $0 < 60 }) else {
      throw TimeTextError(
        code: .offsetOutOfRange, message: "\(quoted(text)) has an offset from UTC beyond 23:59", position: position)
    }
    let seconds = parts.reduce(0) { $0 * 60 + $1 } * [3_600, 60, 1][parts.count - 1]
    return Int32(sign == UInt8(ascii: "-") ? -seconds : seconds)
  }

  private var hasDigit: Bool { peek().map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false }

  private func malformedOffset(in text: String, at position: Int) -> TimeTextError {
    TimeTextError(
      code: .offsetMalformed,
      message: "\(quoted(text)) has no offset from UTC such as `Z`, `+01:00` or `UTC+05:30`", position: position)
  }

  func expectEnd(of text: String) throws(TimeTextError) {
    guard isAtEnd else {
      throw TimeTextError(code: .textAfterEnd, message: "\(quoted(text)) goes on after its end", position: offset)
    }
  }
}
