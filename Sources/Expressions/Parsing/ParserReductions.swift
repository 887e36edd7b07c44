/// Turns what is pending into nodes.
extension Parser {
  /// Finishes pending operators that bind at least as strongly as `precedence`; 0 finishes conditionals too.
  mutating func reduce(downTo precedence: Int) {
    while let pending = operators.last {
      switch pending {
      case .prefix(let function, let mark):
        operators.removeLast()
        reduceCall(function, argumentCount: 1, mark: mark)
      case .binary(let function, let itsPrecedence, let mark):
        guard itsPrecedence >= precedence else { return }
        operators.removeLast()
        reduceCall(function, argumentCount: 2, mark: mark)
      case .conditional(let mark):
        guard precedence == 0 else { return }
        operators.removeLast()
        reduceCall("_?_:_", argumentCount: 3, mark: mark)
      case .question(let mark):
        guard precedence == 0 else { return }
        report(.unexpectedToken, "this `?` has no `:`", at: mark)
        operators.removeLast()
        operands.removeLast()
      case .group: return
      }
    }
  }

  private mutating func reduceCall(_ function: String, argumentCount: Int, mark: ByteRange) {
    let arguments = Array(operands.suffix(argumentCount))
    operands.removeLast(argumentCount)
    let range = arguments.reduce(mark) { $0.joined(to: nodes[$1].range) }
    operands.append(add(.call(function, receiver: nil, arguments: arguments), range: range, mark: mark))
  }

  /// Moves the value that was just read into the innermost group.
  mutating func finishItem() {
    guard var group = innermostGroup, !group.isAtStart, let value = operands.popLast() else { return }
    switch group.kind {
    case .map, .message:
      if let key = group.key {
        group.items += [key, value]
      } else {
        report(.unexpectedToken, "`:` and a value are expected here, not \(tokenText)", at: token.range)
        group.items += [value, add(.invalid, range: nodes[value].range)]
      }
    default:
      group.items.append(value)
    }
    group.optionalFlags.append(group.isNextOptional)
    group.key = nil
    group.isNextOptional = false
    innermostGroup = group
  }

  /// Turns the innermost group into a value and steps over its closing bracket.
  mutating func closeGroup() {
    guard let group = innermostGroup else { return }
    operators.removeLast()
    groupDepth -= 1
    let first = receiverRange(of: group).map { $0.joined(to: group.mark) } ?? group.mark
    let range = first.joined(to: group.open).joined(to: token.range)
    operands.append(node(of: group, range: range))
    if case .end = token.kind { return }
    advance()
  }

  private func receiverRange(of group: BracketGroup) -> ByteRange? {
    switch group.kind {
    case .call(_, let receiver?), .index(let receiver, _): nodes[receiver].range
    default: nil
    }
  }

  private mutating func node(of group: BracketGroup, range: ByteRange) -> NodeID {
    switch group.kind {
    case .parenthesis:
      return group.items.first ?? add(.invalid, range: range)
    case .index(let operand, let isOptional):
      let key = group.items.first ?? add(.invalid, range: range)
      return add(
        .call(isOptional ? "_[?_]" : "_[_]", receiver: nil, arguments: [operand, key]), range: range, mark: group.mark)
    case .list:
      let elements = zip(group.items, group.optionalFlags).map { SyntaxNode.Element(value: $0, isOptional: $1) }
      return add(.list(elements), range: range)
    case .map:
      let entries = group.optionalFlags.indices.map {
        SyntaxNode.Entry(
          key: group.items[2 * $0], value: group.items[2 * $0 + 1], isOptional: group.optionalFlags[$0])
      }
      return add(.map(entries), range: range)
    case .message(let type):
      let values = group.items.indices.filter { $0 % 2 == 1 }.map { group.items[$0] }
      return add(.message(type, values: values), range: range, mark: group.mark)
    case .call(let function, let receiver):
      if expandsMacros,
        let expanded = expandMacro(
          function, receiver: receiver, arguments: group.items, range: range, mark: group.mark)
      {
        return expanded
      }
      return add(
        .call(function, receiver: receiver, arguments: group.items), range: range, mark: group.mark)
    }
  }
}
