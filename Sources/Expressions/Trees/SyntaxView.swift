/// A node of a syntax tree as a host reads it: names, literals, and calls with their parts.
///
/// A host that turns calls such as `events("page_view").last("30d").count()` into slots matches them so:
/// ```swift
/// guard call.functionName == "count", let last = call.receiver, last.functionName == "last",
///   let window = last.arguments.first?.stringLiteral else { return nil }
/// ```
public struct SyntaxView: Sendable {
  let syntax: Syntax
  let id: NodeID

  private var node: SyntaxNode { syntax.nodes[id] }

  /// Where the node stands.
  public var range: SourceRange { syntax.source.range(node.range) }

  /// The text of the node.
  public var text: String { syntax.source.slice(node.range) }

  /// The name of the function when the node is a call; operators are named as in the language's definition (`_+_`).
  public var functionName: String? {
    guard case .call(let name, _, _) = node.kind else { return nil }
    return name
  }

  /// What the function is called on: `a` in `a.f(b)`.
  public var receiver: SyntaxView? {
    guard case .call(_, let receiver?, _) = node.kind else { return nil }
    return SyntaxView(syntax: syntax, id: receiver)
  }

  /// The arguments of a call, without the receiver; empty for other nodes.
  public var arguments: [SyntaxView] {
    guard case .call(_, _, let arguments) = node.kind else { return [] }
    return arguments.map { SyntaxView(syntax: syntax, id: $0) }
  }

  /// The value when the node is a literal.
  public var literal: Value? {
    guard case .literal(let value) = node.kind else { return nil }
    return value
  }

  /// The text when the node is a string literal.
  public var stringLiteral: String? {
    guard case .string(let text)? = literal else { return nil }
    return text
  }

  /// The number when the node is an int literal.
  public var intLiteral: Int64? {
    guard case .int(let number)? = literal else { return nil }
    return number
  }

  /// The name when the node is a name, or a chain such as `a.b.c`.
  public var dottedName: String? {
    var fields: [String] = []
    var id = id
    while case .select(let operand, let field, false) = syntax.nodes[id].kind {
      fields.append(field)
      id = operand
    }
    guard case .name(let name) = syntax.nodes[id].kind else { return nil }
    return ([name] + fields.reversed()).joined(separator: ".")
  }
}
