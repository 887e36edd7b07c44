/// The bounds that the checker adds to ``ParsingLimits``.
public enum CheckingLimits {
  /// How deep lists, maps and optionals may stand in one another in any value that an expression can make.
  public static let valueDepthMax = 260
  /// What a value of the host may bring of that depth.
  public static let hostValueDepthMax = 16
}

/// Resolves the names of a syntax tree and finds its types.
///
/// It walks the tree with a stack of its own, so that the length of an expression never becomes depth of calls.
public struct Checker {
  /// What checking gives: the expression when it has no mistakes, and all mistakes.
  public struct Result: Sendable {
    /// The expression, to be planned; nothing when there are mistakes.
    public var expression: CheckedExpression?
    /// The mistakes, in order of their place.
    public var diagnostics: [Diagnostic]
  }

  /// What is left to do.
  enum Step {
    case enter(NodeID)
    /// Brings the variables of a comprehension in, whose range was checked.
    case openScope(NodeID)
    case exit(NodeID)
  }

  struct Local {
    var name: String
    var type: ValueType
    var depth: Int
  }

  let syntax: Syntax
  let environment: Environment
  let isTyped: Bool
  var inference = TypeInference()
  var steps: [Step] = []
  var locals: [Local] = []
  var localCount = 0
  var types: [ValueType]
  var references: [CheckedExpression.Reference?]
  /// For each node, how deep the value can be.
  var depths: [Int]
  /// The nodes of chains of fields whose start was found to be known.
  var isChainKnown: [Bool]
  var diagnostics: [Diagnostic] = []

  /// Checks a syntax tree.
  ///
  /// - Parameter isTyped: when false, only names are resolved; unknown ones and wrong types become errors of the
  ///   evaluation, as far as it meets them.
  public static func check(_ syntax: Syntax, in environment: Environment, isTyped: Bool = true) -> Result {
    var checker = Checker(syntax: syntax, environment: environment, isTyped: isTyped)
    return checker.run()
  }

  private init(syntax: Syntax, environment: Environment, isTyped: Bool) {
    self.syntax = syntax
    self.environment = environment
    self.isTyped = isTyped
    types = Array(repeating: .dyn, count: syntax.nodes.count)
    references = Array(repeating: nil, count: syntax.nodes.count)
    depths = Array(repeating: 0, count: syntax.nodes.count)
    isChainKnown = Array(repeating: false, count: syntax.nodes.count)
  }

  private mutating func run() -> Result {
    steps = [.enter(syntax.root)]
    while let step = steps.popLast() {
      switch step {
      case .enter(let id): enter(id)
      case .openScope(let id): openScope(id)
      case .exit(let id):
        exit(id)
        if depths[id] > CheckingLimits.valueDepthMax { return refuseDepth(id) }
      }
    }
    diagnostics.sort { $0.range.start.byteOffset < $1.range.start.byteOffset }
    guard diagnostics.isEmpty else { return Result(expression: nil, diagnostics: diagnostics) }
    let resolved = types.map { inference.resolved($0, unknownIsDyn: true) }
    let expression = CheckedExpression(
      syntax: syntax, type: resolved[syntax.root], functions: environment.functions, types: resolved,
      references: references, localCount: localCount, isTyped: isTyped)
    return Result(expression: expression, diagnostics: [])
  }

  /// Ends the check: types of such depth are not even looked at.
  private mutating func refuseDepth(_ id: NodeID) -> Result {
    report(
      .valueTooDeep, "lists, maps and optionals stand more than \(CheckingLimits.valueDepthMax) deep in one another",
      at: syntax.nodes[id].mark)
    return Result(expression: nil, diagnostics: diagnostics)
  }

  mutating func report(_ code: Diagnostic.Code, _ message: String, at range: ByteRange) {
    if diagnostics.count < ParsingLimits.diagnosticsMax {
      diagnostics.append(Diagnostic(code: code, message: message, range: syntax.source.range(range)))
    }
  }

  /// The type of a node as far as it is known by now.
  func type(of id: NodeID) -> ValueType { inference.resolved(types[id], unknownIsDyn: false) }

  /// Schedules the children of a node, then its own exit.
  mutating func schedule(_ id: NodeID, children: [NodeID]) {
    steps.append(.exit(id))
    steps.append(contentsOf: children.reversed().map { .enter($0) })
  }

  private mutating func enter(_ id: NodeID) {
    let node = syntax.nodes[id]
    switch node.kind {
    case .literal(let value): types[id] = value.type
    case .name(let name): enterName(id, name)
    case .select, .presence: enterField(id)
    case .call(let function, let receiver, let arguments):
      enterCall(id, function, receiver: receiver, arguments: arguments)
    case .comprehension(let loop):
      steps.append(.exit(id))
      steps.append(.enter(loop.body))
      if let filter = loop.filter { steps.append(.enter(filter)) }
      steps.append(.openScope(id))
      steps.append(.enter(loop.range))
    case .message(let type, _):
      report(
        .messageUnsupported, "messages such as `\(type){…}` are not part of this language", at: node.mark)
    case .invalid: break
    case .list, .map: schedule(id, children: node.children)
    }
  }

  private mutating func exit(_ id: NodeID) {
    switch syntax.nodes[id].kind {
    case .select(let operand, let field, let isOptional): exitSelect(id, operand, field, isOptional: isOptional)
    case .presence(let operand, let field): exitPresence(id, operand, field)
    case .call(let function, let receiver, let arguments):
      exitCall(id, function, receiver: receiver, arguments: arguments)
    case .list(let elements): exitList(id, elements)
    case .map(let entries): exitMap(id, entries)
    case .comprehension(let loop): exitComprehension(id, loop)
    case .literal, .name, .message, .invalid: break
    }
  }
}
