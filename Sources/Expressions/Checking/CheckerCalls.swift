/// Functions and operators.
extension Checker {
  mutating func enterCall(_ id: NodeID, _ function: String, receiver: NodeID?, arguments: [NodeID]) {
    if let derive = environment.derive, let declaration = derive(SyntaxView(syntax: syntax, id: id)),
      declaration.slot != nil
    {
      references[id] = .variable(declaration)
      types[id] = declaration.type
      depths[id] = depth(of: declaration.type)
      return
    }
    if let receiver, let name = namespacedFunction(function, receiver: receiver) {
      references[id] = .function(name, hasReceiver: false)
      return schedule(id, children: arguments)
    }
    schedule(id, children: (receiver.map { [$0] } ?? []) + arguments)
  }

  /// The full name when the receiver is not a value but the namespace of a function, as in `math.abs(x)`.
  private func namespacedFunction(_ function: String, receiver: NodeID) -> String? {
    let written: String
    switch syntax.nodes[receiver].kind {
    case .name(let start) where !locals.contains(where: { $0.name == start }): written = start + "." + function
    case .select(let operand, let field, false):
      guard let name = qualifiedName(operand, field: field) else { return nil }
      written = name + "." + function
    default: return nil
    }
    return fullFunctionName(written)
  }

  private func fullFunctionName(_ name: String) -> String? {
    environment.candidates(for: name).first {
      environment.signatures[$0] != nil || VariadicFunction(rawValue: $0) != nil
    }
  }

  mutating func exitCall(_ id: NodeID, _ function: String, receiver: NodeID?, arguments: [NodeID]) {
    var name = function
    var operands = arguments
    if case .function(let known, _)? = references[id] {
      name = known
    } else if let receiver {
      references[id] = .function(name, hasReceiver: true)
      operands.insert(receiver, at: 0)
    } else {
      name = fullFunctionName(function) ?? function
      references[id] = .function(name, hasReceiver: false)
    }
    depths[id] = resultDepth(name, operands)
    if VariadicFunction(rawValue: name) != nil {
      checkVariadic(id, name, operands)
      return
    }
    guard let signatures = environment.signatures[name] else { return reportUnknownFunction(id, name) }
    guard isTyped else { return }
    checkPattern(name, operands)
    resolve(id, name, signatures, operands, isMethod: receiver != nil && operands.count > arguments.count)
  }

  private func resultDepth(_ name: String, _ operands: [NodeID]) -> Int {
    let deepest = operands.map { depths[$0] }.max() ?? 0
    switch name {
    case "optional.of", "optional.ofNonZeroValue", "split": return deepest + 1
    case "_[_]": return max(0, deepest - 1)
    case "_[?_]", "optional.none": return max(1, deepest)
    default:
      return environment.hostFunctionNames.contains(name) ? deepest + CheckingLimits.hostValueDepthMax : deepest
    }
  }

  private mutating func reportUnknownFunction(_ id: NodeID, _ name: String) {
    guard isTyped else {
      references[id] = .failure(.unknownFunction, "unknown function `\(name)`")
      return
    }
    let suggestion = Suggestion.sentence(for: name, among: environment.signatures.keys.sorted())
    report(.unknownFunction, "unknown function `\(name)`\(suggestion)", at: syntax.nodes[id].mark)
  }

  // MARK: Overloads

  private mutating func resolve(
    _ id: NodeID, _ name: String, _ signatures: [FunctionSignature], _ operands: [NodeID], isMethod: Bool
  ) {
    let operandTypes = operands.map { type(of: $0) }
    var result: ValueType?
    for signature in signatures
    where signature.isMethod == isMethod && signature.parameters.count == operands.count {
      let instance = inference.instantiate(signature)
      guard inference.assign(operandTypes, to: instance.parameters) else { continue }
      let itsResult = inference.resolved(instance.result, unknownIsDyn: false)
      if let known = result, known != itsResult { result = .dyn } else { result = itsResult }
      // An operand of type dyn may take any overload, others fix the first that agrees.
      if !operandTypes.contains(where: { $0 == .dyn }) { break }
    }
    if let result {
      types[id] = result
    } else {
      reportNoOverload(id, name, signatures, operandTypes, isMethod: isMethod)
    }
  }

  private mutating func reportNoOverload(
    _ id: NodeID, _ name: String, _ signatures: [FunctionSignature], _ types: [ValueType], isMethod: Bool
  ) {
    let names = types.map { "`\(inference.resolved($0, unknownIsDyn: true))`" }
    let message: String
    if let sign = OperatorName.sign(of: name) {
      message = "`\(sign)` does not take \(names.joined(separator: " and "))"
    } else {
      let given =
        isMethod
        ? "on \(names[0])" + (names.count > 1 ? " with \(names.dropFirst().joined(separator: ", "))" : "")
        : names.isEmpty ? "without arguments" : "with \(names.joined(separator: ", "))"
      let known = signatures.prefix(4).map { "`\($0.text)`" }.joined(separator: ", ")
      message = "`\(name)` cannot be called \(given); it is \(known)"
    }
    report(.noMatchingOverload, message, at: syntax.nodes[id].mark)
  }

  // MARK: Special functions

  /// `math.greatest` and `math.least` take any number of numbers, or one list of them.
  private mutating func checkVariadic(_ id: NodeID, _ name: String, _ operands: [NodeID]) {
    guard isTyped else { return }
    var operandTypes = operands.map { type(of: $0) }
    if operandTypes.count == 1, case .list(let element) = operandTypes[0] { operandTypes = [element] }
    let isNumeric = { (type: ValueType) in
      switch type {
      case .int, .uint, .double, .dyn, .parameter: true
      default: false
      }
    }
    guard !operandTypes.isEmpty, operandTypes.allSatisfy(isNumeric) else {
      let names = operandTypes.map { "`\($0)`" }.joined(separator: ", ")
      return report(
        .noMatchingOverload, "`\(name)` takes numbers or a list of numbers, not \(names.isEmpty ? "nothing" : names)",
        at: syntax.nodes[id].mark)
    }
    types[id] = Set(operandTypes).count == 1 ? operandTypes[0] : .dyn
  }

  private mutating func checkPattern(_ name: String, _ operands: [NodeID]) {
    guard name == "matches", operands.count == 2, case .literal(.string(let text)) = syntax.nodes[operands[1]].kind
    else { return }
    if case .failure(let failure) = Pattern.compile(text) {
      report(
        .invalidPattern, "the regular expression `\(text)` is not valid: \(failure.reason)",
        at: syntax.nodes[operands[1]].range)
    }
  }
}

/// Functions that take any number of arguments.
enum VariadicFunction: String {
  case greatest = "math.greatest"
  case least = "math.least"
}

/// The signs of operators whose functions have names such as `_+_`.
enum OperatorName {
  /// The sign that authors write, or nothing for an ordinary function.
  static func sign(of function: String) -> String? {
    switch function {
    case "@in": "in"
    case "_?_:_": "? :"
    case "_[_]": "[ ]"
    case "_[?_]": "[? ]"
    default:
      function.contains("_") && function.unicodeScalars.allSatisfy { !$0.properties.isAlphabetic }
        ? function.filter { $0 != "_" } : nil
    }
  }
}
