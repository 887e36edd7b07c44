/// Fields, lists, maps and the macros that bind variables.
extension Checker {
  // MARK: Fields

  mutating func exitSelect(_ id: NodeID, _ operand: NodeID, _ field: String, isOptional: Bool) {
    depths[id] = isOptional ? max(1, depths[operand]) : max(0, depths[operand] - 1)
    guard isTyped, let value = fieldType(operand, field, at: id) else { return }
    if case .optional = type(of: operand) {
      types[id] = .optional(value)
    } else {
      types[id] = isOptional ? .optional(value) : value
    }
  }

  mutating func exitPresence(_ id: NodeID, _ operand: NodeID, _ field: String) {
    if isTyped {
      _ = fieldType(operand, field, at: id)
      types[id] = .bool
    }
  }

  /// The type of a field of a value, optionals looked through; reports a value that has none.
  private mutating func fieldType(_ operand: NodeID, _ field: String, at id: NodeID) -> ValueType? {
    var container = type(of: operand)
    if case .optional(let inner) = container { container = inner }
    switch container {
    case .map(_, let value): return value
    case .dyn, .parameter: return .dyn
    default:
      report(
        .notAContainer, "`\(field)` is read from a value of type `\(container)`, which has no fields",
        at: syntax.nodes[id].mark)
      return nil
    }
  }

  // MARK: Lists and maps

  mutating func exitList(_ id: NodeID, _ elements: [SyntaxNode.Element]) {
    depths[id] = 1 + (elements.map { depths[$0.value] }.max() ?? 0)
    guard isTyped, depths[id] <= CheckingLimits.valueDepthMax else { return }
    var joined: ValueType?
    for element in elements { join(element.value, isOptional: element.isOptional, to: &joined) }
    types[id] = .list(joined ?? inference.freshVariable())
  }

  mutating func exitMap(_ id: NodeID, _ entries: [SyntaxNode.Entry]) {
    depths[id] = 1 + (entries.map { max(depths[$0.key], depths[$0.value]) }.max() ?? 0)
    guard isTyped, depths[id] <= CheckingLimits.valueDepthMax else { return }
    var key: ValueType?
    var value: ValueType?
    for entry in entries {
      join(entry.key, isOptional: false, to: &key)
      join(entry.value, isOptional: entry.isOptional, to: &value)
    }
    types[id] = .map(key ?? inference.freshVariable(), value ?? inference.freshVariable())
  }

  private mutating func join(_ id: NodeID, isOptional: Bool, to joined: inout ValueType?) {
    var element = type(of: id)
    if isOptional {
      switch element {
      case .optional(let wrapped): element = wrapped
      case .dyn, .parameter: element = .dyn
      default:
        report(
          .optionalExpected, "an element behind `?` must be optional, not `\(element)`", at: syntax.nodes[id].range)
      }
    }
    guard let known = joined else {
      joined = element
      return
    }
    joined = inference.join(known, element) ?? .dyn
  }

  // MARK: Comprehensions

  mutating func openScope(_ id: NodeID) {
    guard case .comprehension(let loop) = syntax.nodes[id].kind else { return }
    references[id] = .local(locals.count)
    let (first, second) = variableTypes(loop, at: id)
    let valueDepth = loop.form == .bind ? depths[loop.range] : max(0, depths[loop.range] - 1)
    let types = loop.variables.count == 2 ? [first, second] : [first]
    for (name, type) in zip(loop.variables, types) {
      locals.append(Local(name: name, type: type, depth: valueDepth))
    }
    localCount = max(localCount, locals.count)
  }

  /// The types of the first and second variable, by the type of what the macro goes through.
  private mutating func variableTypes(
    _ loop: SyntaxNode.Comprehension, at id: NodeID
  ) -> (ValueType, ValueType) {
    let range = type(of: loop.range)
    if !isTyped { return (.dyn, .dyn) }
    let takesOptional = loop.form == .optionalMap || loop.form == .optionalFlatMap
    switch range {
    case _ where loop.form == .bind: return (range, .dyn)
    case .dyn, .parameter: return (.dyn, .dyn)
    case .optional(let wrapped) where takesOptional: return (wrapped, .dyn)
    case .list(let element) where !takesOptional: return loop.variables.count == 2 ? (.int, element) : (element, .dyn)
    case .map(let key, let value) where !takesOptional: return (key, value)
    default:
      let wanted = takesOptional ? "an optional" : "a list or a map"
      report(
        .typeMismatch, "`\(syntax.source.slice(syntax.nodes[id].mark))` works on \(wanted), not on `\(range)`",
        at: syntax.nodes[loop.range].range)
      return (.dyn, .dyn)
    }
  }

  mutating func exitComprehension(_ id: NodeID, _ loop: SyntaxNode.Comprehension) {
    locals.removeLast(loop.variables.count)
    let bodyDepth = depths[loop.body]
    switch loop.form {
    case .all, .exists, .existsOne: depths[id] = 0
    case .list, .map, .optionalMap: depths[id] = bodyDepth + 1
    case .optionalFlatMap: depths[id] = max(1, bodyDepth)
    case .bind: depths[id] = bodyDepth
    }
    guard isTyped, depths[id] <= CheckingLimits.valueDepthMax else { return }
    if let filter = loop.filter { expectBool(filter, loop: id) }
    let body = type(of: loop.body)
    switch loop.form {
    case .all, .exists, .existsOne:
      expectBool(loop.body, loop: id)
      types[id] = .bool
    case .list: types[id] = .list(body)
    case .map:
      if case .map(let key, _) = type(of: loop.range) {
        types[id] = .map(key, body)
      } else if case .list = type(of: loop.range) {
        types[id] = .map(.int, body)
      } else {
        types[id] = .map(.dyn, body)
      }
    case .optionalMap: types[id] = .optional(body)
    case .optionalFlatMap: types[id] = optionalBody(loop.body, body)
    case .bind: types[id] = body
    }
  }

  private mutating func optionalBody(_ id: NodeID, _ type: ValueType) -> ValueType {
    switch type {
    case .optional: return type
    case .dyn, .parameter: return .optional(.dyn)
    default:
      report(
        .optionalExpected, "`optFlatMap` needs an optional here, not `\(type)`", at: syntax.nodes[id].range)
      return .optional(.dyn)
    }
  }

  private mutating func expectBool(_ id: NodeID, loop: NodeID) {
    guard !inference.assign([type(of: id)], to: [.bool]) else { return }
    report(
      .typeMismatch,
      "`\(syntax.source.slice(syntax.nodes[loop].mark))` needs a condition here, not a value of type `\(type(of: id))`",
      at: syntax.nodes[id].range)
  }
}
