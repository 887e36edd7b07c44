/// What the parser has opened and not yet finished.
enum PendingOperator {
  /// `!` or `-`.
  case prefix(function: String, mark: ByteRange)
  case binary(function: String, precedence: Int, mark: ByteRange)
  /// `a ?`, waiting for its colon.
  case question(mark: ByteRange)
  /// `a ? b :`, waiting for its end.
  case conditional(mark: ByteRange)
  case group(BracketGroup)
}

/// An open bracket and what was read behind it.
struct BracketGroup {
  enum Kind {
    case parenthesis
    case call(function: String, receiver: NodeID?)
    case index(of: NodeID, isOptional: Bool)
    case list, map
    case message(type: String)
  }

  var kind: Kind
  /// The bracket.
  var open: ByteRange
  /// The function's name, or the bracket.
  var mark: ByteRange
  /// Finished values; for maps, keys and values in turn.
  var items: [NodeID] = []
  /// For each finished element or entry, whether it is optional.
  var optionalFlags: [Bool] = []
  /// The key that waits for its value.
  var key: NodeID?
  /// Whether `?` stands before the element that is being read.
  var isNextOptional = false
  /// Whether nothing was read since the bracket or the last comma.
  var isAtStart = true

  var closing: Token.Sign {
    switch kind {
    case .parenthesis, .call: .closeParenthesis
    case .index, .list: .closeBracket
    case .map, .message: .closeBrace
    }
  }

  /// Whether several values may stand in it, with commas between.
  var takesCommas: Bool {
    switch kind {
    case .parenthesis, .index: false
    case .call, .list, .map, .message: true
    }
  }
}
