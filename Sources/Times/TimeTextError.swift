/// A date, a time, a duration or a zone name that cannot be understood.
public struct TimeTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, for machines; codes are kept for ever.
  public enum Code: String, Sendable, CaseIterable {
    /// Not of the form `2026-11-22`.
    case dateMalformed = "date_malformed"
    /// Of the right form, but there is no such day.
    case dateNonexistent = "date_nonexistent"
    /// Not of the form `09:00` or `09:00:30`.
    case timeMalformed = "time_malformed"
    /// An hour, a minute or a second that no clock shows.
    case timeOutOfRange = "time_out_of_range"
    /// Not `Z`, `+01:00`, `UTC+01:00`.
    case offsetMalformed = "offset_malformed"
    /// An offset of 24 hours or more.
    case offsetOutOfRange = "offset_out_of_range"
    /// A time without an offset where no zone is known.
    case zoneMissing = "zone_missing"
    /// More text after the end.
    case textAfterEnd = "text_after_end"
    /// Not of the form `7d` or `1d12h`.
    case durationMalformed = "duration_malformed"
    /// A unit other than w, d, h, m and s.
    case durationUnitUnknown = "duration_unit_unknown"
    /// Units not in descending order, or one written twice.
    case durationUnitOrder = "duration_unit_order"
    /// Longer than ``DurationText/secondsMax``.
    case durationTooLong = "duration_too_long"
  }

  /// What is wrong, for machines.
  public let code: Code
  /// What is wrong and what to write instead, for people.
  public let message: String
  /// Where it is wrong: UTF-8 code units from the start of the text.
  public let position: Int

  /// Makes an error; `message` is a lower-case sentence with the user's text in backticks.
  public init(code: Code, message: String, position: Int) {
    self.code = code
    self.message = message
    self.position = position
  }

  /// The code and the sentence.
  public var description: String { "\(code.rawValue): \(message)" }
}

/// The user's text as messages quote it: in backticks, long ones cut.
func quoted(_ text: String) -> String {
  let quotedCharactersMax = 60
  guard text.count > quotedCharactersMax else { return "`\(text)`" }
  return "`\(text.prefix(quotedCharactersMax))…`"
}
