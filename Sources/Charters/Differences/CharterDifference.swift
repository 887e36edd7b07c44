/// What changed from one version of a charter to another: file by file in lines, and part by part in fields.
public struct CharterDifference: Sendable {
  /// What became of something.
  public enum Change: String, Sendable { case added, removed, changed }

  /// A file that is not the same in both.
  public struct File: Sendable {
    /// Its path.
    public var path: String
    /// What became of it.
    public var change: Change
    /// The lines that differ.
    public var hunks: [LineHunk]
  }

  /// A field of a part, as its author wrote it; nothing where the part does not have it.
  public struct Field: Hashable, Sendable {
    /// Its key; empty where the part is a single value.
    public var name: String
    /// What it was.
    public var from: String?
    /// What it is.
    public var to: String?
  }

  /// Something with a name, or a setting, that is not the same in both, wherever it stands in the files.
  public struct Part: Sendable {
    /// Such as `action`, `cap`, `attribute`, `setting`.
    public var kind: String
    /// Its name.
    public var name: String
    /// What became of it.
    public var change: Change
    /// The fields that differ, sorted by name.
    public var fields: [Field]
  }

  /// Files that differ, sorted by path.
  public var files: [File]
  /// Parts that differ, sorted by kind and name.
  public var parts: [Part]

  /// Compares two versions; files that are no YAML have no parts.
  public init(from old: [SourceFile], to new: [SourceFile]) {
    let oldTexts = Dictionary(old.map { ($0.path, $0.text) }) { first, _ in first }
    let newTexts = Dictionary(new.map { ($0.path, $0.text) }) { first, _ in first }
    files = Set(oldTexts.keys).union(newTexts.keys).sorted().compactMap { path in
      let (before, after) = (oldTexts[path], newTexts[path])
      guard before != after else { return nil }
      let change: Change = before == nil ? .added : after == nil ? .removed : .changed
      // The file of a model is one line that nobody reads.
      let hunks = CharterLoader.isModelFile(path) ? [] : LineDifference.hunks(from: before ?? "", to: after ?? "")
      return File(path: path, change: change, hunks: hunks)
    }
    let oldParts = CharterParts(old).fields
    let newParts = CharterParts(new).fields
    parts = Set(oldParts.keys).union(newParts.keys).sorted().compactMap { key in
      let (before, after) = (oldParts[key], newParts[key])
      guard before != after else { return nil }
      let fields = Set((before ?? [:]).keys).union((after ?? [:]).keys).sorted().compactMap { name -> Field? in
        let field = Field(name: name, from: before?[name], to: after?[name])
        return field.from == field.to ? nil : field
      }
      let change: Change = before == nil ? .added : after == nil ? .removed : .changed
      return Part(kind: key.kind, name: key.name, change: change, fields: fields)
    }
  }
}

/// The parts of a charter by kind and name, each as its fields in one canonical way of writing.
private struct CharterParts {
  struct Key: Hashable, Comparable {
    var kind: String
    var name: String

    static func < (a: Key, b: Key) -> Bool { (a.kind, a.name) < (b.kind, b.name) }
  }

  /// What the parts of a list or a table are called, by file and key.
  private static let kinds = [
    "charter.yaml purposes": "purpose", "charter.yaml issues": "issue", "charter.yaml hierarchy": "tier",
    "charter.yaml silence": "silence", "world.yaml attributes": "attribute", "world.yaml events": "event",
    "policy.yaml caps": "cap", "policy.yaml spacing": "spacing", "policy.yaml quiet_hours": "quiet_hours",
    "policy.yaml suppressions": "suppression", "policy.yaml pending": "pending", "policy.yaml pauses": "pause",
    "policy.yaml limits": "limit", "tests.yaml tests": "test", "content/settings.yaml variables": "variable",
    "content/settings.yaml fragments": "fragment", "content/settings.yaml footers": "footer",
    "content/settings.yaml brand": "brand",
  ]

  /// Files that are a part, or a list of them.
  private static let listed = [
    (path: "actions/", kind: "action"), (path: "journeys/", kind: "journey"), (path: "markets/", kind: "market"),
    (path: "content/", kind: "message"),
    (path: "triggers.yaml", kind: "trigger"), (path: "experiments.yaml", kind: "experiment"),
  ]
  /// Files that are a table of parts.
  private static let tables = [
    "channels.yaml": "channel", "models.yaml": "model", "segments.yaml": "segment", "zones.yaml": "zone",
    CharterLoader.productsPath: "product",
  ]

  private(set) var fields: [Key: [String: String]] = [:]

  init(_ files: [SourceFile]) {
    for file in files where CharterLoader.shape(of: file.path) != nil {
      guard let root = YAMLReader.read(file.text, file: file.path, log: DiagnosticLog()) else { continue }
      if let kind = CharterParts.listed.first(where: { file.path.hasPrefix($0.path) })?.kind,
        file.path != CharterLoader.contentSettingsPath, file.path != CharterLoader.productsPath
      {
        for node in root.oneOrMany { add(kind, node["name"]?.text ?? "", node) }
      } else if let kind = CharterParts.tables[file.path] {
        for (key, value) in root.entries { add(kind, key.text ?? "", value) }
      } else {
        for (key, value) in root.entries { addMembers(of: key.text ?? "", value, in: file.path) }
      }
    }
  }

  private mutating func addMembers(of key: String, _ value: FileNode, in path: String) {
    guard let kind = CharterParts.kinds["\(path) \(key)"] else { return add("setting", key, value) }
    for (key, value) in value.entries { add(kind, key.text ?? "", value) }
    for item in value.items { add(kind, item["name"]?.text ?? item.text ?? item.canonical, item) }
  }

  private mutating func add(_ kind: String, _ name: String, _ node: FileNode) {
    let entries = node.isMapping ? node.entries.map { ($0.key.text ?? "", $0.value.canonical) } : [("", node.canonical)]
    // A charter that was kept has no name twice; in one that was not, the later wins.
    fields[Key(kind: kind, name: name)] = Dictionary(entries) { _, last in last }
  }
}

extension FileNode {
  /// The node on one line, in one way of writing whatever the author's: keys sorted, spaces as YAML's authors put them.
  fileprivate var canonical: String {
    switch content {
    case .scalar(let text, let isQuoted):
      // `"12"` and `12` differ; `"twelve"` and `twelve` do not.
      let needsQuotes = isQuoted && (Double(text) != nil || ["", "~", "null", "true", "false"].contains(text))
      return needsQuotes ? "\"\(text)\"" : text
    case .sequence(let items): return "[" + items.map(\.canonical).joined(separator: ", ") + "]"
    case .mapping(let entries):
      let members = entries.map { "\($0.key.canonical): \($0.value.canonical)" }.sorted()
      return members.isEmpty ? "{}" : "{ " + members.joined(separator: ", ") + " }"
    }
  }
}
