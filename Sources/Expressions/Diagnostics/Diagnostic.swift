/// One mistake in an expression, found before it is evaluated.
public struct Diagnostic: Error, Hashable, Sendable {
  /// The kinds of mistake; the names are stable.
  public enum Code: String, Sendable, CaseIterable {
    /// The text is longer than ``ParsingLimits/sourceBytesMax``.
    case sourceTooLong = "source_too_long"
    /// Brackets stand deeper in one another than ``ParsingLimits/nestingMax``.
    case nestingTooDeep = "nesting_too_deep"
    /// The expression has more parts than ``ParsingLimits/nodesMax``.
    case tooManyNodes = "too_many_nodes"
    /// A character that starts no word of the language.
    case unexpectedCharacter = "unexpected_character"
    /// A word or sign that cannot stand here.
    case unexpectedToken = "unexpected_token"
    /// A bracket that is never closed.
    case unclosedBracket = "unclosed_bracket"
    /// A string whose closing quote is missing.
    case unclosedString = "unclosed_string"
    /// A backslash with something that it cannot escape.
    case invalidEscape = "invalid_escape"
    /// A number that does not fit its type.
    case numberOutOfRange = "number_out_of_range"
    /// A word that the language keeps for itself.
    case reservedWord = "reserved_word"
    /// A macro such as `all` or `has` with arguments of the wrong shape.
    case invalidMacro = "invalid_macro"
    /// A message such as `Type{field: 1}`, which this language leaves out.
    case messageUnsupported = "message_unsupported"
    /// A name that nothing declares.
    case unknownName = "unknown_name"
    /// A function that nothing declares.
    case unknownFunction = "unknown_function"
    /// A field read from something that has none.
    case notAContainer = "not_a_container"
    /// A function or operator with arguments of types that it does not take.
    case noMatchingOverload = "no_matching_overload"
    /// Something with another type than the place asks for.
    case typeMismatch = "type_mismatch"
    /// An optional element whose value is no optional.
    case optionalExpected = "optional_expected"
    /// A regular expression that cannot be compiled.
    case invalidPattern = "invalid_pattern"
    /// Lists, maps or optionals inside one another beyond ``CheckingLimits/valueDepthMax``.
    case valueTooDeep = "value_too_deep"
  }

  /// What kind of mistake it is.
  public var code: Code
  /// A sentence for a person: lower case, the author's text in backticks.
  public var message: String
  /// Where it stands.
  public var range: SourceRange

  /// Makes a diagnostic.
  public init(code: Code, message: String, range: SourceRange) {
    self.code = code
    self.message = message
    self.range = range
  }
}
