/// Why an expression has no value for one subject.
public struct EvaluationError: Error, Hashable, Sendable {
  /// The kinds of failure; the names are stable.
  public enum Code: String, Sendable, CaseIterable {
    /// A name that has no value here: the slot is absent, or nothing is bound to the name.
    case unknownName = "unknown_name"
    /// A function that nobody declared.
    case unknownFunction = "unknown_function"
    /// A function or operator met values of types that it does not take.
    case noMatchingOverload = "no_matching_overload"
    case divisionByZero = "division_by_zero"
    /// A result beyond the range of its type.
    case overflow = "overflow"
    /// A number, time or length of time that does not fit what it is turned into.
    case outOfRange = "out_of_range"
    /// A place outside a list or a string.
    case indexOutOfRange = "index_out_of_range"
    case noSuchKey = "no_such_key"
    /// A map with two equal keys.
    case repeatedKey = "repeated_key"
    /// A key that is no bool, int, uint or string.
    case unsupportedKey = "unsupported_key"
    /// A text that does not have the form asked for.
    case invalidText = "invalid_text"
    case invalidUTF8 = "invalid_utf8"
    case invalidPattern = "invalid_pattern"
    case unknownZone = "unknown_zone"
    /// The value of an optional that has none.
    case noValue = "no_value"
    /// The evaluation did more work than ``EvaluationContext/costMax``.
    case costExceeded = "cost_exceeded"
    /// A failure of a function of the host.
    case host = "host"
  }

  /// What kind of failure it is.
  public var code: Code
  /// A sentence for a person: lower case, the author's text in backticks.
  public var message: String
  /// Where in the expression it happened, once that is known.
  public var range: SourceRange?

  /// Makes a failure.
  public init(_ code: Code, _ message: String, range: SourceRange? = nil) {
    self.code = code
    self.message = message
    self.range = range
  }

  /// The failure of a function that met types it does not take.
  static func noOverload(_ function: String, _ arguments: [Value]) -> EvaluationError {
    let types = arguments.map { "`\($0.type.runtimeName)`" }.joined(separator: ", ")
    let name = OperatorName.sign(of: function) ?? function
    return EvaluationError(.noMatchingOverload, "no such overload: `\(name)` with \(types)")
  }
}
