/// Names, and chains of fields that may be names.
extension Checker {
  mutating func enterName(_ id: NodeID, _ name: String) {
    if let index = locals.lastIndex(where: { $0.name == name }) {
      types[id] = locals[index].type
      depths[id] = locals[index].depth
      references[id] = .local(index)
      return
    }
    if let reference = lookUp(name) {
      refer(id, to: reference)
    } else {
      reportUnknown(id, name)
    }
  }

  /// A field: the end of a declared name if one is that long, otherwise something read from a value.
  mutating func enterField(_ id: NodeID) {
    let (operand, field, isPresence, isOptional) = fieldParts(id)
    if !isChainKnown[id], let unknown = unknownChain(id) {
      return reportUnknown(id, unknown)
    }
    if let name = qualifiedName(operand, field: field), let reference = lookUp(name) {
      switch (reference, isPresence, isOptional) {
      case (.variable(let declaration), true, _):
        references[id] = .presence(declaration)
        types[id] = .bool
      case (.variable(let declaration), _, true):
        references[id] = .optionalVariable(declaration)
        types[id] = .optional(declaration.type)
        depths[id] = 1 + depth(of: declaration.type)
      default: refer(id, to: reference)
      }
      return
    }
    schedule(id, children: [operand])
  }

  private func fieldParts(_ id: NodeID) -> (operand: NodeID, field: String, isPresence: Bool, isOptional: Bool) {
    switch syntax.nodes[id].kind {
    case .select(let operand, let field, let isOptional): (operand, field, false, isOptional)
    case .presence(let operand, let field): (operand, field, true, false)
    default: (id, "", false, false)
    }
  }

  private mutating func refer(_ id: NodeID, to reference: CheckedExpression.Reference) {
    references[id] = reference
    switch reference {
    case .variable(let declaration):
      types[id] = declaration.type
      depths[id] = depth(of: declaration.type)
    case .type(let type): types[id] = .type(type)
    default: break
    }
  }

  /// How deep a value of the host with a given type can be.
  func depth(of type: ValueType) -> Int {
    switch type {
    case .dyn, .list, .map, .optional, .generic, .opaque: CheckingLimits.hostValueDepthMax
    default: 0
    }
  }

  /// What a full or container-relative name declares.
  private func lookUp(_ name: String) -> CheckedExpression.Reference? {
    for candidate in environment.candidates(for: name) {
      if let declaration = environment.declarations[candidate] { return .variable(declaration) }
      if let type = Environment.typeNames[candidate] { return .type(type) }
    }
    return nil
  }

  /// `a.b.c` of a chain of plain fields on a name that is no local variable, when it is short enough to be declared.
  func qualifiedName(_ operand: NodeID, field: String) -> String? {
    var fields = [field]
    var id = operand
    while fields.count <= environment.dotsMax + 1 {
      switch syntax.nodes[id].kind {
      case .select(let inner, let field, false):
        fields.append(field)
        id = inner
      case .name(let name):
        if locals.contains(where: { $0.name == name }) { return nil }
        return ([name] + fields.reversed()).joined(separator: ".")
      default: return nil
      }
    }
    return nil
  }

  /// Follows a chain of fields to its start and marks it as followed; gives the chain's name when no part of it is
  /// declared.
  private mutating func unknownChain(_ id: NodeID) -> String? {
    var (current, field, _, _) = fieldParts(id)
    var fields = [field]
    isChainKnown[id] = true
    while case .select(let inner, let name, _) = syntax.nodes[current].kind {
      isChainKnown[current] = true
      fields.append(name)
      current = inner
    }
    guard case .name(let start) = syntax.nodes[current].kind, !locals.contains(where: { $0.name == start }) else {
      return nil
    }
    var prefix = start
    var longest = start
    for part in [nil] + fields.reversed().prefix(environment.dotsMax + 1).map(Optional.some) {
      if let part { prefix += "." + part }
      if lookUp(prefix) != nil { return nil }
      longest = prefix
    }
    return longest
  }

  private mutating func reportUnknown(_ id: NodeID, _ name: String) {
    let known = Array(environment.declarations.keys) + locals.map(\.name)
    let message = "unknown name `\(name)`" + (isTyped ? Suggestion.sentence(for: name, among: known.sorted()) : "")
    if isTyped {
      report(.unknownName, message, at: syntax.nodes[id].range)
    } else {
      references[id] = .failure(.unknownName, message)
    }
  }
}
