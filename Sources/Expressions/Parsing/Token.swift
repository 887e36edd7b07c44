/// A word or sign of an expression, with its place.
struct Token: Sendable {
  enum Kind: Sendable {
    case identifier(String)
    /// A field in backquotes, such as `` `content-type` ``.
    case quotedIdentifier(String)
    /// A decimal or hexadecimal integer without a sign; nothing when it exceeds 64 bits.
    case integer(UInt64?)
    /// A uint, double, string or bytes.
    case literal(Value)
    case sign(Sign)
    /// Something that was reported already.
    case invalid
    case end
  }

  /// The signs of the language.
  enum Sign: String, Sendable {
    case openParenthesis = "("
    case closeParenthesis = ")"
    case openBracket = "["
    case closeBracket = "]"
    case openBrace = "{"
    case closeBrace = "}"
    case comma = ","
    case dot = "."
    case question = "?"
    case colon = ":"
    case plus = "+"
    case minus = "-"
    case times = "*"
    case divide = "/"
    case remainder = "%"
    case not = "!"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="
    case and = "&&"
    case or = "||"
  }

  var kind: Kind
  var range: ByteRange

  /// Whether the token is a given sign.
  func isSign(_ sign: Sign) -> Bool {
    if case .sign(sign) = kind { true } else { false }
  }
}

/// The words that cannot be names.
enum ReservedWord {
  /// Kept by the language for later; allowed as fields and methods.
  static let kept: Set<String> = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
    "namespace", "return", "var", "void", "while",
  ]
}
