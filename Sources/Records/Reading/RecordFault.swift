/// What can be wrong with one record or one of its fields. The raw value is the stable code; a new fault gets a new
/// code and changes no old one.
public enum FaultCode: String, Error, Sendable, CaseIterable {
  /// CSV: fewer fields than the header names.
  case fieldsMissing = "fields_missing"
  /// CSV: more fields than the header names.
  case fieldsExtra = "fields_extra"
  /// CSV: a quote within a field that is not quoted, or text between a closing quote and the next delimiter.
  case quoteStray = "quote_stray"
  /// CSV: a quoted field that is never properly closed.
  case quoteUnterminated = "quote_unterminated"
  /// The record is longer than the limit.
  case recordTooLong = "record_too_long"
  /// A NUL byte, the mark of a damaged or binary file.
  case nulByte = "nul_byte"
  /// Bytes that are not text in the encoding of the file.
  case encodingInvalid = "encoding_invalid"

  /// JSON Lines: a line with nothing on it.
  case jsonLineEmpty = "json_line_empty"
  /// JSON Lines: a byte order mark before the record.
  case jsonByteOrderMark = "json_byte_order_mark"
  /// JSON Lines: valid JSON, but not an object.
  case jsonNotObject = "json_not_object"
  /// A key that stands twice in one object.
  case jsonKeyDuplicate = "json_key_duplicate"
  /// An integer below -2^63 or above 2^64 - 1.
  case jsonIntegerTooBig = "json_integer_too_big"
  /// A number no double can hold, such as 1e999.
  case jsonNumberOutOfRange = "json_number_out_of_range"
  /// A malformed number, such as 01, 1. or +1.
  case jsonNumberInvalid = "json_number_invalid"
  /// A bare word other than true, false and null, such as NaN.
  case jsonLiteralInvalid = "json_literal_invalid"
  /// A malformed string: no end, or an escape that does not exist.
  case jsonStringInvalid = "json_string_invalid"
  /// A control character that must be escaped within a string.
  case jsonControlCharacter = "json_control_character"
  /// Deeper than ``RecordLimits/jsonDepthMax``.
  case jsonTooDeep = "json_too_deep"
  /// Anything else that is not JSON.
  case jsonSyntax = "json_syntax"

  /// A field that should hold a value is empty.
  case fieldEmpty = "field_empty"
  /// A field that should hold a whole number holds something else.
  case integerInvalid = "integer_invalid"
  /// A whole number beyond 64 bits.
  case integerOutOfRange = "integer_out_of_range"
  /// A field that should hold a number holds something else.
  case numberInvalid = "number_invalid"
  /// A number no double can hold, such as 1e999.
  case numberOutOfRange = "number_out_of_range"
  /// NaN or infinity, which are not amounts of anything.
  case numberNotFinite = "number_not_finite"
  /// A field that should hold yes or no holds something else.
  case booleanInvalid = "boolean_invalid"
}

/// One thing wrong with one record, and where. It concerns that record only; reading goes on after it.
public struct RecordFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, for a machine.
  public let code: FaultCode
  /// What is wrong, for a person: lower case, the file's text in backticks.
  public let message: String
  /// The line of the file where the problem stands, from 1. Line breaks within quoted fields count.
  public let line: Int
  /// The character of that line where the problem stands, from 1; Unicode scalars, or bytes where they are not text.
  public let column: Int

  /// Makes a fault; `line` and `column` count from 1.
  public init(code: FaultCode, message: String, line: Int, column: Int) {
    self.code = code
    self.message = message
    self.line = line
    self.column = column
  }

  /// `line:column: message [code]`.
  public var description: String { "\(line):\(column): \(message) [\(code.rawValue)]" }
}

/// Why a whole input cannot be read.
public struct RecordSourceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The closed list of reasons. The raw value is the stable code.
  public enum Code: String, Sendable, CaseIterable {
    /// The operating system refuses to open or read the input.
    case inputUnreadable = "input_unreadable"
    /// UTF-16, or another encoding this reader does not know.
    case encodingUnsupported = "encoding_unsupported"
    /// Nothing in the input says whether it is CSV or JSON Lines.
    case formatUnknown = "format_unknown"
    /// The options contradict one another or leave their ranges.
    case optionsInvalid = "options_invalid"
    /// There is no header line.
    case headerMissing = "header_missing"
    /// The header line is itself faulty.
    case headerFaulty = "header_faulty"
    /// A column has no name.
    case headerNameEmpty = "header_name_empty"
    /// Two columns have the same name.
    case headerNameDuplicate = "header_name_duplicate"
    /// More columns than ``RecordLimits/columnsMax``.
    case headerTooWide = "header_too_wide"
  }

  /// What is wrong, for a machine.
  public let code: Code
  /// What is wrong, for a person: lower case, the file's text in backticks.
  public let message: String
  /// The line of the input, from 1; 1 where the input as a whole is meant.
  public let line: Int
  /// The character of that line, from 1.
  public let column: Int

  /// Makes an error; `line` and `column` count from 1.
  public init(code: Code, message: String, line: Int = 1, column: Int = 1) {
    self.code = code
    self.message = message
    self.line = line
    self.column = column
  }

  /// `line:column: message [code]`.
  public var description: String { "\(line):\(column): \(message) [\(code.rawValue)]" }
}
