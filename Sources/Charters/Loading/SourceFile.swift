/// A file of a charter, with its path relative to the charter's folder.
public struct SourceFile: Hashable, Sendable {
  /// Such as `actions/cards.yaml`.
  public var path: String
  /// Its text.
  public var text: String

  /// Makes a file.
  public init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}
