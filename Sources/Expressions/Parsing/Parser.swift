/// Turns the text of an expression into a syntax tree.
///
/// An operator-precedence parser with stacks of its own: however deep the text nests, the call stack stays flat.
/// Source of the grammar: cel-spec, `langdef.md`, "Syntax".
public struct Parser {
  /// What parsing gives: the tree where there is one, and all mistakes. A tree beside mistakes has holes in it, which
  /// the checker passes over, so that its own mistakes can be shown too.
  public struct Result: Sendable {
    /// The tree; nothing when the text was refused as a whole.
    public var syntax: Syntax?
    /// The mistakes, in order of their place.
    public var diagnostics: [Diagnostic]
  }

  let source: SourceText
  let expandsMacros: Bool
  var lexer: Lexer
  var token: Token
  var nodes: [SyntaxNode] = []
  var operands: [NodeID] = []
  var operators: [PendingOperator] = []
  var groupDepth = 0
  var diagnostics: [Diagnostic] = []
  /// Set when going on makes no sense.
  var isAbandoned = false

  /// Parses an expression.
  ///
  /// - Parameter expandsMacros: whether `has`, `all`, `map` and the others are macros; otherwise they are functions.
  public static func parse(_ text: String, expandsMacros: Bool = true) -> Result {
    if text.utf8.count > ParsingLimits.sourceBytesMax {
      let start = SourcePosition(byteOffset: 0, line: 1, column: 1)
      let message =
        "the expression has \(text.utf8.count) bytes; at most \(ParsingLimits.sourceBytesMax) are allowed"
      let range = SourceRange(start: start, end: start)
      return Result(
        syntax: nil, diagnostics: [Diagnostic(code: .sourceTooLong, message: message, range: range)])
    }
    var parser = Parser(source: SourceText(text), expandsMacros: expandsMacros)
    return parser.parseAll()
  }

  private init(source: SourceText, expandsMacros: Bool) {
    self.source = source
    self.expandsMacros = expandsMacros
    lexer = Lexer(source: source)
    token = lexer.next()
  }

  private mutating func parseAll() -> Result {
    repeat {
      readOperand()
      while !isAbandoned, continueAfterOperand() {}
    } while !isAbandoned && !isAtEnd
    let found = (diagnostics + lexer.diagnostics).sorted { $0.range.start.byteOffset < $1.range.start.byteOffset }
    let root = operands.last
    guard !isAbandoned, let root else {
      return Result(syntax: nil, diagnostics: Array(found.prefix(ParsingLimits.diagnosticsMax)))
    }
    return Result(
      syntax: Syntax(source: source, nodes: nodes, root: root),
      diagnostics: Array(found.prefix(ParsingLimits.diagnosticsMax)))
  }

  private var isAtEnd: Bool {
    if case .end = token.kind { operators.isEmpty } else { false }
  }

  // MARK: Tokens and nodes

  mutating func advance() { token = lexer.next() }

  /// Steps over a sign if it comes next.
  mutating func take(_ sign: Token.Sign) -> Bool {
    guard token.isSign(sign) else { return false }
    advance()
    return true
  }

  mutating func report(_ code: Diagnostic.Code, _ message: String, at range: ByteRange) {
    diagnostics.append(Diagnostic(code: code, message: message, range: source.range(range)))
    if diagnostics.count + lexer.diagnostics.count > ParsingLimits.diagnosticsMax { isAbandoned = true }
  }

  mutating func add(_ kind: SyntaxNode.Kind, range: ByteRange, mark: ByteRange? = nil) -> NodeID {
    if nodes.count == ParsingLimits.nodesMax {
      report(.tooManyNodes, "the expression has more than \(ParsingLimits.nodesMax) parts", at: range)
      isAbandoned = true
    }
    nodes.append(SyntaxNode(kind: kind, range: range, mark: mark ?? range))
    return nodes.count - 1
  }

  /// The token as a message shows it.
  var tokenText: String {
    if case .end = token.kind { return "the end of the expression" }
    return "`\(source.slice(token.range))`"
  }

  var innermostGroup: BracketGroup? {
    get {
      if case .group(let group)? = operators.last { group } else { nil }
    }
    set {
      if let newValue { operators[operators.count - 1] = .group(newValue) }
    }
  }

  mutating func open(_ kind: BracketGroup.Kind, mark: ByteRange? = nil) {
    groupDepth += 1
    if groupDepth > ParsingLimits.nestingMax {
      report(
        .nestingTooDeep, "brackets stand more than \(ParsingLimits.nestingMax) deep in one another", at: token.range)
      isAbandoned = true
    }
    operators.append(.group(BracketGroup(kind: kind, open: token.range, mark: mark ?? token.range)))
    advance()
  }
}
