/// The place of a node in ``Syntax/nodes``.
typealias NodeID = Int

/// A syntax tree, kept flat: every node stands after its children, so that no stage needs recursion to walk it.
///
/// Invariant: the ids inside `nodes[i]` are all smaller than `i`.
public struct Syntax: Sendable {
  /// The text that was parsed.
  public let source: SourceText
  var nodes: [SyntaxNode]
  var root: NodeID

  /// The whole expression, for reading.
  public var view: SyntaxView { SyntaxView(syntax: self, id: root) }
}

/// One node of a syntax tree.
struct SyntaxNode: Sendable {
  /// The kinds of node.
  enum Kind: Sendable {
    /// A literal; its value is null, bool, int, uint, double, string or bytes.
    case literal(Value)
    /// A name, with a dot in front when it was written so.
    case name(String)
    case select(NodeID, field: String, isOptional: Bool)
    /// `has(operand.field)`.
    case presence(NodeID, field: String)
    /// A function or operator; operators have the names of the language's definition, such as `_+_`.
    case call(String, receiver: NodeID?, arguments: [NodeID])
    case list([Element])
    case map([Entry])
    /// `Type{field: value}`, which the checker refuses.
    case message(String, values: [NodeID])
    case comprehension(Comprehension)
    /// Stands where a mistake was reported.
    case invalid
  }

  /// An element of a list; an optional one is left out when it has no value.
  struct Element: Sendable {
    var value: NodeID
    var isOptional: Bool
  }

  /// An entry of a map; an optional one is left out when its value has none.
  struct Entry: Sendable {
    var key: NodeID
    var value: NodeID
    var isOptional: Bool
  }

  /// A macro that binds variables.
  struct Comprehension: Sendable {
    enum Form: Sendable {
      case all, exists, existsOne
      /// `map`, `filter` (its body is the variable) and `transformList` make a list; `transformMap` makes a map.
      case list, map
      /// `optMap`, `optFlatMap`, and `cel.bind`: one variable, no loop.
      case optionalMap, optionalFlatMap, bind
    }
    var form: Form
    /// One name, or two: the index or key, then the value.
    var variables: [String]
    var range: NodeID
    /// Keeps only the elements for which it is true; lists and maps only.
    var filter: NodeID?
    var body: NodeID
  }

  var kind: Kind
  var range: ByteRange
  /// The stretch that a diagnostic about this node marks: the function's name, the operator, the field.
  var mark: ByteRange

  /// The children, in order of evaluation.
  var children: [NodeID] {
    switch kind {
    case .literal, .name, .invalid: []
    case .select(let operand, _, _), .presence(let operand, _): [operand]
    case .call(_, let receiver, let arguments): (receiver.map { [$0] } ?? []) + arguments
    case .list(let elements): elements.map(\.value)
    case .map(let entries): entries.flatMap { [$0.key, $0.value] }
    case .message(_, let values): values
    case .comprehension(let loop): [loop.range] + (loop.filter.map { [$0] } ?? []) + [loop.body]
    }
  }
}
