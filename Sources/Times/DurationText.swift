/// Lengths of time as charter authors write them: `30s`, `90m`, `24h`, `7d`, `2w`, `1d12h`.
///
/// A unit is a fixed number of seconds: `1d` is 24 hours, also across a change of clocks; rules that mean the days of
/// a calendar use calendar windows instead. Units go from the greatest to the smallest, each at most once.
public enum DurationText {
  /// The longest duration that may be written: 36,525 days, a century.
  public static let secondsMax: Int64 = 36_525 * 86_400

  private static let units: [(letter: Character, seconds: Int64)] = [
    ("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1),
  ]

  /// The seconds that `text` means, 0 … ``secondsMax``.
  ///
  /// - Throws: ``TimeTextError`` with a `duration_…` code.
  public static func seconds(of text: String) throws(TimeTextError) -> Int64 {
    var cursor = ByteCursor(text)
    var total: Int64 = 0
    var unitsLeft = units[...]
    repeat {
      let position = cursor.offset
      guard let count = cursor.digits(atMost: 12) else {
        throw TimeTextError(
          code: .durationMalformed,
          message: "\(quoted(text)) is not a duration; write numbers and units, such as `7d` or `1d12h`",
          position: position)
      }
      let unit = try unit(at: &cursor, in: text, among: &unitsLeft)
      // At most five units of at most 12 digits: the sum stays far inside 64 bits.
      total += Int64(count) * unit
      guard total <= secondsMax else {
        throw TimeTextError(
          code: .durationTooLong, message: "\(quoted(text)) is longer than a century (36525d)", position: position)
      }
    } while !cursor.isAtEnd
    return total
  }

  /// The shortest way to write `seconds`; the negative have a minus sign in front, which ``seconds(of:)`` refuses.
  public static func text(seconds: Int64) -> String {
    guard seconds != 0 else { return "0s" }
    var rest = seconds.magnitude
    var text = seconds < 0 ? "-" : ""
    // Weeks only when nothing remains: people read 10d more easily than 1w3d.
    for (letter, unitSeconds) in units where letter != "w" || rest % 604_800 == 0 {
      let count = rest / UInt64(unitSeconds)
      if count > 0 { text += "\(count)\(letter)" }
      rest %= UInt64(unitSeconds)
    }
    return text
  }

  /// The seconds of the unit at the cursor, which must come after the units already used.
  private static func unit(
    at cursor: inout ByteCursor, in text: String, among unitsLeft: inout ArraySlice<(letter: Character, seconds: Int64)>
  ) throws(TimeTextError) -> Int64 {
    let position = cursor.offset
    guard let byte = cursor.next() else {
      throw TimeTextError(
        code: .durationMalformed, message: "\(quoted(text)) ends without a unit; add w, d, h, m or s",
        position: position)
    }
    let letter = Character(Unicode.Scalar(byte))
    if let index = unitsLeft.firstIndex(where: { $0.letter == letter }) {
      let seconds = unitsLeft[index].seconds
      unitsLeft = unitsLeft[(index + 1)...]
      return seconds
    }
    if units.contains(where: { $0.letter == letter }) {
      throw TimeTextError(
        code: .durationUnitOrder,
        message: "\(quoted(text)) has `\(letter)` out of place; write w, d, h, m, s in this order, each once",
        position: position)
    }
    throw TimeTextError(
      code: .durationUnitUnknown, message: "\(quoted(text)) has an unknown unit; write w, d, h, m or s",
      position: position)
  }
}
