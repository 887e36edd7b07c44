/// A piece of a YAML file that knows where it stands.
struct FileNode {
  enum Content {
    /// A text as written; `isQuoted` tells `"12"` from `12`.
    case scalar(String, isQuoted: Bool)
    case mapping([(key: FileNode, value: FileNode)])
    case sequence([FileNode])
  }

  var content: Content
  var file: String
  /// From 1.
  var line: Int
  /// In characters, from 1.
  var column: Int

  /// The text of a scalar.
  var text: String? {
    if case .scalar(let text, _) = content { return text }
    return nil
  }

  /// Whether it was written without quotes as one of the words for nothing.
  var isNull: Bool {
    if case .scalar(let text, isQuoted: false) = content { return ["", "~", "null", "Null", "NULL"].contains(text) }
    return false
  }

  /// The items of a sequence.
  var items: [FileNode] {
    if case .sequence(let items) = content { return items }
    return []
  }

  /// The entries of a mapping.
  var entries: [(key: FileNode, value: FileNode)] {
    if case .mapping(let entries) = content { return entries }
    return []
  }

  var isMapping: Bool {
    if case .mapping = content { return true }
    return false
  }

  var isSequence: Bool {
    if case .sequence = content { return true }
    return false
  }

  /// The value of a key of a mapping; nothing also where it is null.
  subscript(key: String) -> FileNode? {
    entries.first { $0.key.text == key }.flatMap { $0.value.isNull ? nil : $0.value }
  }

  /// The items of a sequence, or the node alone: for "one or a list of them".
  var oneOrMany: [FileNode] { isSequence ? items : [self] }

  /// How many characters a mark under it covers.
  var markLength: Int {
    guard case .scalar(let text, let isQuoted) = content, !text.contains("\n") else { return 1 }
    return max(1, text.count + (isQuoted ? 2 : 0))
  }
}
