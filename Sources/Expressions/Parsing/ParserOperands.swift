/// Where a value must come: literals, names, opening brackets, prefix operators.
extension Parser {
  /// Reads up to and including one value without its members, or opens brackets on the way to it; afterwards a value
  /// stands on ``operands``, or the innermost group was closed empty.
  mutating func readOperand() {
    while !isAbandoned {
      switch token.kind {
      case .literal(let value): return pushToken(.literal(value))
      case .integer(let magnitude): return pushInteger(magnitude, sign: nil)
      case .identifier(let name): if readName(name, range: token.range, isAbsolute: false) { return }
      case .sign(let sign): if readSign(sign) { return }
      case .invalid: return pushToken(.invalid)
      case .quotedIdentifier:
        report(.unexpectedToken, "a name in backquotes can only stand behind a dot", at: token.range)
        return pushToken(.invalid)
      case .end: return pushMissing()
      }
    }
  }

  private mutating func pushToken(_ kind: SyntaxNode.Kind) {
    markGroupStarted()
    operands.append(add(kind, range: token.range))
    advance()
  }

  private mutating func markGroupStarted() {
    guard innermostGroup?.isAtStart == true else { return }
    innermostGroup?.isAtStart = false
  }

  /// Reports that a value is missing and leaves the token to whoever can use it.
  private mutating func pushMissing() {
    report(.unexpectedToken, "a value is expected here, not \(tokenText)", at: token.range)
    markGroupStarted()
    operands.append(add(.invalid, range: ByteRange(Int(token.range.start), Int(token.range.start))))
  }

  private mutating func pushInteger(_ magnitude: UInt64?, sign: ByteRange?) {
    let range = sign.map { $0.joined(to: token.range) } ?? token.range
    let edge = UInt64(Int64.max) + (sign == nil ? 0 : 1)
    guard let magnitude, magnitude <= edge else {
      report(
        .numberOutOfRange, "the number `\(source.slice(range))` does not fit an int (−2^63 to 2^63 − 1)", at: range)
      return pushToken(.invalid)
    }
    markGroupStarted()
    let value = sign == nil ? Int64(magnitude) : Int64(truncatingIfNeeded: 0 &- magnitude)
    operands.append(add(.literal(.int(value)), range: range))
    advance()
  }

  /// Reads a name, or opens a call; true when a value was pushed.
  private mutating func readName(_ name: String, range: ByteRange, isAbsolute: Bool) -> Bool {
    markGroupStarted()
    let literals: [String: Value] = ["true": .bool(true), "false": .bool(false), "null": .null]
    if let value = literals[name], !isAbsolute {
      operands.append(add(.literal(value), range: range))
      advance()
      return true
    }
    if ReservedWord.kept.contains(name) || name == "in" || literals[name] != nil {
      report(.reservedWord, "`\(name)` is a word of the language and cannot be a name", at: range)
      operands.append(add(.invalid, range: range))
      advance()
      return true
    }
    advance()
    let fullName = isAbsolute ? "." + name : name
    if token.isSign(.openParenthesis) {
      open(.call(function: fullName, receiver: nil), mark: range)
      return finishEmptyGroup()
    }
    operands.append(add(.name(fullName), range: range))
    return true
  }

  /// Reads a sign; true when a value was pushed.
  private mutating func readSign(_ sign: Token.Sign) -> Bool {
    switch sign {
    case .openParenthesis:
      markGroupStarted()
      open(.parenthesis)
    case .openBracket:
      markGroupStarted()
      open(.list)
      return finishEmptyGroup()
    case .openBrace:
      markGroupStarted()
      open(.map)
      return finishEmptyGroup()
    case .not, .minus:
      return readPrefix(sign)
    case .dot:
      let dot = token.range
      advance()
      guard case .identifier(let name) = token.kind else {
        pushMissing()
        return true
      }
      return readName(name, range: dot.joined(to: token.range), isAbsolute: true)
    case .question where innermostGroup.map { $0.isAtStart && !$0.isNextOptional && allowsOptional($0) } ?? false:
      innermostGroup?.isNextOptional = true
      advance()
    default:
      pushMissing()
      return true
    }
    return false
  }

  private mutating func readPrefix(_ sign: Token.Sign) -> Bool {
    markGroupStarted()
    let mark = token.range
    advance()
    if sign == .minus {
      if case .integer(let magnitude) = token.kind {
        pushInteger(magnitude, sign: mark)
        return true
      }
      if case .literal(.double(let value)) = token.kind {
        operands.append(add(.literal(.double(-value)), range: mark.joined(to: token.range)))
        advance()
        return true
      }
    }
    operators.append(.prefix(function: sign == .not ? "!_" : "-_", mark: mark))
    return false
  }

  private func allowsOptional(_ group: BracketGroup) -> Bool {
    switch group.kind {
    case .list, .map, .message: true
    case .parenthesis, .call, .index: false
    }
  }

  /// Closes the group that was just opened, or whose last comma was just read, when its closing bracket comes next.
  mutating func finishEmptyGroup() -> Bool {
    guard let group = innermostGroup, group.isAtStart, token.isSign(group.closing) else { return false }
    closeGroup()
    return true
  }
}
