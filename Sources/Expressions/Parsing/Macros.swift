/// The macros: calls that bind variables or ask for presence, and so are no ordinary functions.
extension Parser {
  /// The node that a call stands for when it is a macro, or nothing when it is a function.
  mutating func expandMacro(
    _ function: String, receiver: NodeID?, arguments: [NodeID], range: ByteRange, mark: ByteRange
  ) -> NodeID? {
    guard let receiver else {
      return function == "has" && arguments.count == 1 ? expandHas(arguments[0], range: range, mark: mark) : nil
    }
    if function == "bind", arguments.count == 3, case .name("cel") = nodes[receiver].kind {
      return comprehension(.bind, [arguments[0]], over: arguments[1], nil, arguments[2], range, mark)
    }
    switch (function, arguments.count) {
    case ("all", 2...3), ("exists", 2...3), ("exists_one", 2...3), ("existsOne", 2...3):
      let form: SyntaxNode.Comprehension.Form =
        function == "all" ? .all : function == "exists" ? .exists : .existsOne
      return comprehension(form, Array(arguments.dropLast()), over: receiver, nil, arguments.last, range, mark)
    case ("map", 2):
      return comprehension(.list, [arguments[0]], over: receiver, nil, arguments[1], range, mark)
    case ("map", 3):
      return comprehension(.list, [arguments[0]], over: receiver, arguments[1], arguments[2], range, mark)
    case ("filter", 2):
      return comprehension(.list, [arguments[0]], over: receiver, arguments[1], arguments[0], range, mark)
    case ("transformList", 3...4), ("transformMap", 3...4):
      let filter = arguments.count == 4 ? arguments[2] : nil
      return comprehension(
        function == "transformMap" ? .map : .list, Array(arguments[0..<2]), over: receiver, filter, arguments.last,
        range, mark)
    case ("optMap", 2):
      return comprehension(.optionalMap, [arguments[0]], over: receiver, nil, arguments[1], range, mark)
    case ("optFlatMap", 2):
      return comprehension(.optionalFlatMap, [arguments[0]], over: receiver, nil, arguments[1], range, mark)
    default:
      return nil
    }
  }

  private mutating func expandHas(_ argument: NodeID, range: ByteRange, mark: ByteRange) -> NodeID {
    switch nodes[argument].kind {
    case .select(let operand, let field, false):
      return add(.presence(operand, field: field), range: range, mark: nodes[argument].mark)
    case .invalid:
      return argument
    default:
      report(.invalidMacro, "`has` takes a field, such as `has(a.b)`", at: nodes[argument].range)
      return add(.invalid, range: range)
    }
  }

  private mutating func comprehension(
    _ form: SyntaxNode.Comprehension.Form, _ variables: [NodeID], over range: NodeID, _ filter: NodeID?,
    _ body: NodeID?, _ sourceRange: ByteRange, _ mark: ByteRange
  ) -> NodeID {
    var names: [String] = []
    for variable in variables {
      if case .name(let name) = nodes[variable].kind, !name.hasPrefix("."), !names.contains(name) {
        names.append(name)
      } else if case .invalid = nodes[variable].kind {
        return add(.invalid, range: sourceRange)
      } else {
        report(
          .invalidMacro, "`\(source.slice(mark))` takes the name of a new variable here", at: nodes[variable].range)
        return add(.invalid, range: sourceRange)
      }
    }
    guard let body else { return add(.invalid, range: sourceRange) }
    let loop = SyntaxNode.Comprehension(form: form, variables: names, range: range, filter: filter, body: body)
    return add(.comprehension(loop), range: sourceRange, mark: mark)
  }
}
