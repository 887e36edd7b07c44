/// Behind a value: members, binary operators, commas, closing brackets.
extension Parser {
  /// Reads what follows a value; false when a new value must come, or the expression is at its end.
  mutating func continueAfterOperand() -> Bool {
    switch token.kind {
    case .sign(let sign): return continueWithSign(sign)
    case .identifier("in"):
      pushBinary("@in", precedence: 3)
      return false
    case .end:
      finishAll()
      return false
    default:
      skipUnexpected()
      return true
    }
  }

  private mutating func continueWithSign(_ sign: Token.Sign) -> Bool {
    if let (function, precedence) = Parser.binaryOperators[sign] {
      pushBinary(function, precedence: precedence)
      return false
    }
    switch sign {
    case .dot: return readMember()
    case .openBracket: return openIndex()
    case .openBrace: return openMessage()
    case .question: return pushQuestion()
    case .colon: return pushColon()
    case .comma: return readComma()
    case .closeParenthesis, .closeBracket, .closeBrace: return readClosing(sign)
    default:
      skipUnexpected()
      return true
    }
  }

  private static let binaryOperators: [Token.Sign: (String, Int)] = [
    .or: ("_||_", 1), .and: ("_&&_", 2), .less: ("_<_", 3), .lessOrEqual: ("_<=_", 3), .greater: ("_>_", 3),
    .greaterOrEqual: ("_>=_", 3), .equal: ("_==_", 3), .notEqual: ("_!=_", 3), .plus: ("_+_", 4), .minus: ("_-_", 4),
    .times: ("_*_", 5), .divide: ("_/_", 5), .remainder: ("_%_", 5),
  ]

  private mutating func pushBinary(_ function: String, precedence: Int) {
    reduce(downTo: precedence)
    operators.append(.binary(function: function, precedence: precedence, mark: token.range))
    advance()
  }

  // MARK: Members

  private mutating func readMember() -> Bool {
    let dot = token.range
    advance()
    let optionalMark = token.range
    let isOptional = take(.question)
    let name: String
    var isQuoted = false
    switch token.kind {
    case .identifier(let text): name = text
    case .quotedIdentifier(let text):
      name = text
      isQuoted = true
    default:
      report(.unexpectedToken, "the name of a field or function is expected behind the dot", at: token.range)
      return true
    }
    let mark = token.range
    advance()
    let operand = operands.removeLast()
    if ["true", "false", "null", "in"].contains(name), !isQuoted {
      report(.reservedWord, "`\(name)` is a word of the language; write the field as `[\"\(name)\"]`", at: mark)
    }
    if token.isSign(.openParenthesis), !isQuoted {
      if isOptional { report(.unexpectedToken, "`?` cannot stand before a function", at: optionalMark) }
      open(.call(function: name, receiver: operand), mark: mark)
      return finishEmptyGroup()
    }
    let range = nodes[operand].range.joined(to: dot.joined(to: mark))
    operands.append(add(.select(operand, field: name, isOptional: isOptional), range: range, mark: mark))
    return true
  }

  private mutating func openIndex() -> Bool {
    let operand = operands.removeLast()
    open(.index(of: operand, isOptional: false))
    if take(.question) {
      innermostGroup?.kind = .index(of: operand, isOptional: true)
    }
    return false
  }

  private mutating func openMessage() -> Bool {
    guard let operand = operands.last,
      let name = SyntaxView(syntax: Syntax(source: source, nodes: nodes, root: operand), id: operand).dottedName
    else {
      skipUnexpected()
      return true
    }
    operands.removeLast()
    open(.message(type: name), mark: nodes[operand].range)
    return finishEmptyGroup()
  }

  // MARK: Conditional

  private mutating func pushQuestion() -> Bool {
    reduce(downTo: 1)
    if case .question? = operators.last {
      report(.unexpectedToken, "put this condition in parentheses", at: token.range)
    }
    operators.append(.question(mark: token.range))
    advance()
    return false
  }

  private mutating func pushColon() -> Bool {
    reduce(downTo: 1)
    if case .question(let mark)? = operators.last {
      operators[operators.count - 1] = .conditional(mark: mark)
      advance()
      return false
    }
    reduce(downTo: 0)
    guard var group = innermostGroup, group.key == nil, let key = operands.popLast() else {
      skipUnexpected()
      return true
    }
    switch group.kind {
    case .map, .message:
      group.key = key
      innermostGroup = group
      advance()
      return false
    default:
      operands.append(key)
      skipUnexpected()
      return true
    }
  }

  // MARK: Commas and closing brackets

  private mutating func readComma() -> Bool {
    reduce(downTo: 0)
    guard let group = innermostGroup, group.takesCommas else {
      skipUnexpected()
      return true
    }
    finishItem()
    advance()
    innermostGroup?.isAtStart = true
    if case .call = group.kind { return false }
    return finishEmptyGroup()
  }

  private mutating func readClosing(_ sign: Token.Sign) -> Bool {
    reduce(downTo: 0)
    guard let group = innermostGroup else {
      report(.unexpectedToken, "this `\(sign.rawValue)` closes nothing", at: token.range)
      advance()
      return true
    }
    if sign != group.closing {
      report(.unexpectedToken, "`\(group.closing.rawValue)` is expected here, not \(tokenText)", at: token.range)
    }
    finishItem()
    closeGroup()
    return true
  }

  private mutating func finishAll() {
    reduce(downTo: 0)
    while let group = innermostGroup {
      report(.unclosedBracket, "this `\(source.slice(group.open))` is never closed", at: group.open)
      finishItem()
      closeGroup()
      reduce(downTo: 0)
    }
  }

  /// Steps over what cannot stand behind a value, up to something that ends it.
  private mutating func skipUnexpected() {
    if case .invalid = token.kind {
      // Reported where the token was read.
    } else {
      report(
        .unexpectedToken, "\(tokenText) cannot stand here; an operator or a comma may be missing", at: token.range)
    }
    var depth = 0
    while true {
      switch token.kind {
      case .end: return
      case .sign(.openParenthesis), .sign(.openBracket), .sign(.openBrace): depth += 1
      case .sign(.closeParenthesis), .sign(.closeBracket), .sign(.closeBrace):
        if depth == 0 { return }
        depth -= 1
      case .sign(.comma) where depth == 0 && innermostGroup?.takesCommas == true: return
      default: break
      }
      advance()
    }
  }
}
