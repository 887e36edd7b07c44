extension CheckedExpression {
  /// One node with all below it, as an expression of its own; it must use no variable of a macro around it.
  func subexpression(_ root: NodeID) -> CheckedExpression {
    var ids: [NodeID] = []
    var pending = [root]
    while let id = pending.popLast() {
      ids.append(id)
      pending.append(contentsOf: syntax.nodes[id].children)
    }
    ids = Array(Set(ids)).sorted()
    let places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    let nodes = ids.map { syntax.nodes[$0].replacingChildren { places[$0] ?? 0 } }
    return CheckedExpression(
      syntax: Syntax(source: syntax.source, nodes: nodes, root: nodes.count - 1), type: types[root],
      functions: functions, types: ids.map { types[$0] }, references: ids.map { references[$0] },
      localCount: localCount, isTyped: isTyped)
  }
}

extension SyntaxNode {
  /// The same node with other ids for its children.
  fileprivate func replacingChildren(_ place: (NodeID) -> NodeID) -> SyntaxNode {
    var node = self
    switch kind {
    case .literal, .name, .invalid: break
    case .select(let operand, let field, let isOptional):
      node.kind = .select(place(operand), field: field, isOptional: isOptional)
    case .presence(let operand, let field): node.kind = .presence(place(operand), field: field)
    case .call(let name, let receiver, let arguments):
      node.kind = .call(name, receiver: receiver.map(place), arguments: arguments.map(place))
    case .list(let elements):
      node.kind = .list(elements.map { Element(value: place($0.value), isOptional: $0.isOptional) })
    case .map(let entries):
      node.kind = .map(
        entries.map { Entry(key: place($0.key), value: place($0.value), isOptional: $0.isOptional) })
    case .message(let type, let values): node.kind = .message(type, values: values.map(place))
    case .comprehension(var loop):
      loop.range = place(loop.range)
      loop.filter = loop.filter.map(place)
      loop.body = place(loop.body)
      node.kind = .comprehension(loop)
    }
    return node
  }
}
